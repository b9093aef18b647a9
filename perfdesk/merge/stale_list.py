"""A workbook has a list of all indicators besides the tables. Who edits a table leaves the list as it was, and the
import reports that the two differ. If the list still says what the base says, there is nothing to look at.
"""

from collections.abc import Iterable
from typing import Final

from perfdesk.model.document import Row
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.unread import KEY, list_differs, unread_lines
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import Vocabulary

# A row with fewer texts may be a part of any line.
_FEWEST_TEXTS: Final = 4
# Nobody edits so many rows of a table by hand.
_MOST_ROWS: Final = 1_000


class StaleList:
    """What the list of an annex still says of fields and rows that were edited in its tables."""

    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        self._fields: set[str] = set()
        self._rows: list[list[str]] = []

    def edited_field(self, owner: Owner, key: str, printed: str, annex: str) -> None:
        """A text that was edited in a table."""
        self._fields.add(list_differs(self._known.title(owner, key), printed, annex))

    def edited(self, printed: Row) -> None:
        """A row that was edited or removed in a table, as it was printed."""
        texts = [normal(text) for text in printed.fields.values() if text]
        if len(texts) >= _FEWEST_TEXTS and len(self._rows) < _MOST_ROWS:
            self._rows.append(texts)

    def without_stale(self, fields: Fields, before: Fields) -> Fields:
        """The fields without such reports of the import. Those of earlier imports stay."""
        lines = unread_lines(fields)
        old = set(unread_lines(before))
        left = [line for line in lines if line in old or not self._is_stale(line)]
        return fields if len(left) == len(lines) else fields.with_text(KEY, "\n".join(left))

    def _is_stale(self, line: str) -> bool:
        if any(line.endswith(f" {one}") for one in self._fields):
            return True
        plain = normal(line)
        return any(_holds_all(plain, row) for row in self._rows)


def _holds_all(line: str, texts: Iterable[str]) -> bool:
    return all(text in line for text in texts)
