"""合并: asks for colleagues' files, shows what merging them would do, and merges."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtWidgets import QWidget

from perfdesk.merge.analyse import analyse
from perfdesk.merge.likeness import Likeness, as_same, likenesses
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_report import plan_report
from perfdesk.merge.sides import Side
from perfdesk.store import file
from perfdesk.ui import ask
from perfdesk.ui.dialogs.merge import ask_merge
from perfdesk.ui.dialogs.merge_bases import ask_bases
from perfdesk.ui.dialogs.same_projects import ask_likeness
from perfdesk.ui.exporting import Exporting
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.gather import Gathered, files_to_merge, gather, rebased, versions_of
from perfdesk.work.unknown_annex import UnknownAnnex

# How the document's own file is called where it is not the document in the window.
ON_DISK: Final = "磁盘上的"


class _Found(NamedTuple):
    """What was read for a merge; no plan where a person must be asked first."""

    gathered: Gathered
    alike: Sequence[Likeness]
    plan: Plan | None


def _compared(ours: Side, gathered: Gathered) -> _Found:
    alike = likenesses(ours, gathered.sides)
    return _Found(gathered, alike, None if alike else analyse(ours, gathered.sides))


# What cannot be read yet; to go on without it; to read all again without those that were left out by then.
LearnFirst = Callable[[Sequence[UnknownAnnex], Callable[[], object], Callable[[Collection[Path]], object]], object]


class Merging:
    """Merges files into the open document."""

    def __init__(self, session: Session, tasks: Tasks, exporting: Exporting, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._exporting = exporting
        self._window = window
        # Asks of each file whether a form shall be learned from it first; then goes on, or merges again.
        self.learn_first: LearnFirst = lambda unknown, go_on, again: go_on()

    def merge(self) -> None:
        """Asks for colleagues' files."""
        paths = ask.files_to_open(self._window, "合并同事文件", ask.COLLEAGUES, folder(self._session))
        if paths:
            self.merge_paths(paths)

    def merge_folder(self) -> None:
        """Asks for a folder, and merges all that is in it."""
        chosen = ask.folder(self._window, "合并文件夹里的文件", folder(self._session))
        if chosen is not None:
            self.merge_paths([chosen])

    def merge_from_disk(self) -> None:
        """Merges what somebody else saved into this document's own file meanwhile."""
        assert self._session.path is not None
        self.merge_paths([self._session.path], own=self._session.path)

    def merge_paths(
        self, paths: Sequence[Path], own: Path | None = None, left_out: Collection[Path] = frozenset()
    ) -> None:
        """Reads files and folders beside the window and shows what merging them would do. This document's own file is
        passed over, unless `own` says that it is meant. Of those `left_out` nobody is asked whether they shall be
        learned."""
        self._session.commit_requested.emit()
        ours = self._ours()
        content = file.content_of(own) if own else ""
        known, here = self._session.work.known, self._session.path

        def work(go_on: Callable[[], None]) -> _Found:
            wanted = files_to_merge(paths, None if own else here, go_on)
            gathered = gather(wanted, ours.document, go_on, known, past=ours.revisions)
            # This document's own file would else be called as the document itself.
            sides = [replace(one, name=f"{ON_DISK}{one.name}") if own else one for one in gathered.sides]
            return _compared(ours, gathered._replace(sides=sides))

        def done(found: _Found) -> None:
            if found.gathered.notices:
                ask.warn(self._window, "\n".join(found.gathered.notices))
            unknown = [one for one in found.gathered.unknown if one.path not in left_out]
            go_on = partial(self._ask_first, ours, found, content)
            if unknown:
                self.learn_first(unknown, go_on, lambda left: self.merge_paths(paths, own, {*left_out, *left}))
            else:
                go_on()

        self._tasks.run("正在读取同事的文件 …", work, done)

    def _ask_first(self, ours: Side, found: _Found, content: str, answered: Plan | None = None) -> None:
        plan = found.plan
        if plan is None:
            same = ask_likeness(found.alike, self._window)
            if same is None:
                return
            plan = analyse(ours, [as_same(side, same) for side in found.gathered.sides])
        self._preview(plan.answered_as(answered) if answered else plan, found.gathered, content)

    def _ours(self) -> Side:
        return self._session.work.side(self._session.author)

    def _preview(self, plan: Plan, gathered: Gathered, content: str) -> None:
        refused = gathered.refused
        if self._session.document is not plan.sides[0].document:
            ask.warn(self._window, "读取期间文件有了新的修改，请再合并一次。")
            return
        if len(plan.sides) == 1:
            reasons = _left_out(plan, refused) or ["没有找到别的文件（.perfdesk、.docx、.xlsx、.txt）。"]
            ask.warn(self._window, "\n".join(["没有可以合并的内容。", *reasons]))
            if content and not refused:
                # What is on the disk is known here, so saving may replace it.
                self._session.merge(plan, content)
            return
        wanted: dict[str, str] = {}
        answered = plan

        def rebase(now: Plan, window: QWidget) -> bool:
            nonlocal answered
            answered = now
            known, annexes = versions_of(gathered, plan.sides[0].revisions), [one.name for one in gathered.annexes]
            wanted.update(ask_bases(plan, known, annexes, window) or {})
            return bool(wanted)

        chosen = ask_merge(plan, refused, partial(self._export_plan, refused), self._window, rebase)
        if wanted:
            self._compare_again(answered, gathered, wanted, content)
        elif chosen is not None:
            self._session.merge(chosen, content)
            if said := [*_came_in(chosen, refused), *_left_open(chosen)]:
                ask.tell(self._window, "\n".join(said))

    def _compare_again(self, answered: Plan, gathered: Gathered, wanted: Mapping[str, str], content: str) -> None:
        """With the versions that a person chose; those chosen before stay, and so do the answers given before."""
        ours = answered.sides[0]

        def work(go_on: Callable[[], None]) -> _Found:
            return _compared(ours, rebased(gathered, ours.document, ours.revisions, wanted, go_on))

        self._tasks.run("正在重新比较 …", work, lambda found: self._ask_first(ours, found, content, answered))

    def _export_plan(self, refused: Sequence[str], plan: Plan) -> None:
        intro, heads, rows, widest = plan_report(plan, refused)
        self._exporting.export_list("合并对照表", intro, heads, rows, widest)


def _left_out(plan: Plan, refused: Sequence[str]) -> list[str]:
    """Why each other file was not merged."""
    return [*refused, *(f"“{name}”{reason}。" for name, reason in plan.passed)]


def _came_in(plan: Plan, refused: Sequence[str]) -> Iterator[str]:
    """Which files were merged and which were not, where some were not."""
    left = _left_out(plan, refused)
    if left:
        names = [side.name for side in plan.sides[1:]]
        yield f"合入了 {len(names)} 份：{'、'.join(names)}。"
        yield f"没有合入 {len(left)} 份："
        yield from left


def _left_open(plan: Plan) -> Iterator[str]:
    if plan.open:
        yield f"还有 {len(plan.open)} 处待定，已留在文件里，可在下面的审核意见里逐条选定。"
