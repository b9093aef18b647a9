"""recognise(source, form): walks a form's layout the other way round and makes a document of what it finds.

Labels lead: they are found whatever their spacing, brackets and width, and the cells between two labels belong to
the fields between them. What nobody claims is listed, never dropped.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.front import Front
from perfdesk.importers.grid import Grid, ImportFailure, Source
from perfdesk.importers.layout import score
from perfdesk.importers.report import Note, Report
from perfdesk.importers.table import TableReader
from perfdesk.model.document import Document, Indicator, Project, derived_id
from perfdesk.model.fields import Fields, Owner, clean, field_of
from perfdesk.model.values import normal

# Below this share of a form's labels a source is no annex of that form.
_ENOUGH = 0.4


@dataclass(frozen=True, slots=True)
class Imported:
    """A document read from someone else's file, and how it was understood."""

    document: Document
    recognised: tuple[Note, ...] = ()
    guessed: tuple[Note, ...] = ()
    left_out: tuple[Note, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every part of the source found its place."""
        return not self.left_out


def recognise(path: Path, source: Source, form: Form | None = None) -> Imported:
    """The document in a source. Raises ImportFailure when the source is no annex of the form, or of any."""
    report = Report()
    chosen = form or _best_form(path, source, report)
    if score(chosen, source) < _ENOUGH:
        raise ImportFailure(f"{path} 里没有找到“{chosen.title}”的表格，没有装入。")
    front = Front(chosen, source, report)
    tables = TableReader(chosen, source, report)
    for element in source.elements:
        if isinstance(element, Grid):
            front.table_begins()
            tables.read(element, front.caption())
        elif not front.read(element):
            report.leave(element.place, element.text)
    document = _document(chosen, {**front.texts, **tables.texts}, tables.projects)
    return Imported(document, tuple(_summary(chosen, document)), tuple(report.guessed), tuple(report.left_out))


def _best_form(path: Path, source: Source, report: Report) -> Form:
    best = max(forms().values(), key=lambda form: score(form, source))
    if score(best, source) < _ENOUGH:
        raise ImportFailure(f"{path} 里没有找到已知表样的绩效目标表，没有装入。")
    report.guess("", f"按内容判断表样为“{best.title}”（{best.place}）")
    return best


def _summary(form: Form, document: Document) -> Iterator[Note]:
    indicators = sum(len(project.indicators) for project in document.projects)
    yield Note("", f"{form.title}：项目 {len(document.projects)} 个，指标 {indicators} 条")
    found = [key for key in form.document_keys if document.fields[key]]
    if found:
        yield Note("", "、".join(field_of(Owner.DOCUMENT, key).title for key in found))


def _document(
    form: Form, texts: dict[str, str], projects: Sequence[tuple[dict[str, str], list[dict[str, str]]]]
) -> Document:
    """Gives every node the id that any other import of the same content gives it."""
    fields = Fields(texts)
    taken: Counter[str] = Counter()
    made = tuple(_project(Fields(one), rows, fields["fiscal_year"], taken) for one, rows in projects)
    node = derived_id("document", form.id, normal(fields["department_name"]), fields["fiscal_year"])
    return Document(node, form.id, fields, made)


def _project(fields: Fields, rows: Sequence[dict[str, str]], year: str, taken: Counter[str]) -> Project:
    code = normal(fields["code"])
    key = ("code", code) if code else ("name", normal(fields["unit_name"]), normal(fields["name"]), year)
    node = _numbered(taken, "project", *key)
    among: Counter[str] = Counter()
    return Project(node, fields, tuple(_indicator(node, Fields(row), among) for row in rows))


def _indicator(project: str, fields: Fields, taken: Counter[str]) -> Indicator:
    key = (normal(fields[name]) for name in ("level1", "level2", "name"))
    return Indicator(_numbered(taken, "indicator", project, *key), fields)


def _numbered(taken: Counter[str], *parts: str) -> str:
    """The derived id; equals among siblings are told apart by their position."""
    first = derived_id(*map(clean, parts))
    taken[first] += 1
    return first if taken[first] == 1 else derived_id(first, str(taken[first]))
