"""汇总: what many departments' documents hold: projects, funds, indicators, findings. Tables: rollup_lists.py.

Files are read one after the other and only their rows are kept, so that thousands of them fit. What may have been
counted twice is said, not guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.model.document import Document, Project, Record
from perfdesk.model.keys import BUDGET_FISCAL, BUDGET_OTHER, BUDGET_TOTAL, DEPARTMENT_NAME, FISCAL_YEAR, MONEY_UNIT
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import normal
from perfdesk.rules.check import check
from perfdesk.rules.finding import Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import plain
from perfdesk.store import file
from perfdesk.work.gather import READ_FAILURES, is_document, names, read_document
from perfdesk.work.reader_process import Reader

UNIT: Final = "万元"
_MONEY: Final = (BUDGET_TOTAL, BUDGET_FISCAL, BUDGET_OTHER)
_ZERO: Final = Decimal(0)
# The most project codes that one sentence names.
_NAMED: Final = 3


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
    found.remarks += _codes_of_several(found.projects)
    found.remarks += _departments_alike(department for department, _ in found.files)
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
    return _ZERO if not plain(project.fields[key]) else amount_of(project.fields[key], unit)


def amount_of(text: str, unit: str) -> Decimal | None:
    """An amount in 万元; None for what is none. A unit of money that is written in the cell counts before the form's,
    which need not be the same: "5170.05万元" in a form of 元."""
    read = Target.parse(plain(text))
    if read is None or read.operator:
        return None
    return replace(read, unit=read.unit or unit).money(UNIT)


def _codes_of_several(projects: Iterable[ProjectRow]) -> Iterator[str]:
    """The project codes that more than one file has, in one sentence for the same files: a file that was typed twice
    has all of them in common."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for one in projects:
        if one.code.strip():
            places[normal(one.code)][one.file] = None
    codes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, files in places.items():
        codes[tuple(files)].append(code)
    for same, known in codes.items():
        if len(same) > 1:
            yield f"项目编码 {_first(known)} 在 {_quoted(same)} 里都有，请核对是否重复计入。"


def _first(codes: Sequence[str]) -> str:
    named = "、".join(map(shortened, codes[:_NAMED]))
    return named if len(codes) <= _NAMED else f"{named} 等 {len(codes)} 个"


def _departments_alike(names: Iterable[str]) -> Iterator[str]:
    """第8局 and 第 8 局 stay apart, for nobody knows that they are one; a person is asked."""
    spellings: dict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        spellings[normal(name)][name] = None
    for same in spellings.values():
        if len(same) > 1:
            yield f"单位 {_quoted(same)} 只差空格或全角半角，没有合在一起；如果是同一个单位，请把名称改成一样再汇总。"


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{shortened(name)}”" for name in names)
