"""Remarks on a source: what was guessed, and what found no place."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about a place of the source, both in Chinese; a remark about all of it has no place."""

    place: str
    text: str


@dataclass(slots=True)
class Report:
    """Remarks gathered while reading."""

    guessed: list[Note] = field(default_factory=list)
    left_out: list[Note] = field(default_factory=list)

    def guess(self, place: str, text: str) -> None:
        """Something that was not certain."""
        self.guessed.append(Note(place, text))

    def leave(self, place: str, text: str) -> None:
        """Something that found no place."""
        if text.strip():
            self.left_out.append(Note(place, " ".join(text.split())[:200]))
