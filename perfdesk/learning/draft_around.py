"""The lines around the tables of a learned form: above the first, between two, below the last."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from perfdesk.forms.template import template
from perfdesk.learning.draft_rows import DraftRows
from perfdesk.learning.draft_styles import (
    CAPTION,
    HEADING,
    NO_TITLE,
    STYLES,
    empty_line,
    gap_style,
    line_styles,
    printed_styles,
    word_styles,
)
from perfdesk.learning.form_parts import FormPart, few
from perfdesk.learning.lines_around import lines_below
from perfdesk.learning.look import Look
from perfdesk.learning.proposal import FormProposal
from perfdesk.paper.row_heights import BORDER

Shape = dict[str, Any]
# A part of a form file has ten lines above its tables, besides the last.
_MOST_ABOVE: Final = 11
_MOST_BELOW: Final = 20
# Lines over the one that names the annex: 附件2.
_MOST_OVER: Final = 3
# Beside those of its cells.
_MOST_LINE_STYLES: Final = 45
# What parts the two sides of a line.
_ASIDE: Final = re.compile(r"(?<=\S)[ \u3000]*\t\s*(?=\S)")


class LinesAround:
    """Writes them. `rows` gives what writes the texts of a part."""

    def __init__(
        self, proposal: FormProposal, look: Look, parts: Sequence[FormPart], rows: Callable[[FormPart], DraftRows]
    ) -> None:
        self._proposal = proposal
        self._look = look
        self._parts = parts
        self._rows = rows

    def above(self, title: str) -> tuple[dict[str, Shape], Shape]:
        """The styles of the lines above the first table, and the lines besides the title."""
        rows = self._rows(self._parts[0])
        lines = _telling(self._parts[0].above)
        texts = [rows.line(one) for one in lines]
        return self._as_printed(lines, texts, title) or self._by_kind(lines, texts, title)

    def _by_kind(self, lines: Sequence[str], texts: Sequence[str], title: str) -> tuple[dict[str, Shape], Shape]:
        """The same where title and captions are set alike."""
        before = lines.index(title) if title in lines else 0
        over = texts[:before] if before <= _MOST_OVER and all(map(_has_words, texts[:before])) else ()
        captioned = _captioned([text for line, text in zip(lines, texts, strict=True) if line != title][len(over) :])
        if over:
            above = [*({"text": one, "style": CAPTION} for one in over), *captioned.get("above", ())]
            captioned = {**captioned, "above": above, "over_heading": len(over)}
        count = len(captioned.get("above", ())) + ("left" in captioned)
        return dict(line_styles(self._look, self._parts[0], title, count)), captioned

    def _as_printed(
        self, lines: Sequence[str], texts: Sequence[str], title: str
    ) -> tuple[dict[str, Shape], Shape] | None:
        """Where each line is a row of a sheet or a paragraph, each in its own style; None where that cannot be said."""
        part, styles = self._parts[0], dict(STYLES)
        own = printed_styles(self._look, part, lines, title)
        if own is None or len(lines) > _MOST_ABOVE or not all(map(_has_words, texts)):
            return None
        if not title:
            styles[HEADING] = NO_TITLE
        above: list[Shape] = []
        over = 0
        for line, text, style in zip(lines, texts, own, strict=True):
            name = HEADING if line == title else f"{CAPTION}-{len(above) + 1}" if line != lines[-1] else CAPTION
            styles[name] = style
            if line == title:
                over = len(above)
            else:
                above.append({"text": text, "style": name})
        aside = _captioned([above.pop()["text"]]) if above and _ASIDE.search(above[-1]["text"]) else {}
        if aside:
            styles[CAPTION] = {**styles[CAPTION], "align": "left"}
        return styles, {**({"above": above} if above else {}), **({"over_heading": over} if over else {}), **aside}

    def below(self, styles: dict[str, Shape]) -> Shape:
        """The lines below the last table. One without words would be met anywhere."""
        lines = few(_telling(lines_below(self._proposal)), _MOST_BELOW)
        part = self._parts[-1]
        own = word_styles(self._look, part.table.place + 1, lines, [STYLES[CAPTION]] * len(lines))
        rows = self._rows(part)
        names = _named(styles, own) if own else [CAPTION] * len(lines)
        made = [{"text": rows.line(one), "style": name} for one, name in zip(lines, names, strict=True)]
        return {"below": made} if made else {}

    def between(self, before: FormPart, part: FormPart, styles: dict[str, Shape]) -> list[Shape]:
        """The lines above a table that is not the first. One without words would be met anywhere."""
        lines = _telling(part.above)
        texts = [*map(self._rows(part).line, lines)] or [""]
        names = _named(styles, self._styles_between(before, part, lines, styles[CAPTION]))
        return [{"text": one, "style": name} for one, name in zip(texts, names, strict=True)]

    def _styles_between(self, before: FormPart, part: FormPart, lines: Sequence[str], usual: Shape) -> list[Shape]:
        place, count = part.table.place, max(1, len(lines))
        if not lines and self._look.lines:
            return [empty_line(self._look, place, usual)]
        if own := word_styles(self._look, place, lines, [usual] * count):
            # The line under the table above is as thick.
            return [{**own[0], "before": round(own[0].get("before", 0.0) + BORDER, 2)}, *own[1:]]
        first = gap_style(self._look, before, part, count, usual)
        return [first or usual, *[usual] * (count - 1)]


def _telling(lines: Sequence[str]) -> list[str]:
    """Those with words or numbers."""
    return [one for one in lines if any(map(str.isalnum, one))]


def _named(styles: dict[str, Shape], shapes: Sequence[Shape]) -> list[str]:
    """The names of styles, of each its own; a form that has many sets further lines as usual."""
    names = []
    for shape in shapes:
        known = next((name for name, one in styles.items() if name.startswith(CAPTION) and one == shape), "")
        if not known and len(styles) < _MOST_LINE_STYLES:
            known = f"{CAPTION}-{len(styles)}"
            styles[known] = shape
        names.append(known or CAPTION)
    return names


def _has_words(text: str) -> bool:
    """Whether a line says something besides its fields. One without words would be met anywhere."""
    return any(map(str.isalnum, "".join(literal for literal, _ in template(text).pieces)))


def _captioned(lines: list[str]) -> Shape:
    """The lines above a table: two stand left and right of one, as what a tab parts does; more each by itself."""
    if not lines:
        return {}
    *above, last = few(_telling(lines), _MOST_ABOVE) or ("",)
    if len(above) == 1 and not _ASIDE.search(last):
        return {"left": above[0], "right": last, "caption_style": CAPTION}
    own = {"above": [{"text": one, "style": CAPTION} for one in above]} if above else {}
    left, _, right = _ASIDE.sub("\t", last).partition("\t")
    return {**own, "left": left, **({"right": right} if right else {}), "caption_style": CAPTION}
