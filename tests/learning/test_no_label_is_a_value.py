"""A text that is called as a label is never a value: it is a label, or in a column of rows it is asked about."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.grids import layouts, save_blank, save_word, unseen
from perfdesk.forms.loader import forms
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source
from perfdesk.importers.known_labels import form_labels, is_label, known_labels
from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.labels import plain
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.roles import TITLE
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.classes import class_of
from perfdesk.model.vocabulary import vocabulary

# What annexes are known to print, wherever the program knows it from.
LABELS = sorted({
    *known_labels().labels, *known_labels().columns, *(field.title for field in vocabulary().usual),
    *(text for form in forms().values() for text in form_labels(form)),
    *(label for name in ("project", "document", "indicator", "tasks", "costs") for label in lexicon.table(name)),
})  # fmt: skip


def wrong(proposal: FormProposal) -> list[Answer]:
    """The values that are called as labels and that nobody is asked about, or that stand in the fixed rows at all."""
    return [one for table in proposal.tables for one in _wrong(table)]


def _wrong(table: ProposedTable) -> Iterator[Answer]:
    inside = {row for band in table.bands for row in range(band.top, band.end)}
    printed = {
        plain(one.spot.text) for one in table.answers
        if one.role in (CellRole.LABEL, CellRole.HEADER) and one.spot.text.strip() and one.reason != TITLE
    }  # fmt: skip
    for one in table.answers:
        text = one.spot.text
        label = plain(text)
        if one.role is not CellRole.VALUE or one.template or one.choices or lexicon.may_be_answer(label):
            continue
        called = lexicon.is_known(text) or (is_label(text) and len(label) > 1) or (label in printed and len(label) > 1)
        if called and not class_of(text, text) and not (one.spot.row in inside and one.flag):
            yield one


def test_every_printed_label_is_known_but_words_that_are_answers_too() -> None:
    unknown = [text for text in LABELS if not lexicon.is_known(text)]
    assert all(lexicon.may_be_answer(plain(text)) or len(plain(text)) < 2 for text in unknown)


@pytest.mark.parametrize(
    "numbers", [range(1, 81, 19), pytest.param(range(1, 81), marks=pytest.mark.slow)], ids=["short", "all"]
)
def test_in_no_layout(numbers: range, tmp_path: Path) -> None:
    for one in (*layouts(), *unseen()):
        if one.number in numbers:
            for filled in (True, False):
                sketch = read_sketch(save_word(one, tmp_path / "a.docx", filled=filled))
                assert wrong(propose(sketch.source, sheets=False)) == [], one.number


def test_in_no_blank_paper_of_a_shipped_form(tmp_path: Path) -> None:
    for name, shipped in forms().items():
        path = save_blank(shipped, tmp_path / f"{name}.docx")
        assert wrong(propose(read_sketch(path).source, sheets=False)) == [], name


@pytest.mark.parametrize("count", [60, pytest.param(1500, marks=pytest.mark.slow)], ids=["short", "all"])
def test_in_no_table_of_labels_thrown_together(count: int) -> None:
    tables = 0
    for seed in range(count):
        found = propose(thrown_together(random.Random(seed)), sheets=False)
        assert wrong(found) == [], seed
        tables += len(found.tables)
    assert tables > count // 3


def thrown_together(chance: random.Random) -> Source:
    """A table of known labels, a few of them twice, of numbers, names and empty cells, merged at random."""
    some = chance.sample(LABELS, 12)
    words = [*some, *some[:4], *["", "12.5", "修桥铺路，方便村民。", "水利站", "某个没人见过的词"] * 3]
    width = chance.randint(2, 6)
    rows = []
    for number in range(chance.randint(3, 9)):
        cells, column = [], 0
        while column < width:
            columns = min(chance.choice([1, 1, 1, 2, 3]), width - column)
            cells.append(GridCell(column, columns, chance.choice(words)))
            column += columns
        rows.append(GridRow(f"第1张表第{number + 1}行", tuple(cells)))
    return Source((Grid(tuple(rows), merges=True),))
