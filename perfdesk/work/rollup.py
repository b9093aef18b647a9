"""汇总: many departments' documents in one table: projects, funds, indicators, findings, with totals.

Files are read one after the other and only their rows are kept, so that thousands of them fit. What may have been
counted twice is said, not guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.exporters.lists import ListTable, Value
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.model.document import Document, Project, Record
from perfdesk.model.fields import RECORDS, Kind
from perfdesk.model.keys import BUDGET_FISCAL, BUDGET_OTHER, BUDGET_TOTAL, DEPARTMENT_NAME, FISCAL_YEAR, MONEY_UNIT
from perfdesk.model.target import in_unit
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount, normal
from perfdesk.model.vocabulary import Field, row_title, vocabulary
from perfdesk.rules.check import check
from perfdesk.rules.finding import WORDS, Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import plain
from perfdesk.store import file
from perfdesk.work.gather import READ_FAILURES, is_document, names, read_document
from perfdesk.work.reader_process import Reader

UNIT: Final = "万元"
_MONEY: Final = (BUDGET_TOTAL, BUDGET_FISCAL, BUDGET_OTHER)
_MONEY_HEADS: Final = (f"预算数（{UNIT}）", f"财政资金（{UNIT}）", f"其他资金（{UNIT}）")
_FINDINGS: Final = tuple(WORDS.values())
_DEPARTMENT_HEADS: Final = ("单位", "年度", "文件数", "项目数", *_MONEY_HEADS, "指标数", *_FINDINGS)
_PROJECT_HEADS: Final = ("单位", "年度", "项目编码", "项目名称", *_MONEY_HEADS, "指标数", *_FINDINGS, "文件")
_ZERO: Final = Decimal(0)


class ProjectRow(NamedTuple):
    """A project in numbers; `money` in 万元: total, fiscal, other; None where no amount can be read."""

    file: str
    department: str
    year: str
    code: str
    name: str
    money: tuple[Decimal | None, ...]
    indicators: int
    findings: tuple[int, ...]


class RecordRow(NamedTuple):
    """A record of a project; its amounts are in `unit`."""

    file: str
    department: str
    year: str
    project: str
    record: Record
    unit: str


@dataclass(slots=True)
class Rollup:
    """What many files hold. `remarks` name the files that could not be read or were left out, and what to look at."""

    projects: list[ProjectRow] = field(default_factory=list)
    records: list[RecordRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    # By department and year: files, and findings about the department's own texts.
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    own: dict[tuple[str, str], Counter[Severity]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, other: "Rollup") -> None:
        """Adds what another one holds."""
        self.projects += other.projects
        self.records += other.records
        self.remarks += other.remarks
        self.files += other.files
        for key, counts in other.own.items():
            self.own[key] += counts


class _Part(NamedTuple):
    """One file's rows, and which document in which version it is; None for an annex, which does not say."""

    name: str
    rows: Rollup
    version: file.Summary | None


def roll_up(paths: Sequence[Path], go_on: Callable[[], None] = lambda: None) -> Rollup:
    """Reads all files, each once; one that cannot be read stops none of the others.

    `go_on` is called from time to time; what it raises comes through.
    """
    found, parts, called = Rollup(), [], names(paths)
    with Reader() as reader:
        for path in paths:
            go_on()
            try:
                parts.append(_part(path, called[path], go_on, reader))
            except READ_FAILURES as failure:
                found.remarks.append(str(failure))
    left_out = dict(_left_out(parts))
    for at, part in enumerate(parts):
        if at in left_out:
            found.remarks.append(left_out[at])
        else:
            found.take(part.rows)
    found.remarks += _doubtful(found.projects)
    return found


def _part(path: Path, name: str, go_on: Callable[[], None], reader: Reader) -> _Part:
    opened = file.read(path) if is_document(path) else None
    document = read_document(path, go_on, reader) if opened is None else opened.document
    rows = Rollup()
    _add(rows, name, document, form_of(document))
    rows.remarks += [opened.notice] if opened is not None and opened.notice else []
    return _Part(name, rows, None if opened is None else file.summary_of(opened))


def _left_out(parts: Sequence[_Part]) -> Iterator[tuple[int, str]]:
    """Of several versions of one document all but the one that knows most of the others: their places, and why."""
    versions: dict[str, list[tuple[int, file.Summary]]] = defaultdict(list)
    for at, part in enumerate(parts):
        if part.version is not None:
            versions[part.version.document].append((at, part.version))
    for same in versions.values():
        kept, newest = max(same, key=lambda one: sum(other.tip in one[1].known for _, other in same))
        for at, other in same:
            if at != kept:
                yield at, f"没有计入“{parts[at].name}”：已计入“{parts[kept].name}”，{_why(other, newest)}。"


def _why(left_out: file.Summary, kept: file.Summary) -> str:
    if left_out.tip == kept.tip:
        return "两份内容相同"
    return "这是它的较早版本" if left_out.tip in kept.known else "它们是同一份文件，双方各有修改，请先合并"


def _add(found: Rollup, name: str, document: Document, layout: Form) -> None:
    department = document.fields[DEPARTMENT_NAME].strip() or "（未填单位）"
    year = normal(document.fields[FISCAL_YEAR])
    unit = money_unit(document, layout)
    counts = _counts(document, layout)
    found.files[department, year] += 1
    found.own[department, year] += counts[""]
    if isinstance(layout, StandIn) and not document.fields[MONEY_UNIT].strip():
        found.remarks.append(f"“{name}”的表样不在本机，文件里没有写明金额单位，按{unit}计入。")
    for project in document.projects:
        money = tuple(_amount(project, key, unit) for key in _MONEY)
        numbers = tuple(counts[project.id][severity] for severity in Severity)
        row = ProjectRow(name, department, year, project.code, project.name, money, len(project.indicators), numbers)
        found.projects.append(row)
        found.records += [RecordRow(name, department, year, project.name, one, unit) for one in project.records]
        found.remarks += [
            f"“{shortened(name)}”项目“{shortened(project.name)}”的金额“{shortened(project.fields[key])}”读不懂，没有计入。"
            for key, amount in zip(_MONEY, money, strict=True)
            if amount is None
        ]


