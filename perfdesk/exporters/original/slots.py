"""Fills the slots of a printed line (联系人：    电话：) and ticks boxes, whatever pieces the text is made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from perfdesk.exporters.original.word_text import Piece, replaced
from perfdesk.forms.template import is_open_date, template
from perfdesk.model.values import normal

_BLANK: Final = " \u3000\xa0\t"
_BOX: Final = re.compile(r"[□☐▢◻○〇◯]\s?[√✓✔]|[√✓✔]\s?[□☐▢◻○〇◯]|[□☐▢◻○〇◯☑☒√✓✔■●◉]")
_TICKED: Final = re.compile("[☑☒√✓✔■●◉]")
_AROUND: Final = f"{_BLANK}\n、，,;；/|。"
_LONGEST: Final = 500
OPEN, TICKED = "□", "☑"


def put_slots(found: Sequence[Piece], shape: str, texts: Mapping[str, str]) -> bool:
    """Whether the line was the template's, whose slots then say `texts`. A slot without a text stays as it is."""
    printed = "".join(piece.text for piece in found)
    one = template(shape)
    spans = one.spans(printed) if len(printed) <= _LONGEST else None
    if spans is None:
        return False
    if has_boxes(printed, shape):
        return put_choices(found, (), texts.get(one.keys[0], ""))
    literals = [words for words, _ in one.pieces]
    for (key, start, end), before, behind in reversed([*zip(spans, literals, literals[1:], strict=False)]):
        if text := texts.get(key, ""):
            own = _on_its_line(printed, start, end, before)
            start, end = _with_blanks(printed, *own)
            text = _below(found, printed, end, text)
            shown = printed[start:end]
            if is_open_date(shown):
                replaced(found, start, end, f"{text}{shown[len(shown.rstrip(_BLANK)) :]}")
                continue
            if shown.strip(_BLANK):  # what stands there already, and the room around it stays
                replaced(found, *own, text)
                continue
            blanks = shown
            lead, tail = _blank_end(before), len(behind) - len(behind.lstrip()) if behind.strip() else 0
            replaced(found, start, end, f"{blanks[:lead]}{text}{blanks[lead:][:tail]}")
    return True


def has_boxes(printed: str, shape: str) -> bool:
    """Whether a line of one slot has boxes there, right behind its label: 项目属性：□新增 □延续."""
    words, *others = template(shape).pieces
    boxes = [*_BOX.finditer(printed)] if len(others) == 1 and len(printed) <= _LONGEST else []
    return len(boxes) > 1 and normal(printed[: boxes[0].start()]) == normal(words[0])


def _on_its_line(printed: str, start: int, end: int, before: str) -> tuple[int, int]:
    """An empty slot stands on the line on which the words before it end; a template does not tell line feeds from other
    white space."""
    if printed[start:end].strip():
        return start, end
    lines = before[len(before.rstrip()) :].count("\n")
    at = len(printed[:start].rstrip())
    for _ in range(lines):
        at = printed.find("\n", at, start) + 1 or start
    feed = printed.find("\n", at, start)
    return (feed, feed) if feed >= 0 else (start, end)


def _below(found: Sequence[Piece], printed: str, end: int, text: str) -> str:
    """What of a text of several lines stands on the first. The others stand on the empty lines below it, as long as
    there are any; then all that is left on the last."""
    first, *others = text.split("\n")
    feeds = [end + at for at, one in enumerate(printed[end:]) if one == "\n"] if not printed[end:].strip() else []
    if not others or not feeds:
        return text
    last = min(len(others), len(feeds)) - 1
    parts = [*others[:last], "\n".join(others[last:])]
    for at, part in reversed([*zip(feeds, parts, strict=False)]):
        replaced(found, at + 1, at + 1, part)
    return first


def _blank_end(words: str) -> int:
    """How many blanks stand behind the words of a label."""
    return len(words) - len(words.rstrip()) if words.strip() else 0


def _with_blanks(printed: str, start: int, end: int) -> tuple[int, int]:
    """The blanks around a slot are its place to write on."""
    while start > 0 and printed[start - 1] in _BLANK:
        start -= 1
    while end < len(printed) and printed[end] in _BLANK:
        end += 1
    return start, end


def put_choices(found: Sequence[Piece], choices: Sequence[str], text: str, boxes: str = "") -> bool:
    """Whether the line has a box for each of its options; those that the text names are then ticked, the others not.
    A text that is no option stands behind them, ticked. `boxes` are the open one and the ticked."""
    opened, chosen = (boxes[0], boxes[1]) if boxes else (OPEN, TICKED)
    printed = "".join(piece.text for piece in found)
    places = list(_BOX.finditer(printed)) if len(printed) <= _LONGEST else []
    options = _options(printed, [one.span() for one in places])
    if options is None or not set(map(normal, choices)) <= set(map(normal, options)):
        return False
    named = [normal(one) for one in text.split("、")]
    if others := [one for one in text.split("、") if one and normal(one) not in map(normal, options)]:
        replaced(found, len(printed), len(printed), "".join(f" {chosen}{one}" for one in others))
    for box, option in reversed([*zip(places, options, strict=True)]):
        _tick(found, box, opened, chosen, ticked=normal(option) in named)
    return True


def _tick(found: Sequence[Piece], box: re.Match[str], opened: str, chosen: str, *, ticked: bool) -> None:
    """A box that is as it should be stays what it is."""
    if ticked != bool(_TICKED.search(box[0])) or len(box[0]) > 1:
        replaced(found, *box.span(), chosen if ticked else opened)


def _options(printed: str, boxes: Sequence[tuple[int, int]]) -> list[str] | None:
    """The option of each box, which stand before all of them or behind all of them; None if they do not."""
    edges = [0, *(at for span in boxes for at in span), len(printed)]
    between = [printed[start:end].strip(_AROUND) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    before = not between[0] or between[0].endswith((":", "："))
    names = between[1:] if before else between[:-1] if not between[-1] else []
    return names if names and all(names) else None
