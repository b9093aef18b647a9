"""比较: two versions side by side as annexes, what differs marked, and the list of changes below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from perfdesk.forms.printed_words import words_of
from perfdesk.forms.sheet import PlacedCell
from perfdesk.merge.compared import as_version_of
from perfdesk.model.diff import Change, diff
from perfdesk.model.document import Document
from perfdesk.model.fields import Kind as FieldKind
from perfdesk.model.titles import CHANGE_HEADS, ChangeRow, change_row, in_order
from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import resize, severity_colour
from perfdesk.ui.models.change_rows import change_cells
from perfdesk.ui.models.compare_model import CHANGED, WORDS, VersionModel, changed_texts, marks, shown_key
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.views.marked_cells import of_changes
from perfdesk.ui.views.marked_words import draw_marked, format_ranges, marked_look
from perfdesk.ui.views.paper_delegate import PaperDelegate
from perfdesk.ui.views.paper_table import lay_out, set_spans

_WIDTHS = (190, 240, 330)
_SMALL = 0.75


class _ChangeDelegate(PaperDelegate):
    """Marks what changed: a bar, the word for what happened in the corner, and the words that the other version does
    not have."""

    def __init__(self, annex: QWidget) -> None:
        super().__init__(lambda _: FieldKind.TEXT, lambda _: [], annex)
        self._annex = annex

    def write(
        self, painter: QPainter, room: QRect, cell: PlacedCell, text: str, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        spans = index.data(WORDS)
        if not spans:
            super().write(painter, room, cell, text, index)
            return
        # Not bold: the lines stay as they were measured.
        marks = format_ranges(text, spans, marked_look(self._annex.palette(), bold=False))
        draw_marked(painter, room, text, marks, self.alignment(index))

    def mark(
        self, painter: QPainter, palette: QPalette, box: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        word = index.data(CHANGED)
        if not word:
            return
        colour = severity_colour(palette, Severity.ERROR if word == "删" else Severity.INFO)
        painter.fillRect(QRect(box.left(), box.top(), 4, box.height() - 1), colour)
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour)
        corner = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(box.adjusted(0, 1, -3, 0), corner, word)


class _Annex(QTableView):
    """One version's annex, to be read."""

    def __init__(self, model: VersionModel, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._version = model
        self.setModel(model)
        self.setItemDelegate(_ChangeDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        model.modelReset.connect(self._reset)

    def _reset(self) -> None:
        set_spans(self, self._version.sheet)
        self._lay_out()

    def _lay_out(self) -> None:
        lay_out(self, self._version.sheet, lambda cell: cell.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()


class CompareWindow(QDialog):
    """Choosing a change shows its project on both sides."""

    def __init__(
        self,
        versions: tuple[tuple[str, Document], tuple[str, Document]],
        export: Callable[[Sequence[ChangeRow], str], object],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        (name, before), (other_name, after) = versions
        after = as_version_of(before, after)
        self.setWindowTitle(f"比较：{name} → {other_name}")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        known = words_of(after)
        self.changes: tuple[Change, ...] = tuple(in_order(known, after, diff(before, after)))
        self._rows = [change_row(known, before, after, change) for change in self.changes]
        self._export = export
        self.sides = tuple(
            VersionModel(version, marks(self.changes, old=old), changed_texts(self.changes, old=old), self)
            for version, old in ((before, True), (after, False))
        )
        self._annexes: list[_Annex] = []
        self._absent: list[QLabel] = []
        self.list = of_changes(RowsModel(CHANGE_HEADS, [*map(change_cells, self._rows)], self), "改动清单", _WIDTHS)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._show(now.row()))
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(self._beside((f"原来：{name}", f"现在：{other_name}")))
        down.addWidget(self.list)
        down.setChildrenCollapsible(False)
        down.setStretchFactor(0, 1)
        down.setSizes([430, 170])
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(f"共 {len(self.changes)} 处不同。" if self.changes else "两份内容相同。"))
        layout.addWidget(down, 1)
        layout.addWidget(self._buttons(f"{name} → {other_name}"))
        resize(self, 1240, 660)
        if self.changes:
            self.list.selectRow(0)
        else:
            self._show_project("")
        self.list.setFocus()

    def _beside(self, titles: tuple[str, str]) -> QSplitter:
        across = QSplitter(Qt.Orientation.Horizontal)
        for model, title in zip(self.sides, titles, strict=True):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            head, absent = PlainLabel(title), PlainLabel("这一份里没有这个项目")
            head.setToolTip(plain(title))
            absent.setAlignment(Qt.AlignmentFlag.AlignCenter)
            annex = _Annex(model, title, self)
            for part, stretch in ((head, 0), (absent, 1), (annex, 1)):
                column.addWidget(part, stretch)
            self._annexes.append(annex)
            self._absent.append(absent)
            across.addWidget(side)
        across.setSizes([600, 600])
        return across

    def _buttons(self, title: str) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        export = buttons.addButton("导出改动清单…", QDialogButtonBox.ButtonRole.ActionRole)
        export.setEnabled(bool(self.changes))
        # Qt looks for the button that Enter presses in the children of a dialog too, and this window may be one.
        export.setAutoDefault(False)
        export.clicked.connect(lambda: self._export(self._rows, title))
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.close)
        return buttons

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self.changes):
            return
        change = self.changes[row]
        self._show_project(change.project)
        for model, annex in zip(self.sides, self._annexes, strict=True):
            index = model.index_of(change.indicator or change.project, shown_key(change))
            if index.isValid():
                annex.setCurrentIndex(index)
                annex.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _show_project(self, project: str) -> None:
        for model, annex, absent in zip(self.sides, self._annexes, self._absent, strict=True):
            if model.sheet.cells and model.sheet.project == project:
                continue
            there = model.show(project)
            annex.setVisible(there)
            absent.setVisible(not there)
