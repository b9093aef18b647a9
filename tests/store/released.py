"""What each released version of the program wrote, kept for ever: a document with its history, and a journal.

    python -m tests.store.released      writes the files of this version; never again once the version went out

A version's files are NAME.perfdesk, NAME.journal and NAME.txt: what is in them, as lines.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from perfdesk import __version__
from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.delta import delta
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddRecord, Move, Remove, SetFields, Several
from perfdesk.model.fields import RECORDS, Fields
from perfdesk.model.form_copy import FormCopy, FormFile
from perfdesk.store import disk, file
from perfdesk.store.journal import SUFFIX, Journal, JournalBase
from perfdesk.store.replay import Leftover
from tests.notation import document

FOLDER: Final = Path(__file__).parent / "fixtures" / "released"
_BOOK: Final = document("""
    fiscal_year=2031 | department_name=东岭县气象局 | money_unit=万元 | overall_goal=一是观测。
    # 雷达站维护 | code=13990031P00010110001A | budget_total=12.50 | budget_fiscal=12.50 | plan_03=10% \
        | goal=雷达正常运行。
    - 数量 | 维护雷达数量 | ≥2台 | description=全年维护的雷达 | basis=合同约定
    - 质量 | 设备完好率 | ≥98% | basis=行业标准
    # 人工增雨 | budget_total=8.00 | later_field=这一版不认识的字段
    - 数量 | 作业次数 | ≥6次
""")


# A copy of a form, which nobody has to understand here.
_FORM: Final = FormCopy((FormFile.of("form.toml", b'id = "hebei-book-2024"\n'), FormFile.of("original.docx", b"PK\0")))
BOOK: Final = replace(_BOOK, form_copy=_FORM)


def lines(one: Document) -> Iterator[str]:
    """Every text of a document, with its node."""
    yield f"document {one.form} {one.extra}"
    yield from (f"form {copy.name} {copy.digest} {copy.content!r}" for copy in one.form_copy.files)
    yield from (f"document {key}={text!r}" for key, text in sorted(one.fields.items()))
    for project in one.projects:
        for node in (project, *project.rows):
            yield f"{node.owner if node is not project else 'project'} {node.id} {node.extra}"
            yield from (f"{node.id} {key}={text!r}" for key, text in sorted(node.fields.items()))


def told(name: str) -> list[str]:
    """What the files of a version hold: the document, each older version, and what the journal leads to."""
    opened = file.read(FOLDER / f"{name}.perfdesk")
    found = [f"= {opened.read_only} {opened.notice}", *lines(opened.document)]
    for revision, _, older in file.revisions(opened).steps():
        found += [f"= {revision.author} {revision.note}", *lines(older)]
    path = FOLDER / f"{name}{SUFFIX}"
    one = Leftover(path, disk.open_there(path))
    try:
        replayed = one.replayed()
    finally:
        one.let_go()
    return [*found, f"= {replayed.number} {replayed.notice}", *lines(replayed.document)]


def write(folder: Path) -> None:
    """Writes the files of this version."""
    path = folder / f"{__version__}.perfdesk"
    first = file.save(path, BOOK, author="王芳")
    with tempfile.TemporaryDirectory() as other:
        theirs = SetFields({("p1", "goal"): "雷达全年运行。", ("p2", "budget_total"): "9.00"}).apply(BOOK)
        copy = file.save(Path(other) / "c.perfdesk", theirs, first, author="李强")
    changed = Several((
        SetFields({("p1", "goal"): "雷达正常运行，\n不中断。", ("p1", "answer.W01"): "按合同"}),
        AddIndicator("p2.2", "p2", Fields({"level1": "效益指标", "name": "增雨量", "target": "≥5毫米"})),
        *(AddRecord(f"p1.{kind}", "p1", kind, Fields({"item": kind, "later": "x"})) for kind in RECORDS),
        Move(("p1.2",), "p1", "p1.1"),
        Remove(frozenset({"p1.1"})),
    ), "改").apply(BOOK)  # fmt: skip
    ours = file.save(path, changed, first, author="王芳")
    past = file.revisions(copy)
    side = Side("c.perfdesk", theirs, "李强", past)
    merged = analyse(Side("我.perfdesk", changed, "王芳", file.revisions(ours)), [side]).result()
    last = file.save(path, merged, ours, author="王芳", merged=[file.Merged("c.perfdesk", past)])
    later = SetFields({("p2", "name"): "人工增雨（二期）"}).apply(merged)
    base = JournalBase(file.as_saved(last, path))  # without a path, which would be one of this computer
    latest = Remove(frozenset({"p2.1"})).apply(later)
    journal = Journal.begin(folder, base, [delta(merged, later), delta(later, latest)])
    journal.close()
    journal.path.replace(folder / f"{__version__}{SUFFIX}")
    (folder / f"{__version__}.txt").write_text("\n".join(told(__version__)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if (FOLDER / f"{__version__}.perfdesk").exists():
        sys.exit(f"the files of {__version__} are there; a released version's are never written anew")
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(FOLDER)
