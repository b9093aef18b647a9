"""Finds the bands of records in a table: a header of one or two rows, columns with keys, and where the rows end."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import OWN, SURE
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.classes import class_of
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.keys import LEVEL1, LEVEL2, LEVELS, NAME, NAMED_BY, OP

_MID: Final = "@mid"
_MID_WORDS: Final = ("中期", "实施期")
_CHOICES: Final = frozenset(map(plain, ("确定能", "有可能", "完全不可能", "能完成", "可能完成", "不能完成")))
_MAYBE_SIGN: Final = ("kind", "direction")
_SIGNS: Final = frozenset(("≥", "≤", "=", "＝", ">", "<", "＞", "＜", "定性", "±"))
_OTHER_CAUSE: Final = "其他"
_SENTENCE: Final = frozenset("。；;！？")
_TAIL: Final = frozenset("….·。") | frozenset({"。"})


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a band: its header, the key of what stands below, and the label over it and its neighbours."""

    spot: Spot
    meaning: Meaning
    title: str = ""
    under: str = ""
    choice: str = ""
    fixed: str = ""
    flag: bool = False

    @property
    def key(self) -> str:
        """The field; "" of a column that is none."""
        return self.meaning.key


@dataclass(frozen=True, slots=True)
class FoundBand:
    """A band: the first row of its header, the first row below the header, and the row behind its last."""

    owner: Owner
    top: int
    body: int
    end: int
    columns: tuple[FoundColumn, ...]
    side: Spot | None = None

    @property
    def left(self) -> int:
        """The first column that is no side label."""
        return self.columns[0].spot.column

    def over(self, column: int) -> FoundColumn | None:
        """The column of the band at a column of the table."""
        return next((one for one in self.columns if one.spot.column <= column < one.spot.end), None)


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
    leaves = _leaves(cells, row)
    for owner in (Owner.INDICATOR, *RECORDS):
        met = [lexicon.exact(owner, leaf.text) for leaf, _ in leaves]
        first = [key for key, (_, under) in zip(met, leaves, strict=True) if key and not under]
        if first and _is_header(owner, met, leaves):
            return _whole(cells, row, owner, leaves)
    return None


def _ruled(cells: Matrix, row: int, ruling: BandRuling) -> FoundBand | None:
    """The band that a person sees; None where the row has no two cells with words."""
    if ruling.owner is None:
        return None
    leaves = _leaves(cells, row)
    if sum(not leaf.blank for leaf, _ in leaves) < 2:
        return None
    return _whole(cells, row, ruling.owner, leaves, ruling.end)


# --- the header --------------------------------------------------------------------------------------------------

_Leaf = tuple[Spot, str]


def _leaves(cells: Matrix, row: int) -> list[_Leaf]:
    """The lowest header cells, each with the label over it and its neighbours."""
    leaves: list[_Leaf] = []
    for spot in cells.starting(row):
        below = _divided(cells, spot)
        leaves += [(leaf, plain(spot.text)) for leaf in below] if below else [(spot, "")]
    return leaves


def _divided(cells: Matrix, spot: Spot) -> list[Spot]:
    """The labels in the second row of a header below a cell of the first."""
    if not _may_be_divided(spot):
        return []
    below = (
        [one for one in cells.starting(spot.bottom) if spot.column <= one.column < spot.end]
        if (spot.bottom < cells.rows)
        else []
    )
    inside = len(below) > 1 and all(one.end <= spot.end and not one.blank for one in below)
    known = sum(_names_column(one.text) for one in below) * 2 >= len(below)
    return below if inside and known and _others_reach_down(cells, spot) else []


def _may_be_divided(spot: Spot) -> bool:
    is_label = bool(plain(spot.text)) and not set(spot.text) & _SENTENCE
    return spot.columns > 1 and spot.rows == 1 and is_label


def _others_reach_down(cells: Matrix, spot: Spot) -> bool:
    """Whether the header's cells beside one that is divided cover both rows, but for others of several columns."""
    beside = [one for one in cells.starting(spot.row) if one is not spot and not one.blank and one.columns == 1]
    return all(one.rows > 1 or _is_blank_below(cells, one) for one in beside)


def _is_blank_below(cells: Matrix, spot: Spot) -> bool:
    below = cells.at(spot.bottom, spot.column)
    return below is not None and below.blank


def _names_column(text: str) -> bool:
    return (
        any(lexicon.exact(owner, text) for owner in (Owner.INDICATOR, *RECORDS))
        or plain(text) in _CHOICES
        or bool(lexicon.exact(lexicon.MEASURES, text))
    )


