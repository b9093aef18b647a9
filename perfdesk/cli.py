"""The command line: parse, call, print. Thin, and the proof that the core needs no Qt.

Names, JSON keys and exit codes are a contract: 0 done; 1 done and something needs a person; 2 not done, and why in
one line on standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NoReturn

from perfdesk import __version__, reports
from perfdesk.apart import read_apart
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.blank import new_document
from perfdesk.forms.loader import FormError, form, forms
from perfdesk.importers.load import Imported, ImportFailure
from perfdesk.model.diff import Kind, aligned, diff
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import AddProjects, SetFields
from perfdesk.model.fields import FIELDS, Owner, field_of
from perfdesk.model.values import normal
from perfdesk.rules.check import check
from perfdesk.rules.finding import WORDS, Finding, Severity
from perfdesk.rules.table import RULES
from perfdesk.store import atomic, file

DONE, NEEDS_A_PERSON, NOT_DONE = 0, 1, 2
SUFFIX = ".perfdesk"
SOURCES = (".txt", ".docx", ".xlsx")


class Refusal(Exception):
    """The command cannot be carried out; the message is the one line that says why."""


_REFUSALS = (Refusal, FormError, ImportFailure, ExportFailure, file.ReadError, atomic.WriteError)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other refusal."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"命令有误：{message}。用 {self.prog} --help 查看用法。")


def main(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code."""
    _let_every_character_out()
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except _REFUSALS as refusal:
        print(f"perfdesk: {refusal}", file=sys.stderr)
        return NOT_DONE
    except BrokenPipeError:
        # Whoever reads us (head, a closed pager) has seen enough; Python would complain at exit otherwise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _let_every_character_out() -> None:
    """A console of code page 936 cannot show every character; a question mark is better than a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _print_json(shape: reports.Json) -> None:
    text = json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


# --- what commands share ---------------------------------------------------------------------------------------


def _read(path: Path) -> Document:
    """A document, or the document that a Word, Excel or text annex becomes."""
    return file.read(path).document if path.suffix.lower() in (SUFFIX, "") else read_apart(path).document


def _free(path: Path, options: argparse.Namespace) -> Path:
    """The path to write to; a Refusal if something is there and --force was not given."""
    if path.exists() and not options.force:
        raise Refusal(f"{path} 已经存在，没有覆盖。要覆盖请加 --force。")
    return path


def _project_at(document: Document, name: str) -> Project:
    """A project by its number (from 1) or its code."""
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(document.projects):
        return document.projects[int(name) - 1]
    found = [project for project in document.projects if project.code and normal(project.code) == normal(name)]
    if not found:
        raise Refusal(f"没有编号或编码为“{name}”的项目；共有 {len(document.projects)} 个项目。")
    return found[0]


# --- commands --------------------------------------------------------------------------------------------------


def _new(options: argparse.Namespace) -> int:
    if not (options.year == "" or (options.year.isascii() and options.year.isdigit() and len(options.year) == 4)):
        raise Refusal(f"年度“{options.year}”不是四位数字。")
    document = new_document(form(options.form), options.year)
    file.save(_free(options.out, options), document)
    return DONE


def _forms(options: argparse.Namespace) -> int:
    rows = [reports.form_json(known) for known in forms().values()]
    if options.json:
        _print_json({"forms": rows})
    else:
        for row in rows:
            print(f"{row['id']}  {row['title']}（{row['place']}）")
    return DONE


def _import(options: argparse.Namespace) -> int:
    wanted = form(options.form) if options.form else None
    out = _free(options.out, options)
    read = [(str(source), read_apart(source, wanted)) for source in options.source]
    document = _joined(read)
    file.save(out, document)
    if options.json:
        _print_json({"out": str(out), "sources": [{"file": name, **reports.import_json(one)} for name, one in read]})
    else:
        for name, one in read:
            print("\n".join(_import_lines(name, one)))
    return DONE if all(one.complete for _, one in read) else NEEDS_A_PERSON


def _joined(read: Sequence[tuple[str, Imported]]) -> Document:
    document = read[0][1].document
    for name, one in read[1:]:
        if one.document.form != document.form:
            raise Refusal(f"{name} 的表样与前面的文件不同，不能装入同一份文件。")
        document = AddProjects(one.document.projects).apply(document)
    return document


def _import_lines(name: str, one: Imported) -> Iterator[str]:
    shape = reports.import_json(one)
    yield f"{name}：{form(one.document.form).title}，项目 {shape['projects']} 个，指标 {shape['indicators']} 条"
    for title, key in (("已识别", "recognised"), ("推定", "guessed"), ("未识别", "left_out")):
        yield from (f"  {title} {note['place']} {note['text']}" for note in shape[key])


def _show(options: argparse.Namespace) -> int:
    document = _read(options.doc)
    if options.json:
        _print_json(reports.document_json(document))
    else:
        print("\n".join(_outline(document)))
    return DONE


def _outline(document: Document) -> Iterator[str]:
    yield f"{form(document.form).title}（{document.form}）"
    for key, text in document.fields.items():
        yield f"{field_of(Owner.DOCUMENT, key).title}：{text}"
    for number, project in enumerate(document.projects, 1):
        yield f"{number}. {project.name}  {project.code}"
        for key, text in project.fields.items():
            yield f"   {field_of(Owner.PROJECT, key).title}：{text}"
        for at, row in enumerate(project.indicators, 1):
            yield f"   {number}.{at} {row.level1} / {row.level2} / {row.name}：{row.target}"


def _set(options: argparse.Namespace) -> int:
    opened = file.read(options.doc)
    if opened.read_only:
        raise Refusal(opened.notice)
    node, owner = _node_to_set(opened.document, options)
    texts = dict(_assignment(pair, owner) for pair in options.assignments)
    document = SetFields({(node, key): text for key, text in texts.items()}).apply(opened.document)
    file.save(options.doc, document, opened, author=options.author)
    return DONE


def _node_to_set(document: Document, options: argparse.Namespace) -> tuple[str, Owner]:
    if options.project is None:
        if options.indicator is not None:
            raise Refusal("--indicator 要和 --project 一起使用。")
        return document.id, Owner.DOCUMENT
    project = _project_at(document, options.project)
    if options.indicator is None:
        return project.id, Owner.PROJECT
    if not 1 <= options.indicator <= len(project.indicators):
        raise Refusal(f"项目“{project.name}”没有第 {options.indicator} 条指标；共有 {len(project.indicators)} 条。")
    return project.indicators[options.indicator - 1].id, Owner.INDICATOR


def _assignment(pair: str, owner: Owner) -> tuple[str, str]:
    key, sign, text = pair.partition("=")
    known = [one.key for one in FIELDS if one.owner is owner]
    if not sign or key not in known:
        raise Refusal(f"“{pair}”不是“字段=内容”；这里的字段有 {'、'.join(known)}。")
    return key, text


def _check(options: argparse.Namespace) -> int:
    known = {one.id for one in RULES}
    if unknown := sorted(set(options.without) - known):
        raise Refusal(f"没有名为“{'、'.join(unknown)}”的规则；规则有 {'、'.join(sorted(known))}。")
    paths = [found for path in options.path for found in _checkable(path)]
    checked: list[tuple[str, Document, tuple[Finding, ...]]] = []
    for path in paths:
        try:
            document = _read(path)
            # What a clerk has answered needs nobody any more; the window and the opinion show it with its answer.
            open_ones = (one for one in check(document, form(document.form)) if not one.answer)
            checked.append((str(path), document, tuple(one for one in open_ones if one.rule not in options.without)))
        except _REFUSALS as refusal:
            _tell(f"perfdesk: {refusal}")
    if not checked:
        return NOT_DONE
    (_print_findings_json if options.json else _print_findings)(checked)
    errors = any(one.severity is Severity.ERROR for _, _, findings in checked for one in findings)
    return NEEDS_A_PERSON if errors or len(checked) < len(paths) else DONE


def _checkable(path: Path) -> Iterable[Path]:
    """The path itself, or what a folder holds that can be checked, in a stable order; lock files of Word left out."""
    if not path.is_dir():
        return [path]
    inside = (one for one in path.rglob("*") if one.suffix.lower() in (SUFFIX, *SOURCES) and one.is_file())
    found = sorted(one for one in inside if not one.name.startswith(("~$", ".")))
    if not found:
        raise Refusal(f"文件夹 {path} 里没有可以审核的文件（{'、'.join((SUFFIX, *SOURCES))}）。")
    return found


_Checked = Sequence[tuple[str, Document, tuple[Finding, ...]]]


def _print_findings_json(checked: _Checked) -> None:
    rows = [reports.finding_json(name, document, one) for name, document, found in checked for one in found]
    _print_json({"findings": rows, "counts": reports.counts(one for _, _, found in checked for one in found)})


def _print_findings(checked: _Checked) -> None:
    for name, document, findings in checked:
        count = reports.counts(findings)
        print(f"{name}：错误 {count['error']}，提醒 {count['warning']}，提示 {count['info']}")
        for one in findings:
            project = reports.project_json(document, one.project)
            where = f"{project['number']}.{project['name']}" if project else "全文"
            evidence = f"（{one.evidence}）" if one.evidence else ""
            print(f"  [{WORDS[one.severity]}] {where}：{one.message}{evidence}")
    if len(checked) > 1:
        _print_summary(checked)


def _print_summary(checked: _Checked) -> None:
    """A table of files and severities, and their sums."""
    print("汇总\t" + "\t".join(WORDS.values()))
    total = dict.fromkeys(Severity, 0)
    for name, _, findings in checked:
        count = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
        total = {severity: total[severity] + count[severity] for severity in Severity}
        print(name + "\t" + "\t".join(str(number) for number in count.values()))
    print(f"合计 {len(checked)} 个文件\t" + "\t".join(str(number) for number in total.values()))


def _export(options: argparse.Namespace) -> int:
    document = _read(options.doc)
    layout = form(options.form or document.form)
    if options.project:
        wanted = {_project_at(document, name).id for name in options.project}
        document = document.with_projects(one for one in document.projects if one.id in wanted)
    write = _writer(options.out.suffix.lower())
    atomic.write(_free(options.out, options), lambda stream: write(replace(document, form=layout.id), stream))
    return DONE


def _writer(suffix: str) -> Callable[[Document, BinaryIO], None]:
    """The exporter for a file name's ending. Word and Excel libraries are slow to import, so only the one asked for."""
    if suffix == ".docx":
        from perfdesk.exporters.word import write_document

        return lambda document, stream: write_document(form(document.form), document, stream)
    if suffix == ".xlsx":
        from perfdesk.exporters.excel import write_workbook

        return lambda document, stream: write_workbook(form(document.form), document, stream)
    if suffix == ".pdf":
        from perfdesk.paper.pdf import write_pdf

        return lambda document, stream: write_pdf(form(document.form), document, stream)
    raise Refusal(f"不能导出 {suffix or '没有后缀的'} 文件；可以导出 .docx、.xlsx 和 .pdf。")


