"""recognise(source, form): finds the fields of a form in a source and makes a document of them.

Labels are found whatever their spacing, brackets and width are. The cells between two labels belong to the fields
between them. Everything that belongs to no field is listed and never dropped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.form_likeness import BOUNDS, FormLikeness, Labels, refusal, unread_indicators
from perfdesk.importers.found import Found
from perfdesk.importers.front import Front
from perfdesk.importers.grid import Element, Grid, ImportFailure, Line, Source
from perfdesk.importers.hints import Hints
from perfdesk.importers.levels import has_classes
from perfdesk.importers.list_comparison import ListComparison
from perfdesk.importers.list_head import NUMBER_SLOT, ListGrid, Slot, split, split_for
from perfdesk.importers.list_reader import ListReader
from perfdesk.importers.printed_numbers import compare_numbers
from perfdesk.importers.projects_told import Told, told_by
from perfdesk.importers.record_lists import RecordLists
from perfdesk.importers.report import Note, Report
from perfdesk.importers.running_heads import RunningHeads
from perfdesk.importers.sum_rows import compare_sums
from perfdesk.importers.table_reader import TableReader
from perfdesk.model.document import Document, Indicator, Project, Record, derived_id, in_order
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import QUESTION, RECORDS, Fields, Owner, clean, hides_something
from perfdesk.model.keys import (
    CODE,
    DEPARTMENT_NAME,
    FISCAL_YEAR,
    LEVEL1,
    LEVEL2,
    MONEY_UNIT,
    NAME,
    NAMED_BY,
    UNIT_NAME,
)
from perfdesk.model.questions import Question, Voice, open_questions
from perfdesk.model.titles import shortened
from perfdesk.model.unread import KEY as UNREAD_KEY
from perfdesk.model.unread import unread_text
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import row_title

# A source of one form has some labels of all others. If another form fits better by more than this, the wrong form was
# named.
_CLEARLY: Final = 0.25
# Heading, caption left and right.
_LINES_ABOVE: Final = 3


@dataclass(frozen=True, slots=True)
class Imported:
    """A document from a foreign file, with a report. `header` is the header of our own file inside it, or b"". `origin`
    is the version of ours that it says it was made from."""

    document: Document
    recognised: tuple[Note, ...] = ()
    guessed: tuple[Note, ...] = ()
    left_out: tuple[Note, ...] = ()
    header: bytes = b""
    origin: ExportOrigin | None = None

    @property
    def complete(self) -> bool:
        """Whether everything in the source was read and nothing is left for a person to decide."""
        return not self.left_out and not any(open_questions(self.document.fields))


def recognise(path: Path, source: Source, form: Form | None = None) -> Imported:
    """The document in a source. Raises ImportFailure when the source is no annex of the form, or of any."""
    labels = Labels(source, form)
    likeness = _likeness(path, source, labels, form)
    chosen = likeness.form
    report = Report(hint=Hints(chosen, labels.seen))
    if form is None:
        report.guess("", f"按内容判断表样为“{chosen.title}”（{chosen.place}）")
    front = Front(chosen, source, report)
    projects = _projects(chosen, source, report, front)
    if form is None and (report.foreign or report.doubled):
        raise refusal(path, likeness, report.foreign, report.doubled)
    if form is None and not any(one.rows for one in projects) and has_classes(source):
        raise unread_indicators(path, likeness)
    if not projects:
        raise ImportFailure(f"{path} 里没有找到“{chosen.title}”的项目，没有装入。")
    RunningHeads(chosen, front, projects, report).read(source)
    compare_numbers(projects, report, of_all=chosen.table.grid)
    texts = _with_money_unit(path, front, report)
    _remark(source, projects, report)
    document = _document(chosen, *_with_unread(texts, projects, report))
    _remark_hidden([texts, *(fields for one in projects for fields in one.all_fields)], report)
    recognised = tuple(_recognised(chosen, document, projects))
    return Imported(document, recognised, tuple(report.guessed), report.left_out, origin=source.origin)


def _projects(form: Form, source: Source, report: Report, front: Front) -> list[Found]:
    """The projects of annex tables; of lists where there are no annex tables."""
    elements, lists = split_for(form, source.elements)
    tables = TableReader(form, source, report, front)
    near = _near_tables(elements, _LINES_ABOVE + len(form.projects.above))
    for at, element in enumerate(elements):
        if isinstance(element, Grid):
            tables.read(element)
        elif not tables.read_line(element, near_table=at in near):
            report.leave(element.place, element.text)
    front.table_begins()
    compare_sums(tables.sums, tables.projects, report)
    return _with_lists(form, source, report, front, lists, tables.projects)


def _with_lists(
    form: Form, source: Source, report: Report, front: Front, lists: Sequence[ListGrid], of_tables: list[Found]
) -> list[Found]:
    """The projects of the tables with what only lists have, or those of the lists."""
    reader = ListReader(form, source, report)
    comparison = ListComparison(form, reader, report)
    indicators = [one.grid for one in lists if one.kind is Owner.INDICATOR]
    records = [one for one in lists if one.kind is not Owner.INDICATOR]
    if of_tables:
        comparison.compare(indicators, of_tables)
        projects, told = of_tables, _told(of_tables, reader, indicators) if records else []
    else:
        projects = reader.projects(indicators)
        told = reader.told
    RecordLists(form, reader, comparison, report).add(records, projects, told, tables=bool(of_tables))
    front.money_units += reader.money_units
    return projects


def _told(projects: Sequence[Found], reader: ListReader, lists: Sequence[Grid]) -> list[Told]:
    """What tells each project of the tables. An extract numbers them as the whole does, which its list of indicators
    says."""
    numbers = sorted({number for grid in lists for number in reader.numbers(grid)})
    counted = numbers if len(numbers) == len(projects) else range(1, len(projects) + 1)
    return [told_by(_telling(project, number)) for number, project in zip(counted, projects, strict=True)]


def _telling(project: Found, number: int) -> dict[Slot, str]:
    return {NUMBER_SLOT: str(number), **{(Owner.PROJECT, key): text for key, text in project.fields.items()}}


def _likeness(path: Path, source: Source, labels: Labels, wanted: Form | None) -> FormLikeness:
    """The form of a source: the wanted one, unless another fits much better; without a wanted one the best, if it
    fits well."""
    of_list = all(isinstance(one, Line) for one in split(source.elements, wanted)[0])
    if labels.kinds and wanted is not None:
        return labels.likeness_of_records(wanted)

    def judged(form: Form) -> FormLikeness:
        if labels.kinds:
            return labels.likeness_of_records(form)
        return (labels.likeness_of_list if of_list and not form.table.grid else labels.likeness)(form)

    best = max((judged(form) for form in forms().values()), key=lambda one: one.fit)
    if wanted is None:
        return _believed(path, best)
    one = best if best.form is wanted else judged(wanted)
    if best.agreement > one.agreement + _CLEARLY:
        raise ImportFailure(f"{path} 是“{best.form.title}”，不是指定的“{wanted.title}”，没有装入。")
    if one.share < BOUNDS.insisted:
        raise ImportFailure(f"{path} 里没有找到“{wanted.title}”的表格，没有装入。")
    return one


def _believed(path: Path, best: FormLikeness) -> FormLikeness:
    """The form that fits best, if it fits well enough to be read without anybody naming it."""
    if best.share < BOUNDS.insisted and not best.title:
        raise ImportFailure(f"{path} 里没有找到已知表样的绩效目标表，没有装入。")
    if not best.clear:
        raise refusal(path, best)
    return best


def _with_money_unit(path: Path, front: Front, report: Report) -> dict[str, str]:
    """The department's texts. If the captions disagree on the unit of money, they contain a question for a person."""
    texts = front.texts
    count = Counter(normal(line.text) for line in front.money_units)
    if len(count) < 2:
        return texts
    others = [line.place for line in front.money_units if normal(line.text) != normal(front.money_unit)]
    said = "、".join(f"“{unit}”{number} 处" for unit, number in count.most_common())
    text = f"各表上方的金额单位不一致：{said}，按“{front.money_unit}”装入，请核对金额"
    report.guess(others[0], text)
    voices = tuple(Voice(path.name, "", unit) for unit in dict.fromkeys(line.text for line in front.money_units))
    return {**texts, QUESTION + MONEY_UNIT: Question(None, voices).text}


