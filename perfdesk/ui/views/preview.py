"""预览: the pages of what is looked at, as they will print, a moment after every change."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolButton, QVBoxLayout, QWidget

from perfdesk.forms.definition import Form
from perfdesk.paper.pages import Page, lines_left
from perfdesk.paper.painter import paint, paper_size
from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import severity_colour
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.session import Session
from perfdesk.ui.views.flow_layout import flowing

_GAP: Final = 12
_STEP: Final = 1.2
_SMALLEST, _LARGEST = 0.2, 4.0


class PaperArea(QAbstractScrollArea):
    """Pages one below the other. Scaled to the width until somebody zooms."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: Form | None = None
        self._pages: Sequence[Page] = ()
        self._numbers: Mapping[str, int] = {}
        self._zoom: float | None = None
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().setSingleStep(40)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印预览")
        self.viewport().setBackgroundRole(QPalette.ColorRole.Mid)

    def show_pages(self, form: Form, pages: Sequence[Page], numbers: Mapping[str, int]) -> None:
        """Draws these pages; the place stays where it is."""
        self._form, self._pages, self._numbers = form, pages, numbers
        self._measure()
        self.viewport().update()

    @property
    def scale(self) -> float:
        """Pixels a point."""
        if self._zoom is not None or self._form is None or not self._pages:
            return self._zoom or 1.0
        return max(_SMALLEST, (self.viewport().width() - 2 * _GAP) / self._paper_size[0])

    def zoom(self, by: float | None) -> None:
        """Larger (above 1) or smaller; None fits the width again."""
        self._zoom = None if by is None else min(_LARGEST, max(_SMALLEST, self.scale * by))
        self._measure()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(340, 480)

    @property
    def _paper_size(self) -> tuple[float, float]:
        """Room for any of the pages: a part may have paper of its own."""
        if self._form is None:
            return 0.0, 0.0
        widths, heights = zip(*(paper_size(self._form, page) for page in self._pages or [Page(None)]), strict=True)
        return max(widths), max(heights)

    def _page_size(self) -> tuple[float, float]:
        width, height = self._paper_size
        return width * self.scale, height * self.scale

    def _measure(self) -> None:
        width, height = self._page_size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        view = self.viewport()
        down.setPageStep(view.height())
        down.setRange(0, max(0, round((height + _GAP) * len(self._pages) + _GAP) - view.height()))
        across.setPageStep(view.width())
        across.setRange(0, max(0, round(width) + 2 * _GAP - view.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            self.zoomed.emit()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._page_size()
        view = self.viewport()
        left = max(float(_GAP), (view.width() - width) / 2) - self.horizontalScrollBar().value()
        for at, page in enumerate(self._pages):
            top = _GAP + at * (height + _GAP) - self.verticalScrollBar().value()
            if top < view.height() and top + height > 0:
                self._paper(painter, page, QRectF(left, top, width, height))

    def _paper(self, painter: QPainter, page: Page, box: QRectF) -> None:
        assert self._form is not None
        painter.save()
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Dark), 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))  # paper is white, also in the dark
        width, height = paper_size(self._form, page)
        box = QRectF(box.left(), box.top(), width * self.scale, height * self.scale)
        painter.drawRect(box)
        painter.translate(QPointF(box.left(), box.top()))
        painter.scale(self.scale, self.scale)
        paint(painter, self._form, page, self._numbers)
        painter.restore()


class PreviewView(QWidget):
    """Which page, how much room is left, zoom; the pages below."""

    print_wanted = Signal()

    def __init__(self, session: Session, count: PageCount, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._count = session, count
        self._where = PlainLabel()
        self._where.setAccessibleName("页码和余量")
        self.area = PaperArea()
        zooms = (("－", "缩小", 1 / _STEP), ("＋", "放大", _STEP), ("适合宽度", "适合宽度", None))
        buttons = [self._button(text, name, lambda by=by: self.area.zoom(by)) for text, name, by in zooms]
        bar = flowing(self._where, *buttons, self._button("打印", "打印", self.print_wanted.emit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 8, 0)
        layout.addWidget(bar)
        layout.addWidget(self.area, 1)
        self.setFocusProxy(self.area)
        count.counted.connect(self.refresh)
        session.current_changed.connect(lambda *_: self._show_other())
        self._shown = ""

    def _button(self, text: str, name: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.clicked.connect(lambda: act())  # type: ignore[operator]
        return button

    def showEvent(self, event: object) -> None:
        self.refresh()

    def _show_other(self) -> None:
        project = self._session.document.project(self._session.current) if self._session.is_open else None
        if (project.id if project else "") != self._shown:
            self.refresh()

    def refresh(self) -> None:
        """Draws what is looked at now; nothing while it is hidden or the pages are not counted yet."""
        session = self._session
        if not self.isVisible() or not session.is_open or not self._count.ready:
            return
        document, pager = session.document, self._count.pager
        project = document.project(session.current)
        self._shown = project.id if project else ""
        if project is not None:
            pages = pager.project_pages(document, document.places[project.id][0] + 1)
            self.area.show_pages(session.form, pages, {})
            self._tell(pages)
        else:
            front, numbers = pager.front(document)
            self.area.show_pages(session.form, front, numbers)
            self._where.setText("封面、目录和说明" if front else "没有单独的封面")

    def _tell(self, pages: Sequence[Page]) -> None:
        """The numbers; more than one page is said aloud, because annexes are one page a project."""
        numbers = [page.number for page in pages if page.number is not None]
        left = f"还余 {lines_left(self._session.form, pages[-1])} 行"
        palette = self.palette()
        if len(numbers) > 1:
            palette.setColor(QPalette.ColorRole.WindowText, severity_colour(palette, Severity.WARNING))
            self._where.setText(f"第 {numbers[0]}–{numbers[-1]} 页，跨页；{left}")
        else:
            self._where.setText(f"第 {numbers[0]} 页；{left}" if numbers else left)
        self._where.setPalette(palette)