def _diff(options: argparse.Namespace) -> int:
    before = _read(options.a)
    after = aligned(before, _read(options.b))
    changes = diff(before, after)
    rows = [reports.change_json(before, after, change) for change in changes]
    if options.json:
        _print_json({"changes": rows})
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
    project = row["project"]
    owner = Owner.INDICATOR if row["indicator"] else Owner.PROJECT if project else Owner.DOCUMENT
    title = field_of(owner, row["field"]).title if row["field"] else ""
    what = {Owner.INDICATOR: "指标 ", Owner.PROJECT: "项目 ", Owner.DOCUMENT: ""}[owner]
    where = f"{project['number']}.{project['name']}" if project else "全文"
    return _CHANGES[Kind(row["kind"])].format(where=where, field=title, what=what, **_sides(row))


def _sides(row: reports.Json) -> dict[str, str]:
    return {"before": row["before"], "after": row["after"]}


# --- arguments -------------------------------------------------------------------------------------------------

_Arguments = tuple[tuple[tuple[str, ...], dict[str, object]], ...]
_JSON: _Arguments = ((("--json",), {"action": "store_true", "help": "以 JSON 输出"}),)
_OUT: _Arguments = (
    (("-o", "--out"), {"type": Path, "required": True, "metavar": "OUT", "help": "写到哪个文件"}),
    (("--force",), {"action": "store_true", "help": "覆盖已有的文件"}),
)
_FORM: _Arguments = ((("--form",), {"default": "", "metavar": "FORM", "help": "表样"}),)
_DOC: _Arguments = ((("doc",), {"type": Path, "metavar": "DOC"}),)

