"""Backups on the disk: checked before an older one goes, stored once, private; a disk that fails or is full at any
call, a backup that is damaged, and simulated years of both."""

import errno
import os
import random
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from notation import document as written
from trust import Promise

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import backups, disk, file, lock, set_aside
from perfdesk.store.atomic import WriteError
from perfdesk.store.backup_ages import DAY, LIMITS, NEWEST, BackupLimits
from perfdesk.store.backups import DAMAGED, About, Backup, Backups, about_file, all_backups, backups_of, make_room, used
from perfdesk.store.format import Damage
from perfdesk.store.replay import ASIDE

BOOK = "department_name=青禾县档案馆 | fiscal_year=2025\n# 网站维护费 | budget_total=1"
ABOUT = About(document="d", path="/表/档案馆.perfdesk", department="青禾县档案馆")
T0 = 20_000 * DAY


def version(number: int) -> bytes:
    """A file that says its number."""
    return file.as_first_saved(SetFields({("p1", "goal"): str(number)}).apply(written(BOOK)))


def number_in(one: Backup) -> int:
    return int(file.read(one.path).document.projects[0].fields["goal"])


def numbers(those: Backups) -> list[int]:
    return [number_in(one) for one in those.all()]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits; what forcing to disk costs is not what is tried."""
    monkeypatch.setattr(disk, "pause", lambda _: None)
    monkeypatch.setattr(disk, "force", lambda _: None)


@pytest.fixture
def those(tmp_path: Path) -> Backups:
    return backups_of(tmp_path / "用户" / "backups", "d", Path("档案馆.perfdesk"))


def add(those: Backups, *wanted: int, limits: BackupLimits = LIMITS, every: int = 60) -> None:
    for number in wanted:
        those.add(version(number), ABOUT, T0 + number * every, limits)


# --- what is there --------------------------------------------------------------------------------------------------


def test_every_version_is_a_file_that_opens(those: Backups) -> None:
    add(those, 1, 2, 3)
    assert numbers(those) == [1, 2, 3]
    assert [one.time for one in those.all()] == [T0 + 60, T0 + 120, T0 + 180]
    assert those.all()[0].path.read_bytes() == version(1)
    assert those.all()[0].size == len(version(1))


def test_whose_they_are(those: Backups) -> None:
    assert those.about() is None
    add(those, 1)
    assert those.about() == ABOUT
    (those.folder / "about.json").write_text("{", encoding="utf-8")
    assert those.about() == ABOUT.model_copy(update={"path": ""}), "the rest stands in the backups"


def test_a_folder_that_can_not_be_listed_is_not_taken_for_an_empty_one(
    those: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(those, 1, 2)
    with monkeypatch.context() as broken:
        names, calls = disk.names, []

        def fail(folder: Path) -> list[str]:
            calls.append(folder)
            if len(calls) == 3:  # after what sweeps has looked twice
                raise OSError(errno.EIO, "")
            return names(folder)

        broken.setattr(disk, "names", fail)
        with suppress(OSError):
            add(those, 3)
    add(those, 4)
    assert numbers(those) in ([1, 2, 4], [1, 2, 3, 4])


def test_a_description_follows_the_document(those: Backups) -> None:
    add(those, 1)
    those.add(version(2), ABOUT.model_copy(update={"department": "档案局"}), T0)
    assert those.about().department == "档案局"


def test_the_same_content_is_stored_once(those: Backups) -> None:
    add(those, 1, 1)
    assert not those.add(version(1), ABOUT, T0 + 9_999)
    assert numbers(those) == [1]
    add(those, 2)
    those.add(version(1), ABOUT, T0 + 3_000)
    assert numbers(those) == [2, 1], "what came back is the newest"


def test_the_same_content_is_stored_again_where_it_was_damaged(those: Backups) -> None:
    add(those, 1)
    damage(those.all()[0])
    assert those.add(version(1), ABOUT, T0)
    assert [one.is_sound for one in those.all()] == [True]


def test_the_order_is_not_that_of_the_clock(those: Backups) -> None:
    for number, time in ((1, T0), (2, 4 * T0), (3, 0), (4, T0)):
        those.add(version(number), ABOUT, time)
    assert numbers(those) == [1, 2, 3, 4]


def test_each_document_and_each_path_has_its_own(tmp_path: Path) -> None:
    folders = {backups_of(tmp_path, *key).folder for key in (("d", Path("a")), ("d", Path("b")), ("e", Path("a")))}
    assert len(folders) == 3
    assert backups_of(tmp_path, "d", Path("a")).folder == backups_of(tmp_path, "d", Path("a").absolute()).folder


def test_all_documents_with_backups_are_found(tmp_path: Path, those: Backups) -> None:
    assert all_backups(tmp_path / "nowhere") == []
    add(those, 1)
    other = backups_of(those.folder.parent, "e", Path("a"))
    other.folder.mkdir()
    (those.folder.parent / "readme.txt").touch()
    assert [one.folder for one in all_backups(those.folder.parent)] == [those.folder]


def test_other_files_in_the_folder_are_left_alone(those: Backups) -> None:
    add(those, 1)
    for name in ("notes.txt", "000001-20261399T000000-" + "0" * 64 + ".perfdesk", "x.perfdesk"):
        (those.folder / name).touch()
    assert numbers(those) == [1]
    those.remove()
    assert sorted(one.name for one in those.folder.iterdir())[-1] == "x.perfdesk"


@pytest.mark.skipif(sys.platform == "win32", reason="no mode bits there")
def test_only_the_user_can_read_them(those: Backups) -> None:
    add(those, 1)
    for folder in (those.folder, those.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for one in those.folder.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600, one


def test_removing_leaves_nothing(those: Backups) -> None:
    add(those, 1, 2)
    damage(those.all()[0])
    add(those, *range(3, 12), every=DAY)
    those.remove()
    assert not those.folder.exists()
    those.remove()


# --- checked before an older one goes -------------------------------------------------------------------------------


def damage(one: Backup) -> None:
    content = bytearray(one.path.read_bytes())
    content[len(content) // 2] ^= 1
    one.path.write_bytes(content)


def test_what_can_not_be_opened_is_no_backup(those: Backups) -> None:
    add(those, 1)
    for content in (b"", b"PK", version(2)[:-30]):
        with pytest.raises(Damage):
            those.add(content, ABOUT, T0)
    assert numbers(those) == [1]
    assert [one.name for one in those.folder.iterdir() if one.suffix == ".tmp"] == []


def test_what_the_disk_keeps_wrongly_is_no_backup_and_nothing_goes(
    those: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(those, *range(12))
    before = numbers(those)
    monkeypatch.setattr(disk, "digest_written", lambda path: "0" * 64)
    with pytest.raises(WriteError):
        those.add(version(99), ABOUT, T0 + 400 * DAY)
    assert numbers(those) == before


def test_a_damaged_one_stands_in_for_nothing(those: Backups) -> None:
    """The oldest of a day stays, and the others of it go; if the oldest is damaged, the next one stays."""
    add(those, *range(4), every=3_600)
    damage(those.all()[0])
    for number in range(10, 10 + NEWEST):
        those.add(version(number), ABOUT, T0 + 3 * DAY)
    assert numbers(those) == [1, 10, 11, 12, 13, 14]
    assert [path.suffix for path in those.damaged()] == [DAMAGED]


def test_nothing_goes_because_of_a_newest_one_that_is_damaged(those: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    add(those, *range(8), every=3_600)
    store, newest = Backups._store, version(11)

    def spoil(self: Backups, content: bytes, *rest: object) -> None:
        store(self, content, *rest)
        damage(self.all()[-1])

    monkeypatch.setattr(Backups, "_store", spoil)
    those.add(newest, ABOUT, T0 + 31 * DAY)
    assert numbers(those) == list(range(8))
    assert len(those.damaged()) == 1


def test_a_disk_that_can_not_be_read_for_a_moment_makes_nothing_damaged(
    those: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(those, *range(8), every=3_600)
    monkeypatch.setattr(disk, "digest", lambda path: (_ for _ in ()).throw(OSError(errno.EIO, "")))
    with suppress(OSError):
        those.add(version(9), ABOUT, T0 + 31 * DAY)
    assert those.shrink(1, float("inf")) == 0
    assert numbers(those) == list(range(8))
    assert those.damaged() == []


def test_a_damaged_one_that_can_not_be_put_aside_does_not_stop_the_rest(
    those: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(those, *range(4), every=3_600)
    damage(those.all()[0])
    replace = disk.replace

    def refuse(old: Path, new: Path) -> None:
        if new.suffix == DAMAGED:
            raise PermissionError(errno.EACCES, "")
        replace(old, new)

    monkeypatch.setattr(disk, "replace", refuse)
    for number in range(10, 10 + NEWEST):
        those.add(version(number), ABOUT, T0 + 3 * DAY)
    assert [number_in(one) for one in those.all()[1:]] == [1, 10, 11, 12, 13, 14]


def test_one_that_can_not_be_removed_is_removed_later(those: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as held:
        held.setattr(disk, "remove", lambda path: (_ for _ in ()).throw(PermissionError(errno.EACCES, "")))
        add(those, *range(12), every=DAY // 4)
        assert len(those.all()) == 12
    add(those, 20)
    assert len(those.all()) < 12


# --- room -----------------------------------------------------------------------------------------------------------


def test_the_number_is_limited_and_the_newest_stay(those: Backups) -> None:
    add(those, *range(20), limits=LIMITS._replace(number=8))
    assert len(those.all()) == 8
    assert numbers(those)[-NEWEST:] == list(range(20))[-NEWEST:]


def test_room_is_made_where_most_is_taken_and_the_newest_of_each_stays(tmp_path: Path) -> None:
    small, large = (backups_of(tmp_path, name, Path(name)) for name in "ab")
    add(small, *range(7))
    add(large, *range(10))
    size = len(version(1))
    assert make_room(tmp_path, size, LIMITS._replace(overall=used(tmp_path)))
    assert (len(small.all()), len(large.all())) == (7, 9)
    small.shrink(2, float("inf"))
    add(large, 11)
    assert make_room(tmp_path, size, LIMITS._replace(overall=used(tmp_path) - size))
    assert (len(small.all()), len(large.all())) == (2, 8)
    assert make_room(tmp_path, size, LIMITS._replace(overall=3 * size + 60))
    assert (numbers(small), numbers(large)) == ([6], [11])
    assert not make_room(tmp_path, size, LIMITS._replace(overall=2 * size))
    assert (numbers(small), numbers(large)) == ([6], [11])


def test_cleaning_keeps_the_newest_that_is_sound(those: Backups) -> None:
    add(those, 1, 2, 3)
    damage(those.all()[-1])
    those.shrink(1, float("inf"))
    assert numbers(those) == [2]
    assert len(those.damaged()) == 1


# --- set aside ------------------------------------------------------------------------------------------------------


def test_what_was_set_aside_goes_when_so_much_work_has_passed(those: Backups, tmp_path: Path) -> None:
    root, journals = those.folder.parent, tmp_path / "journals"
    journals.mkdir()
    record = journals / f"a{ASIDE}"
    record.touch()
    os.utime(record, (T0, T0))
    add(those, 1)
    damaged = those.folder / f"b{DAMAGED}"
    damaged.touch()
    os.utime(damaged, (T0 + DAY, T0 + DAY))
    assert set_aside.set_aside(root, journals) == [damaged, record]
    for day in range(2, 356, 25):
        those.add(version(day), ABOUT, T0 + day * DAY)
        set_aside.tidy(root, journals)
    assert set_aside.set_aside(root, journals) == [damaged, record]
    those.add(version(354), ABOUT, T0 + 354 * DAY)
    set_aside.tidy(root, journals)
    assert set_aside.set_aside(root, journals) == [damaged]


def test_a_clock_in_2099_throws_nothing_away_that_was_set_aside(those: Backups, tmp_path: Path) -> None:
    record = tmp_path / f"a{ASIDE}"
    record.touch()
    os.utime(record, (T0, T0))
    those.add(version(1), ABOUT, T0 + 27_000 * DAY)
    set_aside.tidy(those.folder.parent, tmp_path)
    assert record.exists()


def test_no_more_than_a_few_are_set_aside(those: Backups, tmp_path: Path) -> None:
    for number in range(25):
        record = tmp_path / f"{number}{ASIDE}"
        record.touch()
        os.utime(record, (T0 + number, T0 + number))
    set_aside.tidy(those.folder.parent, tmp_path)
    assert {path.stem for path in tmp_path.glob(f"*{ASIDE}")} == {str(number) for number in range(5, 25)}


# --- the disk fails at any call -------------------------------------------------------------------------------------

CALLS = ("create", "second", "write", "force", "close", "digest_written", "digest", "replace", "names", "open_shared")


class FailingDisk:
    """Call number `at` to the disk fails."""

    def __init__(self, patch: pytest.MonkeyPatch, code: int, at: int) -> None:
        self.calls = 0
        self._code, self._at = code, at
        for name in (*CALLS, "remove", "force_folder"):
            patch.setattr(disk, name, self._failing(getattr(disk, name)))

    def _failing(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self.calls += 1
            if self.calls == self._at:
                raise OSError(self._code, "")
            return function(*arguments)

        return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_a_disk_that_fails_at_any_call_leaves_what_was_there(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Backups(tmp_path / "before")
    add(before, *range(6), every=3_600)
    new = version(6)
    for at in range(1, 200):
        those = Backups(tmp_path / str(at) / "b")
        shutil.copytree(before.folder, those.folder)
        added = False
        with monkeypatch.context() as patch:
            failing = FailingDisk(patch, code, at)
            with suppress(OSError, WriteError):
                added = those.add(new, ABOUT, T0 + 3 * DAY)
        found = numbers(those)
        assert found[-4:] in ([2, 3, 4, 5], [3, 4, 5, 6]), at
        assert found[0] == 0, "the oldest of the day stays"
        assert all(one.is_sound for one in those.all())
        assert 6 in found if added else True
        those.add(new, ABOUT, T0 + 3 * DAY)
        assert numbers(those)[-1] == 6
        assert [one.name for one in those.folder.iterdir() if one.suffix == ".tmp"] == []
        if failing.calls < at:
            return
    pytest.fail("there is no end of calls")


# --- simulated years ------------------------------------------------------------------------------------------------


def life(dice: random.Random, days: int) -> Iterator[int]:
    """When a clerk saves, on a clock that is wrong now and then."""
    shift = 0
    for day in range(days):
        if dice.random() < 0.01:
            shift = dice.choice((0, -20_000 * DAY, 27_000 * DAY))
        for _ in range(dice.randrange(3)):
            yield max(0, T0 + day * DAY + dice.randrange(DAY) + shift)


YEARS = "simulated years of saves, with clocks that jump, a failing disk and damaged backups"


def simulate(those: Backups, seed: int, days: int, patch: Callable[[], pytest.MonkeyPatch]) -> tuple[int, int, int]:
    """Years of it, with a disk that fails and backups that are damaged; how many saves, and how often each happened."""
    dice, book = random.Random(seed), written(BOOK)
    failed = damaged = number = 0
    stored: list[int] = []
    for number, time in enumerate(life(dice, days)):
        with patch() as broken:
            if dice.random() < 0.1:
                FailingDisk(broken, dice.choice((errno.ENOSPC, errno.EIO)), dice.randrange(1, 25))
            try:
                those.add(small(book, number), ABOUT, time, LIMITS._replace(number=60))
                stored.append(number)
            except (OSError, WriteError):
                failed += 1
        there = those.all()
        sound = [number_in(one) for one in there if one.is_sound]
        assert sound, number
        # Of the last five that were stored, those that nobody damaged are there.
        lost = [one for one in stored[-NEWEST:] if one not in sound]
        assert len(lost) <= len([one for one in there if not one.is_sound]) + len(those.damaged())
        if stored and stored[-1] == number:
            assert sound[-1] == number
        if dice.random() < 0.03:
            damage(dice.choice(there[:-1] or there))
            damaged += 1
    assert len(those.all()) <= 60
    return number + 1, failed, damaged


def small(book: Document, number: int) -> bytes:
    return file.as_first_saved(SetFields({("p1", "goal"): str(number)}).apply(book))


@pytest.mark.parametrize("seed", range(2))
def test_three_months_with_a_failing_disk_and_damage(
    those: Backups, seed: int, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    saves, failed, damaged = simulate(those, seed, 90, monkeypatch.context)
    assert failed
    assert damaged
    promise("T14", YEARS, saves, saves)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_three_years_with_a_failing_disk_and_damage(
    those: Backups, seed: int, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    saves, failed, damaged = simulate(those, seed, 3 * 365, monkeypatch.context)
    assert failed > 50
    assert damaged > 10
    promise("T14", YEARS, saves, saves)


def test_two_programs_do_not_disturb_each_other(those: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    add(those, 1)
    pauses: list[float] = []
    monkeypatch.setattr(disk, "pause", pauses.append)
    with lock.locked(those.folder / backups._LOCK), pytest.raises(OSError, match="正在保存"):
        add(those, 2)
    assert pauses
    add(those, 2)
    assert numbers(those) == [1, 2]


def test_about_a_file_that_is_open(tmp_path: Path) -> None:
    opened = file.save(tmp_path / "a.perfdesk", written(BOOK))
    assert about_file(opened, tmp_path / "a.perfdesk") == About(
        document="d", path=str(tmp_path / "a.perfdesk"), department="青禾县档案馆"
    )