def _counts(document: Document, layout: Form) -> dict[str, Counter[Severity]]:
    """How many findings nobody has answered, by project ("" for the document) and severity."""
    counts: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in check(document, layout):
        if not finding.answer:
            counts[finding.project][finding.severity] += 1
    return counts


def _amount(project: Project, key: str, unit: str) -> Decimal | None:
    text = plain(project.fields[key])
    if not text:
        return _ZERO
    amount = Amount.parse(text)
    return None if amount is None else in_unit(amount.value, unit, UNIT)


def _doubtful(projects: Iterable[ProjectRow]) -> Iterator[str]:
    """Project codes that more than one file has."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for one in projects:
        if one.code.strip():
            places[normal(one.code)][one.file] = None
    for code, files in places.items():
        if len(files) > 1:
            named = "、".join(f"“{shortened(name)}”" for name in files)
            yield f"项目编码 {shortened(code)} 在 {named} 里都有，请核对是否重复计入。"


# --- as lists ----------------------------------------------------------------------------------------------------


def tables(found: Rollup) -> tuple[ListTable, ...]:
    """By department, by project, the records by kind, and what to look at."""
    departments = list(_departments(found))
    intro = (f"{len(departments)} 个单位，{sum(found.files.values())} 个文件，{len(found.projects)} 个项目。",)
    projects = [_project_cells(one) for one in found.projects]
    remarks = [(remark,) for remark in found.remarks]
    return (
        ListTable("汇总", intro, _DEPARTMENT_HEADS, [row.cells for row in departments], _total(departments)),
        ListTable("项目", (), _PROJECT_HEADS, projects, _total_of_projects(found.projects)),
        *_tables_of_records(found.records),
        *([ListTable("请核对", (), ("说明",), remarks)] if remarks else []),
    )


def _tables_of_records(rows: Sequence[RecordRow]) -> Iterator[ListTable]:
    """One for each kind that there is; a column for each field that is filled in somewhere."""
    for kind in RECORDS:
        own = [one for one in rows if one.record.owner is kind]
        fields = [field for field in vocabulary().of(kind) if any(one.record.fields[field.key] for one in own)]
        if own:
            heads = [f"{field.title}（{UNIT}）" if field.kind is Kind.MONEY else field.title for field in fields]
            cells = [(one.department, one.year, one.project, *_texts(one, fields), one.file) for one in own]
            yield ListTable(row_title(kind), (), ("单位", "年度", "项目名称", *heads, "文件"), cells)


def _texts(one: RecordRow, fields: Sequence[Field]) -> Iterator[Value]:
    """An amount that cannot be read stands as it was entered."""
    for known in fields:
        text = one.record.fields[known.key]
        amount = Amount.parse(text) if known.kind is Kind.MONEY else None
        known_amount = in_unit(amount.value, one.unit, UNIT) if amount else None
        yield text if known_amount is None else known_amount


def _total_of_projects(rows: Sequence[ProjectRow]) -> tuple[Value, ...]:
    if not rows:
        return ()
    findings = (sum(column) for column in zip(*(row.findings for row in rows), strict=True))
    return "合计", "", "", "", *_money_of(rows), sum(row.indicators for row in rows), *findings, ""


def _money_of(rows: Sequence[ProjectRow]) -> tuple[Decimal, ...]:
    """The sum of each kind of money, without the amounts that cannot be read."""
    return tuple(sum((row.money[at] or _ZERO for row in rows), _ZERO) for at in range(len(_MONEY)))


class _Department(NamedTuple):
    name: str
    year: str
    counts: tuple[int, int]  # files, projects
    money: tuple[Decimal, ...]
    numbers: tuple[int, ...]  # indicators, findings by severity

    @property
    def cells(self) -> tuple[Value, ...]:
        return self.name, self.year, *self.counts, *self.money, *self.numbers


def _departments(found: Rollup) -> Iterator[_Department]:
    by: dict[tuple[str, str], list[ProjectRow]] = {key: [] for key in found.files}
    for one in found.projects:
        by[one.department, one.year].append(one)
    for key, own in by.items():
        findings = (
            sum(one.findings[at] for one in own) + found.own[key][severity] for at, severity in enumerate(Severity)
        )
        numbers = (sum(one.indicators for one in own), *findings)
        yield _Department(*key, (found.files[key], len(own)), _money_of(own), numbers)


def _total(rows: Sequence[_Department]) -> tuple[Value, ...]:
    if not rows:
        return ()
    money = (sum(column, _ZERO) for column in zip(*(row.money for row in rows), strict=True))
    counts = (sum(column) for column in zip(*(row.counts for row in rows), strict=True))
    numbers = (sum(column) for column in zip(*(row.numbers for row in rows), strict=True))
    return "合计", "", *counts, *money, *numbers


def _project_cells(one: ProjectRow) -> tuple[Value, ...]:
    money = ("读不懂" if amount is None else amount for amount in one.money)
    return one.department, one.year, one.code, one.name, *money, one.indicators, *one.findings, one.file
