"""关于: what this is, its versions, and the licences of what it is made with."""

import sys
from collections.abc import Iterator
from html import escape
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from perfdesk import __version__
from perfdesk.ui.dialogs.text_page import show_page

# What runs in the program, as pip names it; a test compares it with what the lock file installs.
LIBRARIES: Final = (
    "PySide6-Essentials", "shiboken6", "openpyxl", "et-xmlfile", "python-docx", "lxml", "typing-extensions", "pydantic",
    "pydantic-core", "annotated-types", "typing-inspection", "platformdirs", "pypdf", "pypdfium2", "pypinyin",
)  # fmt: skip
_LICENCE_FILES: Final = ("licen", "copying", "notice")


def page() -> str:
    """The page as HTML."""
    rows = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(version)}&nbsp;&nbsp;</td><td>{escape(licence)}</td></tr>"
        for name, version, licence in libraries()
    )
    versions = f"perfdesk {__version__} · Python {sys.version.split()[0]} · Qt {qVersion()}"
    return (
        f"<h3>预算绩效目标表编辑器</h3><p>{versions}</p><p>文件只存在这台电脑上，不连接网络。</p>"
        f"<h4>用到的开源软件</h4><table>{rows}</table>{''.join(_texts())}"
    )


def libraries() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of each library that is there."""
    for name in LIBRARIES:
        found = _found(name)
        if found is not None:
            yield name, found.version, _licence(found)


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # a frozen program may leave out what only names a library
        return None


def _licence(found: Distribution) -> str:
    """As an SPDX expression where the library gives one (PEP 639), else as its classifier or its own words say."""
    metadata = found.metadata
    kinds = (one for one in metadata.get_all("Classifier") or () if one.startswith("License ::"))
    classified = "、".join(one.rpartition(" :: ")[2] for one in kinds)
    expression, words = ((metadata.get_all(name) or [""])[0] for name in ("License-Expression", "License"))
    said = expression or classified or words
    return said.splitlines()[0][:80] if said else "见其网站"


def _texts() -> Iterator[str]:
    """The licences in full, where the libraries bring them."""
    for name in LIBRARIES:
        found = _found(name)
        for file in (found.files or ()) if found else ():
            if file.name.lower().startswith(_LICENCE_FILES) and Path(str(file.locate())).is_file():
                text = escape(file.read_text(encoding="utf-8"))
                yield f"<h4>{escape(name)} · {escape(file.name)}</h4><pre>{text}</pre>"


def show_about(parent: QWidget | None) -> None:
    """Shows the page until it is closed."""
    show_page("关于", page(), parent)
