"""合并、比较、修订历史、汇总: what happens between the window, colleagues' files and the file's own past."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtWidgets import QApplication, QWidget

from perfdesk.merge.analyse import analyse
from perfdesk.merge.likeness import Likeness, as_same, likenesses
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import heads, plan_row, summary
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.origins import origins
from perfdesk.model.revisions import Revision
from perfdesk.model.titles import CHANGE_HEADS, ChangeRow, place_title, project_title
from perfdesk.store import file
from perfdesk.ui import ask
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.merge import ask_merge
from perfdesk.ui.dialogs.revision_history import HistoryDialog, show_origins, when
from perfdesk.ui.dialogs.same_projects import ask_likeness
from perfdesk.ui.files import Files
from perfdesk.ui.session import Session
from perfdesk.work.gather import copies_of, files_in, files_to_merge, gather, read_document

if TYPE_CHECKING:
    from perfdesk.work.rollup import Rollup

_ON_DISK: Final = "磁盘上的"
_KEEP: Final = 10


class _Found(NamedTuple):
    """What was read for a merge; no plan where a person must be asked first."""

    sides: Sequence[Side]
    refused: Sequence[str]
    notices: Sequence[str]
    alike: Sequence[Likeness]
    plan: Plan | None


class Together:
    """Everything about more than one file or version. Long work runs in the task of `files`."""

    def __init__(self, session: Session, files: Files, window: QWidget, show: Callable[[Document, str], None]) -> None:
        """`show` opens a window of its own with a document that may be looked at only."""
        self._session = session
        self._files = files
        self._window = window
        self._show = show
        # What the file held when the user last said "later", and its time and size when it was last looked at.
        self._put_off = ""
        self._seen: tuple[int, int] | None = None
        files.overtaken.connect(self._overtaken)
        files.opened.connect(self._opened)

    # --- merge ------------------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Asks for colleagues' files."""
        paths = ask.files_to_open(self._window, "合并同事文件", ask.COLLEAGUES, self._files.folder())
        if paths:
            self.merge_paths(paths)

    def merge_folder(self) -> None:
        """Asks for a folder, and merges all that is in it."""
        folder = ask.folder(self._window, "合并文件夹里的文件", self._files.folder())
        if folder is not None:
            self.merge_paths([folder])

    def merge_from_disk(self) -> None:
        """Merges what somebody else saved into this document's own file meanwhile."""
        assert self._session.path is not None
        self.merge_paths([self._session.path], own=self._session.path)

    def merge_paths(self, paths: Sequence[Path], own: Path | None = None) -> None:
        """Reads files and folders beside the window and shows what merging them would do. This document's own file is
        passed over, unless `own` says that it is meant."""
        self._session.commit_requested.emit()
        ours = self._ours()
        content = file.content_of(own) if own else ""
        known, here = self._session.work.known, self._session.path

        def work(go_on: Callable[[], None]) -> _Found:
            wanted = files_to_merge(paths, None if own else here, go_on)
            gathered = gather(wanted, ours.document, go_on, known)
            # This document's own file would else be called as the document itself.
            sides = [replace(one, name=f"{_ON_DISK}{one.name}") if own else one for one in gathered.sides]
            alike = likenesses(ours, sides)
            return _Found(sides, gathered.refused, gathered.notices, alike, None if alike else analyse(ours, sides))

        def done(found: _Found) -> None:
            if found.notices:
                ask.tell(self._window, "\n".join(found.notices))
            self._ask_first(ours, found, content)

        self._files.run("正在读取同事的文件 …", work, done)

    def _ask_first(self, ours: Side, found: _Found, content: str) -> None:
        if found.plan is not None:
            self._preview(found.plan, found.refused, content)
        elif (same := ask_likeness(found.alike, self._window)) is not None:
            self._preview(analyse(ours, [as_same(side, same) for side in found.sides]), found.refused, content)

    def _ours(self) -> Side:
        return self._session.work.side(self._session.path.name if self._session.path else "", self._session.author)

    def _preview(self, plan: Plan, refused: Sequence[str], content: str) -> None:
        if self._session.document is not plan.sides[0].document:
            ask.tell(self._window, "读取期间文件有了新的修改，请再合并一次。")
            return
        if len(plan.sides) == 1:
            reasons = [*refused, *(f"“{name}”{reason}。" for name, reason in plan.passed)]
            reasons = reasons or ["没有找到别的文件（.perfdesk、.docx、.xlsx、.txt）。"]
            ask.tell(self._window, "\n".join(["没有可以合并的内容。", *reasons]))
            if content and not refused:
                # What is on the disk is known here, so saving may replace it.
                self._session.merge(plan, content)
            return
        chosen = ask_merge(plan, refused, self._export_plan, self._window)
        if chosen is not None:
            self._session.merge(chosen, content)
            if chosen.open:
                text = f"还有 {len(chosen.open)} 处待定，已留在文件里，可在下面的审核意见里逐条选定。"
                ask.tell(self._window, text)

    def _export_plan(self, plan: Plan) -> None:
        rows = [plan_row(plan, one).cells for one in plan.decisions]
        names = "、".join(side.name for side in plan.sides[1:])
        self._export_list("合并对照表", (f"合入的文件：{names}。{summary(plan)}",), heads(plan), rows)

    def offer_copies(self) -> None:
        """After opening: copies that a sync program or a colleague left beside the file, if they hold anything new."""
        path = self._session.path
        copies = copies_of(path) if path is not None and not self._session.read_only else []
        if not copies:
            return
        names = "\n".join(f"　{one.name}" for one in copies[:10])
        question = f"文件夹里有这份文件的 {len(copies)} 个副本，里面有这份文件没有的修改：\n{names}"
        if ask.choose(self._window, question, ["合并进来…", "以后再说"]) == 0:
            self.merge_paths(copies)

    def _opened(self) -> None:
        self._is_touched()  # it was read just now
        self.offer_copies()

    # --- two at once ------------------------------------------------------------------------------------------

    def look_at_disk(self) -> None:
        """When the user comes back to the window: did somebody else save the file meanwhile?"""
        session = self._session
        if self._files.busy or QApplication.activeModalWidget() is not None:
            return
        if session.path is None or session.read_only or not self._is_touched():
            return
        if session.work.changed_on_disk() and file.content_of(session.path) != self._put_off:
            self._tell_overtaken("别人刚保存过这个文件。", saving=False)

    def _is_touched(self) -> bool:
        """Whether time or size say that it is worth reading the file."""
        assert self._session.path is not None
        try:
            found = self._session.path.stat()
        except OSError:
            return False
        now = (found.st_mtime_ns, found.st_size)
        before, self._seen = self._seen, now
        return now != before

    def _overtaken(self) -> None:
        self._tell_overtaken("没有保存：打开以后，别人保存过这个文件。双方的修改都还在。", saving=True)

    def _tell_overtaken(self, what: str, *, saving: bool) -> None:
        path = self._session.path
        assert path is not None
        buttons = ["合并进来…", "看看有什么不同", *(["另存一份…"] if saving else []), "以后再说"]
        answer = ask.choose(self._window, f"“{path.name}”：{what}", buttons)
        chosen = buttons[-1 if answer is None else answer]
        if chosen == "合并进来…":
            self.merge_from_disk()
        elif chosen == "看看有什么不同":
            self.compare_path(path, f"{_ON_DISK}{path.name}")
        elif chosen == "另存一份…":
            self._files.save_as()
        else:
            self._put_off = file.content_of(path)

    # --- compare ----------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Asks for the other document or annex."""
        path = ask.file_to_open(self._window, "与哪个文件比较", ask.COLLEAGUES, self._files.folder())
        if path is not None:
            self.compare_path(path)

    def compare_path(self, path: Path, name: str = "") -> None:
        """Shows another file beside the current version; the file counts as the older one."""
        self._session.commit_requested.emit()

        title = f"正在读取 {path.name} …"
        self._files.run(title, partial(read_document, path), lambda other: self._beside(name or path.name, other))

    def _beside(self, name: str, other: Document) -> None:
        document = self._session.document
        if other.form != document.form:
            ask.tell(self._window, f"“{name}”的表样与打开的文件不同，不能并排比较。")
            return
        now = self._session.path.name if self._session.path else "打开的文件"
        CompareWindow(((name, other), (now, document)), self._export_changes, self._window).show()

    def _export_changes(self, rows: Sequence[ChangeRow], title: str) -> None:
        self._export_list("改动清单", (title, f"共 {len(rows)} 处。"), CHANGE_HEADS, rows)

    # --- history ----------------------------------------------------------------------------------------------

    def history(self) -> None:
        """Shows the revisions that the file holds."""
        revisions = self._session.work.revisions
        if revisions is None:
            ask.tell(self._window, "这份文件还没有保存过，没有修订历史。")
            return
        HistoryDialog(revisions, self, self._window).exec()

    def look_at(self, revision: Revision, document: Document) -> None:
        """Shows an older version in a window of its own."""
        self._show(document, f"这是 {_named(revision)}的旧版，只能查看；要找回内容，可以复制，或与现在的比较。")

    def compare_with_now(self, revision: Revision, document: Document) -> None:
        """Shows an older version beside the current one."""
        self._session.commit_requested.emit()
        self._beside(_named(revision), document)

    def thin(self) -> bool:
        """Asks how many older versions to keep."""
        question = "精简后，旧版不能再找回，与更早发出去的文件合并时也会多问几处。保存文件时生效。"
        answer = ask.choose(self._window, question, [f"只留最近 {_KEEP} 版", "只留现在这一版", "不精简"])
        if answer not in (0, 1):
            return False
        self._session.thin(_KEEP if answer == 0 else 1)
        return True

    def cell_history(self) -> None:
        """The values that the current field had, and who wrote them."""
        session = self._session
        revisions = session.work.revisions
        document, node, key = session.document, session.current, session.current_key
        if revisions is None or not key:
            ask.tell(self._window, "先点一格，再看它的来历。没有保存过的文件没有来历。")
            return
        project = document.project(node)
        indicator = node if project is not None and project.id != node else ""
        holder = project.id if project else ""
        place = f"{project_title(document, holder)}：{place_title(document, holder, indicator, key)}"
        show_origins(place, key, origins(revisions, node, key), self._window)

    def save_clean(self) -> None:
        """Asks where to write a copy without the past."""
        session = self._session
        session.commit_requested.emit()
        if session.path is None or session.modified:
            ask.tell(self._window, "请先保存，再导出干净副本。")
            return
        start = session.path.with_name(f"{session.path.stem}（干净副本）{file.SUFFIX}")
        path = ask.file_to_write(self._window, "导出干净副本", ask.DOCUMENTS, start)
        if path is not None and self._files.managed(lambda: session.work.save_clean(path)):
            ask.tell(self._window, f"已写好 {path.name}：只有现在的内容，没有旧版和修改人。")

    # --- roll-up ----------------------------------------------------------------------------------------------

    def rollup(self) -> None:
        """Asks for a folder and writes one workbook of all that is in it."""
        from perfdesk.work.rollup import roll_up

        folder = ask.folder(self._window, "汇总哪个文件夹", self._files.folder())
        if folder is not None:
            self._files.run(
                "正在汇总 …",
                lambda go_on: roll_up(files_in(folder, go_on), go_on),
                lambda found: self._write_rollup(found, folder),
            )

    def _write_rollup(self, found: "Rollup", folder: Path) -> None:
        from perfdesk.exporters.lists import write_lists
        from perfdesk.work.rollup import tables

        if not found.files:
            ask.tell(self._window, "\n".join(["这个文件夹里没有可以汇总的文件。", *found.remarks[:10]]))
            return
        path = ask.file_to_write(self._window, "汇总写到", "Excel 工作簿 (*.xlsx)", folder.parent / "汇总.xlsx")
        if path is not None:
            self._files.write(path, lambda stream: write_lists(tables(found), stream))
            if found.remarks:
                ask.tell(self._window, "\n".join(["有几处请核对，也写在工作簿的“请核对”里：", *found.remarks[:10]]))

    # --- helpers ----------------------------------------------------------------------------------------------

    def _export_list(
        self, title: str, intro: Sequence[str], titles: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        from perfdesk.exporters.lists import ListTable, write_list, write_lists

        kind = ask.choose(self._window, f"{title}写成哪一种？", ["Word 文档", "Excel 工作簿", "不导出"])
        if kind not in (0, 1):
            return
        suffix, kinds = ((".docx", "Word 文档 (*.docx)"), (".xlsx", "Excel 工作簿 (*.xlsx)"))[kind]
        path = ask.file_to_write(self._window, f"导出{title}", kinds, self._files.folder() / f"{title}{suffix}")
        if path is not None:
            table = ListTable(title, intro, titles, rows)
            self._files.write(path, lambda stream: write_lists([table], stream) if kind else write_list(table, stream))


def _named(revision: Revision) -> str:
    return f"{when(revision)} {revision.author}".strip() + " 保存"
