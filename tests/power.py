"""A disk whose power is cut: records what a program does to a folder, then builds every state in which the folder may
be found afterwards.

What a system promises is little (POSIX fsync; Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014), and
here nothing more is relied on:

- bytes are on the disk when fsync of their file has returned. Until then they may be missing, or there in part, or only
  the last of them, or the file may have its new length with zeros in it;
- a new, changed or removed name is on the disk when fsync of its folder has returned. Until then each may be there or
  not, in any order, and a folder that is not there takes all in it along;
- one rename is never half done.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

# Of more names that wait at once not every choice is tried, but the first so many, all but one, and one alone.
_MOST_NAMES: Final = 6


class Inode:
    """What a name leads to: a file or a folder."""

    def __init__(self, *, is_folder: bool = False) -> None:
        self.is_folder = is_folder


class Wrote(NamedTuple):
    """Bytes came to a file."""

    inode: Inode
    at: int
    content: bytes


class Named(NamedTuple):
    """Names of a folder changed, all at once: what each leads to now, None where it is gone."""

    folder: Inode
    names: tuple[tuple[str, Inode | None], ...]


class Forced(NamedTuple):
    """fsync of a file or folder has returned."""

    inode: Inode


class Said(NamedTuple):
    """The program has said something to whoever watches."""

    text: str


Event = Wrote | Named | Forced | Said
# Paths from the folder on, with contents; None for a folder.
Tree = dict[str, bytes | None]


@dataclass
class Disk:
    """A folder: what stands in it and in those below."""

    top: Inode
    folders: dict[Inode, dict[str, Inode]]
    contents: dict[Inode, bytes]

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """What is there, all of it safe."""
        disk = cls(Inode(is_folder=True), {}, {})
        disk._read(root, disk.top)
        return disk

    def _read(self, path: Path, folder: Inode) -> None:
        names = self.folders[folder] = {}
        for one in path.iterdir():
            inode = names[one.name] = Inode(is_folder=one.is_dir())
            if inode.is_folder:
                self._read(one, inode)
            else:
                self.contents[inode] = one.read_bytes()

    def copy(self) -> "Disk":
        """Another that can be changed."""
        return Disk(self.top, {folder: {**names} for folder, names in self.folders.items()}, {**self.contents})

    def apply(self, event: Wrote | Named) -> None:
        """Lets it come to the disk."""
        if isinstance(event, Wrote):
            self.contents[event.inode] = overlaid(self.contents.get(event.inode, b""), event.at, event.content)
            return
        names = self.folders.setdefault(event.folder, {})
        for name, inode in event.names:
            if inode is None:
                names.pop(name, None)
            else:
                names[name] = inode

    def tree(self, folder: Inode | None = None, above: str = "") -> Tree:
        """What can be seen."""
        found: Tree = {}
        for name, inode in self.folders.get(folder or self.top, {}).items():
            if inode.is_folder:
                found[f"{above}{name}"] = None
                found |= self.tree(inode, f"{above}{name}/")
            else:
                found[f"{above}{name}"] = self.contents.get(inode, b"")
        return found


def overlaid(content: bytes, at: int, new: bytes) -> bytes:
    """Bytes written into others; what lies between is zeros."""
    return content[:at].ljust(at, b"\0") + new + content[at + len(new) :]


# --- what a program does ---------------------------------------------------------------------------------------------


@dataclass
class _Open:
    """An open file, which several descriptors may share."""

    inode: Inode
    at: int = 0


class Recorder:
    """Listens to the calls of `os` that change what is below a folder."""

    def __init__(self, root: Path) -> None:
        self.events: list[Event] = []
        self.start = Disk.of(root)
        self._root = root
        self._now = self.start.copy()
        self._open: dict[int, _Open] = {}

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        """From now on."""
        notes: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "dup": self._doubled,
            "lseek": self._sought,
            "write": self._wrote,
            "fsync": self._forced,
            "close": self._closed,
            "replace": self._renamed,
            "rename": self._renamed,
            "unlink": self._removed,
            "remove": self._removed,
            "mkdir": self._made,
        }
        for name, note in notes.items():
            patch.setattr(os, name, _heard(getattr(os, name), note))

    def say(self, text: str) -> None:
        """Something is promised at this moment."""
        self.events.append(Said(text))

    def is_complete(self) -> bool:
        """Whether what was recorded leads to what is there: no call went past."""
        return self._now.tree() == Disk.of(self._root).tree()

    def _happened(self, event: Wrote | Named) -> None:
        self.events.append(event)
        self._now.apply(event)

    def _place(self, path: Any) -> tuple[Inode, str] | None:
        """The folder of a path below the root, and the name there."""
        full = Path(path)
        assert full.is_absolute()
        if not full.is_relative_to(self._root) or full == self._root:
            return None
        folder = self._now.top
        for one in full.relative_to(self._root).parts[:-1]:
            folder = self._now.folders[folder][one]
            self._now.folders.setdefault(folder, {})
        return folder, full.name

    def _inode(self, path: Any) -> Inode | None:
        if Path(path) == self._root:
            return self._now.top
        place = self._place(path)
        return None if place is None else self._now.folders[place[0]].get(place[1])

    def _opened(self, descriptor: int, path: Any, flags: int, *_: Any, **__: Any) -> None:
        assert not flags & (os.O_TRUNC | os.O_APPEND), "such an open is not recorded"
        inode, place = self._inode(path), self._place(path)
        if inode is None and place is not None:
            inode = Inode()
            self._happened(Named(place[0], ((place[1], inode),)))
        if inode is not None:
            self._open[descriptor] = _Open(inode)

    def _doubled(self, descriptor: int, first: int) -> None:
        if first in self._open:
            self._open[descriptor] = self._open[first]

    def _sought(self, at: int, descriptor: int, *_: int) -> None:
        if descriptor in self._open:
            self._open[descriptor].at = at

    def _wrote(self, length: int, descriptor: int, content: Any) -> None:
        if (one := self._open.get(descriptor)) is not None:
            self._happened(Wrote(one.inode, one.at, bytes(content[:length])))
            one.at += length

    def _forced(self, _: None, descriptor: int) -> None:
        if (one := self._open.get(descriptor)) is not None:
            self.events.append(Forced(one.inode))

    def _closed(self, _: None, descriptor: int) -> None:
        self._open.pop(descriptor, None)

    def _renamed(self, _: None, old: Any, new: Any) -> None:
        before, after, inode = self._place(old), self._place(new), self._inode(old)
        if before is not None and after is not None:
            assert before[0] is after[0], "a rename from folder to folder is not recorded"
            self._happened(Named(before[0], ((before[1], None), (after[1], inode))))

    def _removed(self, _: None, path: Any) -> None:
        if (place := self._place(path)) is not None:
            self._happened(Named(place[0], ((place[1], None),)))

    def _made(self, _: None, path: Any, *__: Any, **___: Any) -> None:
        if (place := self._place(path)) is not None:
            folder = Inode(is_folder=True)
            self._now.folders[folder] = {}
            self._happened(Named(place[0], ((place[1], folder),)))


def _heard(plain: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        result = plain(*arguments, **named)
        note(result, *arguments, **named)
        return result

    return call


# --- what may be found -----------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A state of the folder after a cut, and what had been said until then."""

    tree: Tree
    said: tuple[str, ...]