def _is_header(owner: Owner, met: Sequence[str], leaves: Sequence[_Leaf]) -> bool:
    keys = set(met) - {""}
    texts = [leaf.text for leaf, _ in leaves if not leaf.blank]
    if owner is Owner.INDICATOR:
        return _is_header_of_indicators(keys, texts)
    numbered = any(map(lexicon.is_number, texts))
    written = sum(not lexicon.is_number(text) and not lexicon.is_group(text) for text in texts)
    enough = 3 if owner is Owner.GOALS else 2
    return NAMED_BY[owner] in keys and len(keys) + numbered >= enough and len(keys) * 2 >= written


def _is_header_of_indicators(keys: Set[str], texts: Sequence[str]) -> bool:
    """Two level words, or the name with a level or two columns that describe it."""
    levels = sum(any(key.startswith(level) for key in keys) for level in LEVELS)
    named = NAME in keys and (len(keys) > 3 or any(plain(text) != "指标" for text in texts))
    return levels == 2 or (named and (levels == 1 or len(keys & lexicon.describing()) >= 2))


def _whole(cells: Matrix, row: int, owner: Owner, leaves: Sequence[_Leaf], last: int = 0) -> FoundBand:
    """`last` is the row behind the band's last, if somebody says so."""
    body = max((leaf.bottom for leaf, _ in leaves if not leaf.blank and leaf.bottom - row <= 2), default=row + 1)
    side = cells.at(row, 0)
    beside = side if side is not None and _is_side(cells, side, leaves, body) else None
    inner = [leaf for leaf in leaves if leaf[0] is not beside and not (beside and leaf[0].column < beside.end)]
    end = min(max(last, body), cells.rows) if last else _end(cells, owner, body, [leaf for leaf, _ in inner], beside)
    columns = _columns(cells, owner, inner, body, end)
    return FoundBand(owner, row, body, end, tuple(columns), beside)


def _is_side(cells: Matrix, side: Spot, leaves: Sequence[_Leaf], body: int) -> bool:
    """Whether the first cell is the label beside the rows: it reaches below the header, or says what they are."""
    if side.blank or len(leaves) < 3:
        return False
    if side.bottom > body or side.row < min(leaf.row for leaf, _ in leaves):
        return True
    below = cells.at(body, side.column)
    return lexicon.is_group(side.text) and (below is None or not class_of(below.text, below.text))


# --- what its columns are ----------------------------------------------------------------------------------------


def _columns(cells: Matrix, owner: Owner, leaves: Sequence[_Leaf], body: int, end: int) -> Iterator[FoundColumn]:
    """The columns, each key once; the first of two that are called alike is the mid-term's where both phases stand."""
    found = [_column(cells, owner, spot, under, body, end) for spot, under in leaves]
    twice = {key for key, count in Counter(one.key for one in found if not one.choice).items() if key and count > 1}
    phases = owner is Owner.INDICATOR and NAME in twice
    seen: Counter[str] = Counter()
    for one in found:
        key = one.key
        both = phases and key in twice
        if both and not seen[key]:
            yield replace(one, meaning=Meaning(key + _MID, 0.9, f"{one.meaning.reason}，左边的是中期"))
        elif seen[key] > both and key and not one.choice:
            yield replace(one, meaning=_own(one.spot.text, "同一栏目出现了两次"), title=plain(one.spot.text), flag=True)
        else:
            yield one
        seen[key] += 1


def _column(cells: Matrix, owner: Owner, spot: Spot, under: str, body: int, end: int) -> FoundColumn:
    label = plain(spot.text)
    if label in _CHOICES and owner is Owner.INDICATOR:
        return FoundColumn(spot, Meaning("likelihood", 0.95, "勾选完成目标可能性"), under=under, choice=label)
    if label == _OTHER_CAUSE and "原因" in under and owner is Owner.INDICATOR:
        return FoundColumn(spot, Meaning("cause_5", 0.9, f"“{under}”下面的“其他”"), under=under)
    if fixed := _fixed(cells, spot, body, end):
        return FoundColumn(spot, Meaning("", 0.95, "竖排的栏目名称"), fixed=fixed)
    found = _known(cells, owner, spot, under, body, end)
    if found is None:
        own = _own(spot.text, f"“{label}”是这张表自己的栏目") if label else Meaning("", 0.8, "没有标题的一列")
        return FoundColumn(spot, own, title=label, under=under, flag=bool(label) and not lexicon.is_number(label))
    return FoundColumn(spot, _of_phase(owner, found, under), under=under, flag=found.confidence < SURE)


def _known(cells: Matrix, owner: Owner, spot: Spot, under: str, body: int, end: int) -> Meaning | None:
    """What a header means by itself, by what stands below, or with the label over it."""
    by_content = _by_content(cells, spot, body, end) if owner is Owner.INDICATOR else None
    found = lexicon.meaning(owner, spot.text) or by_content
    if found is not None and found.key in _MAYBE_SIGN and _are_signs(cells, spot, body, end):
        return Meaning(OP, 0.9, f"“{plain(spot.text)}”下面都是计算符号")
    return found or (lexicon.meaning(owner, under + plain(spot.text)) if under else None)


