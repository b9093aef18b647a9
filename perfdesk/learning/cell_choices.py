"""What a person can say of cells of an annex: the fields that fit best, and the few other things that a cell can be."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.band_columns import slug
from perfdesk.learning.confirming import column_at
from perfdesk.learning.decisions import Decision, Said, SaidBand
from perfdesk.learning.fitting import FittingField, fitting, searched
from perfdesk.learning.labels import plain
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.surroundings import governed, label_of, labels_of
from perfdesk.model.fields import OWN, ROW_OWNERS, Owner
from perfdesk.model.titles import shortened
from perfdesk.model.vocabulary import row_title, vocabulary

_MOST_FIELDS: Final = 3
_LONGEST_TITLE: Final = 50


class ChoiceKind(StrEnum):
    """What a choice makes of cells."""

    FIELD = "field"
    OWN = "own"
    LABEL = "label"
    NOTE = "note"
    ROWS = "rows"


class Choice(NamedTuple):
    """Something to say: in words, why it is offered, and what it decides; `guessed` tells that the program thinks so
    itself."""

    kind: ChoiceKind
    words: str
    reason: str
    decisions: tuple[Decision, ...]
    guessed: bool = False


def choices(mapping: AnnexMapping, cells: Sequence[Answer]) -> list[Choice]:
    """What can be said of one cell, or of several at once."""
    if len(cells) != 1:
        return [*_of_several(mapping, cells)]
    one = mapping.asked_of(cells[0])
    found = column_at(mapping.table_of(cells[0]), cells[0].spot)
    if found and mapping.in_doubted_row(cells[0]):
        return [_row(cells[0]), *_ends(mapping, found[0], cells[0].spot.row)]
    return [*_of_one(mapping, one), *(_ends(mapping, found[0], cells[0].spot.row) if found else ())]


def found_fields(mapping: AnnexMapping, one: Answer, query: str) -> list[Choice]:
    """All fields that have the words of a query in their names, or its letters as pinyin initials."""
    target = _target(mapping, mapping.asked_of(one))
    return [_field(mapping, target, field) for field in searched(query, _owners(mapping, target))]


def numbers(offered: Sequence[Choice]) -> list[int]:
    """The number that takes each choice: for one cell always the same for the same kind, so that fingers know it."""
    if any(one.kind is ChoiceKind.OWN for one in offered):
        fields = sum(one.kind is ChoiceKind.FIELD for one in offered)
        others = [at for at, one in enumerate(offered) if one.kind is not ChoiceKind.FIELD]
        return [*range(1, fields + 1), *(_MOST_FIELDS + at for at in range(1, len(others) + 1))]
    return [*range(1, len(offered) + 1)]


def taking(mapping: AnnexMapping, cells: Sequence[Answer]) -> int:
    """The number of the choice that says what the program thinks itself; the first where none does."""
    return next((at for at, one in enumerate(choices(mapping, cells)) if one.guessed), 0)


# --- one cell ----------------------------------------------------------------------------------------------------


def _of_one(mapping: AnnexMapping, one: Answer) -> Iterator[Choice]:
    target = _target(mapping, one)
    yield from (_field(mapping, target, field) for field in _best(mapping, target))
    yield _own(mapping, target)
    if column_at(mapping.table_of(one), one.spot) is None:
        yield _role(mapping, [one], ChoiceKind.LABEL)
        yield _empty(one) if one.spot.blank else _role(mapping, [one], ChoiceKind.NOTE)
    else:
        decision = Said(one.spot.table + 1, one.spot.row, one.spot.column, key="", owner=one.owner)
        guessed = one.role is not CellRole.VALUE and not one.key
        yield Choice(ChoiceKind.NOTE, "这一列不填", "只印标题，下面空着", (decision,), guessed)


def _empty(one: Answer) -> Choice:
    """An empty cell stays so: that is what becomes of one of which nobody says what belongs into it."""
    said = Said(one.spot.table + 1, one.spot.row, one.spot.column, CellRole.BLANK)
    return Choice(ChoiceKind.NOTE, "空着，不填", "照样空着印出来", (said,), one.role in (CellRole.BLANK, CellRole.NOTE))


def _target(mapping: AnnexMapping, one: Answer) -> Answer:
    """The cell whose field is asked about: of a label that nobody doubts the value that it stands beside."""
    if one.role is not CellRole.LABEL or one.flag or column_at(mapping.table_of(one), one.spot) is not None:
        return one
    return governed(mapping.table_of(one), one) or one


def _owners(mapping: AnnexMapping, one: Answer) -> tuple[Owner, ...]:
    """Whose fields a cell can hold, the likelier first: in a grid of projects a column may be theirs or their rows'."""
    found = column_at(mapping.table_of(one), one.spot)
    if found is None:
        return (Owner.PROJECT, Owner.DOCUMENT)
    band, column = found
    both = (band.owner_of(column), Owner.PROJECT, band.owner) if band.grid else (band.owner,)
    return tuple(dict.fromkeys(both))