def _with_unread(
    texts: dict[str, str], projects: Sequence[Found], report: Report
) -> tuple[dict[str, str], Sequence[Found]]:
    """Texts and projects that keep what was left out, until a person has looked at it."""
    left = {at: unread_text(f"{note.place} {note.text}" for note in notes) for at, notes in report.unread().items()}
    for at, project in enumerate(projects):
        if at in left:
            project.fields[UNREAD_KEY] = left[at]
    return ({**texts, UNREAD_KEY: left[-1]} if -1 in left else texts), projects


def _near_tables(elements: Sequence[Element], lines: int) -> set[int]:
    """Which elements are among the `lines` that a table follows closely, as heading and caption do."""
    near: set[int] = set()
    left = 0
    for at in range(len(elements) - 1, -1, -1):
        element = elements[at]
        if isinstance(element, Grid):
            left = lines
        elif left and element.text.strip():
            near.add(at)
            left -= 1
    return near


def _remark(source: Source, projects: Sequence[Found], report: Report) -> None:
    for place, text, lost in source.remarks:
        (report.leave if lost else report.guess)(place, text)
    if source.wrapped:
        report.guess("", "文本里因换行和排版留下的空格已经去掉，外文单词两边的空格保留")
    inherited = sum(project.inherited for project in projects)
    if inherited:
        report.guess("", f"{inherited} 条指标的级别是空白，按合并单元格沿用上一行")
    if report.joined:
        report.guess("", f"{report.joined} 处编码、数字或指标值分成了几行，已经连成一行")
    if aligned := sum(project.aligned for project in projects):
        report.guess("", f"{aligned} 行缺少单元格，按级别名称和指标值对齐到栏目")
    for project in projects:
        if not project.has_header:
            report.leave(project.place, f"项目“{project.fields.get(NAME, '')}”的表格不完整，没有找到指标")


