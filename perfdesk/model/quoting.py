"""Texts quoted beside each other in a sentence or a cell, with the words in which they differ."""

from collections.abc import Iterable, Sequence

from perfdesk.model.marked_text import MarkedText, in_sequence
from perfdesk.model.titles import BEFORE, QUOTED, same_beginning, starts_apart
from perfdesk.model.words import Span, changed_words

# How far before and behind the beginning of a quotation two texts are compared: the words around it tell which words
# belong together, and a text without end costs no more than a short one.
_AROUND = 300


def quoted_apart(texts: Sequence[str], most: int = QUOTED, lead: int = BEFORE) -> list[MarkedText]:
    """One-line texts as `shortened_apart` quotes them, each with the words in which it differs from the first; the
    first with those in which any differs from it. An empty text marks nothing: it lacks everything."""
    if not texts:
        return []
    starts = starts_apart(texts, most, lead)
    first, *others = texts
    in_first = _union(span for other in others for span in _differing(first, other, starts[first]))
    spans = [in_first, *(_differing(other, first, starts[other]) for other in others)]
    return [_quoted(text, starts[text], own) for text, own in zip(texts, spans, strict=True)]


def _differing(text: str, other: str, start: int) -> list[Span]:
    """Where a text differs from another around its quotation. Up to where they begin to differ they are the same, so
    both are read from one place."""
    if not other:
        return []
    at = max(min(same_beginning(text, other), start), start - _AROUND)
    end = start + _AROUND
    words = changed_words(text[at:end], other[at:end])
    return [(first + at, last + at) for first, last in words.before]


def _quoted(text: str, start: int, spans: Sequence[Span]) -> MarkedText:
    quote = MarkedText(text, tuple(spans)).part(start, start + QUOTED)
    return in_sequence(["…" if start else "", quote, "…" if len(text) > start + QUOTED else ""])


def _union(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
