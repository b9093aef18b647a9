"""Everything by which the program writes a file that somebody keeps, each as a scene: a folder as it is before, and an
act that can be done again and again. Tests kill it, cut its power, and let its disk fail at any moment."""

import contextlib
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from command import HEBEI
from notation import document

from perfdesk.commands.cli import main
from perfdesk.merge.analyse import analyse
from perfdesk.model.edits import SetFields
from perfdesk.store.format import Damage
from perfdesk.store.replay import Leftover, leftovers
from perfdesk.work import journal_keeper
from perfdesk.work.backup_keeper import BackupKeeper
from perfdesk.work.workspace import Workspace

OURS, THEIRS, NEW = "我们的书.perfdesk", "同事的书😀.perfdesk", "新书.perfdesk"
# The user's folder, which is not there before.
OWN = "用户"
JOURNALS, BACKUPS = f"{OWN}/journals", f"{OWN}/backups"
_BOOK: Final = "fiscal_year=2025 | compiler=0\n# 网站维护费 | budget_total=1\n- 数量 | 网站数量 | 1个"
# Does not get shorter when packed.
_LONG: Final = "".join(map(chr, random.Random(0).choices(range(0x4E00, 0x9FA5), k=20_000)))

# Does it once more; the number makes what is written another each time.
Act = Callable[[int], None]


@dataclass(frozen=True)
class Scene:
    """`begin` prepares, in a folder that `prepare` has filled, what is not the matter; `writes` are the files that an
    act writes. So many acts, one after another, go through everything there is to it; so many edits are in a journal
    from the beginning."""

    begin: Callable[[Path], Act]
    writes: tuple[str, ...]
    acts: int = 1
    kept: int = 0


def prepare(folder: Path) -> None:
    """A document and a colleague's copy of it, changed."""
    work = Workspace(document(_BOOK))
    work.run(SetFields({("d", "safeguards"): _LONG}))
    work.save(folder / OURS, "甲")
    work.run(SetFields({("p1", "name"): "网站运行维护费"}))
    work.save(folder / THEIRS, "乙")


def hold_the_thread(put: Callable[[object, str, object], None]) -> None:
    """The journal's thread writes nothing by itself, and after every second version the journal is written anew."""
    put(journal_keeper, "_PAUSE", 3_600)
    put(journal_keeper, "_MOST_VERSIONS", 1)


def numbered(number: int) -> SetFields:
    """An edit that writes down its number."""
    return SetFields({("d", "compiler"): str(number)})


def _save(folder: Path) -> Act:
    work = Workspace.open(folder / OURS)

    def act(number: int) -> None:
        work.run(numbered(number))
        work.save(folder / OURS, "甲")

    return act


def _save_as(folder: Path) -> Act:
    work = Workspace.open(folder / OURS)

    def act(number: int) -> None:
        work.run(numbered(number))
        work.save(folder / f"另存{number % 2}.perfdesk", "甲")

    return act


def _save_clean(folder: Path) -> Act:
    work = Workspace.open(folder / THEIRS)

    def act(number: int) -> None:
        work.run(numbered(number))
        work.save(folder / THEIRS)
        work.save_clean(folder / "干净.perfdesk")

    return act


def _journal(folder: Path) -> Act:
    """Every fourth act saves too, so that the journal goes and a new one comes."""
    return _edit(folder, Workspace.open(folder / OURS))


def _journal_of_new(folder: Path) -> Act:
    """Of a document without a file; the fourth act saves it for the first time."""
    work = Workspace(document(_BOOK.replace("青禾", "新禾")))
    return _edit(folder, work)


def _edit(folder: Path, work: Workspace) -> Act:
    work.keep_journal(folder / JOURNALS)

    def act(number: int) -> None:
        work.run(numbered(number))
        _require_kept(work)
        if number % 4 == 0:
            work.save(work.path or folder / NEW, "甲")

    return act


class NotKept(Exception):
    """The journal could not be written; the window goes on, and says so."""


def _require_kept(work: Workspace) -> None:
    kept = work.settle_journal()
    assert kept is not None
    if not kept.all:
        raise NotKept(kept.trouble)


