"""汇总 as tables: by department, by project, the records by kind, what to look at, with totals."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.exporters.lists import INCOMPLETE, Incomplete, ListTable, Value
from perfdesk.model.fields import RECORDS, Kind
from perfdesk.model.vocabulary import Field, row_title, vocabulary
from perfdesk.rules.finding import WORDS, Severity
from perfdesk.work.rollup import UNIT, ProjectRow, RecordRow, Rollup, amount_of

_MONEY_HEADS: Final = ("预算数", "财政资金", "其他资金")
# Said once above each list.
_IN_UNIT: Final = f"金额单位：{UNIT}。"
_FINDINGS: Final = tuple(WORDS.values())
_DEPARTMENT_HEADS: Final = ("单位", "年度", "文件数", "项目数", *_MONEY_HEADS, "指标数", *_FINDINGS)
_PROJECT_HEADS: Final = ("单位", "年度", "项目编码", "项目名称", *_MONEY_HEADS, "指标数", *_FINDINGS, "文件")
_INCOMPLETE: Final = f"标有“{INCOMPLETE}”的合计里，读不懂的金额没有计入，见“请核对”。"
_ZERO: Final = Decimal(0)
_NO_MONEY: Final = (_ZERO,) * len(_MONEY_HEADS)


def tables(found: Rollup) -> tuple[ListTable, ...]:
    """By department, by project, the records by kind, and what to look at."""
    departments = list(_departments(found))
    intro = [f"{len(departments)} 个单位，{sum(found.files.values())} 个文件，{len(found.projects)} 个项目。{_IN_UNIT}"]
    intro += [_INCOMPLETE] if any(None in one.money for one in found.projects) else []
    projects = [_project_cells(one) for one in found.projects]
    remarks = [(remark,) for remark in found.remarks]
    return (
        ListTable(
            "汇总",
            tuple(intro),
            _DEPARTMENT_HEADS,
            [row.cells for row in departments],
            _total(departments, found.projects),
        ),
        ListTable("项目", (_IN_UNIT,), _PROJECT_HEADS, projects, _total_of_projects(found.projects)),
        *_tables_of_records(found.records),
        *([ListTable("请核对", (), ("说明",), remarks)] if remarks else []),
    )


def _tables_of_records(rows: Sequence[RecordRow]) -> Iterator[ListTable]:
    """One for each kind that there is; a column for each field that is filled in somewhere."""
    for kind in RECORDS:
        own = [one for one in rows if one.record.owner is kind]
        fields = [field for field in vocabulary().of(kind) if any(one.record.fields[field.key] for one in own)]
        if own:
            heads = [field.title for field in fields]
            intro = (_IN_UNIT,) if any(field.kind is Kind.MONEY for field in fields) else ()
            cells = [(one.department, one.year, one.project, *_texts(one, fields), one.file) for one in own]
            yield ListTable(row_title(kind), intro, ("单位", "年度", "项目名称", *heads, "文件"), cells)


def _texts(one: RecordRow, fields: Sequence[Field]) -> Iterator[Value]:
    """An amount that cannot be read stands as it was entered."""
    for known in fields:
        text = one.record.fields[known.key]
        amount = amount_of(text, one.unit) if known.kind is Kind.MONEY else None
        yield text if amount is None else amount


def _total_of_projects(rows: Sequence[ProjectRow]) -> tuple[Value, ...]:
    if not rows:
        return ()
    findings = (sum(column) for column in zip(*(row.findings for row in rows), strict=True))
    return "合计", "", "", "", *_money_of(rows), sum(row.indicators for row in rows), *findings, ""


def _money_of(rows: Sequence[ProjectRow]) -> tuple[Decimal | Incomplete, ...]:
    """The sum of each kind of money; one that lacks an amount that cannot be read says so in its own cell."""
    return tuple(_sum(amounts) for amounts in zip(*(row.money for row in rows), strict=True)) or _NO_MONEY


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | Incomplete:
    known = list(amounts)
    total = sum((amount for amount in known if amount is not None), _ZERO)
    return Incomplete(total) if None in known else total


class _Department(NamedTuple):
    name: str
    year: str
    counts: tuple[int, int]  # files, projects
    money: tuple[Decimal | Incomplete, ...]
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


def _total(rows: Sequence[_Department], projects: Sequence[ProjectRow]) -> tuple[Value, ...]:
    if not rows:
        return ()
    counts = (sum(column) for column in zip(*(row.counts for row in rows), strict=True))
    numbers = (sum(column) for column in zip(*(row.numbers for row in rows), strict=True))
    return "合计", "", *counts, *_money_of(projects), *numbers


def _project_cells(one: ProjectRow) -> tuple[Value, ...]:
    money = ("读不懂" if amount is None else amount for amount in one.money)
    return one.department, one.year, one.code, one.name, *money, one.indicators, *one.findings, one.file