def _best(mapping: AnnexMapping, one: Answer) -> list[FittingField]:
    """The three best, the program's own guess among them."""
    used = {(other.owner, other.key) for other in mapping.answers if other.key and other is not one}
    labels = labels_of(mapping.table_of(one), one)
    best = fitting(labels, one.spot.text if one.role is CellRole.VALUE else "", _owners(mapping, one), used)
    guess = [] if not one.key or one.key.startswith(OWN) else [FittingField(one.owner, one.key, one.reason)]
    others = [field for field in best if not guess or (field.owner, field.key) != (one.owner, one.key)]
    return [*guess, *others][:_MOST_FIELDS]


def _field(mapping: AnnexMapping, one: Answer, field: FittingField) -> Choice:
    decision = Said(one.spot.table + 1, one.spot.row, one.spot.column, key=field.key, owner=field.owner)
    guessed = (field.owner, field.key) == (one.owner, one.key) and one.role in (CellRole.VALUE, CellRole.HEADER)
    words = vocabulary().title(field.owner, field.key)
    return Choice(ChoiceKind.FIELD, words, field.reason, (decision,), guessed)


def _own(mapping: AnnexMapping, one: Answer) -> Choice:
    """A field of this form under its printed label."""
    is_own = one.key.startswith(OWN)
    title = one.title if is_own and one.title else _own_title(mapping, one)
    key = one.key if is_own else _free_key(mapping, OWN + slug(title))
    owner = next(iter(_owners(mapping, one))) if one.owner in ROW_OWNERS else one.owner
    decision = Said(one.spot.table + 1, one.spot.row, one.spot.column, key=key, owner=owner, title=title)
    reason = f"“{shortened(title)}”，只属于这个表样，照样填、印、合并"
    return Choice(ChoiceKind.OWN, "自定义（保持原名）", reason, (decision,), is_own)


def _own_title(mapping: AnnexMapping, one: Answer) -> str:
    return (plain(label_of(mapping.table_of(one), one)) or "栏目")[:_LONGEST_TITLE]


def _free_key(mapping: AnnexMapping, wanted: str) -> str:
    """A key that no other cell has."""
    taken = {one.key for one in mapping.answers}
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}_{number}"
    return key


# --- several cells -----------------------------------------------------------------------------------------------

_WORDS: Final = {
    ChoiceKind.LABEL: (CellRole.LABEL, "这是标题", "印的字，不填；右边或下面的一格才填"),
    ChoiceKind.NOTE: (CellRole.NOTE, "这是说明，不填", "照样印出来，不当作内容"),
}


def _role(mapping: AnnexMapping, cells: Sequence[Answer], kind: ChoiceKind) -> Choice:
    role, words, reason = _WORDS[kind]
    said = tuple(Said(one.spot.table + 1, one.spot.row, one.spot.column, role) for one in cells)
    return Choice(kind, words, reason, said, all(one.role is role for one in cells))


def _of_several(mapping: AnnexMapping, cells: Sequence[Answer]) -> Iterator[Choice]:
    """Cells of one row are perhaps the header of rows below; any are labels or notes."""
    if not cells:
        return
    number, row, _ = min(one.spot.place for one in cells)
    band = next((one for one in mapping.proposal.tables[number].bands if one.top == row), None)
    if all(one.spot.table == number and one.spot.row <= row + 1 for one in cells):
        for owner in ROW_OWNERS:
            decision = SaidBand(number + 1, row, owner)
            words = f"这是表头，下面逐行填{row_title(owner)}"
            yield Choice(ChoiceKind.ROWS, words, "", (decision,), band is not None and band.owner is owner)
    if band is not None:
        yield Choice(ChoiceKind.ROWS, "不是表头", "下面各行一格一格地认", (SaidBand(number + 1, row, None),))
    yield _role(mapping, cells, ChoiceKind.LABEL)
    yield _role(mapping, cells, ChoiceKind.NOTE)


# --- where rows of records end -----------------------------------------------------------------------------------


def _row(one: Answer) -> Choice:
    """The row of a cell is one of records, however unlike the others it is."""
    said = Said(one.spot.table + 1, one.spot.row, one.spot.column, CellRole.VALUE)
    return Choice(ChoiceKind.ROWS, f"这一行也是{row_title(one.owner)}", "照样填、印、合并", (said,), guessed=True)


def _ends(mapping: AnnexMapping, band: FoundBand, row: int) -> Iterator[Choice]:
    if row > band.body:
        yield Choice(
            ChoiceKind.ROWS,
            f"逐行填的只到第 {row} 行",
            "这一行起不再是同样的行",
            end_at(mapping, band, row),
        )


def end_at(mapping: AnnexMapping, band: FoundBand, row: int) -> tuple[Decision, ...]:
    """What makes a row the first behind a band; it stays between its header and the next band."""
    table = mapping.proposal.tables[band.table]
    last = min((one.top for one in table.bands if one.top >= band.end), default=table.cells.rows)
    return (SaidBand(band.table + 1, band.top, band.owner, min(max(row, band.body + 1), last)),)
