"""python -m tests.learning.shipped [FOLDER [FORM …]]: what is learned of files whose truth nobody wrote by hand.

For each shipped form a filled document, one of several projects and a blank one are written by our own exporters to
Word, Excel and PDF; Word and Excel are saved again by LibreOffice (soffice), and it prints the Word file as PDF. Each
file is learned where no shipped form is known, and the filled ones are read by the form that was learned: as proposed,
after a person has confirmed every cell, and by the form of the blank file. The document tells what each field is: read
right, silently wrong, asked about or missing; and the shipped form which texts are labels, that must not come back as
values.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import chain, product
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

from perfdesk import paths
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import catalogue, loader
from perfdesk.forms.blank import new_document, with_projects
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.forms.sheet import screen_sheet, sheet
from perfdesk.forms.template import template
from perfdesk.importers import known_labels
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.confirming import column_at, confirmed
from perfdesk.learning.decisions import Decision, Said, SaidBand, WrongAnswers
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import Sketch, read_sketch
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import ROW_OWNERS, Fields, Owner
from perfdesk.model.keys import NAME
from perfdesk.paper.pdf import write_pdf

EXAMPLES: Final = {
    "hebei-book-2024": "hebei-book-qinghe-2025.txt",
    "ningxia-annex2-2024": "ningxia-annex2-wangsha-2025.txt",
}
KINDS: Final = ("docx", "xlsx", "pdf", "saved.docx", "saved.xlsx", "printed.pdf")
# There must be a form; this one has no word of theirs.
_STRANGER: Final = """
会议时间^2 | {own.time}^4
H 事由>own.reason^2 | 结果>own.result^4
"""
_FIXED: Final = (Role.LABEL, Role.HEADING)


class Place(NamedTuple):
    """Where a field stands in a document: the number of its project and of its row there."""

    project: int
    owner: Owner
    row: int
    key: str


class Pair(NamedTuple):
    """A cell of the form's sheet, and what the recogniser took it for in which table."""

    cell: PlacedCell
    table: int
    answer: Answer


@dataclass
class Count:
    """What became of the fields of a file; `said` names those that are not right."""

    fields: int = 0
    right: int = 0
    wrong: int = 0
    flagged: int = 0
    missing: int = 0
    labels: int = 0
    asked: int = 0
    said: list[str] = field(default_factory=list)

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.fields + other.fields, self.right + other.right, self.wrong + other.wrong,
            self.flagged + other.flagged, self.missing + other.missing, self.labels + other.labels,
            self.asked + other.asked, self.said + other.said,
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"{self.fields:6} {self.right:6} {self.wrong:6} {self.flagged:7} {self.missing:7} {self.labels:6} "
            f"{self.asked:5}"
        )


# --- the files ---------------------------------------------------------------------------------------------------


def filled(name: str) -> Document:
    """A filled document of a shipped form with several projects."""
    from ministry import example

    if name in EXAMPLES:
        return read_source(paths.resources() / "examples" / EXAMPLES[name]).document
    found = example(name)
    return replace(found, projects=tuple(_like(found.projects[0], at) for at in range(3)))


def of_one(document: Document) -> Document:
    """The document with its first project alone."""
    return replace(document, projects=document.projects[:1])


def _like(project: Project, number: int) -> Project:
    rows = [replace(row, id=f"{row.id}-{number}", fields=_other(row.fields, number)) for row in project.rows]
    fields = _other(project.fields, number).with_text(NAME, f"{project.name}{'甲乙丙'[number]}")
    return replace(project, id=f"{project.id}-{number}", fields=fields).with_rows(rows)


def _other(fields: Fields, number: int) -> Fields:
    """With other numbers, as wide as before; a level has none."""
    changed = str.maketrans("12345678", "".join(str((digit + number) % 8 + 1) for digit in range(8)))
    return Fields({key: text.translate(changed) for key, text in fields.items()})


