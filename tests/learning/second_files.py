"""python -m tests.learning.second_files [SEEDS [CHANGE ...]]: what a learned form reads of other files of its kind.

The form of every even layout is learned as a person says it, from the filled file and from the blank one. Then it reads
what clerks hand in: other values, more and fewer rows, values behind the label's colon, rows of their own. A file is
"right" if every cell of it was read, "refused" if none was and a sentence says so, "told" if what is missing was
reported. "silent" are the cells that were read wrongly, or not, without a word.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.recognise import Imported, recognise
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.decisions import WrongAnswers
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.look import Look
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.model.fields import ROW_OWNERS, Owner

from .changes import CHANGES
from .clerks import CLERKS
from .confirming_all import all_rows, answers, asked, got, second, wanted
from .drawn import drawn
from .grids import Layout
from .metamorphic import even

# The changes of a layout that a clerk makes of another file of it, too.
OF_LAYOUTS: Final = (
    "nothing", "column widened", "blank row", "noted", "levels repeated", "rows shrunk", "rows grown", "labels spaced",
    "labels broken", "labels with colons", "labels starred", "labels full", "labels half", "labels numbered",
    "values like labels", "values long", "values missing", "values asked for", "values of labels",
)  # fmt: skip
SECOND: Final = {**{name: CHANGES[name] for name in OF_LAYOUTS}, **CLERKS}


@dataclass
class Second:
    """What was read of some files."""

    files: int = 0
    right: int = 0
    refused: int = 0
    told: int = 0
    cells: int = 0
    silent: int = 0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Second") -> "Second":
        numbers = ("files", "right", "refused", "told", "cells", "silent")
        whole = {name: getattr(self, name) + getattr(other, name) for name in numbers}
        return Second(**whole, wrong=self.wrong + other.wrong)


@cache
def learned(one: Layout, *, sheet: bool, filled: bool) -> tuple[Form, Layout] | None:
    """The form of a layout after all has been said of it, and the layout with the keys that the form has."""
    proposal = propose(drawn(one, sheet=sheet, filled=filled), sheets=sheet)
    try:
        proposal = confirmed(proposal, [*answers(one, proposal, sheet=sheet)])
        return learned_form(draft(proposal, Look(), "a")), keyed(one, proposal, sheet=sheet)
    except (FormError, WrongAnswers):
        return None


def keyed(one: Layout, proposal: FormProposal, *, sheet: bool) -> Layout:
    """The layout with the owner and the key of each field as the form has them."""
    tables = []
    for part, number, above in one.stands(sheet=sheet):
        keys = {(a.spot.row - above, a.spot.column): a for a in proposal.tables[number].answers if a.key}
        found = ((place, keys.get((place.row, place.column))) for place in part.places)
        places = (
            replace(place, key=a.key, owner=a.owner.value) if place.key and a is not None else place
            for place, a in found
        )
        tables.append(replace(part, places=tuple(places), more=()))
    first, *others = tables
    return replace(first, more=tuple(others), kind=one.kind, filled=one.filled)


def read(one: Layout, name: str, seed: int) -> Iterator[Second]:
    """What the forms of a layout read after a change, in all kinds."""
    for sheet in (False, True):
        for filled in (True, False):
            found = learned(one, sheet=sheet, filled=filled)
            if found is None:
                continue
            form, layout = found
            after = SECOND[name](second(layout), Random(f"{one.number} {name} {seed}"))
            if after is not None:
                kind = f"{('word', 'sheet')[sheet]} from {('blank', 'filled')[filled]}"
                yield compared(after, form, f"{one.number} {name} {seed} {kind}", sheet=sheet)


def compared(one: Layout, form: Form, name: str, *, sheet: bool) -> Second:
    """What a form reads of a layout."""
    cells = sum(1 for part in one.tables for _ in asked(part))
    try:
        imported = recognise(Path(name), drawn(one, sheet=sheet, filled=True), form)
    except ImportFailure as failure:
        return Second(1, refused=1, cells=cells, wrong=[f"refused {failure}"])
    wrong = [*misread(one, imported, name)]
    if not wrong:
        return Second(1, right=1, cells=cells)
    if imported.left_out:
        notes = "；".join(note.text for note in imported.left_out)
        return Second(1, told=1, cells=cells, wrong=[f"told {text} ({notes[:80]})" for text in wrong])
    return Second(1, cells=cells, silent=len(wrong), wrong=[f"SILENT {text}" for text in wrong])


def misread(one: Layout, imported: Imported, name: str) -> Iterator[str]:
    """The cells that were not read as they stand there. A sheet on which nothing is written below a header does not
    tell what stands there: a column of the form's own has no key then."""
    before: Counter[Owner] = Counter()
    for part in one.tables:
        for place in (place for place in asked(part) if place.key != "own"):
            owner = Owner(place.owner)
            read_texts = got(part, place, imported.document, owner, place.key, before[owner])
            texts = {"".join(text.split()) for text in read_texts}
            if not texts or not texts <= {*wanted(place), "".join(place.shown(filled=True).split())}:
                yield f"{name} {place.row},{place.column} {owner}.{place.key}: {read_texts} for “{place.text}”"
        before.update({owner: len(all_rows(part, owner)) for owner in ROW_OWNERS})


def row(name: str, one: Second) -> str:
    """A line of the table."""
    files = max(one.files, 1)
    shares = f"{one.right / files:7.1%} {one.told:6} {one.refused:8}"
    return f"{name:22} {one.files:6} {shares} {one.cells:7} {one.silent:7} {one.silent / max(one.cells, 1):7.2%}"


def main(arguments: Sequence[str]) -> None:
    """Prints the table; with names of changes behind the number of seeds what was wrong after them."""
    seeds = range(int(arguments[0]) if arguments else 1)
    print("change                  files   right   told  refused   cells  silent")
    whole = Second()
    for name in arguments[1:] or [*SECOND]:
        one = sum((found for each in even() for seed in seeds for found in read(each, name, seed)), Second())
        whole += one
        print(row(name, one))
        if arguments[1:]:
            print(*one.wrong, sep="\n")
    print(row("all", whole))


if __name__ == "__main__":
    main(sys.argv[1:])
