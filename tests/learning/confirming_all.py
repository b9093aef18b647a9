"""What becomes of a layout after a person has confirmed it: the form reads the file, and another file of the same form.

All that a layout's notation says is said as a person says it in the window or in ANSWERS. Then the form that is learned
reads the same file; and a second one with the same labels and other values, of which nothing has been said.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.importers.choices import ticked
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning.answer import CellRole
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.decisions import Decision, Said, SaidBand, WrongAnswers
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import OWN, ROW_OWNERS, Owner

from .grids import Layout, Place, layout, save_excel, save_word

_CONTENT = re.compile(r"\[([^\]]*)\]")
_KEPT = ("level1", "level2", "likelihood", "op", "money_unit", "fiscal_year")
_CHOICE = "likelihood"


@dataclass
class ReadBack:
    """How many cells there are and how many of them were read, of the file itself and of the second one."""

    cells: int = 0
    right: int = 0
    second_cells: int = 0
    second_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "ReadBack") -> "ReadBack":
        return ReadBack(
            self.cells + other.cells, self.right + other.right, self.second_cells + other.second_cells,
            self.second_right + other.second_right, self.wrong + other.wrong,
        )  # fmt: skip


def read_back(one: Layout, folder: Path, kind: str) -> ReadBack:
    """The figures of a layout as Word or Excel file."""
    save, sheet = (save_word, False) if kind == ".docx" else (save_excel, True)
    path = save(one, folder / f"{one.number:02}-said{kind}", filled=True)
    sketch = read_sketch(path)
    proposal = propose(sketch.source, sheets=sketch.sheets)
    cells = sum(1 for part in one.tables for _ in asked(part))
    found = ReadBack(cells=cells, second_cells=cells)
    try:
        proposal = confirmed(proposal, list(answers(one, proposal, sheet=sheet)))
        form = learned_form(draft(proposal, sketch.look, "a"))
    except (FormError, WrongAnswers) as error:
        found.wrong.append(f"{path.name}: {error}")
        return found
    other = second(one)
    for layout_read, name, at in (
        (one, path, 0),
        (other, save(other, folder / f"{one.number:02}-second{kind}", filled=True), 1),
    ):
        right, wrong = _read(layout_read, name, form, proposal, sheet=sheet)
        found.right += right if at == 0 else 0
        found.second_right += right if at else 0
        found.wrong += wrong
    return found


def reads_all_back(numbers: Sequence[int], kinds: Sequence[str], folder: Path) -> Iterator[ReadBack]:
    """Of each layout as each kind of file, with every cell of it and of a second file read."""
    for number in numbers:
        for kind in kinds:
            back = read_back(layout(number), folder, kind)
            assert back.wrong == []
            assert (back.right, back.second_right) == (back.cells, back.second_cells)
            yield back


def second(one: Layout) -> Layout:
    """The same layout with other values."""
    places = tuple(replace(place, text=_other(place)) for place in one.places)
    return replace(one, places=places, more=tuple(map(second, one.more)))


def _other(place: Place) -> str:
    if not place.key or not place.text or place.key.startswith(_KEPT) or "□" in place.text:
        return place.text
    if "[" in place.text:
        return _CONTENT.sub(lambda content: f"[{_another(content[1])}]", place.text)
    return _another(place.text)


def _another(text: str) -> str:
    changed = re.sub(r"[1-8]", lambda digit: str(int(digit[0]) + 1), text)
    return changed if changed != text or not text else f"{text}乙"


# --- what a person says ------------------------------------------------------------------------------------------


def answers(one: Layout, proposal: FormProposal, *, sheet: bool) -> Iterator[Decision]:
    """All that is to be known, where the proposal does not know it."""
    for part, number, above in one.stands(sheet=sheet):
        yield from _answers(part, proposal.tables[number], number + 1, above)


def _answers(one: Layout, table: ProposedTable, number: int, above: int) -> Iterator[Decision]:
    at = {(answer.spot.row - above, answer.spot.column): answer for answer in table.answers}
    yield from _bands(one, table, number, above)
    for place in one.places:
        found = at.get((place.row, place.column))
        if found is None:
            continue
        is_row = place.owner in ROW_OWNERS
        if place.key and not _is_that(place, found.key) and not (is_row and place.key == _CHOICE):
            key = f"own.栏{place.row}_{place.column}" if place.key == "own" else place.key
            role = None if is_row else CellRole.VALUE
            yield Said(number, place.row + above, place.column, role, key, Owner(place.owner))
        elif not place.key and found.role is CellRole.VALUE:
            yield Said(number, place.row + above, place.column, CellRole.LABEL if place.text else CellRole.BLANK)


def _is_that(place: Place, key: str) -> bool:
    return key.startswith(OWN) if place.key == "own" else key == place.key


def _bands(one: Layout, table: ProposedTable, number: int, above: int) -> Iterator[SaidBand]:
    """The rows of records that were not found."""
    inside = range(above, above + one.rows)
    for owner in ROW_OWNERS:
        rows = sorted({place.row for place in one.places if place.owner == owner.value and _names(one, place)})
        known = any(band.owner is owner and band.top in inside for band in table.bands)
        if rows and not known:
            yield SaidBand(number, rows[0] - 1 + above, owner, rows[-1] + 1 + above)


def _names(one: Layout, place: Place) -> bool:
    return any(
        other.row == place.row and other.key in ("name", "item", "content", "text", "name@mid") for other in one.places
    )


# --- what is read ------------------------------------------------------------------------------------------------


def asked(one: Layout) -> Iterator[Place]:
    """The cells with a value that a form can hold: no sum of a column, and no box that is only ticked."""
    for place in one.places:
        is_sum = place.owner in ROW_OWNERS and not _names(one, place)
        if place.key and place.text and place.key != _CHOICE and not is_sum:
            yield place


def _read(one: Layout, path: Path, form: Form, proposal: FormProposal, *, sheet: bool) -> tuple[int, list[str]]:
    try:
        document = read_source(path, form).document
    except ImportFailure as failure:
        return 0, [f"{path.name}: {failure}"]
    right, wrong = 0, []
    before: Counter[Owner] = Counter()
    for part, number, above in one.stands(sheet=sheet):
        keys = {(a.spot.row - above, a.spot.column): (a.owner, a.key) for a in proposal.tables[number].answers}
        for place in asked(part):
            owner, key = keys.get((place.row, place.column), (Owner.PROJECT, place.key))
            found = ["".join(text.split()) for text in got(part, place, document, owner, key, before[owner])]
            if found and all(text in wanted(place) for text in found):
                right += 1
            else:
                wrong.append(f"{path.name} {place.row},{place.column} {owner}.{key}: {found} for “{place.text}”")
        before.update({owner: len(all_rows(part, owner)) for owner in ROW_OWNERS})
    return right, wrong


def wanted(place: Place) -> tuple[str, ...]:
    """The content, the ticked option, the text; of a class without the points that the form prints behind it."""
    content = _CONTENT.findall(place.text)
    bare = re.sub(r"（\d+分）$", "", place.text) if place.key.startswith("level1") else place.text
    ticks = (ticked(one) for one in (*content, place.text))
    return tuple("".join(one.split()) for one in (*content, *ticks, place.text, bare))


def got(one: Layout, place: Place, document: Document, owner: Owner, key: str, before: int) -> list[str]:
    """The field's text, of each row beside which the cell stands; so many rows of its kind stood in other tables."""
    if owner is Owner.DOCUMENT:
        return [document.fields[key]]
    project = _project(one, place, document)
    if project is None:
        return []
    if owner is Owner.PROJECT:
        return [project.fields[key]]
    own = enumerate(_rows(one, place, owner), before)
    numbers = [at for at, row in own if place.row <= row < place.row + place.rows]
    rows = _of(project, owner)
    return [rows[at][key] if at < len(rows) else "" for at in numbers]


