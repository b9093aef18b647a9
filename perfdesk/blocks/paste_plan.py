"""PastePlan: what a paste would change, worked out before anything changes, and the one edit that does it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.blocks.alignment import Alignment, Goes, align, is_new
from perfdesk.blocks.block import Block
from perfdesk.blocks.clip import Clip
from perfdesk.blocks.clip_limits import MOST_TEXT
from perfdesk.blocks.destination import Destination, FieldCell, Place
from perfdesk.blocks.tab_separated import column_of
from perfdesk.model.document import new_id
from perfdesk.model.edits import AddIndicator, AddRecord, Edit, SetFields, Several
from perfdesk.model.fields import ONE_LINE, Fields, Kind, Owner, hides_something
from perfdesk.model.keys import LEVEL2, LEVELS
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import row_title

TITLE: Final = "粘贴"
AS_TABLE: Final = "按行列粘贴"
AS_COLUMN: Final = "一行一格，往下粘贴"
AS_TEXT: Final = "整段放进一格"
_NO_LINE_ENDS: Final = (*ONE_LINE, Kind.LEVEL)
_NO_TEXT: Final = "剪贴板里没有文字，没有粘贴。"
_NOT_EDITABLE: Final = "这一格是表样的文字，不能改；请点在要填的格子上，再粘贴。"
_TOO_LONG: Final = "剪贴板里的文字太长，放不进格子，没有粘贴。"
_ALL_BLANK: Final = "剪贴板里的格子都是空的，没有粘贴；要清空格子请按 Delete。"
# A call or a reference to a cell; "=100%" is what clerks write for a target.
_FORMULA: Final = re.compile(r"=\s*(?:[A-Za-z][\w.]*\s*\(|\$?[A-Z]{1,3}\$?\d)")


class PastedField(NamedTuple):
    """One field: its place on screen, the text it has and the one it gets. `new` counts the new rows from 1, 0 for a
    row that is there."""

    owner: Owner
    node: str
    key: str
    row: int
    column: int
    before: str
    after: str
    new: int = 0

    @property
    def changes(self) -> bool:
        """Whether the field gets another text."""
        return self.before != self.after

    @property
    def overwrites(self) -> bool:
        """Whether a text is lost by it."""
        return self.changes and bool(self.before)


@dataclass(frozen=True)
class PastePlan:
    """One way to paste. Without remarks it can be done at once; with `refusal` it cannot be done at all.

    New rows go into `project`, before the row `before`; their fields, and what they are, are among the entries.
    """

    name: str
    entries: tuple[PastedField, ...] = ()
    remarks: tuple[str, ...] = ()
    refusal: str = ""
    new_rows: tuple[str, ...] = ()
    project: str = ""
    before: str | None = None

    @property
    def plain(self) -> bool:
        """Whether nobody has to be asked."""
        return not self.remarks and not self.refusal

    @property
    def places(self) -> list[tuple[str, str]]:
        """The fields it fills, to be selected afterwards."""
        return [(entry.node, entry.key) for entry in self.entries]

    def edit(self) -> Edit:
        """All of it as one step."""
        here = {(entry.node, entry.key): entry.after for entry in self.entries if not entry.new}
        adds = [self._add(node) for node in self.new_rows]
        return Several((SetFields(here), *adds), TITLE) if adds else SetFields(here, TITLE)

    def _add(self, node: str) -> Edit:
        own = [entry for entry in self.entries if entry.node == node]
        fields = Fields({entry.key: entry.after for entry in own})
        kind = own[0].owner
        if kind is Owner.INDICATOR:
            return AddIndicator(node, self.project, fields, self.before)
        return AddRecord(node, self.project, kind, fields, self.before)


class Aim(NamedTuple):
    """Where a person pastes: the cell with the frame or the first selected one, all that are selected, and the rows
    that are on the screen."""

    table: Destination
    anchor: Place
    selected: tuple[Place, ...] = ()
    seen: range = range(0)


def plans(clip: Clip, aim: Aim) -> tuple[PastePlan, ...]:
    """The ways to paste, the one that is meant first. Texts of several lines that are no table go into one cell."""
    block = clip.block
    if block is not None and len(block.cells) > 1:
        return _table_plan(clip, block, aim), text_plan(clip, aim._replace(selected=(aim.anchor,)))
    whole = text_plan(clip, aim)
    text = one_text(clip)
    if "\n" not in text or whole.refusal:
        return (whole,)
    return whole, _block_plan(AS_COLUMN, column_of(text), Clip(text), aim)


def one_text(clip: Clip) -> str:
    """What is on the clipboard as one text; from others without the line ends at its edges, which end paragraphs."""
    if clip.block is not None and len(clip.block.cells) == 1:
        text = clip.block.cells[0].text
        return text if clip.ours else text.strip("\n")
    return clip.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def text_plan(clip: Clip, aim: Aim) -> PastePlan:
    """The whole text into the cell that is framed, or into each that is selected."""
    text = one_text(clip)
    if not text.strip():
        return PastePlan(AS_TEXT, refusal=_ALL_BLANK if text or clip.block else _NO_TEXT)
    cells = _cells_to_fill(aim)
    if not cells:
        return PastePlan(AS_TEXT, refusal=_NOT_EDITABLE)
    if len(text) * len(cells) > MOST_TEXT:
        return PastePlan(AS_TEXT, refusal=_TOO_LONG)
    entries = [_entry(Goes(text, cell), aim.table) for cell in cells]
    return PastePlan(AS_TEXT, tuple(entries), (*_of_lines(text, entries), *_of_texts([text])))


def _cells_to_fill(aim: Aim) -> list[FieldCell]:
    places = aim.selected if len(aim.selected) > 1 else (aim.anchor,)
    return [cell for place in places for cell in aim.table.all_at(*place) if cell.node]


def _table_plan(clip: Clip, block: Block, aim: Aim) -> PastePlan:
    """As it is; if that has no room, without its blank edges, which whole columns of Excel bring along."""
    if block.blank:
        return PastePlan(AS_TABLE, refusal=_ALL_BLANK)
    plan = _block_plan(AS_TABLE, block, clip, aim)
    trimmed = block.trimmed()
    if trimmed == block or not (plan.refusal or plan.new_rows):
        return plan
    return _block_plan(AS_TABLE, trimmed, clip, aim)


def _block_plan(name: str, block: Block, clip: Clip, aim: Aim) -> PastePlan:
    found = align(block, aim.anchor, aim.table)
    if found.refusal:
        return PastePlan(name, refusal=found.refusal)
    entries, inherited = _entries(found, clip, aim.table)
    new = {entry.node: entry for entry in entries if entry.new}
    new_rows = tuple(new)
    remarks = (
        *_of_rows(new.values(), aim.table),
        *found.remarks,
        *_of_source(clip, block),
        *_of_levels(inherited),
        *_of_texts([goes.text for goes in found.goes]),
        *_of_rows_not_looked_at(entries, aim),
    )
    return PastePlan(name, tuple(entries), remarks, "", new_rows, *_where_new_rows_go(aim.table, new.values()))


# --- entries --------------------------------------------------------------------------------------------------------


def _entries(found: Alignment, clip: Clip, table: Destination) -> tuple[list[PastedField], int]:
    """The fields with their texts, by rows; and how many blank levels took the text above."""
    goes = sorted(found.goes, key=lambda one: (one.into.row, one.into.column))
    filled = {one.into.row for one in goes if one.text.strip()}
    goes = [one for one in goes if one.into.row in filled or not table.is_empty(one.into)]
    ids = _ids_of_new_rows(goes)
    entries = [_entry(one, table, *ids.get(one.into.row, ("", 0))) for one in goes]
    lines = _indicator_lines(entries)
    inherited = 0 if clip.ours else _inherit_levels(list(lines.values()))
    others = [entry for entry in entries if entry.owner is not Owner.INDICATOR]
    for row, (node, number) in ids.items():
        _say_alike(lines, others, row, node, number, table)
    return others + [entry for line in lines.values() for entry in line.values()], inherited


def _ids_of_new_rows(goes: Iterable[Goes]) -> dict[int, tuple[str, int]]:
    """Id and number, counted from 1, by row."""
    rows = sorted({one.into.row for one in goes if is_new(one.into)})
    return {row: (new_id(), number) for number, row in enumerate(rows, 1)}


def _indicator_lines(entries: Iterable[PastedField]) -> dict[int, dict[str, PastedField]]:
    """The fields of indicators by row and key."""
    lines: dict[int, dict[str, PastedField]] = {}
    for entry in entries:
        if entry.owner is Owner.INDICATOR:
            lines.setdefault(entry.row, {})[entry.key] = entry
    return lines


def _entry(goes: Goes, table: Destination, new_node: str = "", number: int = 0) -> PastedField:
    into = goes.into
    assert into.owner is not None
    new = number if is_new(into) else 0
    after = _shaped(goes.text, into, table)
    return PastedField(
        into.owner, new_node if new else into.node, into.key, into.row, into.column, into.text, after, new
    )


def _shaped(text: str, into: FieldCell, table: Destination) -> str:
    """As the field takes it: the printed mark of a level off, no line ends in what has one line. A text that is there
    already stays, whatever is wrong with it."""
    if text == into.text:
        return text
    if into.key == LEVEL2:
        text = table.bare.get(normal(text), text)
    if table.kind(into) in _NO_LINE_ENDS:
        text = " ".join(line.strip() for line in text.split("\n")).strip()
    return Fields({into.key: text})[into.key]


def _inherit_levels(lines: Sequence[dict[str, PastedField]]) -> int:
    """A blank level below a filled one, in a row with texts, continues it: merged cells come so as plain text, and
    lists leave what repeats blank."""
    found = 0
    for above, line in pairwise(lines):
        if not _has_texts(line):
            continue
        for key in LEVELS:
            same = key == LEVELS[0] or _after(line, LEVELS[0]) == _after(above, LEVELS[0])
            if key in line and same and not line[key].after and (text := _after(above, key)):
                line[key] = line[key]._replace(after=text)
                found += 1
    return found


def _has_texts(line: Mapping[str, PastedField]) -> bool:
    """Whether a row has more than its levels."""
    return any(entry.after for key, entry in line.items() if key not in LEVELS)


def _after(line: Mapping[str, PastedField], key: str) -> str | None:
    return line[key].after if key in line else None


def _say_alike(
    lines: dict[int, dict[str, PastedField]], others: list[PastedField], row: int, node: str, number: int,
    table: Destination,
) -> None:  # fmt: skip
    """A new row is of the class of the row above, and says what makes it stand where it is pasted, as far as that is
    not pasted itself."""
    if row in lines:
        above = {key: entry.after for key, entry in lines.get(row - 1, {}).items()}
        told = {key: above.get(key, text) for key, text in table.alike(row, Owner.INDICATOR).items()}
        lines[row] = {**_new_fields(Owner.INDICATOR, told, row, node, number), **lines[row]}
        return
    own = {entry.key: entry.owner for entry in others if entry.row == row}
    for owner in set(own.values()):
        made = _new_fields(owner, table.alike(row, owner), row, node, number)
        others += (field for key, field in made.items() if key not in own)


def _new_fields(owner: Owner, texts: Mapping[str, str], row: int, node: str, number: int) -> dict[str, PastedField]:
    return {key: PastedField(owner, node, key, row, -1, "", text, number) for key, text in texts.items() if text}


def _where_new_rows_go(table: Destination, new: Iterable[PastedField]) -> tuple[str, str | None]:
    """Behind the last row of the kind, in its project."""
    kind = next((one.owner for one in new), None)
    project = table.document.project(table.project) if kind else None
    if kind is None or project is None:
        return "", None
    ids, last = [row.id for row in project.rows_of(kind)], table.last(kind)
    return project.id, next(iter(ids[ids.index(last) + 1 :]), None) if last in ids else None


# --- remarks --------------------------------------------------------------------------------------------------------


def _of_rows(new: Iterable[PastedField], table: Destination) -> Iterator[str]:
    """The rows that have to be added; one that begins in an empty row is only filled in."""
    added = (one for one in new if not table.is_empty(FieldCell(one.row, one.column, 1, 1, "", one.owner, one.key)))
    for kind, number in Counter(one.owner for one in added).items():
        yield f"下面少 {number} 行：会先加 {number} 条{row_title(kind)}。"


def _of_source(clip: Clip, block: Block) -> Iterator[str]:
    """What is odd about the block itself. Ours has holes where nothing was selected, which is as it should be."""
    if clip.ours:
        return
    if block.ragged:
        yield "各行长短不一：缺的格子保持原样。"
    if clip.clipped:
        yield "有合并的格子伸出了复制的范围，只取范围里的部分。"
    if clip.beside:
        yield f"表格之外还有 {clip.beside} 行文字，不粘贴。"


def _of_levels(inherited: int) -> Iterator[str]:
    if inherited:
        yield f"{inherited} 格级别是空的，沿用上一行的。"


def _of_lines(text: str, entries: Iterable[PastedField]) -> Iterator[str]:
    lines = len(text.split("\n"))
    if lines > 1 and any("\n" not in entry.after and entry.changes for entry in entries):
        yield f"这一栏只有一行：剪贴板里的 {lines} 行会连成一行。"


def _of_texts(texts: Iterable[str]) -> Iterator[str]:
    texts = list(texts)
    if formulas := [text for text in texts if _FORMULA.match(text)]:
        yield f"{len(formulas)} 格是公式（如 {formulas[0][:20]}），会当作文字放进去。"
    if hidden := sum(map(hides_something, texts)):
        yield f"{hidden} 格里有看不见的控制字符，粘贴时去掉。"


def _of_rows_not_looked_at(entries: Sequence[PastedField], aim: Aim) -> Iterator[str]:
    """Texts that would be replaced where nobody looks: outside of the screen and of what is selected."""
    marked = {place[0] for place in aim.selected} if len(aim.selected) > 1 else set()
    others = [entry for entry in entries if not entry.new and entry.row not in marked]
    if unseen := [entry for entry in others if entry.overwrites and entry.row not in aim.seen]:
        yield f"屏幕外的 {_rows(unseen)} 行里有 {len(unseen)} 格的文字会被替换。"


def _rows(entries: Iterable[PastedField]) -> int:
    return len({entry.row for entry in entries})
