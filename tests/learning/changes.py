"""Changes of a layout that leave the truth as it is: each value is still the field that its notation says.

An office prints the same form with another column first, with a label over a part instead of beside it, with a row
more below. A change is a function from a layout and a source of chance to the changed one, None where the layout has
no place for it. Only the first table of a layout is changed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Final

from perfdesk.model.fields import ROW_OWNERS

from .grids import Layout, Place

Change = Callable[[Layout, Random], Layout | None]

_LEVELS: Final = ("level1", "level2")
_SIDES: Final = ("绩效指标", "年度绩效指标")
_PARTS: Final = ("基本情况", "项目基本情况", "项目概况")
_CAPTIONS: Final = ("一、项目基本情况", "一、基本信息", "（一）基本情况")
_NOTES: Final = ("注：本表一式三份，财政部门、主管部门、项目单位各一份。", "说明：金额保留两位小数，没有的填“无”。")
_OVER: Final = ("指标情况", "年度指标", "绩效指标")
_GROWN: Final = 2


# --- the parts of a layout ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """The rows of records: their header, a row of labels of which each stands over one column, and where they end."""

    header: int
    end: int
    heads: tuple[Place, ...]

    @property
    def body(self) -> int:
        """The first of them."""
        return self.header + 1


def starting(one: Layout, row: int) -> list[Place]:
    """The cells that begin in a row, from left to right."""
    return sorted((place for place in one.places if place.row == row), key=lambda place: place.column)


def covering(one: Layout, row: int) -> list[Place]:
    """The cells that cover a row, from left to right."""
    found = (place for place in one.places if place.row <= row < place.row + place.rows)
    return sorted(found, key=lambda place: place.column)


def records(one: Layout) -> Rows | None:
    """The first rows of records that have a header of one row, and no other column than it has."""
    rows = [place.row for place in one.places if place.owner in ROW_OWNERS and place.key]
    if not rows or min(rows) == 0:
        return None
    body = end = min(rows)
    owners = {row: {place.owner for place in one.places if place.row == row and place.key} for row in rows}
    while end in owners and owners[end] == owners[body]:
        end += 1
    inside = [place for place in one.places if body <= place.row < end and place.owner in ROW_OWNERS]
    heads = {place.column: place for place in starting(one, body - 1) if place.rows == 1 and _is_label(place)}
    fits = all(place.column in heads and heads[place.column].columns == place.columns for place in inside)
    below = all(place.row + place.rows <= end for place in inside)
    return Rows(body - 1, end, tuple(heads.values())) if fits and below and len(heads) > 1 else None


def pairs(one: Layout, row: int) -> list[tuple[Place, Place]]:
    """The labels of a row with their values, if it is a row of such alone."""
    places = covering(one, row)
    alone = all(place.rows == 1 for place in places) and not len(places) % 2
    found = list(zip(places[::2], places[1::2], strict=True)) if alone else []
    told = all(_is_label(label) and value.key and value.owner not in ROW_OWNERS for label, value in found)
    return found if told and "[" not in "".join(value.text for _, value in found) else []


def _is_label(place: Place) -> bool:
    return not place.key and not place.note and bool(place.text.strip())


def free_above(one: Layout, row: int) -> bool:
    """Whether no cell reaches over the line above a row, and what stands below it has its labels beside it."""
    crossed = any(place.row < row < place.row + place.rows for place in one.places)
    return not crossed and 0 < row < one.rows and bool(pairs(one, row))


# --- how room is made --------------------------------------------------------------------------------------------


def with_row(one: Layout, row: int, cells: Sequence[Place]) -> Layout:
    """The layout with a row more before a row: what reaches over that line is higher, `cells` fill the rest."""
    moved = [_moved_down(place, row) for place in one.places]
    return replace(one, places=_ordered([*moved, *cells]), rows=one.rows + 1)


def _moved_down(place: Place, row: int) -> Place:
    if place.row >= row:
        return replace(place, row=place.row + 1)
    return replace(place, rows=place.rows + 1) if place.row + place.rows > row else place


def whole_row(one: Layout, row: int, text: str, *, note: bool = False) -> Layout:
    """The layout with one cell over the whole width before a row."""
    return with_row(one, row, [Place(row, 0, 1, one.columns, text, note=note)])


def without_row(one: Layout, row: int) -> Layout:
    """The layout without a row: cells that reach over it are lower."""
    kept = []
    for place in one.places:
        if place.row > row:
            kept.append(replace(place, row=place.row - 1))
        elif place.row + place.rows > row and place.rows > 1:
            kept.append(replace(place, rows=place.rows - 1))
        elif place.row != row:
            kept.append(place)
    return replace(one, places=tuple(kept), rows=one.rows - 1)


def widened(one: Layout, column: int) -> Layout:
    """The layout with a column twice: every cell that covers it reaches over one column more."""
    places = []
    for place in one.places:
        if place.column > column:
            places.append(replace(place, column=place.column + 1))
        elif place.column + place.columns > column:
            places.append(replace(place, columns=place.columns + 1))
        else:
            places.append(place)
    return replace(one, places=tuple(places), columns=one.columns + 1)


def beside(one: Layout, rows: range, text: str) -> Layout:
    """The layout with a label before some rows; in the others the first cell is wider."""
    wide = [
        replace(place, columns=place.columns + 1)
        if place.column == 0 and place.row not in rows
        else replace(place, column=place.column + 1)
        for place in one.places
    ]
    label = Place(rows.start, 0, len(rows), 1, text)
    return replace(one, places=_ordered([*wide, label]), columns=one.columns + 1)


def _ordered(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.row, place.column)))


def _with(one: Layout, old: Sequence[Place], new: Sequence[Place]) -> Layout:
    kept = [place for place in one.places if place not in old]
    return replace(one, places=_ordered([*kept, *new]))


def retold(one: Layout, text: Callable[[Place], str]) -> Layout:
    """The layout with other texts in all of its tables."""
    places = tuple(replace(place, text=text(place)) for place in one.places)
    return replace(one, places=places, more=tuple(retold(table, text) for table in one.more))


# --- columns and rows --------------------------------------------------------------------------------------------


def columns_exchanged(one: Layout, chance: Random) -> Layout | None:
    """Two columns of records, equally wide, behind those of the levels and the name, change places."""
    found = records(one)
    if found is None:
        return None
    keys = {place.column: place.key for place in starting(one, found.body)}
    behind = max((at for at, key in keys.items() if key.startswith((*_LEVELS, "name"))), default=-1)
    free = [(a, b) for a in found.heads for b in found.heads if behind < a.column < b.column and a.columns == b.columns]
    if not free:
        return None
    one_head, other = chance.choice(free)
    moved = {one_head.column: other.column, other.column: one_head.column}
    places = [
        replace(place, column=moved.get(place.column, place.column)) if found.header <= place.row < found.end else place
        for place in one.places
    ]
    return replace(one, places=_ordered(places))


def pairs_exchanged(one: Layout, chance: Random) -> Layout | None:
    """Two labels with their values in one row change places."""
    rows = [row for row in range(one.rows) if len(pairs(one, row)) == 2]
    if not rows:
        return None
    (label, value), (other, last) = pairs(one, chance.choice(rows))
    if (label.columns, value.columns) != (other.columns, last.columns):
        return None
    moved = [
        replace(old, column=new.column) for old, new in ((label, other), (value, last), (other, label), (last, value))
    ]
    return _with(one, [label, value, other, last], moved)


def rows_exchanged(one: Layout, chance: Random) -> Layout | None:
    """Two rows of labels with their values change places."""
    rows = [row for row in range(1, one.rows) if pairs(one, row) and pairs(one, row - 1)]
    if not rows:
        return None
    row = chance.choice(rows)
    upper, lower = starting(one, row - 1), starting(one, row)
    moved = [replace(place, row=row) for place in upper] + [replace(place, row=row - 1) for place in lower]
    return _with(one, [*upper, *lower], moved)


def column_widened(one: Layout, chance: Random) -> Layout | None:
    """A column becomes two, over which all of its cells are merged."""
    return widened(one, chance.randrange(one.columns))


def blank_row(one: Layout, chance: Random) -> Layout | None:
    """A row over the whole width in which nothing stands."""
    rows = [row for row in range(one.rows) if free_above(one, row)]
    return whole_row(one, chance.choice(rows), "") if rows else None


def pairs_apart(one: Layout, chance: Random) -> Layout | None:
    """Two labels with their values in one row stand in two rows."""
    rows = [row for row in range(one.rows) if len(pairs(one, row)) == 2]
    if not rows:
        return None
    row = chance.choice(rows)
    (label, value), (other, last) = pairs(one, row)
    first = replace(value, columns=one.columns - value.column)
    below = [
        replace(other, row=row + 1, column=0, columns=label.columns),
        replace(last, row=row + 1, column=value.column, columns=first.columns),
    ]
    return with_row(_with(one, [label, value, other, last], [label, first]), row + 1, below)


def pairs_together(one: Layout, chance: Random) -> Layout | None:
    """Two labels with their values in two rows stand in one."""
    rows = [
        row for row in range(1, one.rows)
        if len(pairs(one, row)) == len(pairs(one, row - 1)) == 1 and pairs(one, row)[0][1].columns > 2
    ]  # fmt: skip
    if not rows:
        return None
    row = chance.choice(rows)
    (label, value), (other, last) = pairs(one, row - 1)[0], pairs(one, row)[0]
    wide = (value.columns - 1) // 2
    behind = value.column + wide + 1
    row_above = [
        label,
        replace(value, columns=wide),
        replace(other, row=row - 1, column=behind - 1, columns=1),
        replace(last, row=row - 1, column=behind, columns=one.columns - behind),
    ]
    return without_row(_with(one, [label, value], row_above), row)


def pairs_stacked(one: Layout, chance: Random) -> Layout | None:
    """The labels of a row stand over their values, and no longer before them."""
    rows = [row for row in range(one.rows) if len(pairs(one, row)) > 1]
    if not rows:
        return None
    row = chance.choice(rows)
    found = pairs(one, row)
    heads = [replace(label, columns=label.columns + value.columns) for label, value in found]
    below = [
        replace(value, row=row + 1, column=label.column, columns=label.columns + value.columns)
        for label, value in found
    ]
    return with_row(_with(one, starting(one, row), heads), row + 1, below)


def text_below(one: Layout, chance: Random) -> Layout | None:
    """A label before its text stands over it."""
    rows = [row for row in range(one.rows) if len(pairs(one, row)) == 1 and len(pairs(one, row)[0][1].text) > 10]
    if not rows:
        return None
    row = chance.choice(rows)
    label, value = pairs(one, row)[0]
    below = replace(value, row=row + 1, column=0, columns=one.columns)
    head = replace(label, columns=one.columns, text=label.text.rstrip("：:") + "：")
    return with_row(_with(one, [label, value], [head]), row + 1, [below])


# --- labels of parts ---------------------------------------------------------------------------------------------


def titled_above(one: Layout, chance: Random) -> Layout | None:
    """A row over the whole width says what the rows below it are."""
    found = records(one)
    if found is None or found.heads[0].column:
        return None
    return whole_row(one, found.header, chance.choice(_SIDES))


def side_label(one: Layout, chance: Random) -> Layout | None:
    """A label beside the rows of records says what they are."""
    found = records(one)
    if found is None or found.heads[0].column:
        return None
    return beside(one, range(found.header, found.end), chance.choice(_SIDES))


def side_label_above(one: Layout, chance: Random) -> Layout | None:
    """The label beside the rows of records stands over them."""
    found = records(one)
    if found is None or not found.heads[0].column:
        return None
    side = next((place for place in one.places if place.row == found.header and place.column == 0), None)
    if side is None or side.rows != found.end - found.header or side.columns != found.heads[0].column:
        return None
    first = [place for place in one.places if place.column == side.columns and found.header <= place.row < found.end]
    wide = [replace(place, column=0, columns=place.columns + side.columns) for place in first]
    return whole_row(_with(one, [side, *first], wide), found.header, side.text)


def fixed_rows_grouped(one: Layout, chance: Random) -> Layout | None:
    """A label beside the first rows says what they are."""
    end = next((row for row in range(one.rows) if not pairs(one, row)), one.rows)
    return beside(one, range(end), chance.choice(_PARTS)) if end > 1 else None


def captioned(one: Layout, chance: Random) -> Layout | None:
    """A row over the whole width above all others says what they are."""
    return whole_row(one, 0, chance.choice(_CAPTIONS)) if pairs(one, 0) else None


def noted(one: Layout, chance: Random) -> Layout | None:
    """A row over the whole width below all others says how they are filled in."""
    return whole_row(one, one.rows, chance.choice(_NOTES), note=True)


def signed(one: Layout, chance: Random) -> Layout | None:
    """The last row says who has filled in the annex."""
    if one.columns < 4:
        return None
    wide = one.columns // 4
    ends = [0, wide, 2 * wide, 3 * wide, one.columns]
    texts = ("填表人", "查有方", "审核人", "")
    cells = [
        Place(one.rows, start, 1, end - start, text, *(("project", "own") if at % 2 else ()))
        for at, ((start, end), text) in enumerate(zip(pairwise(ends), texts, strict=True))
    ]
    return with_row(one, one.rows, cells)


def headed_twice(one: Layout, chance: Random) -> Layout | None:
    """The header has two rows: two columns side by side have a label over both."""
    found = records(one)
    if found is None or (
        found.header and len(starting(one, found.header - 1)) > 1 and not pairs(one, found.header - 1)
    ):
        return None
    told = {place.column for place in starting(one, found.body)
            if place.owner in ROW_OWNERS and not place.key.startswith(_LEVELS)}  # fmt: skip
    free = [
        (a, b) for a, b in pairwise(found.heads) if a.column + a.columns == b.column and {a.column, b.column} <= told
    ]
    if not free:
        return None
    one_head, other = chance.choice(free)
    over = replace(one_head, columns=one_head.columns + other.columns, text=chance.choice(_OVER))
    kept = [replace(head, rows=2) for head in found.heads if head not in (one_head, other)]
    grown = with_row(_with(one, found.heads, [*kept, over]), found.body, [])
    grown = replace(grown, places=tuple(replace(p, rows=2) if p in [replace(k, rows=3) for k in kept] else p
                                        for p in grown.places))  # fmt: skip
    below = [replace(head, row=found.body) for head in (one_head, other)]
    return _with(grown, [], below)


# --- rows of records ---------------------------------------------------------------------------------------------


def levels_repeated(one: Layout, chance: Random) -> Layout | None:
    """What was merged over several rows of records stands in each of them."""
    tall = [place for place in one.places if place.owner in ROW_OWNERS and place.rows > 1]
    again = [replace(place, row=place.row + at, rows=1) for place in tall for at in range(place.rows)]
    return _with(one, tall, again) if tall else None


def rows_shrunk(one: Layout, chance: Random) -> Layout | None:
    """Only the first of the rows of records is left."""
    found = records(one)
    if found is None or found.end - found.body < 2:
        return None
    for row in range(found.end - 1, found.body, -1):
        one = without_row(one, row)
    return one


def rows_grown(one: Layout, chance: Random) -> Layout | None:
    """Some rows of records more in which nothing stands yet."""
    found = records(one)
    if found is None or any(
        place.rows > 1 for place in covering(one, found.end - 1) if place.column >= found.heads[0].column
    ):
        return None
    last = [place for place in starting(one, found.end - 1) if place.owner in ROW_OWNERS]
    for end in range(found.end, found.end + _GROWN):
        one = row_below(one, end, [replace(place, row=end, text="") for place in last])
    return one


def row_below(one: Layout, row: int, cells: Sequence[Place]) -> Layout:
    """The layout with a further row of records behind the last; the label beside them reaches down to it."""
    sides = [place for place in one.places if place.row < row - 1 and place.row + place.rows == row]
    taller = _with(one, sides, [replace(place, rows=place.rows + 1) for place in sides])
    moved = [replace(place, row=place.row + 1) if place.row >= row else place for place in taller.places]
    return replace(one, places=_ordered([*moved, *cells]), rows=one.rows + 1)


# --- texts -------------------------------------------------------------------------------------------------------


def _of_labels(change: Callable[[str], str], most: int = 12) -> Change:
    """A change of the text of each short label."""

    def changed(one: Layout, chance: Random) -> Layout | None:
        return retold(
            one, lambda place: change(place.text) if _is_label(place) and len(place.text) <= most else place.text
        )

    return changed


def numbered(one: Layout, chance: Random) -> Layout | None:
    """The labels that begin rows of labels and values are counted."""
    first = [pairs(one, row)[0][0] for row in range(one.rows) if pairs(one, row)]
    new = [replace(place, text=f"{at}.{place.text}") for at, place in enumerate(first, 1)]
    return _with(one, first, new) if first else None


_FULL: Final = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789%/()"})
_HALF: Final = str.maketrans({"（": "(", "）": ")", "：": ":", "％": "%"})
_SPACED: Final = 4


def _spaced(text: str) -> str:
    return "　".join(text) if len(text) <= _SPACED else text


def _broken(text: str) -> str:
    return f"{text[:2]}\n{text[2:]}" if len(text) >= _SPACED else text


# --- values ------------------------------------------------------------------------------------------------------

# What a clerk writes where words are asked for, though a label is called so, or it is hardly a word.
_LIKE_LABELS: Final = {
    "name": ("培训费", "项目管理", "资金监管", "绩效评价工作", "年度考核"),
    "unit_name": ("县财政局", "项目办", "综合科", "办公室"),
    "supervisor": ("市财政局", "县政府", "主管局"),
    "goal": ("完成任务", "按计划完成", "同上", "见实施方案"),
    "own": ("无", "是", "否", "同上", "不涉及", "2033-05", "13900000000", "按月"),
    "contact": ("张三", "待定", "李经理"),
    "overview": ("同上", "见附件", "无"),
}
_PLACEHOLDERS: Final = ("（填写{}）", "××", "XX", "____", "（必填）", "请填写{}", "/")
_LONG: Final = "为了做好这项工作，按照实施方案的要求分三个阶段推进：先调查摸底，再组织实施，最后验收总结。"


def values_like_labels(one: Layout, chance: Random) -> Layout | None:
    """Short values are called as labels are, or say hardly anything."""
    return retold(one, lambda place: chance.choice(_LIKE_LABELS.get(_fixed_key(place), (place.text,))))


def _fixed_key(place: Place) -> str:
    """The key of a value of the fixed rows that a clerk writes words in."""
    free = place.owner not in ROW_OWNERS and place.text and not set(place.text) & set("[□☑\\n")
    return place.key if free and not place.text.replace(".", "").replace("%", "").isdecimal() else ""


def values_long(one: Layout, chance: Random) -> Layout | None:
    """Texts of several sentences stand beside short labels."""
    keys = ("goal", "overview", "own", "remarks", "basis", "goal_mid")
    return retold(one, lambda place: _LONG if _fixed_key(place) in keys else place.text)


def values_missing(one: Layout, chance: Random) -> Layout | None:
    """Half of the values are not filled in."""
    return retold(one, lambda place: "" if _may_miss(place) and chance.random() < 0.5 else place.text)


def _may_miss(place: Place) -> bool:
    return bool(place.key) and not place.key.startswith((*_LEVELS, "name")) and "[" not in place.text


def values_asked_for(one: Layout, chance: Random) -> Layout | None:
    """Instead of values stands what shall be filled in."""
    left = {(place.row, place.column + place.columns): place.text for place in one.places if _is_label(place)}
    word = chance.choice(_PLACEHOLDERS)

    def told(place: Place) -> str:
        label = left.get((place.row, place.column), "")
        return word.format(label) if label and _fixed_key(place) else place.text

    return replace(one, places=tuple(replace(place, text=told(place)) for place in one.places))


def values_of_labels(one: Layout, chance: Random) -> Layout | None:
    """Names and texts are equal to labels that stand elsewhere in the table."""
    labels = [place.text for place in one.places if _is_label(place) and len(place.text) < 9]
    free = [place for place in one.places if _fixed_key(place) in ("name", "own", "goal")]
    if not free or not labels:
        return None
    value = chance.choice(free)
    return _with(one, [value], [replace(value, text=chance.choice(labels))])


# --- words that nobody has met -----------------------------------------------------------------------------------

_UNMET: Final = (
    "承办组", "牵头处", "归口口径", "惠及面", "推进路线", "配套力度", "纳管批次", "台账号", "落地日", "覆盖圈",
    "经办口", "研判语", "支撑物", "着力点", "对标线", "测算口径", "落点", "关联事", "责任链", "时序", "分布",
)  # fmt: skip
_UNMET_ENDINGS: Final = ("名称", "情况", "单位", "说明", "")


def _renamed(one: Layout, chosen: Sequence[Place], chance: Random) -> Layout | None:
    """These labels are called as nobody has met."""
    words = chance.sample(_UNMET, min(len(chosen), len(_UNMET)))
    new = [
        replace(place, text=word + chance.choice(_UNMET_ENDINGS)) for place, word in zip(chosen, words, strict=False)
    ]
    return _with(one, chosen[: len(words)], new) if chosen else None


def headers_renamed(one: Layout, chance: Random) -> Layout | None:
    """All headers of records but those of the levels and the name."""
    found = records(one)
    if found is None:
        return None
    keys = {place.column: place.key for place in starting(one, found.body)}
    return _renamed(one, [h for h in found.heads if not keys[h.column].startswith((*_LEVELS, "name"))], chance)


def row_renamed(one: Layout, chance: Random) -> Layout | None:
    """All labels of one row of labels and values."""
    rows = [row for row in range(one.rows) if pairs(one, row)]
    return _renamed(one, [label for label, _ in pairs(one, chance.choice(rows))], chance) if rows else None


def fixed_renamed(one: Layout, chance: Random) -> Layout | None:
    """All labels of rows of labels and values but the first."""
    rows = [row for row in range(1, one.rows) if pairs(one, row)]
    return _renamed(one, [label for row in rows for label, _ in pairs(one, row)], chance)


def sources_renamed(one: Layout, chance: Random) -> Layout | None:
    """The labels right of which money stands."""
    money = {(place.row, place.column) for place in one.places if place.key.startswith(("budget_", "funds."))}
    labels = [
        place for place in one.places
        if _is_label(place) and place.rows == 1 and (place.row, place.column + place.columns) in money
    ]  # fmt: skip
    return _renamed(one, labels, chance)


def beside_renamed(one: Layout, chance: Random) -> Layout | None:
    """The labels over several rows."""
    return _renamed(one, [place for place in one.places if _is_label(place) and place.rows > 1], chance)


CHANGES: Final[dict[str, Change]] = {
    "nothing": lambda one, chance: one,
    "columns exchanged": columns_exchanged,
    "pairs exchanged": pairs_exchanged,
    "rows exchanged": rows_exchanged,
    "column widened": column_widened,
    "blank row": blank_row,
    "pairs apart": pairs_apart,
    "pairs together": pairs_together,
    "pairs stacked": pairs_stacked,
    "text below": text_below,
    "titled above": titled_above,
    "side label": side_label,
    "side label above": side_label_above,
    "fixed rows grouped": fixed_rows_grouped,
    "captioned": captioned,
    "noted": noted,
    "signed": signed,
    "headed twice": headed_twice,
    "levels repeated": levels_repeated,
    "rows shrunk": rows_shrunk,
    "rows grown": rows_grown,
    "labels spaced": _of_labels(_spaced),
    "labels broken": _of_labels(_broken),
    "labels with colons": _of_labels(lambda text: text.rstrip("：:") + "："),
    "labels starred": _of_labels(lambda text: "*" + text),
    "labels full": _of_labels(lambda text: text.translate(_FULL), 40),
    "labels half": _of_labels(lambda text: text.translate(_HALF), 40),
    "labels numbered": numbered,
    "values like labels": values_like_labels,
    "values long": values_long,
    "values missing": values_missing,
    "values asked for": values_asked_for,
    "values of labels": values_of_labels,
    "headers renamed": headers_renamed,
    "row renamed": row_renamed,
    "fixed renamed": fixed_renamed,
    "sources renamed": sources_renamed,
    "beside renamed": beside_renamed,
}


def changed(one: Layout, names: Sequence[str], chance: Random) -> Iterator[Layout]:
    """The layout after several changes one behind the other; nothing if one of them finds no place."""
    for name in names:
        after = CHANGES[name](one, chance)
        if after is None:
            return
        one = after
    yield one