def _of(project: Project, owner: Owner) -> Sequence[Mapping[str, str]]:
    if owner is Owner.INDICATOR:
        return [row.fields for row in project.indicators]
    return [record.fields for record in project.records if record.owner is owner]


def _starts(one: Layout) -> list[int]:
    """The rows in which the projects of a grid begin, or of a list of projects."""
    rows = {place.row for place in one.places if place.owner == "indicator"}
    names = [place.row for place in one.places if (place.owner, place.key) == ("project", "name")]
    return names if len(names) > 1 else [row for row in names if row in rows]


def _project(one: Layout, place: Place, document: Document) -> Project | None:
    number = max(0, sum(start <= place.row for start in _starts(one)) - 1)
    return document.projects[number] if number < len(document.projects) else None


def _rows(one: Layout, place: Place, owner: Owner) -> list[int]:
    """The rows of a kind of records of the project that a cell belongs to."""
    begin = max((start for start in _starts(one) if start <= place.row), default=0)
    end = min((start for start in _starts(one) if start > place.row), default=one.rows)
    return [row for row in all_rows(one, owner) if begin <= row < end]


def all_rows(one: Layout, owner: Owner) -> list[int]:
    """Those in which something is written: an empty one is no record."""
    own = [place for place in one.places if place.owner == owner.value]
    written = {row for place in own if place.text for row in range(place.row, place.row + place.rows)}
    return sorted({other.row for other in own if _names(one, other)} & written)
