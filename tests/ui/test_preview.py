"""预览 and 打印: the pages that the Word file has, a moment after every change."""

from pathlib import Path

import pytest
from clerk import Do, User, at_size
from notation import document as written
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from perfdesk.forms.loader import form
from perfdesk.model.edits import SetFields
from perfdesk.ui import printer
from perfdesk.ui.dialogs.print_range import Extent, PrintRange, PrintRangeDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.session import Session
from perfdesk.ui.views.preview import PreviewView
from perfdesk.ui.views.status import Status


@pytest.fixture
def preview(window: MainWindow, saved: Path, do: Do, qtbot: QtBot) -> PreviewView:
    at_size(window, 1440, 860)
    window.documents.open_path(saved)
    if window.workbench.preview.isHidden():
        do("preview")
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)
    window.session.select("p1")
    return window.workbench.preview


def said(preview: PreviewView) -> str:
    return next(one.text() for one in preview.findChildren(QLabel) if one.accessibleName() == "页码和余量")


def test_it_shows_the_pages_of_what_is_looked_at(preview: PreviewView) -> None:
    assert said(preview).startswith("第 2 页；还余")
    preview.window().session.select("p2")
    assert said(preview).startswith("第 3 页；还余")
    preview.window().session.select("d")
    assert len(preview.area._pages) == 3


def test_a_long_text_spills_and_that_is_said(preview: PreviewView, qtbot: QtBot) -> None:
    session = preview.window().session
    session.run(SetFields({("p1", "goal"): "很长的目标" * 130}))
    qtbot.waitUntil(lambda: "跨页" in said(preview))
    assert said(preview).startswith("第 2–3 页，跨页")
    assert "4 页" in preview.window().findChild(Status).findChildren(QLabel)[0].text()
    session.undo()
    qtbot.waitUntil(lambda: "跨页" not in said(preview))


def test_paper_is_painted_and_zoomed(preview: PreviewView) -> None:
    area = preview.area
    image = area.viewport().grab().toImage()
    middle = image.pixelColor(image.width() // 2, 40)
    assert middle == QColor(Qt.GlobalColor.white)
    before = area.scale
    wheel = QWheelEvent(
        QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(area.viewport(), wheel)
    assert area.scale == pytest.approx(before * 1.2)
    area.zoom(None)
    assert area.scale == before


def test_hidden_it_costs_nothing_and_stays_hidden(
    window: MainWindow, saved: Path, do: Do, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    if not window.workbench.preview.isHidden():
        do("preview")
    monkeypatch.setattr(window.workbench.preview.area, "show_pages", lambda *_: pytest.fail("nobody looks"))
    window.session.run(SetFields({("p1", "name"): "改"}))
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)
    assert MainWindow().workbench.preview.isHidden()


def test_a_long_book_is_counted_a_little_at_a_time(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    count = PageCount(session)
    session.start(written("\n".join(f"# 项目{n}\n- 数量 | 甲 | 1个" for n in range(150))), saved=True)
    assert count.last_number() is None
    qtbot.waitSignal(count.counted).wait()
    assert count.last_number() == 151
    session.close()
    assert count.last_number() is None


# --- print -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        (PrintRange(Extent.ALL), [None, None, 1, 2, 3, 4]),
        (PrintRange(Extent.SELECTED), [3, 4]),
        (PrintRange(Extent.PAGES, 2, 3), [2, 3]),
        (PrintRange(Extent.PAGES, 9, 9), []),
    ],
)
def test_projects_or_pages_are_chosen(what: PrintRange, numbers: list[int | None]) -> None:
    one = written("\n".join(f"# 项目{n}\n- 数量 | 甲 | 1个" for n in range(3)))
    made, _ = printer.chosen_pages(form(one.form), one, {"p2", "p3"}, what)
    assert [page.number for page in made] == numbers


def test_the_dialog_offers_what_is_selected_first(qtbot: QtBot) -> None:
    dialog = PrintRangeDialog("“网站维护费”", 7)
    qtbot.addWidget(dialog)
    assert dialog.range.extent is Extent.SELECTED
    dialog.last.setValue(3)
    dialog.first.setValue(5)
    assert dialog.range == PrintRange(Extent.PAGES, 3, 5)
    nothing = PrintRangeDialog("", 0)
    qtbot.addWidget(nothing)
    assert nothing.range.extent is Extent.ALL


def test_the_chosen_pages_reach_the_printer(
    window: MainWindow, saved: Path, do: Do, user: User, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    user.answers = ["仍要打印"]
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)
    out = tmp_path / "打印.pdf"

    def to_file(printer: QPrinter, parent: object) -> bool:
        printer.setOutputFileName(str(out))
        return True

    monkeypatch.setattr("perfdesk.ui.printing.ask_print_range", lambda *_: PrintRange(Extent.PAGES, 2, 3))
    monkeypatch.setattr(printer, "ask_printer", to_file)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        do("print")
    reader = PdfReader(out)
    assert len(reader.pages) == 2
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(float(width)), round(float(height))) == (595, 842)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_said(
    window: MainWindow, saved: Path, do: Do, user: User, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    user.answers = ["仍要打印"]
    qtbot.waitUntil(lambda: window.workbench.page_count.ready)

    def nowhere(printer: QPrinter, parent: object) -> bool:
        printer.setOutputFileName(str(tmp_path / "没有这个文件夹" / "a.pdf"))
        return True

    monkeypatch.setattr("perfdesk.ui.printing.ask_print_range", lambda *_: PrintRange(Extent.ALL))
    monkeypatch.setattr(printer, "ask_printer", nowhere)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        do("print")
    assert user.heard
    assert "没有打印" in user.heard[-1]


def test_where_the_office_may_print_other_pages_the_count_is_about(
    preview: PreviewView, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = preview.window().findChild(Status)
    words = status.findChildren(QLabel)[0]
    monkeypatch.setattr(PageCount, "is_estimate", lambda _: True)
    status._refresh_totals()
    assert words.text().endswith(" · 约 3 页")
    monkeypatch.setattr(PageCount, "is_estimate", lambda _: False)
    status._refresh_totals()
    assert words.text().endswith(" · 3 页")
