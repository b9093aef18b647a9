"""Annexes of layouts that no form file knows, in a small notation; every place, person and content is invented.

    % docx blank
    > a line above the table
    label^2~3 | {key}text | {i:name}text | {own}text | !a note | -
    < a line below the table
    >> a line above a further table of the same annex
    label | {key}text

A row of the table is a line; its cells stand where the rows above leave room. ^n covers n columns, ~n rows. {key} is
a field of the project; i: of an indicator, t: of tasks, s: of the schedule, c: of costs, g: of goals, d: of the
document; {own} is any field of the form's own. What stands in [ ] is the content of a cell that has its label in it.
- is an empty cell that is no field. \\n parts the paragraphs of a cell. % says what the office sends out: Word (docx)
or Excel (xlsx), blank or filled.

Rules were made on the even numbers, and the odd ones are only measured. Those in unseen/ were written by somebody who
had not read the rules; when the rules met them first, 91.5 % of the fields were right and 2.1 % wrong without a flag.
Those in unmet/ were written in the same way later, after the rules had been mended by what unseen/ showed, and those in
untried/ after unmet/ was no longer blind, and those in fresh/ when what untried/ showed had been mended too: of their
fields 93.9 % were right and 1.9 % wrong without a flag at the first meeting.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from perfdesk.exporters.word import write_document
from perfdesk.forms.blank import new_document
from perfdesk.forms.definition import Form
from perfdesk.model.document import Project
from perfdesk.model.fields import Fields

_HERE: Final = Path(__file__).parent
_OWNERS: Final = {
    "i": "indicator", "t": "tasks", "s": "schedule", "c": "costs", "g": "goals", "d": "document",
}  # fmt: skip
_SPAN: Final = re.compile(r"([\^~])(\d+)$")
_CONTENT: Final = re.compile(r"\[([^\]]*)\]")
_KEY: Final = re.compile(r"\{(?:([a-z]):)?([\w.@]+)\}")


@dataclass(frozen=True)
class Place:
    """A cell with what it is: a key makes it a value."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    owner: str = ""
    key: str = ""
    note: bool = False

    def shown(self, *, filled: bool) -> str:
        """What stands in it; a blank annex keeps labels and the names of the levels."""
        if filled or not self.key or self.key.startswith(("level1", "level2")):
            return _CONTENT.sub(r"\1", self.text)
        return _CONTENT.sub("    ", self.text) if "[" in self.text else ""


@dataclass(frozen=True)
class Layout:
    """A layout by its number: its first table, with the lines above it, and the tables that follow."""

    number: int
    lines: tuple[str, ...]
    places: tuple[Place, ...]
    rows: int
    columns: int
    more: tuple["Layout", ...] = ()
    below: tuple[str, ...] = ()
    kind: str = ".docx"
    filled: bool = True

    @property
    def tables(self) -> tuple["Layout", ...]:
        """All of its tables, each as a layout of its own."""
        return (self, *self.more)

    def stands(self, *, sheet: bool) -> list[tuple["Layout", int, int]]:
        """Each table with its number among the tables of the file and its first row there, both from 0. On a sheet they
        stand below each other, an empty row and their lines between, and are one table of the file."""
        if not sheet:
            return [(one, at, 0) for at, one in enumerate(self.tables)]
        found, row = [], 0
        for one in self.tables:
            row += bool(found) + len(one.lines)
            found.append((one, 0, row))
            row += one.rows + len(one.below)
        return found


def layouts() -> list[Layout]:
    """Those that rules were made on, and those that were written beside them."""
    return _in("layouts")


def unseen() -> list[Layout]:
    """Those that were written by somebody who did not know the rules."""
    return _in("unseen")


def unmet() -> list[Layout]:
    """Those that were written so later, so that something is left that no rule was mended by."""
    return _in("unmet")


def untried() -> list[Layout]:
    """Those of a third hand, written when the rules had been mended by what the other two wrote."""
    return _in("untried")


def fresh() -> list[Layout]:
    """Those of a fourth hand, after the even half of the third had been looked at."""
    return _in("fresh")


SETS: Final = {"layouts": layouts, "unseen": unseen, "unmet": unmet, "untried": untried, "fresh": fresh}


def chosen(name: str) -> list[Layout]:
    """The layouts of a set by its name, or the one with a number; without a name layouts()."""
    if not name.isdigit():
        return _in(name or "layouts")
    return [one for those in SETS.values() for one in those() if one.number == int(name)]


def _in(folder: str) -> list[Layout]:
    return [parsed(int(path.stem), path.read_text(encoding="utf-8")) for path in sorted((_HERE / folder).glob("*.txt"))]


def layout(number: int) -> Layout:
    """One of layouts(), from its file."""
    return parsed(number, (_HERE / "layouts" / f"{number:02}.txt").read_text(encoding="utf-8"))


