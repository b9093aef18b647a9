"""The power is cut while the program writes: whatever the disk had not yet taken, each file is the old or the new one,
what was said to be saved is there, and so is every edit that was said to be in the journal. Counted in T1, T2 and
T14."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import scenes
from aftermath import Digests, digests, look, saying
from power import Found, Recorder, lay_out, states
from scenes import BACKUP_SCENE, JOURNAL_SCENES, SCENES, row_of
from trust import Promise

from perfdesk.model.delta import Delta
from perfdesk.store import atomic, disk
from perfdesk.store.journal import Journal, JournalBase
from perfdesk.work.journal_keeper import Kept
from perfdesk.work.workspace import Workspace

# Qt's part of a PDF and the process that reads for an import write nothing.
NAMES = [name for name in SCENES if name not in ("export PDF", "import")]
# What all others write goes the way of these.
SHORT = ("save", BACKUP_SCENE, *JOURNAL_SCENES)


class Cut:
    """A scene that was recorded, and the states that its folder may be found in."""

    def __init__(self, name: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.name, self.folder = name, folder
        folder.mkdir()
        scenes.prepare(folder)
        self.before: Digests = digests(folder)
        with patch.context() as inner:
            self._record(inner)

    def _record(self, patch: pytest.MonkeyPatch) -> None:
        act = SCENES[self.name].begin(self.folder)
        self._recorder = recorder = Recorder(self.folder)
        patch.setattr(atomic, "write", saying(atomic.write, recorder.say, self.folder))
        recorder.listen(patch)
        for number in range(1, SCENES[self.name].acts + 1):
            act(number)
            recorder.say(f"done {number}")
        assert recorder.is_complete(), "a call went past the recorder"

    def look_at_all(self) -> int:
        """How many states there are; fails with the first thing that does not hold."""
        count = 0
        for count, found in enumerate(states(self._recorder.start, self._recorder.events), 1):  # noqa: B007
            self._look_at(found)
        return count

    def _look_at(self, found: Found) -> None:
        lay_out(found.tree, self.folder)
        try:
            look(self.name, self.folder, self.before, found.said, whole=False)
        except AssertionError as error:
            there = {name: len(content or b"") for name, content in found.tree.items()}
            raise AssertionError(f"{error}\nafter {found.said}\nthere was {there}") from error


@pytest.fixture
def cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Cut]:
    scenes.hold_the_thread(monkeypatch.setattr)
    return lambda name: Cut(name, tmp_path / "档案 😀", monkeypatch)


@pytest.mark.parametrize(
    "name", [name if name in SHORT else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)
def test_after_a_power_cut_nothing_is_lost(name: str, cut: Callable[[str], Cut], promise: Promise) -> None:
    count = cut(name).look_at_all()
    promise(row_of(name), f"every state of the disk after a power cut: {name}", count, count)


# --- a fault would be seen ------------------------------------------------------------------------------------------


def _nothing(*_: object) -> None:
    pass


def _removed_first(temporary: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    temporary.replace(target)


def _only_made(folder: Path, mode: int) -> None:
    folder.mkdir(mode, parents=True, exist_ok=True)


def _old_journal_goes_first(
    cls: type[Journal], folder: Path, base: JournalBase, changes: Sequence[Delta], replaces: Path | None = None
) -> Journal:
    if replaces is not None:
        replaces.unlink()
    return BEGIN(cls, folder, base, changes, replaces)


BEGIN = Journal.begin.__func__  # type: ignore[attr-defined]
FAULTS = {
    "contents are not forced": ("save", disk, "force", _nothing),
    "names are not forced": ("save", disk, "force_folder", _nothing),
    "the old file goes before the new one comes": ("save", disk, "replace", _removed_first),
    "lines are not forced": ("journal", disk, "force", _nothing),
    "the journal's name is not forced": ("journal", disk, "force_folder", _nothing),
    "the journal's folder is not forced": ("journal", disk, "make_folder", _only_made),
    "the old journal goes before the new one comes": (
        "journal",
        Journal,
        "begin",
        classmethod(_old_journal_goes_first),
    ),
    "what was recovered goes before it is kept": (
        "recover from a journal",
        Workspace,
        "settle_journal",
        lambda _: KEPT,
    ),
}
KEPT = Kept(True, "", Path(), "")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(fault: str, cut: Callable[[str], Cut], monkeypatch: pytest.MonkeyPatch) -> None:
    name, room, what, planted = FAULTS[fault]
    with monkeypatch.context() as faulty:
        faulty.setattr(room, what, planted)
        one = cut(name)
    with pytest.raises(AssertionError, match=r"neither the old nor the new|came back|cannot be read"):
        one.look_at_all()