def states(start: Disk, events: Sequence[Event]) -> Iterator[Found]:
    """Every state after a cut at any moment; each once."""
    seen: set[int] = set()
    for end in range(len(events) + 1):
        past = events[:end]
        said = tuple(one.text for one in past if isinstance(one, Said))
        for tree in _after_a_cut(start, past):
            key = hash((said, frozenset(tree.items())))
            if key not in seen:
                seen.add(key)
                yield Found(tree, said)


def _after_a_cut(start: Disk, past: Sequence[Event]) -> Iterator[Tree]:
    """All that is safe is there; what waits may be there or not."""
    safe, waiting = start.copy(), list[Wrote | Named]()
    for number, event in enumerate(past):
        if isinstance(event, Wrote | Named):
            if Forced(event[0]) in past[number:]:
                safe.apply(event)
            else:
                waiting.append(event)
    files = _by_file([one for one in waiting if isinstance(one, Wrote)])
    choices = [_contents(safe.contents.get(inode, b""), writes) for inode, writes in files.items()]
    for names in _some([one for one in waiting if isinstance(one, Named)]):
        for contents in product(*choices):
            disk = safe.copy()
            disk.contents |= dict(zip(files, contents, strict=True))
            for change in names:
                disk.apply(change)
            yield disk.tree()


def _by_file(writes: Sequence[Wrote]) -> dict[Inode, list[Wrote]]:
    found: dict[Inode, list[Wrote]] = {}
    for one in writes:
        found.setdefault(one.inode, []).append(one)
    return found


def _contents(safe: bytes, writes: Sequence[Wrote]) -> set[bytes]:
    """What a file may hold when these writes were not forced."""
    last = writes[-1]
    half = last._replace(content=last.content[: len(last.content) // 2])
    zeros = [one._replace(content=bytes(len(one.content))) for one in writes]
    found = {safe}
    for some in (writes, writes[:-1], [*writes[:-1], half], zeros, [*writes[:-1], zeros[-1]], [last]):
        content = safe
        for one in some:
            content = overlaid(content, one.at, one.content)
        found.add(content)
    return found


def _some(changes: Sequence[Named]) -> Iterator[Sequence[Named]]:
    """Which of these changes of names have come to the disk."""
    if len(changes) <= _MOST_NAMES:
        for size in range(len(changes) + 1):
            yield from combinations(changes, size)
        return
    yield from (changes[:size] for size in range(len(changes) + 1))
    yield from ([*changes[:at], *changes[at + 1 :]] for at in range(len(changes)))
    yield from ([one] for one in changes)


def lay_out(tree: Tree, root: Path) -> None:
    """Makes the folder such."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for name, content in sorted(tree.items()):
        if content is None:
            (root / name).mkdir()
        else:
            (root / name).write_bytes(content)
