"""查找和替换: what is looked for above, what is found below; stays open beside the document."""

from itertools import islice
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from perfdesk.forms.printed_words import printed_words
from perfdesk.model.fields import Owner
from perfdesk.model.text_search import LONGEST, Wanted, replacement, search
from perfdesk.ui.appearance import resize
from perfdesk.ui.models.hits_model import HitsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.session import Session
from perfdesk.ui.views import plain_table

# Of what is shown and replaced at once: more are looked at by nobody.
MOST: Final = 5_000
# Whoever types on sees no list of half a word.
_PAUSE_MS: Final = 200
_WIDTHS: Final = (190, 190, 250)
_WHOLE, _THIS = "整个文件", "只在当前项目"
_OWNERS: Final = {Owner.DOCUMENT: "封面", Owner.PROJECT: "项目", Owner.INDICATOR: "指标"}


class ReplaceDialog(QDialog):
    """Finds while one types; a row that is chosen is shown in the document; replacing is one step."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._session = session
        self._replacing = True
        self._looked_into: set[str] | None = None
        self.wanted, self.by = _line("查找内容"), _line("替换为")
        self.scope, self.field = QComboBox(), QComboBox()
        self.case, self.width_matters = QCheckBox("区分大小写"), QCheckBox("区分全角半角")
        self.model = HitsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        plain_table.set_up(self.table, "找到的位置", _WIDTHS)
        self.count = PlainLabel()
        self.replace: QPushButton
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._place()
        self._connect()

    def _place(self) -> None:
        self.scope.addItems([_WHOLE, _THIS])
        self.scope.setAccessibleName("范围")
        self.field.setAccessibleName("栏目")
        self._by_label = PlainLabel("替换为(&P)：")
        grid = QGridLayout()
        for row, (label, line) in enumerate(((PlainLabel("查找(&N)："), self.wanted), (self._by_label, self.by))):
            label.setBuddy(line)
            grid.addWidget(label, row, 0)
            grid.addWidget(line, row, 1)
        ways = QHBoxLayout()
        for part in (self.scope, self.field, self.case, self.width_matters):
            ways.addWidget(part)
        ways.addStretch()
        layout = QVBoxLayout(self)
        layout.addLayout(grid)
        layout.addLayout(ways)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        layout.addWidget(self._buttons())
        resize(self, 820, 460)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.replace = buttons.addButton("替换", QDialogButtonBox.ButtonRole.ActionRole)
        self.replace.setAutoDefault(False)
        self.replace.clicked.connect(self._replace)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        return buttons

    def _connect(self) -> None:
        self._pause.timeout.connect(self.search)
        for line in (self.wanted, self.by):
            line.returnPressed.connect(self._step)
        self.wanted.textChanged.connect(lambda _: self._pause.start())
        self.by.textChanged.connect(lambda _: self._tell())
        for choice in (self.scope, self.field):
            choice.currentIndexChanged.connect(lambda _: self.search())
        for box in (self.case, self.width_matters):
            box.toggled.connect(lambda _: self.search())
        self.model.ticks_changed.connect(self._tell)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._look(now.row()))
        self._session.document_changed.connect(self._document_changed)
        self._session.current_changed.connect(self._current_changed)

    def begin(self, *, replacing: bool) -> None:
        """Comes up, or comes to the front, to find or to replace."""
        self._replacing = replacing and not self._session.read_only
        self.setWindowTitle("查找和替换" if self._replacing else "查找")
        for part in (self._by_label, self.by, self.replace):
            part.setVisible(self._replacing)
        self._fill_fields()
        self.show()
        self.raise_()
        self.activateWindow()
        line = self.by if self._replacing and self.wanted.text() else self.wanted
        line.setFocus()
        line.selectAll()
        self.search()

    def _fill_fields(self) -> None:
        """The fields that the form's document has, by whose they are."""
        chosen = self.field.currentData()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem("全部栏目", None)
        for one in printed_words(self._session.form).usual if self._session.is_open else ():
            self.field.addItem(f"{_OWNERS[one.owner]} · {one.title}", one.place)
        self.field.setCurrentIndex(max(0, self.field.findData(chosen)))
        self.field.blockSignals(False)

    # --- finding ----------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Looks again, in the document as it is now."""
        self._pause.stop()
        session = self._session
        if not session.is_open:
            self.close()
            return
        wanted = Wanted(self.wanted.text(), self.case.isChecked(), self.width_matters.isChecked())
        self._looked_into = self._projects()
        found = search(session.document, wanted, self._looked_into, self.field.currentData())
        self.model.show(printed_words(session.form), session.document, list(islice(found, MOST)))

    def _projects(self) -> set[str] | None:
        """The ids of the projects to look into; None for all."""
        if self.scope.currentText() == _WHOLE:
            return None
        project = self._session.document.project(self._session.current)
        return {project.id if project else ""}

    def _document_changed(self, before: object, after: object) -> None:
        if self.isVisible():
            self.search()

    def _current_changed(self, node: str, key: str) -> None:
        if self.isVisible() and self._session.is_open and self._projects() != self._looked_into:
            self.search()

    def _look(self, row: int) -> None:
        if 0 <= row < len(self.model.hits):
            hit = self.model.hits[row]
            self._session.select(hit.node, hit.key)

    def _step(self) -> None:
        """Enter in a line: to the next place that was found, and from the last to the first."""
        if self._pause.isActive():
            self.search()
        if self.model.hits:
            self.table.selectRow((self.table.currentIndex().row() + 1) % len(self.model.hits))

    # --- replacing --------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self.model.replace_by(self.by.text() if self._replacing else None)
        self.table.setColumnHidden(HitsModel.AFTER, not self._replacing)
        places, ticked = len(self.model.hits), len(self.model.ticked)
        more = f"，只列出前 {MOST} 处，请缩小范围" if places == MOST else ""
        nothing = "" if not self.wanted.text() else "没有找到。"
        ticks = "打勾的会被替换，可以一步撤销。" if self._replacing else ""
        self.count.setText(f"找到 {places} 处{more}。{ticks}" if places else nothing)
        self.replace.setText(f"替换 {ticked} 处" if ticked else "替换")
        self.replace.setEnabled(bool(ticked))

    def _replace(self) -> None:
        """Replaces what is ticked; the texts were read from the version that is shown, or they would be found anew."""
        self._session.commit_requested.emit()
        self._session.run(replacement(self.model.ticked, self.by.text()[:LONGEST]))


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setClearButtonEnabled(True)
    return line
