"""表样管理: every form there is. Own ones are renamed, handed on, removed and put back; a colleague's is taken in."""

from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from perfdesk.forms.definition import Form
from perfdesk.ui import ask
from perfdesk.ui.dialogs.guide import set_topic
from perfdesk.ui.dialogs.lexicon_list import show_own_words
from perfdesk.ui.dialogs.list_dialog import ListDialog
from perfdesk.ui.file_names import file_stem
from perfdesk.ui.form_order import collated, stage_rank
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.views import plain_table
from perfdesk.work.exchanged_forms import export_form, import_form
from perfdesk.work.gather import is_form_file
from perfdesk.work.managed_forms import FormState, ManagedForm, managed_forms, put_back, remove, rename

_HEADS: Final = ("表样", "地方", "来源", "代号，或不能用的原因")
_WIDTHS: Final = (330, 110, 130)
_SAYS: Final = "自己的表样可以改名、删除。已经填的文件带着自己的表样，不受影响。"
_EXPORTED: Final = "表样 (*.zip)"
_TAKEN: Final = "表样 (*.zip *.toml *.perfdesk)"


class Replacing(NamedTuple):
    """A form of the user's own in whose place another one shall come, what it is called, and the file to learn."""

    form: Form
    title: str
    path: Path


class ManageFormsDialog(ListDialog):
    """What is done is done at once, and the sentence above says it. F2 renames, Delete removes, as with files."""

    def __init__(self, carried: Form | None, start: Path, parent: QWidget | None) -> None:
        """`carried` is the form of the open document, if it is not here; `start` is where file dialogs begin."""
        super().__init__("表样管理", _SAYS, parent)
        self._carried, self._start = carried, start
        self._rows: list[ManagedForm] = []
        self.replacing: Replacing | None = None
        self.setAcceptDrops(True)
        self._model = RowsModel(_HEADS, (), self)
        self.list = plain_table.of_rows(self._model, "表样", _WIDTHS)
        self.rename = self.add_button("改名(&R)…", self._rename, "F2")
        self.export = self.add_button("导出(&E)…", self._export)
        self.take_in = self.add_button("装入(&I)…", self._take_in)
        self.remove = self.add_button("删除(&D)", self._remove, "Del")
        self.put_back = self.add_button("放回(&B)", self._put_back)
        self.replace = self.add_button("用新的替换(&P)…", self._replace)
        self.words = self.add_button("定过的栏目(&L)…", lambda: show_own_words(self))
        self.add_close()
        set_topic(self, "forms")
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._enable(now.row()))
        self.lay_out(self.list)
        self._show(0)

    @property
    def _current(self) -> ManagedForm:
        return self._rows[self.list.currentIndex().row()]

    def _enable(self, at: int) -> None:
        one = self._rows[at] if 0 <= at < len(self._rows) else None
        self.rename.setEnabled(one is not None and one.is_own and one.form is not None)
        self.export.setEnabled(one is not None and one.form is not None)
        self.replace.setEnabled(one is not None and one.is_own and one.form is not None)
        self.remove.setEnabled(one is not None and one.is_own)
        self.put_back.setEnabled(one is not None and one.state is FormState.REMOVED)

    def _show(self, at: int) -> None:
        """Shows what there is now, and chooses a row."""
        self._rows = sorted(managed_forms(self._carried), key=_order)
        self._model.show([(one.title, one.place, _origin(one), one.note) for one in self._rows])
        self.list.selectRow(min(at, len(self._rows) - 1))
        self.list.setFocus()

    def _show_new(self) -> None:
        """Shows what there is now, and chooses what was not there before."""
        known = {one.path for one in self._rows}
        self._show(0)
        self.list.selectRow(next((at for at, one in enumerate(self._rows) if one.path not in known), 0))

    # --- what the buttons do ------------------------------------------------------------------------------------

    def _rename(self) -> None:
        one = self._current
        title = ask.text(self, "改名", "列表里怎么称呼它（印出来的标题不变）：", one.title)
        if title is not None and self.do(lambda: rename(one, title), f"“{one.title}”改名为“{title.strip()}”。"):
            self._show(self.list.currentIndex().row())

    def _export(self) -> None:
        one = self._current
        path = ask.file_to_write(self, "导出表样", _EXPORTED, self._start / f"{file_stem(one.title)}.zip")
        form = one.form
        if path is not None and form is not None:
            says = f"已导出到“{path.name}”，发给同事，用“表样管理 → 装入”打开。"
            self.do(lambda: export_form(form, path, one.path), says)

    def _take_in(self) -> None:
        path = ask.file_to_open(self, "装入同事的表样", _TAKEN, self._start)
        if path is not None:
            self._take_in_file(path)

    def _take_in_file(self, path: Path) -> None:
        if self.do(lambda: import_form(path), f"已装入“{path.name}”，新建时可以选。"):
            self._show_new()

    def _replace(self, path: Path | None = None) -> None:
        """The new annex is learned in a window of its own, so this one closes."""
        form = self._current.form
        path = path or ask.file_to_open(self, f"照哪个文件学“{self._current.title}”的新版", ask.ANNEXES, self._start)
        if path is not None and form is not None:
            self.replacing = Replacing(form, self._current.title, path)
            self.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A form that is dropped is taken in; an annex takes the place of the chosen form."""
        paths = _files(event)
        if len(paths) == 1 and (is_form_file(paths[0]) or self.replace.isEnabled()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _files(event)
        if paths and (is_form_file(paths[0]) or self.replace.isEnabled()):
            event.acceptProposedAction()
            act = self._take_in_file if is_form_file(paths[0]) else self._replace
            # Later, because the program that the file comes from waits until the drop is done.
            QTimer.singleShot(0, self, lambda: act(paths[0]))

    def _remove(self) -> None:
        one = self._current
        if self.do(lambda: remove(one), f"“{one.title}”已删除，列在最后，可以放回。"):
            self._show(0)
            # Where it can be put back at once.
            self.list.selectRow(next(at for at, row in enumerate(self._rows) if row.state is FormState.REMOVED))

    def _put_back(self) -> None:
        one = self._current
        if self.do(lambda: put_back(one), f"“{one.title}”放回了。"):
            self._show_new()


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


_STATES: Final = [
    FormState.OWN,
    FormState.OFFICE,
    FormState.CARRIED,
    FormState.SHIPPED,
    FormState.BAD,
    FormState.REMOVED,
]


def _order(one: ManagedForm) -> tuple[object, ...]:
    """Own forms first, shipped ones as the year goes; what was removed stays as it is, the latest first."""
    state = _STATES.index(one.state)
    if one.state is FormState.REMOVED:
        return (state,)
    return (state, stage_rank(one.form.stage) if one.form is not None else 0, collated(one.title))


def _origin(one: ManagedForm) -> str:
    return f"{one.state.value}，已有新版" if one.is_replaced else one.state.value


def show_forms(carried: Form | None, start: Path, parent: QWidget | None) -> Replacing | None:
    """Shows the dialog until it is closed; what shall then be done."""
    dialog = ManageFormsDialog(carried, start, parent)
    dialog.exec()
    return dialog.replacing
