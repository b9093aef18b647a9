"""What tests of exporters share: writing to memory, opening the package, and a word processor that makes pages."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from lxml import etree
from promises import unavailable

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.model.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Writer = Callable[[Form, Document, BinaryIO], None]


def written(write: Writer, document: Document) -> bytes:
    """The file as bytes."""
    stream = io.BytesIO()
    write(form(document.form), document, stream)
    return stream.getvalue()


def part(data: bytes, name: str) -> etree._Element:
    """A member of a package, parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def printed_pages(path: Path) -> list[str]:
    """The text of each page that LibreOffice makes of a file, white space left out."""
    office, pdf_text = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or pdf_text is None:
        unavailable("LibreOffice and poppler-utils are needed to see pages")
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [str(office), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", path.name],
        cwd=path.parent, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [str(pdf_text), "-layout", path.with_suffix(".pdf").name, "-"],
        cwd=path.parent, check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    return [re.sub(r"\s", "", page) for page in done.stdout.split("\f")[:-1]]
