"""check: findings of files and folders."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from perfdesk.commands.check_file import FileChecked, check_all, tell_all
from perfdesk.commands.check_summary import require_suffix, summary, summary_json, write_summary
from perfdesk.commands.exit_codes import DONE, NEEDS_A_PERSON, NOT_DONE, Refusal
from perfdesk.commands.shared import free, print_json, replaced
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import WORDS, Severity
from perfdesk.rules.table import RULES
from perfdesk.store import atomic, file
from perfdesk.work.gather import SOURCES, files_in, is_same_file
from perfdesk.work.side_by_side import processors


def check_files(options: argparse.Namespace) -> int:
    """check: the open findings of each file; a file that cannot be read stops none of the others."""
    _require_rules(options.without)
    out = _summary_path(options)
    # A summary of another day may lie in the folder itself.
    paths = [
        found for path in options.path for found in _checkable(path) if out is None or not is_same_file(found, out)
    ]
    every: list[FileChecked] = []
    for one in check_all(paths, options.without, options.jobs or processors()):
        tell_all(one)
        every.append(one)
    checked = [one for one in every if not one.failure]
    if not checked:
        return NOT_DONE
    if options.json:
        _print_findings_json(every)
    else:
        _print_findings(checked)
    if out is not None:
        found = summary(every)
        atomic.write(out, lambda stream: write_summary(found, out.suffix, stream), replaces=replaced(options))
    errors = any(count_of(one)[Severity.ERROR] for one in checked)
    return NEEDS_A_PERSON if errors or len(checked) < len(paths) else DONE


def _summary_path(options: argparse.Namespace) -> Path | None:
    if options.summary is None:
        return None
    require_suffix(options.summary)
    return free(options.summary, options, options.path)


def _require_rules(names: Sequence[str]) -> None:
    known = {one.id for one in RULES}
    if unknown := sorted(set(names) - known):
        raise Refusal(f"没有名为“{'、'.join(unknown)}”的规则；规则有 {'、'.join(sorted(known))}。")


def _checkable(path: Path) -> Iterable[Path]:
    found = files_in(path)
    if not found:
        raise Refusal(f"文件夹 {path} 里没有可以审核的文件（{'、'.join((file.SUFFIX, *SOURCES))}）。")
    return found


def count_of(checked: FileChecked) -> dict[Severity, int]:
    """How many findings of each severity, zeros included."""
    return {severity: sum(row["severity"] == severity for row in checked.findings) for severity in Severity}


def _total(checked: Iterable[FileChecked]) -> dict[Severity, int]:
    counts = [count_of(one) for one in checked]
    return {severity: sum(count[severity] for count in counts) for severity in Severity}


def _print_findings_json(every: Sequence[FileChecked]) -> None:
    rows = [row for one in every for row in one.findings]
    counts = {severity.value: number for severity, number in _total(every).items()}
    print_json({"findings": rows, "counts": counts, "summary": summary_json(summary(every))})


def _print_findings(checked: Sequence[FileChecked]) -> None:
    for one in checked:
        count = count_of(one)
        print(f"{one.name}：{'，'.join(f'{WORDS[severity]} {number}' for severity, number in count.items())}")
        for row in one.findings:
            project = row["project"]
            where = f"{project['number']}.{shortened(project['name'])}" if project else "全文"
            evidence = f"（{row['evidence']}）" if row["evidence"] else ""
            print(f"  [{WORDS[Severity(row['severity'])]}] {where}：{row['message']}{evidence}")
    if len(checked) > 1:
        _print_summary(checked)


def _print_summary(checked: Sequence[FileChecked]) -> None:
    """A table of files and severities, and their sums."""
    print("汇总\t" + "\t".join(WORDS.values()))
    for one in checked:
        print(one.name + "\t" + "\t".join(map(str, count_of(one).values())))
    print(f"合计 {len(checked)} 个文件\t" + "\t".join(map(str, _total(checked).values())))
