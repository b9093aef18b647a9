"""What commands share: reading, refusing, printing."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from perfdesk.commands import reports
from perfdesk.commands.exit_codes import Refusal, tell
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.definition import Form
from perfdesk.forms.formerly import with_present_keys
from perfdesk.forms.loader import form_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.model.document import Document, Project
from perfdesk.model.values import normal
from perfdesk.store import atomic, file
from perfdesk.store.failures import is_there
from perfdesk.work.gather import READ_FAILURES, is_document, is_same_file, read_document
from perfdesk.work.reader_process import Reader
from perfdesk.work.workspace import Workspace

REFUSALS: Final = (Refusal, *READ_FAILURES, ExportFailure, atomic.WriteError, atomic.ChangedOnDisk)


def print_json(shape: reports.Json) -> None:
    """Prints in UTF-8, whatever the console's own encoding is: other programs read it."""
    text = json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def opened(path: Path) -> Workspace:
    """A document of ours; what its user must know about it is told."""
    work = Workspace.open(path)
    if work.notice:
        tell(work.notice)
    return work


def to_change(path: Path) -> Workspace:
    """A document of ours that is going to be changed; a Refusal if it may be looked at only."""
    work = Workspace.open(path)
    if work.read_only:
        raise Refusal(work.notice)
    if work.notice:
        tell(work.notice)
    return work


def found_in(path: Path, reader: Reader) -> Document:
    """One of many documents or annexes; the same without looking for what was left beside each."""
    if not is_document(path):
        return read_document(path, reader=reader)
    found = file.read(path)
    if found.notice:
        tell(found.notice)
    return with_present_keys(found.document)


def document_at(path: Path, carried: Form | None = None) -> Document:
    """A document, or the document that an annex becomes; what its user must know about it is told. `carried` is the
    form of the document that an annex belongs to."""
    return opened(path).document if is_document(path) else read_document(path, carried=carried)


def tell_of_form(document: Document, path: Path | None = None) -> None:
    """Says so if the document's form is not on this computer."""
    layout = form_of(document)
    if isinstance(layout, StandIn):
        from perfdesk.work.managed_forms import way_back  # with pydantic, which few files need

        tell(f"{f'{path}：' if path else ''}{layout.notice}{way_back(document.form)}")


def free(path: Path, options: argparse.Namespace, sources: Iterable[Path] = ()) -> Path:
    """The path to write to; a Refusal if something is there and --force was not given, and always if it is one of the
    `sources`, which nobody has twice."""
    if any(is_same_file(path, one) for one in sources):
        raise Refusal(f"{path} 就是要读的文件，不能写在它上面；请换一个名称。")
    if is_there(path) and not options.force:
        raise Refusal(f"{path} 已经存在，没有覆盖。要覆盖请加 --force。")
    return path


def replaced(options: argparse.Namespace) -> str:
    """What writing may replace: with --force anything, else nothing, also of what came there in the meantime."""
    return "" if options.force else atomic.NOTHING


def project_at(document: Document, name: str) -> Project:
    """A project by its number (from 1) or its code."""
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(document.projects):
        return document.projects[int(name) - 1]
    found = [project for project in document.projects if project.code and normal(project.code) == normal(name)]
    if not found:
        raise Refusal(f"没有编号或编码为“{name}”的项目；共有 {len(document.projects)} 个项目。")
    return found[0]
