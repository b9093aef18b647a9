"""No layout is loaded as a form that it is not, and what differs from a form that it is nearly is asked about."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from learning.grids import Layout, Place, layouts, save_excel, save_word, unseen
from perfdesk.forms.loader import form
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning.mapping import begun
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document

ALL = {one.number: one for one in (*layouts(), *unseen())}
# The layouts that are a ministry's form, some with a column or a row more, which is kept as unread.
KNOWN = {
    1: "mof-88-project", 3: "mof-10-self", 9: "mof-88-department", 35: "mof-163-region", 39: "mof-10-self",
    55: "mof-10-self", 60: "mof-136-monitoring", 62: "mof-10-transfer", 77: "mof-10-self",
}  # fmt: skip
# Those that are called as a form is and differ in more.
VARIANTS = {4: "mof-10-transfer", 13: "mof-136-monitoring", 30: "mof-101-project", 46: "mof-163-region"}
# What a form computes itself.
SUMS = ("total_weight", "total_score")


def texts(document: Document) -> str:
    """All that a document holds, also what it could not place."""
    owners = [document, *document.projects]
    owners += [row for project in document.projects for row in (*project.indicators, *project.records)]
    return "".join("".join(text.split()) for owner in owners for text in owner.fields.values())


def told(place: Place) -> list[str]:
    """What a cell says, with the label in it, and without."""
    texts = (place.text.replace("[", "").replace("]", ""), *re.findall(r"\[([^\]]+)\]", place.text))
    return ["".join(text.split()) for text in texts]


def values(one: Layout) -> Iterator[Place]:
    """Of a layout what is entered in it: no class of indicators, no tick, no sum of a column."""
    for table in one.tables:
        rows = {place.row for place in table.places if place.key in ("item", "name", "text", "content")}
        for place in table.places:
            is_sum = place.key in SUMS or (place.owner in ("tasks", "costs") and place.row not in rows)
            if place.key and not place.key.startswith("level") and place.key != "likelihood" and not is_sum:
                yield place


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("number", sorted(KNOWN))
def test_what_is_a_known_form_loses_nothing(number: int, excel: bool, tmp_path: Path) -> None:
    one = ALL[number]
    path = (save_excel if excel else save_word)(one, tmp_path / ("a.xlsx" if excel else "a.docx"), filled=True)
    document = read_source(path).document
    assert document.form == KNOWN[number]
    held = texts(document)
    lost = [place for place in values(one) if not any(text in held for text in told(place))]
    assert [(place.row, place.column) for place in lost] == []


@pytest.mark.parametrize(
    "numbers",
    [range(2, 81, 26), pytest.param(range(1, 81), marks=pytest.mark.slow)],
    ids=["short", "all"],
)
def test_every_other_layout_is_refused(numbers: Sequence[int], tmp_path: Path) -> None:
    for number in numbers:
        for save, name in ((save_word, "a.docx"), (save_excel, "a.xlsx")):
            for filled in (True, False):
                if number not in KNOWN:
                    with pytest.raises(ImportFailure):
                        read_source(save(ALL[number], tmp_path / name, filled=filled))


@pytest.mark.parametrize("number", sorted(VARIANTS))
def test_of_a_variant_what_the_form_prints_is_not_asked_about(number: int, tmp_path: Path) -> None:
    path = save_word(ALL[number], tmp_path / "a.docx", filled=True)
    found = begun(read_sketch(path), "a")
    assert found is not None
    name, likeness = found.guessed.like[0]
    assert (name, 0.6 <= likeness < 0.9, found.difference is not None) == (VARIANTS[number], True, True)
    printed = set(form(name).table.printed)
    assert [one for one in found.open if not one.flag and (one.owner, one.key) in printed] == []
