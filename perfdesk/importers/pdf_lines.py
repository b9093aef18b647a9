"""The texts that letters on a page make: lines of them, broken where a cell was full, put together again."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final

from perfdesk.importers.pdf_letters import Letter
from perfdesk.model.radicals import radicals

# Parts of the size of a letter: letters on one line; one drawn twice to be bold; a gap as wide as a word.
_SAME_LINE: Final = 0.5
_TWICE: Final = 0.15
_GAP: Final = 0.6
# What stands at the two ends of a line is apart by more than words are: a tab, as in Word.
_TAB: Final = 3.0
# A paragraph's first line begins less far to the right than a title; its lines are less far apart.
_INDENT: Final = 4.0
_APART: Final = 2.6
# In a text that is written downwards a letter stands so many of its sizes below the one before at most.
_STEP: Final = 2.5
# Letters of one column touch each other, which lines do not; LibreOffice puts them over each other where a font has no
# measures for it.
_NEXT_BELOW: Final = 1.1
_FEWEST_STEPS: Final = 2
# Word's margins at both sides of a cell.
_MARGINS: Final = 12.0
# What stays together: a word of letters and digits, and a bracket with what is in it next.
_WORD: Final = re.compile(r"[（《“‘〔【]*(?:[!-~]+|.)[，。、；：？！）》”’〕】…]*", re.DOTALL)


def folded(text: str) -> str:
    """With ideographs for radicals and for their compatibility forms, which no keyboard writes; all else as it is."""
    one = text.translate(radicals())
    return "".join(unicodedata.normalize("NFKC", c) if "\uf900" <= c <= "\ufb06" else c for c in one)


def lines_of(letters: Iterable[Letter]) -> list[list[Letter]]:
    """The letters of each line from left to right; the lines from above."""
    lines: list[list[Letter]] = []
    for one in sorted(letters, key=lambda one: one.base):
        if lines and one.base - lines[-1][-1].base <= _SAME_LINE * min(one.size, lines[-1][-1].size):
            lines[-1].append(one)
        else:
            lines.append([one])
    whole = (_once(sorted(line, key=lambda one: (one.left, one.right))) for line in lines)
    return [line for one in whole if (line := _without_ends(one))]


def _without_ends(line: list[Letter]) -> list[Letter]:
    """Without the spaces at both ends."""
    written = [at for at, one in enumerate(line) if not one.text.isspace()]
    return line[written[0] : written[-1] + 1] if written else []


def _once(line: Sequence[Letter]) -> list[Letter]:
    """Without what is drawn twice at nearly the same place."""
    kept: list[Letter] = []
    for one in line:
        if not any(one.text == other.text and abs(one.left - other.left) <= _TWICE * one.size for other in kept[-3:]):
            kept.append(one)
    return kept


def line_text(line: Sequence[Letter]) -> str:
    """The letters of a line with a space for each wide gap."""
    parts = [line[0].text] if line else []
    for before, one in pairwise(line):
        parts.append((" " if _gap(before, one) > _GAP else "") + one.text)
    return folded("".join(parts))


def _gap(before: Letter, one: Letter) -> float:
    """How many letters have room between two."""
    return (one.left - before.right) / (one.size or 1)


def _pieces(line: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """What stands at the left and at the right of a line."""
    begin = 0
    for at, (before, one) in enumerate(pairwise(line), 1):
        if _gap(before, one) > _TAB:
            yield line[begin:at]
            begin = at
    yield line[begin:]


def cell_text(letters: Iterable[Letter], width: float) -> str:
    """The text of a cell. A line that was broken because it was full goes on in the next without anything between."""
    some = list(letters)
    if _is_turned(some):
        ordered = sorted(some, key=lambda one: one.at)
        return folded("".join(one.text for one in ordered if one.text != " " or one.level)).strip()
    lines = lines_of(some)
    texts = [_with_break(line, following, width) for line, following in zip_longest(lines, lines[1:])]
    return "".join(texts).strip()


def _is_turned(letters: Sequence[Letter]) -> bool:
    """Whether a text is not written in lines from above: turned, or downwards (文字方向：竖排), in one column or in
    several of which the right one is the first. A file has its letters in the order of reading."""
    written = sorted((one for one in letters if not one.text.isspace()), key=lambda one: one.at)
    if any(not one.level for one in written):
        return True
    steps = [(_center(one) - _center(before), one.base - before.base) for before, one in pairwise(written)]
    size = max((one.size for one in written), default=0.0)
    return _has_columns(steps, size) or (_is_column(steps, size) and all(map(_is_ideograph, written)))


def _has_columns(steps: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether each letter stands below the one before, or begins the column at its left."""
    down = sum(abs(x) < size / 2 and 0 < y < _STEP * size for x, y in steps)
    back = sum(x < -size / 2 and y < 0 for x, y in steps)
    return bool(down and back) and down + back == len(steps)


def _is_column(steps: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether each letter stands close below the one before."""
    below = all(abs(x) < size / 2 and -size / 2 < y < _NEXT_BELOW * size for x, y in steps)
    return below and len(steps) >= _FEWEST_STEPS


def _is_ideograph(one: Letter) -> bool:
    return one.text.isalpha() and not one.text.isascii()


def _center(one: Letter) -> float:
    return (one.left + one.right) / 2


def room_left(letters: Iterable[Letter], width: float) -> float:
    """How much room is left in the last line of a cell."""
    lines = lines_of(letters)
    return _room(lines[-1], width) if lines else width


def room_needed(letters: Iterable[Letter]) -> float:
    """How much the first word of a cell needs."""
    lines = lines_of(letters)
    return _first_word(lines[0]) if lines else 0.0


def _with_break(line: Sequence[Letter], following: Sequence[Letter] | None, width: float) -> str:
    text = line_text(line)
    if not following:
        return text
    return text if _room(line, width) < _first_word(following) else text + "\n"


def _room(line: Sequence[Letter], width: float) -> float:
    return width - (line[-1].right - line[0].left) - _MARGINS


def _first_word(line: Sequence[Letter]) -> float:
    """How wide the first part of a line is that cannot be broken."""
    found = _WORD.match("".join(one.text for one in line))
    end = found.end() if found else 1
    return line[min(end, len(line)) - 1].right - line[0].left


def text_lines(letters: Iterable[Letter], width: float) -> Iterator[tuple[float, str]]:
    """The paragraphs outside tables on a page so wide, each with its height; a tab between what stands apart."""
    lines = lines_of(letters)
    margin = min((line[0].left for line in lines), default=0.0)
    begun: list[list[Letter]] = []
    for line in lines:
        if begun and _goes_on(begun, line, margin, width):
            begun.append(line)
        else:
            yield from _paragraph(begun)
            begun = [line]
    yield from _paragraph(begun)


def _paragraph(lines: Sequence[Sequence[Letter]]) -> Iterator[tuple[float, str]]:
    if lines:
        yield lines[0][0].base, "".join("\t".join(map(line_text, _pieces(line))) for line in lines)


def _goes_on(begun: Sequence[Sequence[Letter]], line: Sequence[Letter], margin: float, width: float) -> bool:
    """Whether a line is the next one of a paragraph: its first line is indented as official papers are (GB/T 9704, two
    letters), this one is not, and the one before it was full. Of paragraphs without an indent nothing is known. A line
    in the middle has as much room at its right as at its left, so it is never both indented and full."""
    first, before, size = begun[0][0], begun[-1], line[0].size
    indented = size < first.left - margin < _INDENT * size
    close = line[0].base - before[0].base < _APART * size
    full = width - margin - before[-1].right < size
    return indented and close and full and line[0].left - margin < size / 2
