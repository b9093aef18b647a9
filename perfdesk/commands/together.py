"""Several files: diff, merge, history, rollup."""

import argparse
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from perfdesk import reports
from perfdesk.colleagues import files_in, gather, is_same_file, read_document, side_of
from perfdesk.commands.shared import DONE, NEEDS_A_PERSON, Refusal, free, print_json, tell
from perfdesk.merge.analyse import analyse
from perfdesk.merge.likeness import likenesses, sentence
from perfdesk.merge.plan import Decision, Plan
from perfdesk.model.diff import Kind, aligned, diff
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.revisions import Revision
from perfdesk.model.wording import field_text, field_title
from perfdesk.store import atomic, file
from perfdesk.store.format import Known


def compare(options: argparse.Namespace) -> int:
    """diff: what changed from A to B."""
    before = read_document(options.a)
    after = aligned(before, read_document(options.b))
    rows = [reports.change_json(before, after, change) for change in diff(before, after)]
    if options.json:
        print_json({"changes": rows})
    else:
        print("\n".join(map(_change_line, rows)) if rows else "两份文件内容相同。")
    return DONE


_CHANGES = {
    Kind.SET: "{where} {field}：“{before}” → “{after}”",
    Kind.ADD: "{where} 新增 {what}{after}",
    Kind.REMOVE: "{where} 删除 {what}{before}",
    Kind.MOVE: "{where} {what}移动：{before} → {after}",
}


def _change_line(row: reports.Json) -> str:
    owner = Owner.INDICATOR if row["indicator"] else Owner.PROJECT if row["project"] else Owner.DOCUMENT
    what = {Owner.INDICATOR: "指标 ", Owner.PROJECT: "项目 ", Owner.DOCUMENT: ""}[owner]
    before, after = (field_text(row["field"] or "", row[side]) for side in ("before", "after"))
    texts = {"before": before, "after": after, "where": _where(row), "what": what}
    return _CHANGES[Kind(row["kind"])].format(field=_title(row), **texts)


def _where(row: reports.Json) -> str:
    project = row["project"]
    return f"{project['number']}.{project['name']}" if project else "全文"


def _title(row: reports.Json) -> str:
    owner = Owner.INDICATOR if row["indicator"] else Owner.PROJECT if row["project"] else Owner.DOCUMENT
    return field_title(owner, row["field"] or "")


# --- merge -----------------------------------------------------------------------------------------------------


def merge(options: argparse.Namespace) -> int:
    """merge: OURS with THEIRS; what is open stays in OUT as questions."""
    out, report = free(options.out, options), options.plan and free(options.plan, options)
    known = Known()
    opened = file.read(options.ours, known)
    if opened.read_only:
        raise Refusal(opened.notice)
    plan, in_doubt = _plan(opened, options, known)
    merged = [file.Merged(side.name, side.revisions) for side in plan.sides[1:]]
    file.save(out, plan.result(), opened, author=options.author, merged=merged, known=known)
    if report:
        atomic.write(report, lambda stream: _write_plan(plan, stream))
    if options.json:
        print_json(reports.merge_json(plan))
    else:
        print("\n".join(_merge_lines(plan)))
    return NEEDS_A_PERSON if plan.open or in_doubt else DONE


def _write_plan(plan: Plan, stream: BinaryIO) -> None:
    text = json.dumps(reports.plan_json(plan), ensure_ascii=False, indent=1) + "\n"
    stream.write(text.encode("utf-8"))


def _plan(opened: file.Opened, options: argparse.Namespace, known: Known) -> tuple[Plan, bool]:
    """The plan, and whether anything about the files themselves needs a person."""
    paths = [found for path in options.theirs for found in files_in(path)]
    theirs = [path for path in paths if not is_same_file(path, options.ours)]
    gathered = gather(theirs, opened.document, known=known)
    for reason in gathered.refused:
        tell(f"perfdesk: {reason}")
    if not gathered.sides and gathered.refused:
        raise Refusal("没有一个文件可以合并，没有写任何文件。")
    base = read_document(options.base) if options.base else None
    ours = side_of(opened, options.ours.name)
    alike = likenesses(ours, gathered.sides, base)
    for one in alike:
        tell(f"perfdesk: {sentence(one)}")
    return analyse(ours, gathered.sides, base), bool(gathered.refused or alike)


def _merge_lines(plan: Plan) -> Iterator[str]:
    for name, reason in plan.passed:
        yield f"{name}：{reason}"
    count = reports.merge_counts(plan)
    yield f"合入 {count['merged']} 处，各方相同 {count['identical']} 处，待定 {len(plan.open)} 处"
    for one in plan.decisions:
        if one.taken or one.open:
            yield "  " + _decision_line(plan, one)


_ABSENT = "（没有）"


def _decision_line(plan: Plan, one: Decision) -> str:
    row = reports.decision_json(plan, one)
    texts = ((side["file"], _ABSENT if side["value"] is None else side["value"]) for side in row["sides"])
    said = "；".join(f"{name} “{text}”" for name, text in texts)
    what = _title(row) or {Kind.ADD: "新增", Kind.REMOVE: "删除", Kind.MOVE: "移动"}[one.kind]
    if one.open:
        return f"[待定] {_where(row)} {what}：原为“{row['base'] or ''}”；{said}"
    return f"[合入] {_where(row)} {what}：“{one.text}”（{said.split(' ')[0]}）"


# --- history ---------------------------------------------------------------------------------------------------


def history(options: argparse.Namespace) -> int:
    """history: revisions, the newest first: who, when, what changed."""
    opened = file.read(options.doc)
    steps = list(file.revisions(opened).steps())
    if options.json:
        print_json({"revisions": [reports.revision_json(*step) for step in steps]})
    else:
        print("\n".join(line for step in steps for line in _revision_lines(*step)))
    return DONE


def _revision_lines(revision: Revision, before: Document | None, document: Document) -> Iterable[str]:
    row = reports.revision_json(revision, before, document)
    yield f"{row['time'] or '时间不详'}  {row['author'] or '（未署名）'}  {row['note']}  {revision.id[:12]}".rstrip()
    yield from (f"  {_change_line(change)}" for change in row["changes"])


# --- rollup ----------------------------------------------------------------------------------------------------


def rollup(options: argparse.Namespace) -> int:
    """rollup: many files in one workbook, by department and by project."""
    # They bring openpyxl and python-docx, a third of a second that no other command, nor the window, shall wait for.
    from perfdesk.exporters.lists import write_lists
    from perfdesk.parquet import write_parquet
    from perfdesk.rollup import roll_up, tables

    if options.out is None and options.parquet is None:
        raise Refusal("请用 -o 指定工作簿，或用 --parquet 指定文件夹。")
    out = options.out and free(options.out, options)
    paths = [one for path in options.path for one in files_in(path) if one != out]
    found = roll_up(paths)
    for remark in found.remarks:
        tell(f"perfdesk: {remark}")
    if not found.files:
        raise Refusal("没有一个文件可以汇总，没有写任何文件。")
    if out:
        atomic.write(out, lambda stream: write_lists(tables(found), stream))
    if options.parquet:
        write_parquet(found, options.parquet)
    print(f"汇总 {sum(found.files.values())} 个文件，{len(found.projects)} 个项目，{len(found.remarks)} 条说明")
    return NEEDS_A_PERSON if found.remarks else DONE
