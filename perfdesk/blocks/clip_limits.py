"""How much a clipboard may hold. The largest annex has 31 rows; the list of a department, pasted back from Excel, has
8,000 rows of 7 cells."""

from typing import Final

MOST_CELLS: Final = 100_000
# Rows times columns: a few spans can cover millions of places.
MOST_PLACES: Final = 200_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
# Excel writes some 100 characters of markup a cell, Word up to 2,000.
MOST_CHARACTERS: Final = 16_000_000
# Characters that a text may fill all selected cells with.
MOST_TEXT: Final = 2_000_000
# Rows that one paste may add to a project.
MOST_NEW_ROWS: Final = 200


class BlockRefused(Exception):
    """The clipboard holds nothing that can be pasted. The message is a Chinese sentence."""
