"""Marked content (ISO 32000-2, 14.6): each text of a page names its element of the structure, and everything else is an
artifact.

A Scribe marks where each text begins. What Qt writes up to the next mark is the text, followed by borders and clips.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

# The mark is a rectangle so far to the left that it is on no page. Its upper edge is the number of the text that
# follows.
MARK_AT: Final = -30_000
# The owner of texts that do not belong to the structure.
NOBODY: Final = -1
_MARK: Final = re.compile(rb"q\n/CSp cs\n[^\n]* scn\n/GSa gs\nq\n[^\n]* cm\n-30000 (\d+) 1 1 re\nf\nQ\nQ\n")
# Qt sets pen and scale for each run and then again before anything is drawn with them.
_IDLE: Final = re.compile(rb"q\n(?:[^\n]* cm\n)?(?:/CSp CS\n[^\n]* SCN\n[^\n]* d\n)?Q[ \n]")
# The end of what every page begins with.
_END: Final = b"Q\n"
_STROKED: Final = re.compile(rb"q\n[^q]*?\nS\nQ\n")
# A bold font that is not there is set twice, the second time without text.
_AGAIN: Final = re.compile(rb"(/Span << /ActualText <> >> BDC\n.*?EMC\n)", re.DOTALL)
_LETTER: Final = re.compile(rb"[^\n]* Tj\n")


class Run(NamedTuple):
    """A text by its number; the operators that show it, set it again for bold, and draw lines behind it.

    `said` is the text in UTF-16 as hexadecimal digits, if the shapes do not say it.
    """

    number: int
    shown: bytes
    again: bytes = b""
    drawn: bytes = b""
    said: bytes = b""


def runs(content: bytes) -> tuple[bytes, list[Run]]:
    """What a page draws before its first text, and its texts, without their marks and the page's end."""
    pieces = _MARK.split(_IDLE.sub(b"", content).removesuffix(_END))
    return pieces[0], [_run(int(number), piece) for number, piece in zip(pieces[1::2], pieces[2::2], strict=True)]


def _run(number: int, piece: bytes) -> Run:
    """A text ends where a line is stroked or a clip changes, because letters are filled and never clipped."""
    stroke, clip = piece.find(b"\nS\n"), piece.find(b"\nQ q\n")
    ends = [len(piece)]
    if stroke >= 0:
        ends.append(piece.rfind(b"q\n", 0, stroke))
    if clip >= 0:
        ends.append(clip + 1)
    return Run(number, *_once(piece[: min(ends)]), piece[min(ends) :])


def _once(shown: bytes) -> tuple[bytes, bytes]:
    """The letters of a text, and the same letters set again: a part within a part is lost on some readers."""
    parts = _AGAIN.split(shown) if b"/Span" in shown else ()
    if len(parts) < 2:
        return shown, b""
    return b"".join(parts[::2]), b"".join(part if at % 2 else _LETTER.sub(b"", part) for at, part in enumerate(parts))


def marked(head: bytes, texts: Sequence[Run], owners: Sequence[int]) -> tuple[bytes, list[int]]:
    """The content of a page with marks, and the owner of each mark by its number (MCID). `owners` are those of the
    texts."""
    marks: list[int] = []
    done = [_stroked(head)]
    for group in _groups(texts, owners):
        owner, said = owners[group[0].number], group[0].said
        done += [_begin(owner, said, marks), *(text.shown for text in group), b"EMC\n"]
        again = b"".join(text.again for text in group)
        done += [b"/Artifact BMC\n%sEMC\n" % again if again else b"", _stroked(group[-1].drawn)]
    return b"".join((*done, _END)), marks


def _groups(texts: Sequence[Run], owners: Sequence[int]) -> Iterator[list[Run]]:
    """Neighbouring texts of one owner with nothing drawn between them. A text that carries its own characters is a
    group by itself."""
    group: list[Run] = []
    for text in texts:
        if group and (owners[text.number] != owners[group[0].number] or group[-1].drawn or group[-1].said or text.said):
            yield group
            group = []
        group.append(text)
    if group:
        yield group


def _begin(owner: int, said: bytes, marks: list[int]) -> bytes:
    names = [b"/ActualText <FEFF%s>" % said] if said else []
    if owner != NOBODY:
        names.append(b"/MCID %d" % len(marks))
        marks.append(owner)
    tag = b"/Artifact" if owner == NOBODY else b"/Span" if said else b"/P"
    return b"%s << %s >> BDC\n" % (tag, b" ".join(names)) if names else tag + b" BMC\n"


def _stroked(drawn: bytes) -> bytes:
    """Lines are marked as artifacts."""
    return _STROKED.sub(rb"/Artifact BMC\n\g<0>EMC\n", drawn)