def write(one: Form, document: Document, path: Path) -> Path:
    """The document as Word, Excel or PDF, with nothing in it that says where it comes from."""
    stream = io.BytesIO()
    writers = {".docx": write_document, ".xlsx": write_workbook, ".pdf": write_pdf}
    writers[path.suffix](one, document, stream)
    path.write_bytes(stream.getvalue())
    return path


def by_office(folder: Path) -> None:
    """Word and Excel files saved again, and Word files printed."""
    out = folder / "office"
    for suffix, kind, ending in (("docx", "docx", "saved"), ("xlsx", "xlsx", "saved"), ("docx", "pdf", "printed")):
        names = sorted(str(path) for path in folder.glob(f"*.{suffix}") if path.name.count(".") == 1)
        home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(out), *names],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        for path in out.glob(f"*.{kind}"):
            path.rename(folder / f"{path.stem}.{ending}.{kind}")


@contextmanager
def no_shipped_forms() -> Iterator[None]:
    """As if the program had none of its forms."""
    from small_forms import small_form

    stranger = replace(small_form(_STRANGER, sound=False), levels=())
    kept = (lexicon.table, lexicon.meaning, lexicon.is_known, lexicon.parts_of)
    with patch.dict(loader._given, {"stranger": stranger}), patch.object(catalogue, "_places", return_value=()):
        for one in kept:
            one.cache_clear()
        known_labels.forget()
        catalogue.forget()
        try:
            yield
        finally:
            for one in kept:
                one.cache_clear()
            known_labels.forget()
            catalogue.forget()


# --- what is true ------------------------------------------------------------------------------------------------


def everything(document: Document) -> dict[Place, str]:
    """All fields that say something."""
    found = {Place(0, Owner.DOCUMENT, 0, key): text for key, text in document.fields.items()}
    for number, project in enumerate(document.projects):
        found |= {Place(number, Owner.PROJECT, 0, key): text for key, text in project.fields.items()}
        for owner in ROW_OWNERS:
            for at, row in enumerate(project.rows_of(owner)):
                found |= {Place(number, owner, at, key): text for key, text in row.fields.items()}
    return {place: text for place, text in found.items() if bare(text) and not place.key.startswith("unread.")}


def bare(text: str) -> str:
    """A text without white space, which a line that was broken may have lost."""
    return "".join(text.split())


def printed(one: Form, document: Document) -> set[Place]:
    """The fields that the form prints in the annexes of projects."""
    nodes = {document.id: (0, 0)}
    for number, project in enumerate(document.projects):
        nodes[project.id] = (number, 0)
        rows = chain.from_iterable(enumerate(project.rows_of(owner)) for owner in ROW_OWNERS)
        nodes |= {row.id: (number, at) for at, row in rows}
    shown = (cell for project in document.projects for cell in screen_sheet(one, document, project).cells)
    values = [cell for cell in shown if cell.role is Role.VALUE and cell.owner is not None]
    found = {Place(nodes[node][0], one.owner, nodes[node][1], one.key) for one in values for node in one.nodes}
    beside = {key for text in (one.projects.left, one.projects.right) for key in template(text).keys}
    for number, key in product(range(len(document.projects)), beside):
        found |= {Place(number, Owner.PROJECT, 0, key), Place(0, Owner.DOCUMENT, 0, key)}
    return found


def truth(one: Form, document: Document) -> dict[Place, str]:
    """What has to be read."""
    wanted = printed(one, document)
    return {place: text for place, text in everything(document).items() if place in wanted}


def labels(one: Form, document: Document) -> set[str]:
    """The fixed texts of the form's sheet."""
    cells = sheet(one, document, document.projects[0]).cells
    return {bare(cell.text) for cell in cells if cell.role in _FIXED and bare(cell.text)}


# --- what is read ------------------------------------------------------------------------------------------------


