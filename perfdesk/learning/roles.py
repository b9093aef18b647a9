"""Which cells of the fixed rows are labels, which are values, which only notes."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.alike_labels import alike_labels
from perfdesk.learning.answer import CellRole
from perfdesk.learning.colon_labels import INLINE as INLINE
from perfdesk.learning.colon_labels import ends_in_colon, holds_its_place, like_others
from perfdesk.learning.colon_labels import known_label as known_label
from perfdesk.learning.header_rows import header_rows
from perfdesk.learning.inline import (
    PERSONAL,
    Inline,
    inline,
    is_filled_in,
    labelled_options,
    office,
    options,
    tells_of_person,
)
from perfdesk.learning.labels import LONGEST, is_heading, plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in
from perfdesk.learning.neighbours import KNOWN, LONGEST_LABEL, NUMBER, SENTENCE, Around, by_neighbours
from perfdesk.learning.neighbours import Guess as Guess
from perfdesk.model.fields import Owner

_SAID: Final = 0.99
_LIKE_OTHERS: Final = 0.7
_IN_HEADER: Final = 0.78
_ALIKE: Final = 0.77
# 县级 in a row may be an answer; 本级财力 is none.
_SHORT_SOURCE: Final = 2
# Up to this row stands what is said above the table of a sheet.
_LAST_CAPTION: Final = 2
TITLE: Final = "表的标题"
# What tells how to fill in the annex.
GUIDE: Final = "填表说明"
# Why somebody is sure of a cell.
SAID: Final = "您确认过"
_CODE: Final = re.compile(r"[A-Za-z0-9()（）./\-—_ ]+")
# A month or a day with its year, or a span of them: 2033年3月至11月. 12月底, which is a label, is alike.
_DATE: Final = re.compile(
    r"20\d\d\s*[年.\-/]\s*\d{1,2}\s*月?(?:[.\-/]?\d{1,2}日?)?(?:[-—–~至到]+(?:20\d\d\s*[年.\-/])?\s*\d{1,2}月?(?:[.\-/]?\d{1,2}日?)?)?"
)
# What a line in a cell says.
_NOTHING: Final = "横线表示不填"
_DASH: Final = re.compile(r"[-—–―/／\\]{1,4}")
_NOTE: Final = re.compile(r"^\s*(?:注|备注|说明|填表说明|填报说明|填写说明)\s*[:：\d一]")
# An office with the places above it.
_LONGEST_NAME: Final = 30
_GUIDE: Final = ("填写", "填报", "须填", "请填")


def guesses(cells: Matrix, spots: Sequence[Spot], said: Mapping[Spot, CellRole]) -> dict[Spot, Guess]:
    """A guess for each of these cells, of which none is in a band; from left to right and row by row. Of some a person
    has `said` what they are, which tells of their neighbours too."""
    found = {spot: Guess(said[spot], 1.0, SAID) if spot in said else _by_itself(cells, spot) for spot in spots}
    headers = header_rows(cells, sorted({spot.row for spot in spots}), _heads)
    for spot in headers & found.keys() - said.keys():
        if found[spot].role is not CellRole.LABEL or found[spot].confidence < KNOWN:
            found[spot] = Guess(CellRole.LABEL, _IN_HEADER, "在一行栏目里，下面才是内容")
    alike = like_others(cells, found) - headers - said.keys()
    found |= {spot: Guess(CellRole.VALUE, _LIKE_OTHERS, INLINE) for spot in alike}
    for spot, guess in found.items():
        if spot not in headers and guess.role is CellRole.LABEL and _is_answer(Around(cells, spot, found)):
            found[spot] = Guess(CellRole.VALUE, 0.76, "在已知的栏目右边，右边又是栏目")
        elif guess.confidence < 0.6:
            found[spot] = by_neighbours(Around(cells, spot, found))
        elif guess.reason == _NOTHING and _is_nothing_entered(Around(cells, spot, found)):
            found[spot] = Guess(CellRole.VALUE, 0.8, "栏目右边写着不填")
    return found | _alike(cells, found, said)


def _alike(cells: Matrix, found: Mapping[Spot, Guess], said: Mapping[Spot, CellRole]) -> dict[Spot, Guess]:
    alike = alike_labels(cells, found) - said.keys()
    return dict.fromkeys(alike, Guess(CellRole.LABEL, _ALIKE, "和旁边的栏目只差一个数"))


def _is_nothing_entered(around: Around) -> bool:
    """Whether a line stands where the answer to a label does: 主管部门 | /. In a table of sources and measures the
    form prints it where nothing is asked for."""
    left = around.left
    if left is None or not around.behind_label or left.rows != around.spot.rows:
        return False
    above = around.cells.at(around.spot.row - 1, around.spot.column)
    in_column = above is not None and above.is_aligned_with(around.spot) and around.is_(CellRole.LABEL, above)
    money = money_in(left.text)
    return not (money.source or money.measure or lexicon.is_sum(left.text)) and (
        not in_column or bool(lexicon.exact(Owner.PROJECT, left.text))
    )


def _is_answer(around: Around) -> bool:
    """Whether what is only like a label stands where an answer does."""
    return around.found[around.spot].confidence < KNOWN and around.is_answer


def _heads(spot: Spot) -> bool:
    """Whether a text is a label over values: a known one, or one over sums."""
    text = spot.text
    short = len(text) > _SHORT_SOURCE and lexicon.exact(lexicon.SHORT_SOURCES, text)
    return known_label(text) or lexicon.is_sum(text) or lexicon.is_number(text) or bool(short)


def _by_itself(cells: Matrix, spot: Spot) -> Guess:
    """What the text alone says; a guess below 0.6 asks for the neighbours."""
    text = spot.text.strip()
    found = (_no_words(text) if len(text) < 5 else None) or _as_said(text) or _as_note(cells, spot, text)
    return (
        found
        or _as_label(cells, spot, text)
        or _as_value(text)
        or _nearly_label(text)
        or Guess(CellRole.VALUE, 0.4, "")
    )


def _no_words(text: str) -> Guess | None:
    if not text:
        return Guess(CellRole.BLANK, 1.0, "空格")
    return Guess(CellRole.NOTE, 0.9, _NOTHING) if _DASH.fullmatch(text) else None


def _as_said(text: str) -> Guess | None:
    """What the user has said in another annex that this very text is."""
    said = lexicon.said_of_cell(text)
    return None if said is None else Guess(CellRole(said.key), _SAID, said.reason)


def _as_note(cells: Matrix, spot: Spot, text: str) -> Guess | None:
    """A title, an instruction, boxes to tick."""
    whole = spot.columns == cells.columns
    if whole and (line := _as_heading(spot, text)) is not None:
        return line
    guides = whole and len(text) > 30 and any(word in text for word in _GUIDE)
    is_note = _NOTE.match(text) and (whole or not ends_in_colon(text))
    if is_note or (guides and not _names_who_fills(text)):
        if tells_of_person(text):
            return Guess(CellRole.VALUE, 0.5, PERSONAL)
        return Guess(CellRole.NOTE, 0.9, GUIDE)
    return Guess(CellRole.VALUE, 0.9, "打勾的选项") if options(text) and not labelled_options(text) else None


def _as_heading(spot: Spot, text: str) -> Guess | None:
    """A line over the whole width that says what follows: the title, or a numbered heading."""
    if spot.row <= _LAST_CAPTION and _is_title(text):
        return Guess(CellRole.LABEL, 0.9, TITLE)
    return Guess(CellRole.LABEL, 0.8, "编了号的小标题") if is_heading(text) else None


def _names_who_fills(text: str) -> bool:
    """Whether a long line says who fills the form in and when, and not how that is done."""
    found = inline(text)
    return (
        found is not None
        and is_filled_in(found)
        and all(len(value) <= _LONGEST_NAME and not SENTENCE.search(value) for value in found.values)
    )


def _as_label(cells: Matrix, spot: Spot, text: str) -> Guess | None:
    """A label that is known; one with its value in the same cell."""
    if ends_in_colon(text):
        if not lexicon.is_group(text) and holds_its_place(cells, spot):
            return Guess(CellRole.VALUE, 0.9 if known_label(text) else 0.65, INLINE)
    elif (one := _inline_in(cells, spot, text)) is not None and (
        spot.columns == cells.columns or _holds_its_value(one)
    ):
        return Guess(CellRole.VALUE, 0.9 if one.sure else 0.65, INLINE)
    if plain(text) and (known_label(text) or lexicon.is_sum(text)):
        return Guess(CellRole.LABEL, KNOWN, f"“{plain(text)}”是已知的栏目")
    return None


def _inline_in(cells: Matrix, spot: Spot, text: str) -> Inline | None:
    """The labels and values in a cell. An office stands by itself only above a table; elsewhere a label asks for it."""
    if known_label(text) or _is_bare_year(cells, spot, text):
        return None
    above = spot.column == 0 and spot.row <= _LAST_CAPTION
    return inline(text) if above or office(text) is None else None


def _as_value(text: str) -> Guess | None:
    if len(text) > LONGEST or SENTENCE.search(text):
        return Guess(CellRole.VALUE, 0.9, "长文字是内容")
    if NUMBER.fullmatch(text) or _CODE.fullmatch(text):
        return Guess(CellRole.VALUE, 0.9, "数字或代码是内容")
    if _DATE.fullmatch(text):
        return Guess(CellRole.VALUE, 0.9, "日期是内容")
    return None


def _nearly_label(text: str) -> Guess | None:
    near = lexicon.meaning(Owner.PROJECT, text) or lexicon.meaning(Owner.DOCUMENT, text)
    if near is not None and near.confidence >= lexicon.LIKELY and len(plain(text)) <= LONGEST_LABEL:
        # Its value bears the doubt.
        return Guess(CellRole.LABEL, 0.8, near.reason)
    return None


def _holds_its_value(one: Inline) -> bool:
    """Whether labels with something behind a colon are labels with their values, and no sentence: known ones, such as
    ask for a person, such as end as labels do, or figures or boxes behind all, as in 基本支出：1420.30."""
    return (
        is_filled_in(one)
        or all(lexicon.ends_as_label(title) for _, _, title in one.slots)
        or all(NUMBER.fullmatch(value) or options(value) for value in one.values)
    )


def _is_bare_year(cells: Matrix, spot: Spot, text: str) -> bool:
    """Whether a year without brackets stands in one cell of several, and so is what a label asks for."""
    return text[:1].isdigit() and spot.columns < cells.columns and office(text) is None


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST and plain(text).endswith("表") and not text.rstrip().endswith(("：", ":"))
