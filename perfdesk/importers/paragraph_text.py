"""The text of one Word paragraph while its runs are read: what is shown, and what is left out with the reason."""

from collections.abc import Iterator
from typing import Final

from perfdesk.importers import tally
from perfdesk.importers.field_codes import OpenField
from perfdesk.importers.tally import Place, RemarkKind
from perfdesk.importers.word_styles import RISEN, TextEffects

# Word makes a superscript two thirds as large; by hand people take the next sizes below.
_SMALL: Final = 0.8


class ParagraphText:
    """Takes the texts of the runs in order.

    `base` are the effects of the paragraph's style, `look` those of the run being read. `gone` is why everything is
    left out at the moment (a deletion, a move). `fields` are the fields that have begun and not ended. `level` is how
    far the text before was raised, and its size.
    """

    def __init__(self, place: Place, base: TextEffects) -> None:
        self.place = place
        self.base = base
        self.look = base
        self.texts: list[str] = []
        self.left: list[tuple[RemarkKind, int, str]] = []
        self.gone: RemarkKind | None = None
        self.fields: list[OpenField] = []
        self.level: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """What is shown."""
        return "".join(self.texts)

    def put(self, text: str) -> None:
        """Takes a text. It is shown unless it is the code of a field, deleted, hidden or struck out."""
        if not text:
            return
        silent = next((field for field in reversed(self.fields) if not field.takes_text), None)
        if silent is not None:
            silent.add_code(text)
            return
        for field in self.fields:
            field.shown = True
        kind = self.gone or (tally.HIDDEN if self.look.hidden else tally.STRUCK if self.look.struck else None)
        if kind is None:
            self.texts.append(text)
        else:
            self._leave(kind, text)

    def _leave(self, kind: RemarkKind, text: str) -> None:
        """Runs side by side that are left out for one reason are one remark."""
        if self.left and self.left[-1][:2] == (kind, len(self.texts)):
            self.left[-1] = (kind, len(self.texts), self.left[-1][2] + text)
        else:
            self.left.append((kind, len(self.texts), text))

    def shift(self, usual_size: int) -> str:
        """Whether the text of the run is a superscript or subscript: by name, or because it was raised or lowered by
        hand and is small beside the text before it. `usual_size` is that of runs that state none.

        A cell that is raised as a whole stands in the middle of its line and is no superscript.
        """
        if self.look.shift in ("superscript", "subscript"):
            return self.look.shift
        rise, size = self.look.rise or 0, self.look.size or usual_size
        if self.level is not None:
            rise_before, size_before = self.level
            if abs(rise - rise_before) >= RISEN and size <= _SMALL * size_before:
                return "superscript" if rise > rise_before else "subscript"
        self.level = (rise, size)
        return ""

    def remarks(self) -> Iterator[tuple[RemarkKind, str]]:
        """What is to be said once the paragraph ends: fields without an end, and the texts that were left out."""
        for field in self.fields:
            if not field.has_result and field.code.strip():
                yield tally.OPEN_FIELD, field.code
        for kind, _, text in self.left:
            if text.strip():
                yield kind, text