def aligned(one: Form, document: Document, proposal: FormProposal) -> list[Pair]:
    """The cells of the first project's sheet beside the answers with the same text, in reading order."""
    cells = sheet(one, document, document.projects[0]).cells
    answers = [(number, one) for number in proposal.annex for one in proposal.tables[number].answers]
    texts = [bare(cell.text) for cell in cells], [bare(one.spot.text) for _, one in answers]
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    return [
        Pair(cells[first + at], *answers[second + at])
        for first, second, size in matcher.get_matching_blocks()
        for at in range(size)
    ]


def asked(proposal: FormProposal, pairs: Sequence[Pair]) -> set[tuple[Owner | None, str]]:
    """The fields that a person is asked about."""
    return {(one.cell.owner, one.cell.key) for one in pairs if _is_asked(proposal, one)}


def _is_asked(proposal: FormProposal, one: Pair) -> bool:
    table = proposal.tables[one.table]
    found = column_at(table, one.answer.spot)
    return one.answer.flag or (found is not None and found[1].flag)


def answers(proposal: FormProposal, pairs: Sequence[Pair]) -> Iterator[Decision]:
    """All that a person has to say."""
    said: set[tuple[int, Owner, str]] = set()
    for cell, number, one in pairs:
        place = number + 1, one.spot.row, one.spot.column
        if cell.role is Role.VALUE and cell.owner is not None:
            column = (number, cell.owner, cell.key)
            if (one.role, one.owner, one.key) == (CellRole.VALUE, cell.owner, cell.key) or column in said:
                continue
            if cell.owner in ROW_OWNERS:
                said.add(column)
            yield Said(*place, None if cell.owner in ROW_OWNERS else CellRole.VALUE, cell.key, cell.owner)
        elif cell.role in _FIXED and one.role is CellRole.VALUE:
            yield Said(*place, CellRole.LABEL if one.spot.text else CellRole.BLANK)


def bands(proposal: FormProposal, pairs: Sequence[Pair]) -> Iterator[SaidBand]:
    """The rows of records that were not found."""
    for owner in ROW_OWNERS:
        rows = sorted((one.table, one.answer.spot.row) for one in pairs if one.cell.owner is owner and one.cell.nodes)
        known = any(band.owner is owner for number in proposal.annex for band in proposal.tables[number].bands)
        if rows and not known:
            yield SaidBand(rows[0][0] + 1, rows[0][1] - 1, owner, rows[-1][1] + 1)


@dataclass(frozen=True)
class Learning:
    """A file with the document that it was written of, and what the recogniser makes of it."""

    form: Form
    document: Document
    path: Path
    sketch: Sketch
    proposal: FormProposal

    def pairs(self, proposal: FormProposal) -> list[Pair]:
        """The cells of the form beside the answers of the proposal."""
        return aligned(self.form, self.document, proposal)

    def read(self) -> Count:
        """As proposed."""
        return self.reads(self.document, self.path)

    def reads(self, document: Document, path: Path) -> Count:
        """What becomes of the fields of a file, read by the form as proposed."""
        return _read(self, self.proposal, document, path, asked(self.proposal, self.pairs(self.proposal)))

    def confirmed(self) -> Count:
        """After a person has said all."""
        proposal = self.proposal
        try:
            if more := list(bands(proposal, self.pairs(proposal))):
                proposal = confirmed(proposal, more)
            proposal = confirmed(proposal, list(answers(proposal, self.pairs(proposal))))
        except WrongAnswers as wrong:
            return _nothing(self.form, self.document, str(wrong))
        return _read(self, proposal, self.document, self.path, set())


def learning(one: Form, document: Document, path: Path) -> Learning:
    """Learns a file."""
    sketch = read_sketch(path)
    return Learning(one, document, path, sketch, propose(sketch.source, sheets=sketch.sheets, bold=sketch.look.bold))


def _nothing(one: Form, document: Document, why: str) -> Count:
    count = len(truth(one, document))
    return Count(fields=count, missing=count, said=[why])


