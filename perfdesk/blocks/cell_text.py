"""The text of a cell in HTML: white space folds, <br> and paragraphs end lines."""

import re
import unicodedata
from typing import Final

_FOLDS: Final = re.compile(r"[ \t\r\n\f]+")
_HARD_SPACE: Final = "\xa0"


class CellText:
    """Gathers the pieces of one cell."""

    def __init__(self) -> None:
        # A piece, and whether its spaces are meant (mso-spacerun).
        self._lines: list[list[tuple[str, bool]]] = [[]]
        self._paragraph_ended = False

    def add(self, text: str, *, spaces: bool) -> None:
        """Characters. Between paragraphs, white space is the writer's own layout."""
        if self._paragraph_ended:
            if not _FOLDS.sub("", text):
                return
            self._break()
        self._lines[-1].append((text, spaces))

    def line_end(self) -> None:
        """A <br>."""
        if self._paragraph_ended:
            self._break()
        self._lines.append([])

    def paragraph(self) -> None:
        """A paragraph begins or ends here: what follows stands on a line of its own."""
        if any(_FOLDS.sub("", text) for text, _ in self._lines[-1]) or len(self._lines) > 1:
            self._paragraph_ended = True

    def taken(self, *, ours: bool) -> str:
        """The whole text, after which there is none. What we wrote ourselves comes back to the letter; of others the
        blank lines and spaces at the ends go, which their layout put there."""
        lines, self._lines, self._paragraph_ended = self._lines, [[]], False
        if ours:
            return "\n".join("".join(_kept(text, spaces=spaces) for text, spaces in line) for line in lines)
        texts = [folded("".join(text for text, _ in line)) for line in lines]
        return "\n".join(texts).strip("\n")

    def _break(self) -> None:
        self._paragraph_ended = False
        self._lines.append([])


def _kept(text: str, *, spaces: bool) -> str:
    return text.replace(_HARD_SPACE, " ") if spaces else _FOLDS.sub(" ", text)


def folded(text: str) -> str:
    """White space as it is shown. A line of the file that ends between two wide characters ends for layout only (CSS
    Text 3, 4.1.3): Word breaks Chinese so, and a space there would be one that nobody typed."""

    def fold(found: re.Match[str]) -> str:
        around = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return "" if "\n" in found[0] and all(_is_wide(one) for one in around) else " "

    return _FOLDS.sub(fold, text).replace(_HARD_SPACE, " ").strip(" ")


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"
