"""What a book consists of: sections of paragraphs, contents and tables, in printed order."""

from collections.abc import Iterable
from typing import NamedTuple

from perfdesk.forms.placed import PlacedCell, Sheet
from perfdesk.forms.style import PageSetup


class Paragraph(NamedTuple):
    """A line or paragraph of text in a style of the form.

    `anchor` names the place for the contents ("" if they do not list it); `new_page` starts a page before it.
    """

    text: str
    style: str
    anchor: str = ""
    new_page: bool = False


class ContentsEntry(NamedTuple):
    """A line of the contents; one without `anchor` is a part's title and has no page number."""

    text: str
    anchor: str


class ContentsBlock(NamedTuple):
    """The list of contents, under its title."""

    part_style: str
    line_style: str
    entries: tuple[ContentsEntry, ...]


class TableBlock(NamedTuple):
    """An annex table and what stands above it on one line, left and right. Of several tables one that is not the first
    has its own lines `above`, and its own `paper` where its pages do not lie as the part's do.

    A table of all projects is a block for each, whose sheets are alike up to their header. Only the first block prints
    what stands there (`first` is the first row that prints), and only the last one, with which the table
    does not go on, the `below` rows below the indicators.
    """

    sheet: Sheet
    left: str
    right: str
    caption_style: str
    first: int = 0
    below: int = 0
    goes_on: bool = False
    above: tuple[Paragraph, ...] = ()
    paper: PageSetup | None = None

    @property
    def rows(self) -> range:
        """The rows of the sheet that print."""
        return range(self.first, self.sheet.rows - self.below)

    @property
    def printed_cells(self) -> tuple[PlacedCell, ...]:
        """The cells in these rows."""
        if not (self.first or self.below):
            return self.sheet.cells
        return tuple(cell for cell in self.sheet.cells if cell.row in self.rows)


Block = Paragraph | ContentsBlock | TableBlock


class Flow(NamedTuple):
    """Blocks that follow each other on pages of one paper."""

    paper: PageSetup | None
    blocks: tuple[Block, ...]


class Section(NamedTuple):
    """Pages with one way of numbering: none, going on, or (`restart`) from 1, and of one `paper` (None: the form's).
    Always starts on a new page."""

    numbered: bool
    restart: bool
    paper: PageSetup | None
    blocks: Iterable[Block]
