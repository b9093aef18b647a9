"""A text in which some words are to be seen: those that differ from another version. Each medium has one writer for it:
the screen underlines them in a colour of their own, Word and Excel strike through what is gone besides."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, groupby, pairwise
from typing import Final, NamedTuple

from perfdesk.model.fields import clean
from perfdesk.model.long_text import joined, meanings, regions
from perfdesk.model.words import Span, changed_words

# What stands for paragraphs that are left out.
LEFT_OUT: Final = "……"
# Texts up to this length are shown whole.
_SHORT: Final = 80


class MarkedText(NamedTuple):
    """A text, and where words stand in it that a reader shall see; whether they are `gone` from the other version, or
    new in this one."""

    text: str
    spans: tuple[Span, ...] = ()
    gone: bool = False

    def behind(self, words: str) -> "MarkedText":
        """The same behind some words that are not marked."""
        return in_sequence((words, self))._replace(gone=self.gone)

    def part(self, start: int, end: int) -> "MarkedText":
        """The text between two places, with its marks; line feeds at its end are dropped."""
        text = self.text[start:end].rstrip("\n")
        inside = ((max(first, start) - start, min(last - start, len(text))) for first, last in self.spans)
        return self._replace(text=text, spans=tuple((first, last) for first, last in inside if 0 <= first < last))

    @property
    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces that are marked or not, none of them empty."""
        ends = [0, *(end for span in self.spans for end in span), len(self.text)]
        marked = cycle((False, True))
        yield from (
            (self.text[start:end], seen)
            for (start, end), seen in zip(pairwise(ends), marked, strict=False)
            if start < end
        )

    @property
    def cleaned(self) -> "MarkedText":
        """The same without what no file can hold."""
        kept = ((clean(piece), seen) for piece, seen in self.pieces)
        whole = in_sequence(MarkedText(piece, ((0, len(piece)),)) if seen and piece else piece for piece, seen in kept)
        return whole._replace(gone=self.gone)


def compared(before: str, after: str) -> tuple[MarkedText, MarkedText]:
    """Two versions with the words that only the one or the other has. Of a text that came or went as a whole no single
    word is marked."""
    if not before or not after:
        return MarkedText(before, gone=True), MarkedText(after)
    words = changed_words(before, after)
    return MarkedText(before, tuple(words.before), gone=True), MarkedText(after, tuple(words.after))


def in_sequence(parts: Iterable[MarkedText | str]) -> MarkedText:
    """One text of several, each with its marks."""
    texts, spans, at = list[str](), list[Span](), 0
    for part in parts:
        one = MarkedText(part) if isinstance(part, str) else part
        texts.append(one.text)
        spans += [(start + at, end + at) for start, end in one.spans]
        at += len(one.text)
    return MarkedText("".join(texts), tuple(spans))


def without_common(texts: Sequence[str]) -> list[str]:
    """Long texts beside each other without the paragraphs that all of them have: on paper nobody looks for what is the
    same. Short ones and empty ones stay as they are."""
    written = [*dict.fromkeys(filter(None, texts))]
    if len(written) < 2 or max(map(len, written)) <= _SHORT:
        return [*texts]
    kept: list[list[str]] = [[] for _ in written]
    for chunks in regions(written[0], written[1:]):
        same = len({meanings(chunk) for chunk in chunks}) == 1
        for lines, chunk in zip(kept, chunks, strict=True):
            lines.append(LEFT_OUT if same else joined(chunk))
    short = {text: _without_repeats(lines) for text, lines in zip(written, kept, strict=True)}
    return [short.get(text, text) for text in texts]


def _without_repeats(lines: Iterable[str]) -> str:
    return "\n".join(line for line, _ in groupby(filter(None, lines)))
