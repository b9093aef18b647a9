"""Finds the bands of records in a table: a header of one or two rows, columns with keys, and where the rows end."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.band_columns import FoundColumn, Leaf, columns_of_projects, columns_of_rows
from perfdesk.learning.band_end import end_of
from perfdesk.learning.band_side import side_of
from perfdesk.learning.grid_groups import FoundGroups, groups_of
from perfdesk.learning.grid_rows import NO_OTHERS, OtherRows, other_rows, ready_rows
from perfdesk.learning.header_leaves import HEADER_ROWS, body_below, holds_several, leaves_of, reach_down
from perfdesk.learning.header_rows import is_year
from perfdesk.learning.header_shape import heads_classes
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.project_grid import GridColumns, grid_columns, heads_projects, list_columns
from perfdesk.learning.unnamed_rows import unnamed
from perfdesk.model.fields import OWN, RECORDS, Owner
from perfdesk.model.keys import LEVELS, NAME, NAMED_BY, TARGET

# A guess that somebody has to look at.
_LEAST_SURE: Final = 0.6
_CONTENT: Final = "content"
_OF_INDICATORS: Final = "绩效指标"
# A list of projects has so many rows at least, and no more than so many below it: a sum, a note, who signs.
_LEAST_PROJECTS, _BELOW_PROJECTS = 2, 3
_DIVIDED: Final = "栏目和下面的内容不一致，可能是项目的，也可能是指标的"
_SEVERAL: Final = "下面不止一格，可能是几栏"


@dataclass(frozen=True, slots=True)
class FoundBand:
    """A band: the first row of its header, the first row below the header, and the row behind its last."""

    owner: Owner
    top: int
    body: int
    end: int
    columns: tuple[FoundColumn, ...]
    side: Spot | None = None
    # The rows of a grid that are no projects: sums, and names of departments over theirs.
    others: OtherRows = NO_OTHERS
    groups: FoundGroups | None = None
    # The rows at the end of a grid that are ready to be filled in.
    ready: int = 0

    @property
    def table(self) -> int:
        """The number of its table in the proposal, from 0."""
        return self.columns[0].spot.table

    @property
    def left(self) -> int:
        """The first column that is no side label."""
        return self.columns[0].spot.column

    def over(self, column: int) -> FoundColumn | None:
        """The column of the band at a column of the table."""
        return next((one for one in self.columns if one.spot.column <= column < one.spot.end), None)

    def owner_of(self, column: FoundColumn) -> Owner:
        """Whose fields stand in one of its columns."""
        return Owner.PROJECT if column.project else self.owner

    @property
    def grid(self) -> bool:
        """Whether it holds projects with their rows. Without their names they could not be told apart."""
        return any(one.project and one.key == NAME for one in self.columns)


class BandRuling(NamedTuple):
    """What a person says of the band whose header begins in a row: what its rows are, None if no band begins there;
    the row behind its last, 0 where the table itself shall say it."""

    owner: Owner | None
    end: int = 0


_NO_RULINGS: Final[Mapping[int, BandRuling]] = MappingProxyType({})


def bands(cells: Matrix, ruled: Mapping[int, BandRuling] = _NO_RULINGS) -> list[FoundBand]:
    """The bands from top to bottom. `ruled` is what a person says, by the first row of a header."""
    found: list[FoundBand] = []
    row = 0
    while row < cells.rows:
        band = _ruled(cells, row, ruled[row]) if row in ruled else _band(cells, row)
        if band is None:
            row += 1
        else:
            found.append(band)
            row = band.end
    return found


def _band(cells: Matrix, row: int) -> FoundBand | None:
    """The band whose header begins in a row."""
    if len([one for one in cells.row(row) if not one.blank]) < 2:
        return None
    leaves = leaves_of(cells, row)
    for owner in (Owner.INDICATOR, *RECORDS):
        grid = _grid(cells, row, leaves) if owner is Owner.INDICATOR else GridColumns()
        if grid.told or _heads(owner, leaves, grid):
            return _named_indicators(_whole(cells, row, owner, leaves))
    return next(filter(None, (found(cells, row, leaves) for found in (_by_shape, _of_projects, _without_name))), None)


def _without_name(cells: Matrix, row: int, leaves: Sequence[Leaf]) -> FoundBand | None:
    """Rows below a header of which every word is known but the one that names them."""
    found = unnamed(cells, [leaf for leaf, _ in leaves], row + 1)
    if found is None:
        return None
    owner, name = found
    band = _whole(cells, row, owner, leaves)
    column = next((one for one in band.columns if one.spot is name), None)
    return None if column is None else _named_by(band, column, f"其余栏目都认得，“{plain(name.text)}”应是各行的名称")


def _heads(owner: Owner, leaves: Sequence[Leaf], grid: GridColumns) -> bool:
    """Whether these are the lowest cells of a header of such rows, of which one is known that stands in its first
    row."""
    met = [lexicon.exact(owner, leaf.text) for leaf, _ in leaves]
    has_first = any(key and not under for key, (_, under) in zip(met, leaves, strict=True))
    return (has_first or bool(grid.projects) or reach_down(leaves)) and _is_header(owner, met, leaves)


def _of_projects(cells: Matrix, row: int, leaves: Sequence[Leaf]) -> FoundBand | None:
    """A list of projects that has no indicators, or says what they are in columns of its own: 产出指标, 效益指标."""
    if not heads_projects([leaf for leaf, _ in leaves]):
        return None
    band = _whole(cells, row, Owner.INDICATOR, leaves, grid=list_columns([leaf for leaf, _ in leaves]))
    # A blank sheet ends with its header.
    is_list = band.end - band.body >= _LEAST_PROJECTS or band.body == band.end == cells.rows
    is_list = is_list and cells.rows - band.end <= _BELOW_PROJECTS
    return band if is_list and not _is_over_labels(cells, band) else None


def _is_over_labels(cells: Matrix, band: FoundBand) -> bool:
    """Whether labels stand in the first row below a header: then both are rows of labels and values."""
    below = cells.starting(band.body) if band.body < cells.rows else []
    return sum(lexicon.is_known(one.text) for one in below) >= HEADER_ROWS


def _by_shape(cells: Matrix, row: int, leaves: Sequence[Leaf]) -> FoundBand | None:
    """The indicators below a header whose words say nothing: below it stand the names of classes."""
    spots = [leaf for leaf, _ in leaves if leaf.bottom - row <= HEADER_ROWS]
    body = max((leaf.bottom for leaf in spots), default=row + 1)
    if any(leaf.row != row for leaf in spots if leaf.bottom < body) or not heads_classes(cells, spots, body):
        return None
    return _with_name(_whole(cells, row, Owner.INDICATOR, leaves))


def _ruled(cells: Matrix, row: int, ruling: BandRuling) -> FoundBand | None:
    """The band that a person sees; None where the row has no two cells with words."""
    if ruling.owner is None:
        return None
    leaves = leaves_of(cells, row)
    if sum(not leaf.blank for leaf, _ in leaves) < 2:
        return None
    return _with_name(_whole(cells, row, ruling.owner, leaves, ruling.end))


def _named_indicators(band: FoundBand) -> FoundBand:
    """Indicators with a column that names them; of other rows the header says it, or they would not have been found."""
    return _with_name(band) if band.owner is Owner.INDICATOR else band


def _with_name(band: FoundBand) -> FoundBand:
    """The band with a column that names its rows, without which nobody knows them again: 指标内容 where no column is
    三级指标, else the first behind the levels that no header explains."""
    name = NAMED_BY.get(band.owner, NAME)
    of_rows = [one for one in band.columns if not one.project]
    if any(one.key.partition("@")[0] == name for one in of_rows):
        return band
    behind = max((at for at, one in enumerate(of_rows) if one.key in LEVELS), default=-1)
    is_told = behind >= 0 or band.grid
    for one in of_rows:
        if _names_indicators(one, told=is_told):
            return _named_by(band, one, f"没有三级指标一栏，“{plain(one.spot.text)}”就是名称")
    own = next((one for one in of_rows[behind + 1 :] if one.key.startswith(OWN) and not _counts(one)), None)
    told = "第一列是各行的名称" if behind < 0 else "级别右边的一列是指标的名称"
    return band if own is None else _named_by(band, own, told)


def _counts(one: FoundColumn) -> bool:
    """Whether running numbers stand in a column."""
    return lexicon.is_number(one.spot.text)


def _names_indicators(one: FoundColumn, *, told: bool) -> bool:
    """Whether a column says what an indicator is about. 主要内容 is about something else, unless levels or projects
    beside it have `told` what the rows are."""
    return one.key == _CONTENT and (told or "指标" in one.spot.text)


def _named_by(band: FoundBand, column: FoundColumn, reason: str) -> FoundBand:
    """The band with this column as the name of its rows, which is asked about."""
    meaning = Meaning(NAMED_BY.get(band.owner, NAME), _LEAST_SURE, reason)
    guessed = replace(column, meaning=meaning, title="", flag=True)
    return replace(band, columns=tuple(guessed if one is column else one for one in band.columns))


# --- the header --------------------------------------------------------------------------------------------------


def _is_header(owner: Owner, met: Sequence[str], leaves: Sequence[Leaf]) -> bool:
    keys = set(met) - {""}
    texts = [leaf.text for leaf, _ in leaves if not leaf.blank]
    if owner is Owner.INDICATOR:
        return _is_header_of_indicators(keys, texts)
    numbered = any(map(lexicon.is_number, texts))
    lowest = min(leaf.bottom for leaf, _ in leaves)
    texts = [leaf.text for leaf, _ in leaves if not leaf.blank and leaf.bottom <= lowest + 1]
    written = sum(map(_says_what, texts))
    # 目标 and 完成情况 stand side by side over one goal too; numbers before them say that there are several.
    enough = 3 if owner is Owner.GOALS and not (numbered and written == len(keys)) else 2
    return NAMED_BY[owner] in keys and len(keys) + numbered >= enough and len(keys) * 2 >= written


def _says_what(text: str) -> bool:
    """Whether a header cell has to be known: no number of rows, no label over others, no year of an amount."""
    return not (lexicon.is_number(text) or lexicon.is_group(text) or is_year(text))


def _leads_rows(text: str) -> bool:
    """Whether a cell before a header says that rows follow: 序号, 绩效指标及标准."""
    return lexicon.is_number(text) or lexicon.is_group(text) or plain(text).startswith(_OF_INDICATORS)


def _is_header_of_indicators(keys: Set[str], texts: Sequence[str]) -> bool:
    """Two level words, or the name with a level or two columns that describe it."""
    levels = sum(any(key.startswith(level) for key in keys) for level in LEVELS)
    named = NAME in keys and (len(keys) > 3 or any(plain(text) != "指标" for text in texts))
    if levels == 2 or (named and (levels == 1 or len(keys & lexicon.describing()) >= 2)):
        return True
    return named and TARGET in keys and any(map(_leads_rows, texts))


def _whole(
    cells: Matrix,
    row: int,
    owner: Owner,
    leaves: Sequence[Leaf],
    last: int = 0,
    grid: GridColumns | None = None,
) -> FoundBand:
    """`last` is the row behind the band's last, if somebody says so; `grid` are the columns of projects, if that is
    known."""
    body = body_below(row, leaves)
    if grid is None:
        grid = _grid(cells, row, leaves) if owner is Owner.INDICATOR else GridColumns()
    beside = None if grid.projects else side_of(cells, row, owner, [leaf for leaf, _ in leaves], body)
    inner = [leaf for leaf in leaves if leaf[0] is not beside and not (beside and leaf[0].column < beside.end)]
    spots = [leaf for leaf, _ in inner]
    end = min(max(last, body), cells.rows) if last else end_of(cells, owner, body, spots, beside, grid.named)
    others = other_rows(cells, range(body, end), grid.named) if grid.named is not None else NO_OTHERS
    columns = _columns(cells, owner, inner, grid, body, end)
    groups = groups_of(cells, range(body, end), columns, others) if others else None
    ready = ready_rows(cells, range(body, end), grid.named) if grid.named is not None else 0
    return FoundBand(owner, row, body, end, columns, beside, others, groups, ready)


def _grid(cells: Matrix, row: int, leaves: Sequence[Leaf]) -> GridColumns:
    return grid_columns(cells, [leaf for leaf, _ in leaves], body_below(row, leaves))


def _columns(
    cells: Matrix, owner: Owner, leaves: Sequence[Leaf], grid: GridColumns, body: int, end: int
) -> tuple[FoundColumn, ...]:
    of_projects = columns_of_projects([leaf for leaf in leaves if leaf[0] in grid.projects])
    of_rows = columns_of_rows(cells, owner, [leaf for leaf in leaves if leaf[0] not in grid.projects], body, end)
    several = {leaf for leaf, _ in leaves if holds_several(cells, leaf, body)}
    found = (one if one.spot not in grid.doubted else one.doubted(_DIVIDED) for one in (*of_projects, *of_rows))
    found = (one if one.spot not in several else one.doubted(_SEVERAL) for one in found)
    return tuple(sorted(found, key=lambda one: one.spot.column))