def _recovered(found: Sequence[Leftover]) -> Workspace:
    """The latest; what cannot be read now is offered again at the next start."""
    if not found:
        raise NotKept("没有找到记录。")
    try:
        return Workspace.recovered(found[0].replayed())
    except Damage as damage:
        raise NotKept(f"{damage}。") from damage


def _recover(folder: Path) -> Act:
    """What a program that died had not saved is taken over by another journal, again and again."""
    work = Workspace.open(folder / OURS)
    work.keep_journal(folder / JOURNALS)
    work.run(numbered(1))
    work.end_journal(forget=False)

    def act(number: int) -> None:
        nonlocal work
        work.end_journal(forget=False)
        # Where one could not be removed, the latest holds what the others do.
        found = leftovers(folder / JOURNALS)
        try:
            work = _recovered(found)
            work.keep_journal(folder / JOURNALS)
            work.run(numbered(number))
            _require_kept(work)
            for left in found:
                left.remove()
        finally:
            for left in found:
                left.let_go()

    return act


def _merge(folder: Path) -> Act:
    """As the window does: into the open document, which is then saved."""
    ours, theirs = Workspace.open(folder / OURS), Workspace.open(folder / THEIRS)

    def act(number: int) -> None:
        theirs.run(SetFields({("p1", "goal"): f"维护{number}个网站"}))
        ours.merge(analyse(ours.side("甲"), [theirs.side("乙")]))
        ours.save(folder / OURS, "甲")

    return act


def _back_up(folder: Path) -> Act:
    """The first act begins to keep backups: what was opened is one before it is saved."""
    work = Workspace.open(folder / OURS)
    keepers: list[BackupKeeper] = []

    def act(number: int) -> None:
        if not keepers:
            keepers.append(work.keep_backups(folder / BACKUPS))
            keepers[0].end()
        work.run(numbered(number))
        work.save(folder / OURS, "甲")
        keepers[0].end()

    return act


class Refused(Exception):
    """The command line did not do it; what it said."""


def _command(*arguments: str) -> Callable[[Path], Act]:
    """A command; an argument with a known ending is a file of the folder."""

    def begin(folder: Path) -> Act:
        given = [str(folder / one) if one.endswith((".perfdesk", *EXPORTS)) else one for one in arguments]

        def act(number: int) -> None:
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main([one.replace("NUMBER", str(number)) for one in given])
            if code == 2:
                raise Refused(err.getvalue())

        return act

    return begin


EXPORTS: Final = (".docx", ".xlsx", ".pdf")
BACKUP_SCENE: Final = "save with backups"
JOURNAL_SCENES: Final = ("journal", "journal of a new document", "recover from a journal")
SCENES: Final = {
    "save": Scene(_save, (OURS,)),
    "save as": Scene(_save_as, ("另存0.perfdesk", "另存1.perfdesk")),
    "save a clean copy": Scene(_save_clean, (THEIRS, "干净.perfdesk")),
    "set, command line": Scene(_command("set", OURS, "compiler=NUMBER"), (OURS,)),
    "journal": Scene(_journal, (OURS,), acts=5),
    "journal of a new document": Scene(_journal_of_new, (NEW,), acts=5),
    "recover from a journal": Scene(_recover, (OURS,), kept=1),
    "merge, window": Scene(_merge, (OURS,)),
    "merge, command line": Scene(
        _command("merge", OURS, THEIRS, "-o", "合.perfdesk", "--force", "--author", "NUMBER"), ("合.perfdesk",)
    ),
    BACKUP_SCENE: Scene(_back_up, (OURS,), acts=2),
    "export Word": Scene(_command("export", OURS, "-o", "表.docx", "--force"), ("表.docx",)),
    "export Excel": Scene(_command("export", OURS, "-o", "表.xlsx", "--force"), ("表.xlsx",)),
    "export PDF": Scene(_command("export", OURS, "-o", "表.pdf", "--force"), ("表.pdf",)),
    "import": Scene(_command("import", str(HEBEI), "-o", "装入.perfdesk", "--force"), ("装入.perfdesk",)),
}


def row_of(name: str) -> str:
    """The row of the table that a scene counts for."""
    return "T2" if name in JOURNAL_SCENES else "T14" if name == BACKUP_SCENE else "T1"
