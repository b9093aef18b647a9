"""Long texts paragraph by paragraph: which paragraphs of several versions of a text stand at one place.

The versions are laid beside one reference. Where a paragraph is the same, changed or deleted, it stands at the place of
the reference's paragraph; what is inserted stands between two of these. Equal paragraphs are found as in patience
diff: by those that occur only once. So the cost does not grow with the square of a text, whatever it holds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.model.diff import longest_increasing
from perfdesk.model.values import normal

# Limits for hostile texts. Beyond, a run of changed paragraphs is compared as a whole.
_DEEPEST: Final = 12
_MOST_PAIRS: Final = 400
_LONGEST_COMPARED: Final = 2_000
# Two paragraphs with at least this share of common pairs of characters are versions of one.
_ALIKE: Final = 0.5


class TextParagraph(NamedTuple):
    """A line with the blank lines behind it, and what it means: spaces and character width do not matter."""

    text: str
    meaning: str


Chunk = tuple[TextParagraph, ...]
# A run of the reference's paragraphs, and the run of the other text's that stands there: from and before which each.
_Run = tuple[int, int, int, int]


@lru_cache(maxsize=256)
def paragraphs(text: str) -> Chunk:
    """The paragraphs of a text. Blank lines belong to the paragraph before them, the first ones to the first."""
    found: list[list[str]] = []
    blank: list[str] = []
    for line in text.split("\n"):
        if normal(line):
            found.append([*blank, line])
            blank = []
        elif found:
            found[-1].append(line)
        else:
            blank.append(line)
    return tuple(TextParagraph("\n".join(lines), normal("".join(lines))) for lines in found)


def joined(chunk: Iterable[TextParagraph]) -> str:
    """The text of these paragraphs."""
    return "\n".join(one.text for one in chunk)


def meanings(chunk: Iterable[TextParagraph]) -> tuple[str, ...]:
    """What these paragraphs mean."""
    return tuple(one.meaning for one in chunk)


def regions(reference: str, texts: Sequence[str]) -> Iterator[tuple[Chunk, ...]]:
    """The places of the reference in order, with what stands there in the reference and in each text. Together they
    hold each text whole."""
    old = paragraphs(reference)
    rows = [_Row(old, old), *(_Row(old, paragraphs(text)) for text in texts)]
    together = {place for row in rows for place in row.together}
    start = 0
    for end in range(1, 2 * len(old) + 2):
        if end not in together:
            found = tuple(row.chunk(start, end) for row in rows)
            start = end
            if any(found):
                yield found


def is_part(few: Chunk, many: Chunk) -> bool:
    """Whether all these paragraphs are among the others, in the same order."""
    left = iter(meanings(many))
    return all(one in left for one in meanings(few))


def added(before: Chunk, now: Chunk) -> Chunk | None:
    """The paragraphs that were added; None if anything else was done."""
    left = list(reversed(before))
    found = tuple(one for one in now if not (left and left[-1].meaning == one.meaning and left.pop()))
    return None if left else found


def union(chunks: Iterable[Chunk]) -> Chunk:
    """All that stands in any of several versions of one place, each paragraph once, in an order that the order of the
    versions does not matter for."""
    different = {meanings(chunk): chunk for chunk in sorted(chunks, reverse=True)}.values()
    whole = [one for one in different if not any(one is not two and is_part(one, two) for two in different)]
    found: list[TextParagraph] = []
    for chunk in sorted(whole):
        already = set(meanings(found))
        found += [one for one in chunk if one.meaning not in already]
    return tuple(found)


def both(base: str | None, texts: Iterable[str]) -> str:
    """A text with what all these versions say: in each place all that anybody wrote there instead of the base. If the
    base is unknown, what is the same in all of them counts as the base."""
    versions = sorted(set(texts))
    reference = base if base and paragraphs(base) else joined(_common(versions))
    pieces = []
    for old, *chunks in regions(reference, versions):
        changed = [chunk for chunk in chunks if meanings(chunk) != meanings(old)]
        pieces.append(joined(union(changed) if changed else old))
    return "\n".join(filter(None, pieces))


def _common(texts: Sequence[str]) -> Chunk:
    """The paragraphs that all texts have in the same order."""
    found = paragraphs(texts[0]) if texts else ()
    for text in texts[1:]:
        found = tuple(found[at] for at, _ in _equal(meanings(found), meanings(paragraphs(text))))
    return found


class _Row:
    """A text laid beside the reference. Place 2n is before the reference's paragraph n, and place 2n + 1 holds it.
    `together` are the places that cannot be told apart from the place before them."""

    def __init__(self, old: Chunk, new: Chunk) -> None:
        self._new = new
        self._places: dict[int, tuple[int, int]] = {}
        self.together: set[int] = set()
        before, after = meanings(old), meanings(new)
        for run in _split(_equal(before, after), (0, len(old), 0, len(new))):
            for part in _split(_alike(before, after, run), run):
                self._lay(*part)

    def chunk(self, start: int, end: int) -> Chunk:
        """What stands at these places."""
        found = [self._places[place] for place in range(start, end) if place in self._places]
        return self._new[found[0][0] : found[-1][1]] if found else ()

    def _lay(self, start: int, end: int, first: int, last: int) -> None:
        """Puts a run of paragraphs to a run of the reference's; none of them is a version of another."""
        if first == last:
            return
        if start == end:
            self._places[2 * start] = first, last
        elif end - start == last - first:
            self._places.update((2 * (start + at) + 1, (first + at, first + at + 1)) for at in range(end - start))
        else:
            self._places[2 * start + 1] = first, last
            self.together.update(range(2 * start + 2, 2 * end))


