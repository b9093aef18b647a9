"""The summary of a check of many files, as a bureau sends it to its departments: by department and file, the rules that
found most, and the files that could not be read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from perfdesk.commands.check_file import FileChecked
from perfdesk.commands.exit_codes import Refusal
from perfdesk.commands.reports import Json
from perfdesk.rules.finding import WORDS, Head, Severity
from perfdesk.rules.table import rule

if TYPE_CHECKING:
    from perfdesk.exporters.lists import ListTable, Value

SUFFIXES: Final = (".docx", ".xlsx")
_MOST_RULES: Final = 10
_NO_NAME: Final = "（未填单位）"
# The columns of numbers, with what is counted in each. Hints have one for all heads, so that there is room for names.
_COLUMNS: Final = (
    *(
        (f"{head.value}\n{WORDS[severity]}", ((head, severity),))
        for head in Head
        for severity in (Severity.ERROR, Severity.WARNING)
    ),
    (WORDS[Severity.INFO], tuple((head, Severity.INFO) for head in Head)),
)
# How wide the columns of the other lists may be, in Chinese characters: the long texts get the room.
_RULES: Final = (11, 5, 38, 5)
_UNREAD: Final = (18, 42)

Tally = Counter[tuple[Head, Severity]]


class CheckSummary(NamedTuple):
    """Findings counted by department and by file (department, name), by rule, and what could not be read (name, why).

    `files` says how many files each department has."""

    departments: dict[str, Tally]
    files: Counter[str]
    by_file: list[tuple[str, str, Tally]]
    rules: Counter[str]
    unread: list[tuple[str, str]]


def summary(checked: Iterable[FileChecked]) -> CheckSummary:
    """Counts."""
    found = CheckSummary(defaultdict(Counter), Counter(), [], Counter(), [])
    for one in checked:
        if one.failure:
            found.unread.append((one.name, one.failure))
            continue
        department = one.department or _NO_NAME
        tally = Counter((rule(row["rule"]).head, Severity(row["severity"])) for row in one.findings)
        found.departments[department].update(tally)
        found.files[department] += 1
        found.by_file.append((department, one.name, tally))
        found.rules.update(row["rule"] for row in one.findings)
    return found


def most_frequent(found: CheckSummary) -> list[tuple[str, int]]:
    """The ten rules that found most; of two with one number the one that stands first in the table of names."""
    return sorted(found.rules.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_RULES]


# --- as data -----------------------------------------------------------------------------------------------------


def summary_json(found: CheckSummary) -> Json:
    """The member `summary` of `perfdesk check --json`."""
    departments = [
        {"department": name, "files": found.files[name], **_tally_json(tally)}
        for name, tally in found.departments.items()
    ]
    files = [
        {"file": name, "department": department, **_tally_json(tally)} for department, name, tally in found.by_file
    ]
    rules = [
        {"rule": name, "title": rule(name).title, "head": rule(name).head.value, "count": number}
        for name, number in most_frequent(found)
    ]
    unread = [{"file": name, "message": why} for name, why in found.unread]
    return {"departments": departments, "files": files, "rules": rules, "unread": unread}


def _tally_json(tally: Tally) -> Json:
    heads = {head.value: {one.value: tally[head, one] for one in Severity} for head in Head}
    return {"heads": heads, "counts": {one.value: sum(tally[head, one] for head in Head) for one in Severity}}


# --- as lists ----------------------------------------------------------------------------------------------------


def require_suffix(out: Path) -> None:
    """A Refusal unless the summary can be written so."""
    if out.suffix.lower() not in SUFFIXES:
        raise Refusal(f"汇总只写成 {'、'.join(SUFFIXES)}，不写“{out.suffix or out.name}”。")


def write_summary(found: CheckSummary, suffix: str, stream: BinaryIO) -> None:
    """Writes the lists as Word or Excel."""
    # Slow, and no other check needs them.
    from perfdesk.exporters.list_in_excel import write_lists
    from perfdesk.exporters.list_in_word import write_list

    lists = tables(found)
    if suffix.lower() == ".docx":
        write_list(lists[0], stream, *lists[1:])
    else:
        write_lists(lists, stream)


def tables(found: CheckSummary) -> "tuple[ListTable, ...]":
    """By department, by file, by rule, and what could not be read if there is any."""
    from perfdesk.exporters.lists import ListTable

    all_of = sum(found.departments.values(), Tally())
    columns = [(head, cells) for head, cells in _COLUMNS if any(all_of[cell] for cell in cells)]
    heads = (*(head for head, _ in columns), "合计")

    def numbers(tally: Tally) -> tuple[int, ...]:
        return (*(sum(tally[cell] for cell in cells) for _, cells in columns), tally.total())

    total: Sequence[Value] = ("合计", sum(found.files.values()), *numbers(all_of))
    departments: list[Sequence[Value]] = [
        (name, found.files[name], *numbers(tally)) for name, tally in found.departments.items()
    ]
    files: list[Sequence[Value]] = [
        (department, Path(name).name, *numbers(tally)) for department, name, tally in found.by_file
    ]
    rules = [(rule(name).title, rule(name).head.value, rule(name).explanation, n) for name, n in most_frequent(found)]
    unread = [(Path(name).name, why) for name, why in found.unread]
    return (
        ListTable("审核汇总", _intro(found, all_of), ("单位", "文件数", *heads), departments, total),
        ListTable("按文件", (), ("单位", "文件", *heads), files),
        *([ListTable("最常见的意见", (), ("规则", "类别", "说明", "条数"), rules, widest=_RULES)] if rules else []),
        *([ListTable("没有读到的文件", (), ("文件", "原因"), unread, widest=_UNREAD)] if unread else []),
    )


def _intro(found: CheckSummary, all_of: Tally) -> Sequence[str]:
    counts = "，".join(f"{WORDS[one]} {sum(all_of[head, one] for head in Head)} 条" for one in Severity)
    unread = f"没有读到的 {len(found.unread)} 个。" if found.unread else ""
    return (f"{len(found.departments)} 个单位，{sum(found.files.values())} 个文件：{counts}。{unread}",)
