"""The entrance to importing: turns a file of any supported kind into a document, with a report."""

import errno
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from perfdesk.forms.definition import Form
from perfdesk.importers.file_kind import AGAIN, PACKED, why_other
from perfdesk.importers.grid import ImportFailure, Source
from perfdesk.importers.package import kind_of
from perfdesk.importers.recognise import Imported, recognise
from perfdesk.importers.report import Note
from perfdesk.importers.text import read_text
from perfdesk.model.collector import collector_at_rest

if TYPE_CHECKING:
    from perfdesk.importers.pdf_table import RuledSource

__all__ = ["ImportFailure", "Imported", "Note", "read_attachment", "read_elements", "read_pages", "read_source"]

_AS_WORD = "请用 Word 或 WPS 另存为 .docx 再装入"
_AS_EXCEL = "请用 Excel 或 WPS 另存为 .xlsx 再装入"
_MAIL = "是邮件；请先把附件另存出来，再用附件"
_SLIDES = "是演示文稿，没有可以装入的表格；请把表格放进 Word 或 Excel 文件再装入"
_INSTEAD = {
    ".doc": f"是旧的 Word 格式，{_AS_WORD}",
    ".docm": f"是带宏的 Word 文件，{_AS_WORD}",
    ".dotx": f"是 Word 模板，{_AS_WORD}",
    ".rtf": f"是 RTF 格式，{_AS_WORD}",
    ".odt": f"是 OpenDocument 格式，{_AS_WORD}",
    ".wps": "是 WPS 格式，请用 WPS 另存为 .docx 再装入",
    ".xls": f"是旧的 Excel 格式，{_AS_EXCEL}",
    ".xlsm": f"是带宏的 Excel 文件，{_AS_EXCEL}",
    ".ods": f"是 OpenDocument 格式，{_AS_EXCEL}",
    ".xlsb": f"是 Excel 二进制格式，{_AS_EXCEL}",
    ".csv": f"是 CSV 格式，{_AS_EXCEL}",
    ".html": f"是网页，{_AS_WORD}",
    ".htm": f"是网页，{_AS_WORD}",
    ".mht": f"是网页，{_AS_WORD}",
    ".mhtml": f"是网页，{_AS_WORD}",
    ".xml": f"是 XML 格式，{_AS_WORD}",
    ".zip": PACKED,
    ".rar": PACKED,
    ".7z": PACKED,
    ".eml": _MAIL,
    ".msg": _MAIL,
    ".ppt": _SLIDES,
    ".pptx": _SLIDES,
    ".dps": _SLIDES,
    ".lnk": "是快捷方式，没有内容；请选它指向的那个文件",
    ".exe": "是程序，没有可以装入的表格",
    ".et": "是 WPS 表格格式，请用 WPS 另存为 .xlsx 再装入",
    ".ofd": "是 OFD，请转换为 .docx 再装入（复制的文字没有表格线，一般认不出）",
}
_TRY_AGAIN = "再试"
_KINDS = (".docx", ".xlsx")
_NO_TABLE = "不是 Word、Excel 或 PDF 文件，没有可以学成表样的表格；请打开它，另存为 .docx 或 .xlsx 再试"
_NO_PICTURE = "是图片，读不出表格；请用文字识别软件转成 .docx 或 .xlsx 里的表格再试"
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic")


def read_source(path: Path, form: Form | None = None) -> Imported:
    """Reads a text, Word or Excel annex, or the tables that a PDF draws; the form is recognised from the content if not
    given.

    Raises ImportFailure, also for files that cannot be opened. The source is never written to.
    """
    with collector_at_rest():
        with _readable(path):
            _require_itself(path, AGAIN)
            source = _reader(path)(path)
        try:
            return recognise(path, source, form)
        except ImportFailure as failure:
            raise ImportFailure(str(failure), failure.insist, unknown=True) from None


def read_elements(path: Path, kinds: tuple[str, ...]) -> tuple[str, Source]:
    """Which of these kinds (".docx", ".xlsx") a file is, and its paragraphs and tables as they stand in it, whatever
    form it is of: for whoever wants to know the form. Raises ImportFailure as read_source does.
    """
    with collector_at_rest(), _readable(path):
        _require_itself(path, _TRY_AGAIN)
        kind = _kind(path)
        if kind not in kinds:
            why = _NO_PICTURE if kind in _PICTURES else _INSTEAD.get(kind, _NO_TABLE)
            raise ImportFailure(f"{path} {why.replace(AGAIN, _TRY_AGAIN)}。")
        if kind == ".xlsx":
            from perfdesk.importers.excel import read_sheets

            return kind, read_sheets(path)
        return kind, _reader(path)(path)


def read_pages(path: Path) -> "RuledSource":
    """The tables of a PDF by the lines that are drawn, for whoever wants to know the form. Raises ImportFailure."""
    with collector_at_rest(), _readable(path):
        _require_itself(path, _TRY_AGAIN)
        from perfdesk.importers.pdf_table import read_ruled

        return read_ruled(path)


def read_attachment(path: Path, suffix: str) -> tuple[str, bytes] | None:
    """Name and content of the file with this suffix that a PDF carries; None if it carries none. Raises ImportFailure
    as read_source does."""
    from perfdesk.importers.pdf import attached_file

    with _readable(path):
        _require_itself(path, AGAIN)
        return attached_file(path, suffix)


def _require_itself(path: Path, again: str) -> None:
    """ImportFailure if the content is plainly of another kind than the name says; `again` is what to do then."""
    if why := why_other(path):
        raise ImportFailure(f"{path} {why.replace(AGAIN, again)}。")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns a system error of a file into a sentence."""
    try:
        _check_kind(path)
        yield
    except FileNotFoundError:
        raise ImportFailure(f"找不到文件 {path}。") from None
    except PermissionError:
        raise ImportFailure(f"打不开 {path}：没有读取权限，或文件正被其他程序占用。") from None
    except OSError as error:
        why = "路径太长" if error.errno == errno.ENAMETOOLONG else f"系统报告“{error.strerror or error}”"
        raise ImportFailure(f"打不开 {path}：{why}。") from error


def _check_kind(path: Path) -> None:
    """Refuses pipes and devices, because reading them may never end."""
    try:
        mode = path.stat().st_mode
    except ValueError:
        raise ImportFailure(f"文件名 {str(path)!r} 里有不允许的字符。") from None
    if stat.S_ISDIR(mode):
        raise ImportFailure(f"{path} 是文件夹，不是文件。")
    if not stat.S_ISREG(mode):
        raise ImportFailure(f"{path} 不是普通文件，没有装入。")


def _kind(path: Path) -> str:
    """The suffix for the content of a file. Word and Excel files are recognised whatever they are called."""
    suffix = path.suffix.lower()
    return suffix if suffix in _KINDS else kind_of(path) or suffix


def _reader(path: Path) -> Callable[[Path], Source]:
    suffix = _kind(path)
    if suffix in _INSTEAD:
        raise ImportFailure(f"{path} {_INSTEAD[suffix]}。")
    if suffix in _PICTURES:
        raise ImportFailure(f"{path} 是图片，读不出表格；请用文字识别软件转成 Word 或 Excel 表格{AGAIN}。")
    if suffix == ".docx":
        from perfdesk.importers.word import read_word

        return read_word
    if suffix == ".xlsx":
        from perfdesk.importers.excel import read_excel

        return read_excel
    if suffix == ".pdf":
        from perfdesk.importers.pdf_table import read_annex

        return read_annex
    return read_text