def parsed(number: int, text: str) -> Layout:
    """A layout in the notation."""
    tables: list[list[str]] = [[]]
    for line in filter(str.strip, text.splitlines()):
        if line.startswith(">>") and not tables[-1][-1].startswith(">"):
            tables.append([])
        tables[-1].append(line)
    first, *others = [_table(number, lines) for lines in tables]
    kind, state = next((line[1:].split() for line in tables[0] if line[0] == "%"), ("docx", "filled"))
    return replace(first, more=tuple(others), kind=f".{kind}", filled=state == "filled")


def _table(number: int, text: list[str]) -> Layout:
    """One of its tables."""
    above, below = (
        tuple(_CONTENT.sub(r"\1", line.lstrip(sign).strip()) for line in text if line[0] == sign) for sign in "><"
    )
    rows = [line for line in text if line[0] not in "><%"]
    taken: set[tuple[int, int]] = set()
    places = []
    for row, line in enumerate(rows):
        for written in line.split("|"):
            column = next(at for at in range(200) if (row, at) not in taken)
            place = _place(row, column, written.strip())
            places.append(place)
            taken |= {(row + y, column + x) for y in range(place.rows) for x in range(place.columns)}
    columns = max(column for _, column in taken) + 1
    missing = len(rows) * columns - len(taken)
    assert not missing, f"layout {number}: {missing} of {len(rows)}×{columns} cells are not covered"
    return Layout(number, above, tuple(places), len(rows), columns, below=below)


def _place(row: int, column: int, written: str) -> Place:
    written = written.replace("\\n", "\n")
    spans = {"^": 1, "~": 1}
    while found := _SPAN.search(written):
        spans[found[1]] = int(found[2])
        written = written[: found.start()].strip()
    shape = (row, column, spans["~"], spans["^"])
    if key := _KEY.match(written):
        return Place(*shape, written[key.end() :], _OWNERS.get(key[1] or "", "project"), key[2])
    text = "" if written == "-" else written.removeprefix("!")
    return Place(*shape, text, note=written.startswith("!"))


def save_blank(form: Form, path: Path) -> Path:
    """A form as the program writes it for who has not filled in anything."""
    made = new_document(form, "2031")
    with path.open("wb") as stream:
        write_document(form, replace(made, projects=made.projects or (Project("p", Fields()),)), stream)
    return path


def save_word(one: Layout, path: Path, *, filled: bool) -> Path:
    """The layout as a Word file."""
    document = docx.Document()
    for table in one.tables:
        _add_table(document, table, filled=filled)
    document.save(str(path))
    return path


def _add_table(document: Any, one: Layout, *, filled: bool) -> None:
    for line in one.lines:
        document.add_paragraph(line)
    table = document.add_table(one.rows, one.columns, "Table Grid")
    trs = [list(row.findall(qn("w:tc"))) for row in table._tbl.findall(qn("w:tr"))]
    for place in one.places:
        for below in range(place.rows):
            tc = trs[place.row + below][place.column]
            if place.columns > 1:
                _set(tc, "w:gridSpan", str(place.columns))
            if place.rows > 1:
                _set(tc, "w:vMerge", None if below else "restart")
            for covered in trs[place.row + below][place.column + 1 : place.column + place.columns]:
                covered.getparent().remove(covered)
        _write(trs[place.row][place.column], place.shown(filled=filled))
    for line in one.below:
        document.add_paragraph(line)


def _write(tc: Any, written: str) -> None:
    """The text of a cell, in as many paragraphs as it has lines."""
    for number, line in enumerate(written.split("\n")):
        paragraph = tc.add_p() if number else tc.find(qn("w:p"))
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = line
        run.append(text)
        paragraph.append(run)


def _set(tc: object, name: str, value: str | None) -> None:
    node = OxmlElement(name)
    if value is not None:
        node.set(qn("w:val"), value)
    tc.get_or_add_tcPr().append(node)


def save_excel(one: Layout, path: Path, *, filled: bool) -> Path:
    """The layout as a sheet, the lines in merged rows above and below each table."""
    book = openpyxl.Workbook()
    page = book.active
    for table, _, start in one.stands(sheet=True):
        above = enumerate(table.lines, start - len(table.lines) + 1)
        for row, line in (*above, *enumerate(table.below, start + table.rows + 1)):
            page.cell(row, 1, line)
            page.merge_cells(None, row, 1, row, one.columns)
        for place in table.places:
            row, column = start + place.row + 1, place.column + 1
            if text := place.shown(filled=filled):
                page.cell(row, column, text).data_type = "s"
            if place.rows > 1 or place.columns > 1:
                page.merge_cells(None, row, column, row + place.rows - 1, column + place.columns - 1)
    book.save(path)
    return path
