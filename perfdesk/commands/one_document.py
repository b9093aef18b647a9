"""One document: new, forms, import, show, export."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from perfdesk.commands import reports
from perfdesk.commands.exit_codes import DONE, NEEDS_A_PERSON, Refusal, tell
from perfdesk.commands.shared import document_at, free, opened, print_json, project_at, replaced, tell_of_form
from perfdesk.forms.blank import new_document, with_projects
from perfdesk.forms.catalogue import FormOrigin, catalogue
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, form_of, has_its_form
from perfdesk.forms.printed import unprinted_words
from perfdesk.forms.printed_words import printed_words
from perfdesk.forms.stand_in import own_keys
from perfdesk.importers.load import Imported, ImportFailure
from perfdesk.model.document import Document, derived_id
from perfdesk.model.fields import Owner
from perfdesk.model.titles import named_row
from perfdesk.model.unread import added
from perfdesk.store import atomic, attachment
from perfdesk.work import office_forms
from perfdesk.work.as_learned import read_as_learned
from perfdesk.work.exports import ExportSource, export_for
from perfdesk.work.gather import is_document
from perfdesk.work.reader_process import read_all
from perfdesk.work.unknown_annex import LEARNED_FROM
from perfdesk.work.workspace import Workspace

# How long the bureau's share may take; what was copied from it before is used after that.
_PATIENCE: Final = 3.0
# Forms to be filled in by hand are copied from one print.
_MOST_BLANK: Final = 100


def new(options: argparse.Namespace) -> int:
    """new: an empty document of a form."""
    if not (options.year == "" or (options.year.isascii() and options.year.isdigit() and len(options.year) == 4)):
        raise Refusal(f"年度“{options.year}”不是四位数字。")
    if not 0 <= options.projects <= _MOST_BLANK:
        raise Refusal(f"空白项目个数要在 0 到 {_MOST_BLANK} 之间。")
    layout = form(options.form)
    work = Workspace(with_projects(layout, new_document(layout, options.year), options.projects))
    work.save(free(options.out, options), replaces=replaced(options))
    return DONE


def list_forms(options: argparse.Namespace) -> int:
    """The usable forms; the files that are not used are named, and then a person has to look."""
    missing = office_forms.problem(_PATIENCE)
    if missing:
        tell(missing)
    known = catalogue()
    rows = {name: reports.form_json(one) for name, one in known.entries.items()}
    for fault in known.faults:
        tell(fault.message)
    if options.json:
        print_json({"forms": [*rows.values()], "faults": [reports.fault_json(one) for one in known.faults]})
    else:
        for name, row in rows.items():
            print(f"{name}  {row['title']}（{row['place']}）{_ORIGINS[row['origin']]}")
    return NEEDS_A_PERSON if known.faults or missing else DONE


_ORIGINS = {FormOrigin.SHIPPED: "", FormOrigin.OWN: "，自己的表样", FormOrigin.FILE: "，来自文件"}


def import_sources(options: argparse.Namespace) -> int:
    """import: annexes as one document, with a report of what was recognised, guessed and left out."""
    wanted = form(options.form) if options.form else None
    if wanted and options.as_learned:
        raise Refusal("--form 和 --as-learned 只能写一个：前者指定表样，后者从文件学表样。")
    out = free(options.out, options, options.source)
    found, learned = read_as_learned(options.source) if options.as_learned else (_read(options.source, wanted), False)
    read = list(zip(map(str, options.source), found, strict=True))
    _save_imported(out, [one for _, one in read], _joined(read), replaced(options))
    if options.json:
        print_json({"out": str(out), "sources": [{"file": name, **reports.import_json(one)} for name, one in read]})
    else:
        for name, one in read:
            print("\n".join(_import_lines(name, one)))
    return DONE if not learned and all(one.complete for _, one in read) else NEEDS_A_PERSON


def _read(sources: Sequence[Path], wanted: Form | None) -> list[Imported]:
    """All sources; a refusal says how one may insist."""
    try:
        return read_all(sources, wanted)
    except ImportFailure as failure:
        ways = [f"用 --form 指定表样可以强行装入（--form {failure.insist}）"] if failure.insist else []
        if failure.unknown and all(one.suffix.lower() in LEARNED_FROM for one in sources):
            ways.append("加 --as-learned 可以从文件学表样，不经确认装入")
        raise Refusal("；".join([str(failure).removesuffix("。"), *ways]) + "。") from failure


def _save_imported(out: Path, read: Sequence[Imported], document: Document, replaces: str) -> None:
    """Saves what was imported. The document that a single PDF carried keeps its revision, so that it can be merged."""
    if len(read) == 1 and read[0].header:
        Workspace(document, attachment.held(document, read[0].header)).save_clean(out, replaces)
    else:
        Workspace(document).save(out, replaces=replaces)


def _joined(read: Sequence[tuple[str, Imported]]) -> Document:
    document = read[0][1].document
    for name, one in read[1:]:
        if one.document.form != document.form:
            raise Refusal(f"{name} 的表样与前面的文件不同，不能装入同一份文件。")
        document = added(document, one.document, "装入").apply(document)
    return document


def _import_lines(name: str, one: Imported) -> Iterator[str]:
    shape = reports.import_json(one)
    yield f"{name}：{form_of(one.document).title}，项目 {shape['projects']} 个，指标 {shape['indicators']} 条"
    for title, key in (("已识别", "recognised"), ("推定", "guessed"), ("未识别", "left_out")):
        yield from (f"  {title} {note['place']} {note['text']}" for note in shape[key])


def show(options: argparse.Namespace) -> int:
    """show: all fields of a document."""
    document = document_at(options.doc)
    tell_of_form(document)
    if options.json:
        print_json(reports.document_json(document))
    else:
        print("\n".join(_outline(document)))
    return DONE


def _outline(document: Document) -> Iterator[str]:
    layout = form_of(document)
    known = printed_words(layout)
    yield f"{layout.title}（{document.form}）"
    for key, text in document.fields.items():
        yield f"{known.title(Owner.DOCUMENT, key)}：{text}"
    for number, project in enumerate(document.projects, 1):
        yield f"{number}. {project.name}  {project.code}"
        for key, text in project.fields.items():
            yield f"   {known.title(Owner.PROJECT, key)}：{text}"
        for at, row in enumerate(project.indicators, 1):
            yield f"   {number}.{at} {row.level1} / {row.level2} / {row.name}：{row.target}"
            for key in own_keys(Owner.INDICATOR, row.fields):
                yield f"      {known.title(Owner.INDICATOR, key)}：{row.fields[key]}"
        for record in project.records:
            yield f"   {named_row(document, record.id)}"
            for key, text in record.fields.items():
                yield f"      {known.title(record.owner, key)}：{text}"


def export(options: argparse.Namespace) -> int:
    """export: Word, Excel or PDF, by the ending of the file to write."""
    kind = export_for(options.out.suffix, bare=options.bare)
    if kind is None:
        raise Refusal(f"不能导出 {options.out.suffix or '没有后缀的'} 文件；可以导出 .docx、.xlsx 和 .pdf。")
    source = _source(options)
    said: list[str] = []
    out = free(options.out, options, [options.doc])
    atomic.write(out, lambda stream: said.append(kind.write(source, stream)), replaces=replaced(options))
    if options.form:
        said.append(unprinted_words(source.form, source.document))
    for told in filter(None, said):
        tell(told)
    return NEEDS_A_PERSON if any(said) else DONE


def _form_to_print(name: str, document: Document) -> Form:
    """The form of this name; without one, or with its own, the form that the document is laid out by."""
    own = not name or (name == document.form and has_its_form(document))
    return form_of(document) if own else form(name)


def _source(options: argparse.Namespace) -> ExportSource:
    """The document to export. A choice of its projects gets another id: if it kept the id, merging it later would look
    as if somebody had removed the other projects."""
    work = opened(options.doc) if is_document(options.doc) else Workspace(document_at(options.doc))
    document = work.document
    layout = _form_to_print(options.form, document)
    if not options.form:
        tell_of_form(document)
    if not options.project:
        return ExportSource(document, work.opened, layout)
    wanted = {project_at(document, name).id for name in options.project}
    some = document.extract(wanted)
    return ExportSource(replace(some, id=derived_id("extract", document.id, *sorted(wanted))), None, layout)