def _of_phase(owner: Owner, found: Meaning, under: str) -> Meaning:
    """The same, of the mid-term where the label over the column says so."""
    is_mid = owner is Owner.INDICATOR and any(word in under for word in _MID_WORDS)
    if not is_mid or found.key.endswith(_MID) or found.key == LEVEL1:
        return found
    return Meaning(found.key + _MID, found.confidence, f"{found.reason}，在“{under}”下面")


def _own(text: str, reason: str) -> Meaning:
    return Meaning(OWN + slug(text), 0.7, reason)


def slug(text: str) -> str:
    """The part of an own field's key behind own., made of its label."""
    letters = "".join(c for c in plain(text) if c.isalnum() or c == "_")
    return letters[:40] or "栏目"


def _fixed(cells: Matrix, spot: Spot, body: int, end: int) -> str:
    """The one text that runs down a column, as 绩效指标 does below 名称."""
    below = cells.at(body, spot.column)
    if below is None or below.blank or below.column != spot.column or class_of(below.text, below.text):
        return ""
    reaches = below.rows >= max(2, end - body) or (end - body > 1 and below.rows == 1 and all(
        other is not None and (other.blank or plain(other.text) == plain(below.text))
        for other in (cells.at(row, spot.column) for row in range(body + 1, end))
    ))  # fmt: skip
    return " ".join(below.text.split()) if reaches and lexicon.is_group(below.text) else ""


def _texts(cells: Matrix, spot: Spot, body: int, end: int) -> list[str]:
    """What is written below a header."""
    return [one.text for one in (cells.at(row, spot.column) for row in range(body, end)) if one and not one.blank]


def _are_signs(cells: Matrix, spot: Spot, body: int, end: int) -> bool:
    texts = _texts(cells, spot, body, end)
    return bool(texts) and all(text.strip() in _SIGNS for text in texts)


def _by_content(cells: Matrix, spot: Spot, body: int, end: int) -> Meaning | None:
    """A column of levels is known by the names of classes in it."""
    texts = _texts(cells, spot, body, end)
    second = sum("." in class_of("", text) for text in texts)
    first = sum(bool(class_of(text, "")) for text in texts)
    if texts and max(first, second) * 2 > len(texts):
        return Meaning(LEVEL2 if second > first else LEVEL1, 0.85, "下面是指标的级别名称")
    return None


# --- where it ends -----------------------------------------------------------------------------------------------


def _end(cells: Matrix, owner: Owner, body: int, leaves: Sequence[Spot], side: Spot | None) -> int:
    """The first row that is none of the band's."""
    for row in range(body, cells.rows):
        if side is not None and side.bottom > body and row >= side.bottom:
            return row
        if _leaves_band(cells, owner, row, leaves, side):
            return row
    return cells.rows


def _leaves_band(cells: Matrix, owner: Owner, row: int, leaves: Sequence[Spot], side: Spot | None) -> bool:
    first = leaves[0].column
    if _is_new_side(cells, row, first, side):
        return True
    spots = [one for one in cells.starting(row) if one.end > first]
    if any(_covers_columns(spot, leaves) and (not spot.blank or len(spots) < len(leaves)) for spot in spots):
        return True
    written = [one for one in spots if not one.blank]
    return bool(written) and _begins_other(cells, owner, written, leaves)


def _is_new_side(cells: Matrix, row: int, first: int, side: Spot | None) -> bool:
    """Whether another label begins beside the rows."""
    beside = cells.at(row, 0)
    if beside is None or beside.row != row or beside.column >= first or beside.blank:
        return False
    return side is None or plain(beside.text) != plain(side.text)


def _covers_columns(spot: Spot, leaves: Sequence[Spot]) -> bool:
    """Whether a cell spans several columns, as a note or a total below the rows does."""
    return sum(spot.column <= leaf.column < spot.end for leaf in leaves) > 1 and not _is_tail(spot.text)


def _begins_other(cells: Matrix, owner: Owner, written: Sequence[Spot], leaves: Sequence[Spot]) -> bool:
    """Whether the first text of a row is a sum, or a label of the rows below the band."""
    head = written[0]
    if head.column != leaves[0].column:
        return False
    if lexicon.is_sum(head.text):
        return True
    if lexicon.exact(owner, leaves[0].text) == LEVEL1 and lexicon.ends_as_label(head.text):
        return not class_of(head.text, head.text)
    if owner is Owner.INDICATOR and any(class_of(one.text, one.text) for one in written):
        return False
    label = lexicon.is_known(head.text)
    return (label and not lexicon.exact(owner, head.text)) or (head.text.rstrip().endswith(("：", ":")) and label)


def _is_tail(text: str) -> bool:
    return bool(text.strip()) and set(text.strip()) <= _TAIL


def is_tail(text: str) -> bool:
    """Whether a cell only says that rows go on: ……"""
    return _is_tail(text)