def _read(
    one: Learning, proposal: FormProposal, document: Document, path: Path, doubted: set[tuple[Owner | None, str]]
) -> Count:
    try:
        learned = learned_form(draft(proposal, one.sketch.look, one.path.stem))
        imported = read_source(path, learned)
    except (FormError, ImportFailure) as failure:
        return _nothing(one.form, document, str(failure))
    wanted = {place: bare(text) for place, text in truth(one.form, document).items()}
    read = {place: bare(text) for place, text in everything(imported.document).items()}
    told = "\n".join(bare(note.text) for note in imported.left_out)
    found = Count(fields=len(wanted), asked=proposal.asked)
    texts = set(read.values())
    for place, text in wanted.items():
        got = read.get(place, "")
        if got == text:
            found.right += 1
            continue
        found.said.append(f"{_named(place)}: “{got}” for “{text}”")
        if (place.owner, place.key) in doubted or text in told:
            found.flagged += 1
        elif got or text in texts:
            found.wrong += 1
        else:
            found.missing += 1
    _add_more(found, {place: text for place, text in read.items() if place not in wanted}, one.form, document)
    return found


def _add_more(found: Count, more: dict[Place, str], one: Form, document: Document) -> None:
    """What was read besides: a fixed text of the form is a label as a value; fields that it does not print are told."""
    fixed, known = labels(one, document), everything(document)
    for place, text in more.items():
        if text in fixed:
            found.labels += 1
        if text in fixed or place not in known:
            found.said.append(f"{_named(place)}: “{text}” for nothing")


def _named(place: Place) -> str:
    return f"{place.project + 1}.{place.owner}{place.row + 1}.{place.key}"


# --- the table ---------------------------------------------------------------------------------------------------

WAYS: Final = ("one", "one confirmed", "several", "several confirmed", "one by blank")


def documents(one: Form, filled: Document) -> dict[str, Document]:
    """What is written of a form, by the name in its files."""
    blank = with_projects(one, new_document(one, "2031"), 1)
    return {"one": of_one(filled), "several": filled, "blank": blank}


def figures(one: Form, some: Mapping[str, Document], folder: Path, kind: str) -> Iterator[tuple[str, Count]]:
    """What becomes of the fields in each of the ways."""
    files = {name: folder / f"{one.id}-{name}.{kind}" for name in some}
    for name in ("one", "several"):
        learned = learning(one, some[name], files[name])
        yield name, learned.read()
        yield f"{name} confirmed", learned.confirmed()
    yield WAYS[-1], learning(one, some["blank"], files["blank"]).reads(some["one"], files["one"])


def main(arguments: Sequence[str]) -> None:
    """Prints the table; with names of forms behind the folder, what is not right in theirs."""
    sys.path.append(str(Path(__file__).resolve().parents[1]))  # as pytest has it
    names = [name for name in loader.forms() if len(arguments) < 2 or name in arguments]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(arguments[0]) if arguments else Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        cases = [(form(name), documents(form(name), filled(name))) for name in names]
        for one, some in cases:
            for (name, document), kind in product(some.items(), KINDS[:3]):
                write(one, document, folder / f"{one.id}-{name}.{kind}")
        if shutil.which("soffice"):
            by_office(folder)
        kinds = KINDS if shutil.which("soffice") else KINDS[:3]
        print(f"{'':50} fields  right  wrong flagged missing labels asked")
        totals = {way: Count() for way in WAYS}
        with no_shipped_forms():
            for (one, some), kind in product(cases, kinds):
                for way, found in figures(one, some, folder, kind):
                    totals[way] += found
                    _print(f"{one.id}.{kind} {way}", found, full=one.id in arguments)
        for way, found in totals.items():
            _print(way, found, full=False)


def _print(name: str, found: Count, *, full: bool) -> None:
    """A line of the table, where not all is as it should be or it is asked for."""
    if full or found.right < found.fields or found.labels or name in WAYS:
        print(f"{name:50} {found}")
    if full and found.said:
        print(*(f"    {one}" for one in found.said), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
