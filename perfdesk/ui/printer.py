"""Pages onto a printer, painted as everywhere else."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import Page, pages
from perfdesk.paper.painter import page_size, paint
from perfdesk.ui.dialogs.print_range import Extent, PrintRange


class PrintFailure(Exception):
    """The printer did not take the pages. The message is a Chinese sentence."""


def chosen_pages(
    form: Form, document: Document, selected: Collection[str], what: PrintRange
) -> tuple[list[Page], Mapping[str, int]]:
    """The pages to print, and all page numbers by anchor; `selected` are ids of projects."""
    made = list(pages(form, document))
    numbers = {anchor: page.number or 0 for page in made for anchor in page.anchors}
    match what.extent:
        case Extent.SELECTED:
            made = list(_pages_of(form, document, selected))
        case Extent.PAGES:
            made = [page for page in made if page.number is not None and what.first <= page.number <= what.last]
    return made, numbers


def _pages_of(form: Form, document: Document, projects: Collection[str]) -> Iterator[Page]:
    pager, shown = Pager(form), 0
    for number, project in enumerate(document.projects, 1):
        # Projects in one table share pages.
        for page in pager.project_pages(document, number) if project.id in projects else ():
            if page.number is None or page.number > shown:
                yield page
                shown = page.number or 0


def make_printer(form: Form, name: str) -> QPrinter:
    """A printer with the form's paper, the whole of it ours to paint on."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = page_size(form, Page(None))
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    printer.setDocName(name)
    printer.setCreator("perfdesk")
    return printer


def ask_printer(printer: QPrinter, parent: QWidget) -> bool:
    """The system's dialog: which printer, how many copies."""
    dialog = QPrintDialog(printer, parent)
    for option in (
        QPrintDialog.PrintDialogOption.PrintPageRange,
        QPrintDialog.PrintDialogOption.PrintSelection,
        QPrintDialog.PrintDialogOption.PrintCurrentPage,
    ):
        dialog.setOption(option, on=False)  # what to print was asked before
    return dialog.exec() == QDialog.DialogCode.Accepted


def _turn(printer: QPrinter, form: Form, before: Page, page: Page | None = None) -> None:
    """Takes other paper where the next page lies otherwise than the one before; a person may have chosen a size."""
    if page is not None and page.paper != before.paper:
        printer.setPageSize(page_size(form, page))


def print_pages(
    printer: QPrinter, form: Form, made: Sequence[Page], numbers: Mapping[str, int], go_on: Callable[[], None]
) -> None:
    """Paints the pages one after the other; `go_on` is called between them and may raise. Raises PrintFailure."""
    _turn(printer, form, Page(None), *made[:1])
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintFailure("打印机没有响应，没有打印；请检查打印机，或先导出 PDF。")
    try:
        scale = printer.resolution() / 72
        painter.scale(scale, scale)
        for at, page in enumerate(made):
            go_on()
            if at:
                _turn(printer, form, made[at - 1], page)
            if at and not printer.newPage():
                raise PrintFailure(f"打印到第 {at} 页时打印机停了；请检查打印机后打印其余的页。")
            paint(painter, form, page, numbers)
    finally:
        painter.end()