COMMANDS: tuple[tuple[str, Callable[[argparse.Namespace], int], str, _Arguments], ...] = (
    (
        "new",
        _new,
        "按表样新建一份空文件",
        (
            (("--form",), {"required": True, "metavar": "FORM", "help": "表样"}),
            (("--year",), {"default": "", "metavar": "Y", "help": "预算年度"}),
            *_OUT,
        ),
    ),
    ("forms", _forms, "列出表样", _JSON),
    (
        "import",
        _import,
        "装入文本、Word、Excel",
        ((("source",), {"type": Path, "nargs": "+", "metavar": "SOURCE"}), *_OUT, *_FORM, *_JSON),
    ),
    ("show", _show, "显示全部内容", (*_DOC, *_JSON)),
    (
        "set",
        _set,
        "修改字段",
        (
            *_DOC,
            (("--project",), {"metavar": "N|CODE", "help": "第几个项目，或项目编码"}),
            (("--indicator",), {"type": int, "metavar": "M", "help": "该项目的第几条指标"}),
            (("--author",), {"default": "", "metavar": "NAME", "help": "修改人"}),
            (("assignments",), {"nargs": "+", "metavar": "KEY=VALUE"}),
        ),
    ),
    (
        "check",
        _check,
        "审核文件或文件夹",
        (
            (("path",), {"type": Path, "nargs": "+", "metavar": "PATH"}),
            (("--without",), {"action": "append", "default": [], "metavar": "RULE", "help": "不用这条规则"}),
            *_JSON,
        ),
    ),
    (
        "export",
        _export,
        "导出 Word、Excel 或 PDF",
        (
            *_DOC,
            *_OUT,
            *_FORM,
            (("--project",), {"action": "append", "metavar": "N|CODE", "help": "只导出这些项目"}),
        ),
    ),
    (
        "diff",
        _diff,
        "比较两份文件",
        ((("a",), {"type": Path, "metavar": "A"}), (("b",), {"type": Path, "metavar": "B"}), *_JSON),
    ),
)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="perfdesk", description="预算绩效目标表编辑器。不带命令时打开窗口：perfdesk [FILE…]")
    parser.add_argument("--version", action="version", version=f"perfdesk {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name, run, title, arguments in COMMANDS:
        command = commands.add_parser(name, help=title, description=title)
        command.set_defaults(run=run)
        for names, settings in arguments:
            command.add_argument(*names, **settings)  # type: ignore[arg-type]
    commands.add_parser("self-test", help="检查安装是否完好")
    return parser
