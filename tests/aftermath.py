"""What must hold after a program died, lost its power or its disk in the midst of a scene (scenes.py): each file has
the bytes of the old or of the new one and opens, every edit that was in the journal comes back, nothing is left over.

While a scene runs it says "intends NAME HASH" before a file is written and "wrote NAME" after, "done NUMBER" after each
act; what was said up to its end is what was promised.
"""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from scenes import BACKUP_SCENE, BACKUPS, JOURNAL_SCENES, JOURNALS, NEW, OURS, OWN, SCENES

from perfdesk.store import atomic, file
from perfdesk.store.backups import backups_of
from perfdesk.store.format import Damage
from perfdesk.store.replay import is_new, leftovers
from perfdesk.work.workspace import Workspace

Digests = Mapping[str, str]


class Aftermath(NamedTuple):
    """Whether some file was found as it was, or as it was to be; and whether something had to be swept."""

    has_old: bool
    has_new: bool
    had_litter: bool


def digests(folder: Path) -> Digests:
    """The files of a folder before."""
    return {one.name: atomic.digest(one.read_bytes()) for one in folder.iterdir() if one.is_file()}


def saying(write: Callable[..., str], say: Callable[[str], object], folder: Path) -> Callable[..., str]:
    """atomic.write that says what it writes: the user's own files in the folder, not what the program keeps below."""

    def said(path: Path, fill: Callable[[BinaryIO], None], *more: Any, **named: Any) -> str:
        if path.parent != folder:
            return write(path, fill, *more, **named)
        stream = BytesIO()
        fill(stream)
        content = stream.getvalue()
        say(f"intends {path.name} {atomic.digest(content)}")
        done = write(path, lambda new: new.write(content), *more, **named)
        say(f"wrote {path.name}")
        return done

    return said


def look(
    name: str, folder: Path, before: Digests, said: Sequence[str], *, whole: bool = True, backups: bool = True
) -> Aftermath:
    """AssertionError with the first thing that does not hold. Deals with all that the program has left, as the next
    start does. `whole`: in a journal nothing but a line that was being written may be unreadable. `backups`: each was
    made."""
    now, right = digests(folder), _allowed(said, before)
    for one, contents in right.items():
        assert now.get(one) in contents, f"{one} is neither the old nor the new file"
    had_litter = bool(_litter(folder))
    if name in JOURNAL_SCENES:
        kept = max([SCENES[name].kept, *(int(one.split()[1]) for one in said if one.startswith("done"))])
        number = _recovered(folder, whole)
        assert kept <= number <= kept + 1, f"{kept} edits were kept, {number} came back"
        assert not list((folder / JOURNALS).glob("*")), "something is left of the journal"
    if name == BACKUP_SCENE and backups:
        _require_backups(folder)
    for one in SCENES[name].writes:
        _open_again(folder / one)
    assert not _litter(folder)
    assert {one.name for one in folder.iterdir()} <= {*before, *SCENES[name].writes, OWN}
    is_old = [now.get(one) == before.get(one) for one in right]
    return Aftermath(any(is_old), not all(is_old), had_litter)


def _allowed(said: Sequence[str], before: Digests) -> Mapping[str, set[str | None]]:
    """The contents that each file may have: what was said to be written, and what was intended since."""
    old: dict[str, str | None] = {**before}
    new: dict[str, str] = {}
    for word, name, *digest in map(str.split, said):
        if word == "intends":
            old.setdefault(name, None)
            [new[name]] = digest
        elif word == "wrote":
            old[name] = new.pop(name)
    return {name: {content, new.get(name, content)} for name, content in old.items()}


def _litter(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".") and one.suffix == ".tmp"]


def _recovered(folder: Path, whole: bool) -> int:
    """The number of the last edit that comes back at the next start: from a journal, else from the file."""
    found = [Workspace.open(folder / name) for name in (OURS, NEW) if (folder / name).exists()]
    for one in leftovers(folder / JOURNALS):
        try:
            replayed = one.replayed()
        except Damage as damage:
            raise AssertionError(f"a journal cannot be read: {damage}") from damage
        assert replayed.notice == "" or not whole, replayed.notice
        if is_new(replayed):
            found.append(Workspace.recovered(replayed))
        one.remove()
    return max(int(work.document.fields["compiler"]) for work in found)


def _require_backups(folder: Path) -> None:
    """Every version that was replaced is a backup that opens, and the next one sweeps what was left."""
    those = backups_of(folder / BACKUPS, "d", folder / OURS)
    kept = {file.read(one.path).document.fields["compiler"] for one in those.all()}
    work = Workspace.open(folder / OURS)
    now = work.document.fields["compiler"]
    assert {str(number) for number in range(int(now))} <= kept, f"{now} is saved, {kept} are kept"
    work.keep_backups(folder / BACKUPS)
    work.end_backups()
    assert file.read(those.all()[-1].path).document == work.document
    assert not [one.name for one in those.folder.iterdir() if one.suffix == ".tmp"]


def _open_again(path: Path) -> None:
    """What is no document of ours, or is not there, is swept when it is written the next time."""
    if path.exists():
        require_it_opens(path)
    if path.suffix != file.SUFFIX or not path.exists():
        content = path.read_bytes() if path.exists() else b"new"
        atomic.write(path, lambda stream: stream.write(content) and None)


def require_it_opens(path: Path) -> None:
    """The program that a file is made for can open it."""
    _OPENED_BY[path.suffix](path)


def _ours(path: Path) -> None:
    assert not Workspace.open(path).notice


def _word(path: Path) -> None:
    import docx

    assert docx.Document(str(path)).tables


def _excel(path: Path) -> None:
    import openpyxl

    assert openpyxl.load_workbook(path).sheetnames


def _pdf(path: Path) -> None:
    import pypdf

    assert pypdf.PdfReader(path, strict=True).pages


_OPENED_BY: Final = {file.SUFFIX: _ours, ".docx": _word, ".xlsx": _excel, ".pdf": _pdf}
