"""check: findings of files and folders."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from perfdesk.commands import reports
from perfdesk.commands.shared import (
    DONE,
    NEEDS_A_PERSON,
    NOT_DONE,
    REFUSALS,
    Refusal,
    found_in,
    print_json,
    tell,
    tell_of_form,
)
from perfdesk.forms.loader import form_of
from perfdesk.model.document import Document
from perfdesk.model.titles import shortened
from perfdesk.rules.check import check
from perfdesk.rules.finding import WORDS, Finding, Severity
from perfdesk.rules.table import RULES
from perfdesk.store import file
from perfdesk.work.gather import SOURCES, files_in
from perfdesk.work.reader_process import Reader

# A file's name, its document and what is found in it.
_FileChecked = tuple[str, Document, tuple[Finding, ...]]


def check_files(options: argparse.Namespace) -> int:
    """check: the open findings of each file; a file that cannot be read stops none of the others."""
    _require_rules(options.without)
    paths = [found for path in options.path for found in _checkable(path)]
    checked = list(_checked(paths, options.without))
    if not checked:
        return NOT_DONE
    (_print_findings_json if options.json else _print_findings)(checked)
    errors = any(one.severity is Severity.ERROR for _, _, findings in checked for one in findings)
    return NEEDS_A_PERSON if errors or len(checked) < len(paths) else DONE


def _require_rules(names: Sequence[str]) -> None:
    known = {one.id for one in RULES}
    if unknown := sorted(set(names) - known):
        raise Refusal(f"没有名为“{'、'.join(unknown)}”的规则；规则有 {'、'.join(sorted(known))}。")


def _checked(paths: Iterable[Path], without: Sequence[str]) -> Iterator[_FileChecked]:
    """What is found in each file that can be read; why another one cannot is told."""
    with Reader() as reader:
        for path in paths:
            try:
                document = found_in(path, reader)
                tell_of_form(document, path)
                yield str(path), document, _open_findings(document, without)
            except REFUSALS as refusal:
                tell(str(refusal))


def _open_findings(document: Document, without: Sequence[str]) -> tuple[Finding, ...]:
    """What a clerk has answered needs nobody any more; the window and the opinion show it with its answer."""
    found = check(document, form_of(document))
    return tuple(one for one in found if not one.answer and one.rule not in without)


def _checkable(path: Path) -> Iterable[Path]:
    found = files_in(path)
    if not found:
        raise Refusal(f"文件夹 {path} 里没有可以审核的文件（{'、'.join((file.SUFFIX, *SOURCES))}）。")
    return found


def _print_findings_json(checked: Sequence[_FileChecked]) -> None:
    rows = [reports.finding_json(name, document, one) for name, document, found in checked for one in found]
    print_json({"findings": rows, "counts": reports.counts(one for _, _, found in checked for one in found)})


def _print_findings(checked: Sequence[_FileChecked]) -> None:
    for name, document, findings in checked:
        count = reports.counts(findings)
        print(f"{name}：错误 {count['error']}，提醒 {count['warning']}，提示 {count['info']}")
        for one in findings:
            project = reports.project_json(document, one.project)
            where = f"{project['number']}.{shortened(project['name'])}" if project else "全文"
            evidence = f"（{one.evidence}）" if one.evidence else ""
            print(f"  [{WORDS[one.severity]}] {where}：{one.message}{evidence}")
    if len(checked) > 1:
        _print_summary(checked)


def _print_summary(checked: Sequence[_FileChecked]) -> None:
    """A table of files and severities, and their sums."""
    print("汇总\t" + "\t".join(WORDS.values()))
    total = dict.fromkeys(Severity, 0)
    for name, _, findings in checked:
        count = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
        total = {severity: total[severity] + count[severity] for severity in Severity}
        print(name + "\t" + "\t".join(str(number) for number in count.values()))
    print(f"合计 {len(checked)} 个文件\t" + "\t".join(str(number) for number in total.values()))