def _split(pairs: Iterable[tuple[int, int]], run: _Run) -> Iterator[_Run]:
    """A run as the pairs in it, and the runs between these."""
    start, end, first, last = run
    for old, new in pairs:
        yield start, old, first, new
        yield old, old + 1, new, new + 1
        start, first = old + 1, new + 1
    yield start, end, first, last


# --- which paragraphs are the same -------------------------------------------------------------------------------


def _equal(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal paragraphs, in order in both."""
    found: list[tuple[int, int]] = []
    waiting = [((0, len(old), 0, len(new)), 0)]
    while waiting:
        run, depth = waiting.pop()
        run = _trimmed(old, new, run, found)
        anchors = _anchors(old, new, run) if depth < _DEEPEST else []
        if anchors:
            found += anchors
            waiting += [(part, depth + 1) for at, part in enumerate(_split(anchors, run)) if at % 2 == 0]
    return sorted(found)


def _trimmed(old: Sequence[str], new: Sequence[str], run: _Run, found: list[tuple[int, int]]) -> _Run:
    """A run without what is the same at its beginning and its end, which is noted as found."""
    start, end, first, last = run
    while start < end and first < last and old[start] == new[first]:
        found.append((start, first))
        start, first = start + 1, first + 1
    while start < end and first < last and old[end - 1] == new[last - 1]:
        end, last = end - 1, last - 1
        found.append((end, last))
    return start, end, first, last


def _anchors(old: Sequence[str], new: Sequence[str], run: _Run) -> list[tuple[int, int]]:
    """The paragraphs that occur once in both parts of a run: the most of them that are in the same order in both."""
    start, end, first, last = run
    before, after = Counter(old[start:end]), Counter(new[first:last])
    places = {new[at]: at for at in range(first, last) if after[new[at]] == 1}
    pairs = [(at, places[old[at]]) for at in range(start, end) if before[old[at]] == 1 and old[at] in places]
    kept = longest_increasing([there for _, there in pairs])
    return [pair for pair in pairs if pair[1] in kept]


def _alike(old: Sequence[str], new: Sequence[str], run: _Run) -> list[tuple[int, int]]:
    """Pairs of paragraphs in a run that are versions of one, in order in both, with the greatest likeness together."""
    start, end, first, last = run
    if end - start == 1 == last - first or (end - start) * (last - first) > _MOST_PAIRS:
        return []
    # best[n][m]: the greatest likeness of the first n and m paragraphs, and the pairs, linked from the last.
    best: list[list[tuple[float, _Pairs]]] = [[(0.0, None)] * (last - first + 1)]
    for at in range(start, end):
        row: list[tuple[float, _Pairs]] = [(0.0, None)]
        for there in range(first, last):
            column = there - first
            above, found = best[-1][column + 1], _likeness(old[at], new[there])
            reached = max(above, row[column], key=_total)
            total, pairs = best[-1][column]
            row.append((total + found, (pairs, (at, there))) if total + found > reached[0] and found else reached)
        best.append(row)
    return _unlinked(best[-1][-1][1])


# Pairs of paragraphs, linked from the last one to the first.
_Pairs = tuple["_Pairs", tuple[int, int]] | None


def all_title(count: int) -> str:
    """How the answer is called that keeps what so many wrote."""
    return "两者都要" if count == 2 else "全部都要"


def _total(reached: tuple[float, _Pairs]) -> float:
    return reached[0]


def _unlinked(pairs: _Pairs) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while pairs is not None:
        pairs, last = pairs
        found.append(last)
    return found[::-1]


def _likeness(one: str, other: str) -> float:
    """The share of common pairs of characters; 0 if these are not versions of one paragraph."""
    mine, theirs = _character_pairs(one), _character_pairs(other)
    share = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    return share if share >= _ALIKE else 0.0


@lru_cache(maxsize=2_000)
def _character_pairs(meaning: str) -> frozenset[str]:
    text = f" {meaning[:_LONGEST_COMPARED]} "
    return frozenset(a + b for a, b in pairwise(text))
