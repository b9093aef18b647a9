"""Ticked options of a printed choice: of "经常性□ 一次性☑" the choice is 一次性."""

import re
from typing import Final

from perfdesk.model.vocabulary import Field

_TICK: Final = "√✓✔"
_BOX: Final = re.compile(
    rf"[□☐▢◻○〇◯]\s*[{_TICK}]|[{_TICK}]\s*[□☐▢◻○〇◯]|[☑☒🗹🗷✅■▣●◉⊙◙]|[□☐▢◻❑❒○〇◯]|[（(\[【]\s*[{_TICK}×xX]?\s*[）)\]】]|[{_TICK}]"
)
_TICKED: Final = re.compile(f"[☑☒🗹🗷✅■▣●◉⊙◙{_TICK}]")
_AROUND: Final = " \t\n\u3000\xa0、，,;；/|。"
_LONGEST: Final = 300


def chosen(field: Field, text: str) -> str:
    """The text for a field: of a choice what is ticked, "" if nothing is; any other text with boxes as it is."""
    if not field.choice or len(text) > _LONGEST:
        return text
    options = _options(text)
    return text if options is None else "、".join(option for option, ticked in options if ticked)


def _options(text: str) -> list[tuple[str, bool]] | None:
    """Each option and whether it is ticked; None if the text is no choice. Boxes stand before all options or behind
    all of them."""
    boxes = [bool(_TICKED.search(box)) for box in _BOX.findall(text)]
    pieces = [piece.strip(_AROUND) for piece in _BOX.split(text)]
    if not boxes:
        return None
    before = not pieces[0] or pieces[0].endswith((":", "："))
    names = pieces[1:] if before else pieces[:-1] if not pieces[-1] else []
    return list(zip(names, boxes, strict=True)) if names and all(names) else None
