"""Open questions: what colleagues filled in differently, kept in the document until somebody decides.

A question about a field is itself a field of the same node, `question.<key>`, with JSON as its text. So it is saved,
undone, compared and merged like any other, and a program that does not know it keeps it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from perfdesk.model.fields import QUESTION, Fields

# Not about a field: a node that one removed and another edited, and one that was moved to two places.
REMOVED: Final = "*removed"
PLACE: Final = "*place"

# Whose name was taken out.
UNSIGNED: Final = "（未署名）"

# What something is asked or decided about: the id of a node ("" for the document), and a key or one of the above.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """What one file says; `author` is "" where that is not known."""

    file: str
    author: str
    value: str

    @property
    def who(self) -> str:
        """The author, or the file's name without its ending."""
        return self.author or self.file.rpartition(".")[0] or self.file


@dataclass(frozen=True, slots=True)
class Question:
    """What a field was before, None where nobody knows, and what the files say now."""

    base: str | None
    voices: tuple[Voice, ...]

    @property
    def text(self) -> str:
        """The field's text that holds it."""
        shape = {"base": self.base, "sides": [[one.file, one.author, one.value] for one in self.voices]}
        return json.dumps(shape, ensure_ascii=False)

    def others(self, text: str) -> list[str]:
        """ "张敏、赵六：25.00": who says something else than `text`, a line for each value."""
        values = dict.fromkeys(voice.value for voice in self.voices if voice.value != text)
        return [f"{'、'.join(one.who for one in self.voices if one.value == value)}：{value}" for value in values]

    @classmethod
    def parse(cls, text: str) -> "Question | None":
        """None for a text that is no question, whatever it is."""
        try:
            shape = json.loads(text)
            base, sides = shape["base"], tuple(Voice(*map(str, side)) for side in shape["sides"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return cls(base, sides) if base is None or isinstance(base, str) else None


def open_questions(fields: Fields) -> Iterable[tuple[str, Question]]:
    """The questions among a node's fields, by what they are about."""
    for key, text in fields.items():
        if key.startswith(QUESTION) and (question := Question.parse(text)) is not None:
            yield key.removeprefix(QUESTION), question


def unsigned(text: str) -> str:
    """A question without the names of persons and files: each value once. Other texts stay as they are.

    Questions that say the same ask the same, whoever says it.
    """
    asked = Question.parse(text)
    if asked is None:
        return text
    values = sorted({voice.value for voice in asked.voices})
    return Question(asked.base, tuple(Voice(UNSIGNED, "", value) for value in values)).text


def joined(texts: Iterable[str]) -> str:
    """One question of several about the same: every voice once, in an order that no file decides. What somebody signed
    needs no unsigned voice."""
    found = [one for one in map(Question.parse, texts) if one is not None]
    voices = {voice for one in found for voice in one.voices}
    signed = {voice.value for voice in voices if voice.file != UNSIGNED}
    left = sorted(voice for voice in voices if voice.file != UNSIGNED or voice.value not in signed)
    bases = {one.base for one in found}
    return Question(bases.pop() if len(bases) == 1 else None, tuple(left)).text if found else ""
