"""What a document and a list can be written as: one table each, for window and command line.

The libraries are slow to import, so each is imported when it writes."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from perfdesk.forms.book import book_title
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.model.document import Document
from perfdesk.model.export_origin import ExportOrigin, origin_in
from perfdesk.store import attachment, file
from perfdesk.work.originals import original_kind, original_members

if TYPE_CHECKING:
    from perfdesk.exporters.lists import ListTable

_log = logging.getLogger(__name__)
# A name that every system takes: without what Windows forbids, and short enough with a suffix.
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|\n', " "))
_LONGEST_NAME: Final = 60
_LAID_OUT: Final = "没有填在原件上（{}），版面是按表样另排的，请与原件核对。"


class ExportSource(NamedTuple):
    """A document and what it was opened or last saved as, None if it was never saved. `layout` is the form to print it
    in, which need not be its own."""

    document: Document
    opened: file.Opened | None = None
    layout: Form | None = None

    @property
    def origin(self) -> ExportOrigin | None:
        """The saved version that the document comes from. What was typed since is an edit of that version."""
        if self.opened is None or self.opened.document.id != self.document.id:
            return None
        return origin_in(self.document.id, file.revisions(self.opened))

    @property
    def form(self) -> Form:
        """The form to print in."""
        return self.layout or form_of(self.document)


class Export(NamedTuple):
    """A kind of file: its name in the file dialog, its ending, and what writes it, which returns what a person must
    know of the file, "" of most."""

    kind: str
    suffix: str
    write: Callable[[ExportSource, BinaryIO], str]


class ListExport(NamedTuple):
    """A kind of file for a list: its name for the question which one, and the same as of an Export."""

    title: str
    kind: str
    suffix: str
    write: "Callable[[ListTable, BinaryIO], None]"


def _word(source: ExportSource, stream: BinaryIO) -> str:
    """The office's own file filled, if the form brings one; else as we lay the form out."""
    filled, told = _filled(source, ".docx", stream)
    if not filled:
        from perfdesk.exporters.word import write_document

        write_document(source.form, source.document, stream, origin=source.origin)
    return told


def _excel(source: ExportSource, stream: BinaryIO) -> str:
    filled, told = _filled(source, ".xlsx", stream)
    if not filled:
        from perfdesk.exporters.excel import write_workbook

        write_workbook(source.form, source.document, stream, source.origin)
    return told


def _filled(source: ExportSource, suffix: str, stream: BinaryIO) -> tuple[bool, str]:
    """Whether the form's original of this kind has been filled and written; why not, if it brings one."""
    members = original_members(source.form, suffix)
    if members is None:
        return False, _LAID_OUT.format("原件已损坏") if original_kind(source.form) == suffix else ""
    from perfdesk.exporters.original.excel import write_excel
    from perfdesk.exporters.original.members import NoFit
    from perfdesk.exporters.original.word import write_word

    try:
        write = write_word if suffix == ".docx" else write_excel
        write(source.form, source.document, members, stream, source.origin)
    except NoFit as why:
        _log.warning("the original of a form is not filled: %s", why)
        return False, _LAID_OUT.format(str(why).rstrip("。"))
    return True, ""


def _pdf(source: ExportSource, stream: BinaryIO) -> str:
    from perfdesk.paper.pdf import write_pdf

    content = attachment.attachment(source.document, source.opened)
    write_pdf(source.form, source.document, stream, (_attachment_name(source), content))
    return ""


def _bare_pdf(source: ExportSource, stream: BinaryIO) -> str:
    from perfdesk.paper.pdf import write_pdf

    write_pdf(source.form, source.document, stream)
    return ""


def _bare_word(source: ExportSource, stream: BinaryIO) -> str:
    return _word(source._replace(opened=None), stream)


def _bare_excel(source: ExportSource, stream: BinaryIO) -> str:
    return _excel(source._replace(opened=None), stream)


def _word_list(table: "ListTable", stream: BinaryIO) -> None:
    from perfdesk.exporters.list_in_word import write_list

    write_list(table, stream)


def _excel_list(table: "ListTable", stream: BinaryIO) -> None:
    from perfdesk.exporters.list_in_excel import write_lists

    write_lists([table], stream)


def _attachment_name(source: ExportSource) -> str:
    title = book_title(source.form, source.document).translate(_FORBIDDEN)
    return f"{title[:_LONGEST_NAME].strip()}{file.SUFFIX}"


EXPORTS: Final = {
    "word": Export("Word 文档 (*.docx)", ".docx", _word),
    "excel": Export("Excel 工作簿 (*.xlsx)", ".xlsx", _excel),
    "pdf": Export("PDF 文件 (*.pdf)", ".pdf", _pdf),
    "bare-pdf": Export("PDF 文件 (*.pdf)", ".pdf", _bare_pdf),
    "bare-word": Export("Word 文档 (*.docx)", ".docx", _bare_word),
    "bare-excel": Export("Excel 工作簿 (*.xlsx)", ".xlsx", _bare_excel),
}
LIST_EXPORTS: Final = {
    "word": ListExport("Word 文档", EXPORTS["word"].kind, ".docx", _word_list),
    "excel": ListExport("Excel 工作簿", EXPORTS["excel"].kind, ".xlsx", _excel_list),
}


def export_for(suffix: str, *, bare: bool = False) -> Export | None:
    """The kind of file that an ending names; `bare` takes the PDF that carries no document, the Word or
    Excel file that carries no ids."""
    found = [one for one in EXPORTS.values() if one.suffix == suffix.lower()]
    return found[-1 if bare else 0] if found else None
