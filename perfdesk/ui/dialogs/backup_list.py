"""回到以前: the versions of a document that are kept as backups, to be compared, used, or saved elsewhere."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtWidgets import QWidget

from perfdesk.ui.dialogs.list_dialog import ListDialog
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.views import plain_table
from perfdesk.work.older_versions import SAME, KeptDocument, OlderVersion

_HEADS: Final = ("保存时间", "修改人", "与现在相比", "文件")
_WIDTHS: Final = (150, 110, 380)
_DOCUMENT_HEADS: Final = ("单位", "文件", "最后一次", "版本", "原来的文件")
_DOCUMENT_WIDTHS: Final = (190, 350, 140, 50)


class VersionWishes(Protocol):
    """What is done with a version. Each says whether the dialog has nothing more to do."""

    @property
    def use_text(self) -> str:
        """What using one is called."""

    def can_use(self, version: OlderVersion) -> bool:
        """Whether it can take the place of what is open."""

    def compare(self, version: OlderVersion, parent: QWidget) -> bool:
        """Shows what differs."""

    def use(self, version: OlderVersion, parent: QWidget) -> bool:
        """Goes back to it."""

    def save_as(self, version: OlderVersion, parent: QWidget) -> bool:
        """Puts a copy into another file."""

    def remove_all(self, versions: Sequence[OlderVersion], parent: QWidget) -> bool:
        """Removes all of them after a question."""


class OlderVersionsDialog(ListDialog):
    """A row for each version, the newest first."""

    def __init__(self, versions: Sequence[OlderVersion], wishes: VersionWishes, parent: QWidget | None) -> None:
        super().__init__("回到以前", f"留着 {len(versions)} 个以前的版本。先看差别，再决定用哪一个。", parent)
        self._versions, self._wishes = versions, wishes
        rows = [(one.time, one.author, one.difference, one.kept.place) for one in versions]
        self.list = plain_table.of_rows(RowsModel(_HEADS, rows, self), "以前的版本", _WIDTHS)
        self.compare = self.add_button("看差别", lambda: self._do(wishes.compare(self._current, self)))
        self.use = self.add_button(wishes.use_text, lambda: self._do(wishes.use(self._current, self)))
        self.save_as = self.add_button("另存为…", lambda: self._do(wishes.save_as(self._current, self)))
        self.remove = self.add_button("删除这份文件的备份…", lambda: self._do(wishes.remove_all(versions, self)))
        self.add_close()
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._enable(now.row()))
        self.on_enter(self.list, self.compare)
        self.lay_out(self.list)
        differing = (row for row, one in enumerate(versions) if one.difference != SAME)
        self.list.selectRow(next(differing, 0))

    @property
    def _current(self) -> OlderVersion:
        return self._versions[self.list.currentIndex().row()]

    def _enable(self, row: int) -> None:
        one = self._versions[row] if 0 <= row < len(self._versions) else None
        can_be_read = one is not None and not one.why
        self.compare.setEnabled(can_be_read)
        self.use.setEnabled(can_be_read and one is not None and self._wishes.can_use(one))
        self.save_as.setEnabled(one is not None)

    def _do(self, is_done: bool) -> None:
        if is_done:
            self.accept()


class KeptWishes(Protocol):
    """What is done with a document that has backups, or with what was set aside."""

    def show_versions_of(self, document: KeptDocument) -> None:
        """Shows its versions."""

    def save_set_aside(self, parent: QWidget) -> None:
        """Puts what was found damaged into other files."""


class KeptDocumentsDialog(ListDialog):
    """A row for each document that has backups; those whose file is gone first."""

    def __init__(
        self, documents: Sequence[KeptDocument], damaged: int, wishes: KeptWishes, parent: QWidget | None
    ) -> None:
        gone = sum(one.is_gone for one in documents)
        super().__init__("找回不在了的文件", f"{len(documents)} 份文件有备份，其中 {gone} 份的文件不在原处了。", parent)
        self._documents, self._wishes = documents, wishes
        rows = [
            (
                one.kept.about.department or "（没有单位名称）",
                one.kept.place,
                one.time,
                str(one.number),
                "不在了" if one.is_gone else "还在",
            )
            for one in documents
        ]
        self.list = plain_table.of_rows(RowsModel(_DOCUMENT_HEADS, rows, self), "有备份的文件", _DOCUMENT_WIDTHS)
        self.show_versions = self.add_button("看各个版本…", self._show)
        self.show_versions.setEnabled(bool(documents))
        self.damaged = self.add_button(f"另存读不出的记录（{damaged} 份）…", lambda: wishes.save_set_aside(self))
        self.damaged.setToolTip("损坏了的记录和备份，可以另存起来交给维护人员")
        self.damaged.setVisible(damaged > 0)
        self.add_close()
        self.on_enter(self.list, self.show_versions)
        self.lay_out(self.list)
        if documents:
            self.list.selectRow(0)

    def _show(self) -> None:
        one = self._documents[self.list.currentIndex().row()]
        self.accept()
        self._wishes.show_versions_of(one)
