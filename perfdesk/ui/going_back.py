"""回到以前, 找回不在了的文件: from the backups, by a person who has seen the difference."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from perfdesk import paths
from perfdesk.model.document import Document
from perfdesk.model.edits import ReplaceContent
from perfdesk.store import atomic, file
from perfdesk.store.set_aside import set_aside
from perfdesk.ui import ask, preferences
from perfdesk.ui.comparing import Comparing
from perfdesk.ui.dialogs.backup_list import KeptDocumentsDialog, OlderVersionsDialog
from perfdesk.ui.documents import Documents
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.older_versions import (
    KeptBackups,
    KeptDocument,
    OlderVersion,
    kept_at,
    kept_documents,
    kept_of,
    older_versions,
)

_NONE = "还没有备份。打开和保存文件时，程序会自动把每个版本留一份；在“帮助 → 选项 → 备份”里可以看到。"


class GoingBack:
    """Shows what the backups hold, and does what the clerk decides."""

    def __init__(
        self, session: Session, tasks: Tasks, documents: Documents, comparing: Comparing, window: QWidget
    ) -> None:
        self._session = session
        self._tasks = tasks
        self._documents = documents
        self._comparing = comparing
        self._window = window
        documents.has_backups = lambda path: bool(kept_at(preferences.backups_roots(), path))
        documents.backups_wanted.connect(self.show_versions_at)

    def show_versions(self) -> None:
        """Shows the older versions of the open document."""
        session = self._session
        session.commit_requested.emit()
        now, path, settle = session.document, session.path, session.work.settle_backups

        def work(go_on: Callable[[], None]) -> list[OlderVersion]:
            settle()
            return older_versions(kept_of(preferences.backups_roots(), now.id, path), now, go_on)

        self._tasks.run("正在找以前的版本 …", work, lambda found: self._choose(found, _OfOpen(self)))

    def show_versions_at(self, path: Path) -> None:
        """Shows the versions of a file that cannot be opened."""
        self._show_versions(partial(kept_at, preferences.backups_roots(), path))

    def show_versions_of(self, document: KeptDocument) -> None:
        """Shows the versions of a document that is not open."""
        self._show_versions(lambda: [document.kept])

    def show_documents(self) -> None:
        """Shows all documents that have backups, and what was set aside because it is damaged."""
        roots = preferences.backups_roots()

        def show(found: list[KeptDocument]) -> None:
            damaged = _damaged()
            if not found and not damaged:
                ask.tell(self._window, _NONE)
                return
            KeptDocumentsDialog(found, len(damaged), self, self._window).exec()

        self._tasks.run("正在找有备份的文件 …", partial(kept_documents, roots), show)

    def save_set_aside(self, parent: QWidget) -> None:
        """Copies what was found damaged into a folder that the clerk chooses, for somebody who can read more of it."""
        into = ask.folder(parent, "读不出的记录存到哪个文件夹", paths.documents())
        if into is None:
            return
        those = _damaged()

        def copy() -> None:
            for one in those:
                atomic.copy(one, into / one.name)

        if self._tasks.managed(copy):
            ask.tell(parent, f"{len(those)} 份记录已存到 {into}，可以交给维护人员。")

    # --- what is done with a version --------------------------------------------------------------------------

    def compare_with_open(self, version: OlderVersion, parent: QWidget) -> None:
        """Shows a version beside the open document."""
        if (older := self._read(version.path)) is not None:
            now = self._session.path.name if self._session.path else "打开的文件"
            self._show_both(version, older, (now, self._session.document), parent)

    def compare_with_last(self, version: OlderVersion, parent: QWidget) -> None:
        """Shows a version beside the newest backup of a file that is gone."""
        newest = next((one for one in reversed(version.kept.backups.all()) if one.is_sound), None)
        older = self._read(version.path)
        if older is not None and newest is not None and (last := self._read(newest.path)) is not None:
            self._show_both(version, older, ("最后一个备份", last.document), parent)

    @property
    def can_change(self) -> bool:
        """Whether there is a document that may be changed."""
        return self._session.is_open and not self._session.read_only

    def use(self, version: OlderVersion) -> bool:
        """Makes the open document what it was; one step to undo. Whether it was done."""
        older = self._read(version.path)
        if older is None:
            return False
        if self._session.run(ReplaceContent(older.document, f"回到 {version.time} 的版本")):
            said = f"已换成 {version.time} 保存的内容，还没有写进文件。不合适就撤销（Ctrl+Z），合适就保存。"
            ask.tell(self._window, said)
        return True

    def open_alone(self, version: OlderVersion) -> bool:
        """Opens a version of a file that is gone, as a document that is not saved yet. Whether it was done."""
        older = self._read(version.path)
        if older is None or not self._documents.may_leave():
            return False
        self._session.start(older.document, older)
        self._documents.select_first()
        return True

    def save_as(self, version: OlderVersion, parent: QWidget) -> None:
        """Copies a version into a file that the clerk names, byte for byte."""
        was = version.kept.path
        stem = was.stem if was else version.kept.about.department or "备份"
        at = was.parent if was and was.parent.is_dir() else folder(self._session)
        time = version.time.replace(":", "").replace(" ", "-")
        path = ask.file_to_write(parent, "另存为", ask.DOCUMENTS, at / f"{stem}（{time}）{file.SUFFIX}")
        if path is not None and self._tasks.managed(lambda: atomic.copy(version.path, path)):
            ask.tell(parent, f"已存成 {path.name}。")

    def remove(self, versions: Sequence[OlderVersion], parent: QWidget) -> bool:
        """Removes all backups of these after a question; whether that was done."""
        question = f"删除列出的 {len(versions)} 个版本吗？删除以后找不回来。文件本身不受影响。"
        if ask.choose(parent, question, ["删除备份", "不删除"], careful=True) != 0:
            return False
        those = {one.kept.backups.folder: one.kept.backups for one in versions}

        def remove() -> None:
            for one in those.values():
                one.remove()

        return self._tasks.managed(remove)

    # --- helpers ----------------------------------------------------------------------------------------------

    def _show_versions(self, find: Callable[[], list[KeptBackups]]) -> None:
        def work(go_on: Callable[[], None]) -> list[OlderVersion]:
            return older_versions(find(), None, go_on)

        self._tasks.run("正在找以前的版本 …", work, lambda found: self._choose(found, _OfGone(self)))

    def _choose(self, versions: Sequence[OlderVersion], wishes: "_OfOpen | _OfGone") -> None:
        if versions:
            OlderVersionsDialog(versions, wishes, self._window).exec()
        else:
            ask.tell(self._window, _NONE)

    def _show_both(
        self, version: OlderVersion, older: file.Opened, newer: tuple[str, Document], parent: QWidget
    ) -> None:
        self._comparing.show_both((f"{version.time} 的版本", older.document), newer, parent)

    def _read(self, path: Path) -> file.Opened | None:
        found: list[file.Opened] = []
        return found[0] if self._tasks.managed(lambda: found.append(file.read(path))) else None


class _Wishes:
    """What can be done with any version."""

    use_text = ""

    def __init__(self, back: GoingBack) -> None:
        self._back = back

    def save_as(self, version: OlderVersion, parent: QWidget) -> bool:
        """See GoingBack.save_as; the dialog stays."""
        self._back.save_as(version, parent)
        return False

    def remove_all(self, versions: Sequence[OlderVersion], parent: QWidget) -> bool:
        """See GoingBack.remove."""
        return self._back.remove(versions, parent)


class _OfOpen(_Wishes):
    """The wishes about the document that is open."""

    use_text = "用这个版本"

    def can_use(self, version: OlderVersion) -> bool:
        """Whether it can be put in place of what is open."""
        return version.fits and self._back.can_change

    def compare(self, version: OlderVersion, parent: QWidget) -> bool:
        """Beside what is open; the dialog stays."""
        self._back.compare_with_open(version, parent)
        return False

    def use(self, version: OlderVersion, parent: QWidget) -> bool:
        """One edit."""
        return self._back.use(version)


class _OfGone(_Wishes):
    """The wishes about a file that is gone or cannot be read."""

    use_text = "打开这个版本"

    def can_use(self, version: OlderVersion) -> bool:
        """Any version opens."""
        return True

    def compare(self, version: OlderVersion, parent: QWidget) -> bool:
        """Beside the newest backup; the dialog stays."""
        self._back.compare_with_last(version, parent)
        return False

    def use(self, version: OlderVersion, parent: QWidget) -> bool:
        """As a document that is not saved yet."""
        return self._back.open_alone(version)


def _damaged() -> list[Path]:
    journals = paths.journals()
    return list(dict.fromkeys(one for root in preferences.backups_roots() for one in set_aside(root, journals)))