def _remark_hidden(texts: Iterable[Mapping[str, str]], report: Report) -> None:
    """Reports invisible characters, which are removed when the fields are made."""
    found = sum(1 for fields in texts for text in fields.values() if hides_something(text))
    if found:
        report.guess("", f"{found} 处文字里看不见的控制字符已经去掉")


def _recognised(form: Form, document: Document, projects: Sequence[Found]) -> Iterator[Note]:
    indicators = sum(len(project.indicators) for project in document.projects)
    records = Counter(record.owner for project in document.projects for record in project.records)
    more = "".join(f"，{row_title(kind)} {records[kind]} 条" for kind in RECORDS if records[kind])
    yield Note("", f"{form.title}：项目 {len(document.projects)} 个，指标 {indicators} 条{more}")
    found = [key for key in form.document_keys if document.fields[key]]
    if found:
        yield Note("", "、".join(form.vocabulary.title(Owner.DOCUMENT, key) for key in found))
    for number, (project, source) in enumerate(zip(document.projects, projects, strict=True), 1):
        yield Note(source.place, f"项目 {number}“{shortened(project.name)}”，指标 {len(project.indicators)} 条")


def _document(form: Form, texts: dict[str, str], projects: Sequence[Found]) -> Document:
    """Makes the document. Each node gets the id that every other import of the same content gives it."""
    fields = Fields(texts)
    taken: Counter[str] = Counter()
    made = tuple(_project(one, fields[FISCAL_YEAR], taken) for one in projects)
    node = derived_id("document", form.id, normal(fields[DEPARTMENT_NAME]), fields[FISCAL_YEAR])
    return Document(node, form.id, fields, made, form_copy=form.copy)


def _project(found: Found, year: str, taken: Counter[str]) -> Project:
    fields = Fields(found.fields)
    code = normal(fields[CODE])
    key = ("code", code) if code else ("name", normal(fields[UNIT_NAME]), normal(fields[NAME]), year)
    node = _numbered(taken, "project", *key)
    among: Counter[str] = Counter()
    indicators = tuple(_indicator(node, Fields(row), among) for row in found.rows)
    records = in_order(_record(node, owner, Fields(row), among) for owner, row in found.records)
    return Project(node, fields, indicators, records=records)


def _indicator(project: str, fields: Fields, taken: Counter[str]) -> Indicator:
    key = (normal(fields[name]) for name in (LEVEL1, LEVEL2, NAME))
    return Indicator(_numbered(taken, "indicator", project, *key), fields)


def _record(project: str, owner: Owner, fields: Fields, taken: Counter[str]) -> Record:
    name = normal(fields[NAMED_BY[owner]])
    return Record(owner, _numbered(taken, "record", project, owner, name), fields)


def _numbered(taken: Counter[str], *parts: str) -> str:
    """The derived id. Equal siblings get different ids by their position."""
    first = derived_id(*map(clean, parts))
    taken[first] += 1
    return first if taken[first] == 1 else derived_id(first, str(taken[first]))
