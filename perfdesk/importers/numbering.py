"""Word's automatic numbers: counted paragraph by paragraph, and written as their level says (ECMA-376, 17.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.namespaces import VALUE, W, number, on, value
from perfdesk.importers.numerals import numeral
from perfdesk.importers.symbols import is_glyph, symbol

_LEVELS: Final = 9
_SLOT: Final = re.compile(r"%([1-9])")
_LONGEST: Final = 60
_MOST: Final = 999_999
_NUM: Final = f"{W}numId"


@dataclass(slots=True)
class _Level:
    """How a level counts and prints."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    after: str = "tab"
    font: str = ""
    legal: bool = False
    restart: int | None = None
    owner: str = ""


@dataclass(slots=True)
class _List:
    """An abstract definition: its levels, and where its counters stand. Lists made from it count on together."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _Instance:
    """A list as paragraphs name it: of an abstract definition, with levels of its own and numbers to begin with."""

    of: _List
    levels: dict[int, _Level]
    starts: dict[int, int]


class Label(NamedTuple):
    """A number as it prints before a paragraph. `known`: every part of it could be worked out."""

    text: str
    known: bool = True


class Numbering:
    """The lists of a document, counting."""

    def __init__(self, root: etree._Element | None) -> None:
        """`root` is the root of numbering.xml."""
        self._abstract: dict[str, _List] = {}
        self._instances: dict[str, _Instance] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        by_style: dict[str, str] = {}
        borrowed: dict[str, str] = {}
        for node in root.findall(f"{W}abstractNum"):
            key = str(node.get(f"{W}abstractNumId") or "")
            self._abstract[key] = _List(dict(_levels(node)))
            if style := value(node, "styleLink"):
                by_style[style] = key
            if style := value(node, "numStyleLink"):
                borrowed[key] = style
        for key, style in borrowed.items():
            self._abstract[key] = self._abstract.get(by_style.get(style, ""), self._abstract[key])
        for node in root.findall(f"{W}num"):
            of = self._abstract.get(value(node, "abstractNumId"))
            if of is not None:
                self._instances[str(node.get(_NUM) or "")] = _instance(node, of)

    def level_of(self, instance: str, style: str) -> int:
        """The level that a list gives to the paragraphs of a style."""
        found = self._instances.get(instance)
        levels = found.of.levels if found is not None else {}
        return next((at for at, level in levels.items() if level.owner == style), 0)

    def label(self, instance: str, at: int) -> Label:
        """Counts one more paragraph, and gives its number with what parts it from the text."""
        found = self._instances.get(instance)
        if found is None or not 0 <= at < _LEVELS:
            return Label("")
        counts = found.of.counts
        level = _level(found, at)
        if at in found.starts:
            counts[at] = found.starts.pop(at)
        else:
            current = counts[at]
            counts[at] = level.start if current is None else min(current + 1, _MOST)
        for higher in range(at):
            if counts[higher] is None:
                counts[higher] = _level(found, higher).start
        _restart(found, at)
        return self._printed(found, level)

    def _printed(self, found: _Instance, level: _Level) -> Label:
        if level.style == "bullet":
            return _bullet(level)
        known = True

        def fill(slot: re.Match[str]) -> str:
            nonlocal known
            at = int(slot[1]) - 1
            style = "decimal" if level.legal else _level(found, at).style
            count = found.of.counts[at]
            text = numeral(count if count is not None else _level(found, at).start, style)
            known = known and text is not None
            return str(count) if text is None else text

        text = _SLOT.sub(fill, level.text[:_LONGEST])
        return Label(_parted(text, level.after), known)


def _restart(found: _Instance, at: int) -> None:
    """Lower levels begin anew, unless they say that only a still higher level does that."""
    for lower in range(at + 1, _LEVELS):
        restart = _level(found, lower).restart
        if restart is None or at < restart:
            found.of.counts[lower] = None


def _level(found: _Instance, at: int) -> _Level:
    return found.levels.get(at) or found.of.levels.get(at) or _Level()


def _bullet(level: _Level) -> Label:
    pieces = [symbol(level.font, ord(c)) if is_glyph(c, level.font) else c for c in level.text[:_LONGEST]]
    return Label(_parted("".join(piece or "•" for piece in pieces), level.after), None not in pieces)


def _parted(text: str, after: str) -> str:
    """A tab is only room on paper; a number without punctuation needs a space, or it runs into the text."""
    if not text or after == "nothing":
        return text
    return text + " " if after == "space" or (text[-1].isalnum() and text[-1].isascii()) else text


def _levels(parent: etree._Element) -> Iterator[tuple[int, _Level]]:
    for node in parent.findall(f"{W}lvl"):
        yield _at(node), _read_level(node)


def _at(node: etree._Element) -> int:
    text = str(node.get(f"{W}ilvl") or "")
    return int(text) if text in set("012345678") else 0


def _read_level(node: etree._Element) -> _Level:
    fonts = node.find(f"{W}rPr/{W}rFonts")
    restart = node.find(f"{W}lvlRestart")
    return _Level(
        start=number(node, "start", 1, _MOST),
        style=value(node, "numFmt") or "decimal",
        text=value(node, "lvlText"),
        after=value(node, "suff") or "tab",
        font="" if fonts is None else str(fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""),
        legal=bool(on(node.find(f"{W}isLgl"))),
        restart=None if restart is None else number(node, "lvlRestart", _LEVELS),
        owner=value(node, "pStyle"),
    )


def _instance(node: etree._Element, of: _List) -> _Instance:
    levels: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in node.findall(f"{W}lvlOverride"):
        at = _at(override)
        for level in override.findall(f"{W}lvl"):
            levels[at] = _read_level(level)
        start = override.find(f"{W}startOverride")
        if start is not None and str(start.get(VALUE) or "").isdigit():
            starts[at] = number(override, "startOverride", 1, _MOST)
    return _Instance(of, levels, starts)
