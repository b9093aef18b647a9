"""Printed choices: in "经常性□ 一次性☑" the choice is 一次性."""

import re
from typing import Final

from perfdesk.model.vocabulary import Field

_TICK: Final = "√✓✔"
_BOX: Final = re.compile(
    rf"[□☐▢◻○〇◯]\s*[{_TICK}]|[{_TICK}]\s*[□☐▢◻○〇◯]|[☑☒🗹🗷✅■▣●◉⊙◙]|[□☐▢◻❑❒○〇◯]|[（(\[【]\s*[{_TICK}×xX]?\s*[）)\]】]|[{_TICK}]"
)
_TICKED: Final = re.compile(f"[☑☒🗹🗷✅■▣●◉⊙◙{_TICK}]")
_TICK_ALONE: Final = re.compile(f"[☑☒🗹🗷✅■▣●◉⊙◙{_TICK}]|[□☐▢◻○〇◯]?\\s*[{_TICK}]")
_AROUND: Final = " \t\n\u3000\xa0、，,;；/|。"
_LONGEST: Final = 300
_USUAL: Final = "□☑"
# A circle is filled, where nobody has ticked one yet.
_LIKE: Final = {"○": "●", "〇": "●", "◯": "●"}


def chosen(field: Field, text: str) -> str:
    """The text for a field. For a choice this is the ticked option, or "" if none is ticked. Any other text with
    boxes stays as it is."""
    return ticked(text) if field.choice else text


def boxes_of(text: str) -> str:
    """The open box and the ticked one of a cell with options, where they are others than □ and ☑; "" where they are
    these, or several characters each."""
    found = _BOX.findall(text[:_LONGEST])
    if any(len(box) > 1 for box in found):
        return ""
    opened = next((box for box in found if not _TICKED.search(box)), _USUAL[0])
    chosen = next((box for box in found if _TICKED.search(box)), _LIKE.get(opened, _USUAL[1]))
    return "" if opened + chosen == _USUAL else opened + chosen


def is_tick(text: str) -> bool:
    """Whether a cell is ticked, and says nothing else."""
    return (
        len(text) <= _LONGEST and text.strip(_AROUND) != "" and _TICK_ALONE.fullmatch(text.strip(_AROUND)) is not None
    )


def ticked(text: str) -> str:
    """The chosen options of a cell that prints its options with boxes; a text without boxes stays as it is."""
    options = options_of(text)
    return text if options is None else "、".join(option for option, is_chosen in options if is_chosen)


def options_of(text: str) -> list[tuple[str, bool]] | None:
    """Each option with whether it is ticked; None if the text is no choice, or longer than one. The boxes
    must stand before all options or behind all of them."""
    if len(text) > _LONGEST:
        return None
    boxes = [bool(_TICKED.search(box)) for box in _BOX.findall(text)]
    pieces = [piece.strip(_AROUND) for piece in _BOX.split(text)]
    if not boxes:
        return None
    before = not pieces[0] or pieces[0].endswith((":", "："))
    names = pieces[1:] if before else pieces[:-1] if not pieces[-1] else []
    return list(zip(names, boxes, strict=True)) if names and all(names) else None
