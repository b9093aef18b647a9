"""Several files: diff, merge, history, rollup."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from perfdesk.commands import merge_reports, reports
from perfdesk.commands.exit_codes import DONE, NEEDS_A_PERSON, Refusal, tell
from perfdesk.commands.shared import document_at, free, opened, print_json, replaced, to_change
from perfdesk.forms.loader import form_of
from perfdesk.forms.printed_words import words_of
from perfdesk.merge.analyse import analyse
from perfdesk.merge.compared import as_version_of
from perfdesk.merge.likeness import likenesses, sentence
from perfdesk.merge.origins import Decided, Past, decisions
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import plan_row, summary
from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document
from perfdesk.model.questions import UNSIGNED
from perfdesk.model.revisions import Revision
from perfdesk.model.titles import change_row, place_title, project_title, shortened, shortened_apart
from perfdesk.store import atomic
from perfdesk.work.gather import files_in, files_to_merge, gather, is_same_file
from perfdesk.work.workspace import Workspace


def compare(options: argparse.Namespace) -> int:
    """diff: what changed from A to B."""
    before = document_at(options.a)
    after = as_version_of(before, document_at(options.b, form_of(before)))
    changes = diff(before, after)
    if options.json:
        print_json({"changes": [reports.change_json(before, after, change) for change in changes]})
    else:
        print("\n".join(_change_lines(before, after)) if changes else "两份文件内容相同。")
    return DONE


def _change_lines(before: Document, after: Document) -> Iterator[str]:
    for row in (change_row(words_of(after), before, after, change) for change in diff(before, after)):
        before_text, after_text = shortened_apart([row.before, row.after])
        yield f"{row.project} {row.place}：“{before_text}” → “{after_text}”"


# --- merge -----------------------------------------------------------------------------------------------------


def merge(options: argparse.Namespace) -> int:
    """merge: OURS with THEIRS; what is open stays in OUT as questions."""
    out, report = _merge_targets(options)
    work = to_change(options.ours)
    plan, in_doubt = _plan(work, options)
    work.merge(plan)
    work.save(out, options.author, replaces=replaced(options))
    if report:
        atomic.write(report, lambda stream: _write_plan(plan, stream), replaces=replaced(options))
    if options.json:
        print_json(merge_reports.merge_json(plan))
    else:
        print("\n".join(_merge_lines(plan)))
    return NEEDS_A_PERSON if plan.open or in_doubt else DONE


def _write_plan(plan: Plan, stream: BinaryIO) -> None:
    text = json.dumps(merge_reports.plan_json(plan), ensure_ascii=False, indent=1) + "\n"
    stream.write(text.encode("utf-8"))


def _merge_targets(options: argparse.Namespace) -> tuple[Path, Path | None]:
    """Where the result and the report go. OURS may become the result, for it keeps its revisions; what came from others
    stays as it came."""
    others = [*options.theirs, *filter(None, [options.base])]
    kept = [one for one in others if not is_same_file(one, options.ours)]
    out = free(options.out, options, kept)
    if options.plan is None:
        return out, None
    if is_same_file(options.plan, out):
        raise Refusal("合并的结果和取舍（--plan）不能写到同一个文件；请换一个名称。")
    return out, free(options.plan, options, [options.ours, *others])


def _plan(work: Workspace, options: argparse.Namespace) -> tuple[Plan, bool]:
    """The plan, and whether anything about the files themselves needs a person."""
    base = document_at(options.base, form_of(work.document)) if options.base else None
    paths = files_to_merge(options.theirs, options.ours)
    gathered = gather(paths, work.document, known=work.known, past=work.revisions, base=base)
    for remark in (*gathered.refused, *gathered.notices):
        tell(remark)
    if not gathered.sides and gathered.refused:
        raise Refusal("没有一个文件可以合并，没有写任何文件。")
    ours = work.side(options.author)
    alike = likenesses(ours, gathered.sides, base)
    for one in alike:
        tell(sentence(one))
    return analyse(ours, gathered.sides, base), bool(gathered.refused or alike)


def _merge_lines(plan: Plan) -> Iterator[str]:
    for name, reason in plan.passed:
        yield f"{name}：{reason}"
    yield summary(plan)
    for one in plan.decisions:
        if one.taken or one.open:
            yield "  " + _decision_line(plan, one)


def _decision_line(plan: Plan, one: Decision) -> str:
    row = plan_row(plan, one)
    if not one.open:
        how = f"，{row.why}" if one.parts else ""
        return f"[合入] {row.project} {row.place}：“{shortened(row.result)}”（{shortened(row.source)}{how}）"
    asked = one.sources if one.kind is ChangeKind.SET else range(len(plan.sides))
    base, *texts = shortened_apart([row.base, *(row.texts[side] for side in asked)])
    said = "；".join(f"{shortened(plan.sides[side].name)} “{text}”" for side, text in zip(asked, texts, strict=True))
    return f"[待定] {row.project} {row.place}：原为“{base}”；{said}"


# --- history ---------------------------------------------------------------------------------------------------


def history(options: argparse.Namespace) -> int:
    """history: revisions, the newest first: who, when, what changed."""
    revisions = opened(options.doc).revisions
    past = Past(revisions) if revisions else None
    steps = [(*step, decisions(past, step[0].id)) for step in past.revisions.steps()] if past else []
    if options.json:
        print_json({"revisions": [reports.revision_json(*step) for step in steps]})
    else:
        print("\n".join(line for step in steps for line in _revision_lines(*step)))
    return DONE


def _revision_lines(
    revision: Revision, before: Document | None, document: Document, decided: Sequence[Decided]
) -> Iterator[str]:
    who = revision.author or UNSIGNED
    yield f"{revision.time or '时间不详'}  {who}  {revision.note}  {revision.id[:12]}".rstrip()
    yield from (f"  {line}" for line in (_change_lines(before, document) if before else ()))
    yield from (f"  {_decided_line(document, one)}" for one in decided)


def _decided_line(document: Document, one: Decided) -> str:
    project = document.project(one.node)
    holder = project.id if project else ""
    row = one.node if document.row(one.node) is not None else ""
    place = place_title(words_of(document), document, holder, row, one.key)
    wrote = "、".join(dict.fromkeys(each.author or UNSIGNED for each in one.origin.wrote))
    return f"[选定] {project_title(document, holder)} {place}：“{shortened(one.origin.text or '')}”，{wrote}填写"


# --- rollup ----------------------------------------------------------------------------------------------------


def rollup(options: argparse.Namespace) -> int:
    """rollup: many files in one workbook, by department and by project."""
    # They bring openpyxl and python-docx, a third of a second that no other command, nor the window, shall wait for.
    from perfdesk.exporters.list_in_excel import write_lists
    from perfdesk.work.rollup import roll_up
    from perfdesk.work.rollup_lists import tables

    if options.out is None:
        raise Refusal("请用 -o 指定工作簿。")
    out = free(options.out, options, options.path)
    paths = [one for path in options.path for one in files_in(path) if one != out]
    found = roll_up(paths)
    for remark in found.remarks:
        tell(remark)
    if not found.files:
        raise Refusal("没有一个文件可以汇总，没有写任何文件。")
    atomic.write(out, lambda stream: write_lists(tables(found), stream), replaces=replaced(options))
    print(f"汇总 {sum(found.files.values())} 个文件，{len(found.projects)} 个项目，{len(found.remarks)} 条说明")
    return NEEDS_A_PERSON if found.remarks else DONE
