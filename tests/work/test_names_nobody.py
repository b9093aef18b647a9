"""What leaves the office names nobody who worked on it: clean copies, and Word and Excel files, after merges of every
kind."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.model.edits import Edit, Remove, SetFields, Several
from perfdesk.model.questions import open_questions
from perfdesk.store import file
from perfdesk.work.exports import EXPORTS, ExportSource
from perfdesk.work.gather import gather
from perfdesk.work.workspace import Workspace

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2031
# 网站维护费 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 质量 | 正常运行率 | ≥95%
# 库房租金 | budget_total=7
"""
PEOPLE = ("欧阳静宜", "司马朗月", "慕容白石", "上官寻")
EDITS: tuple[Edit, ...] = (
    SetFields({("p1", "goal"): "第一段改\n第二段\n第三段", ("p1", "budget_total"): "6", ("p1.1", "target"): "≥5次"}),
    SetFields({("p1", "goal"): "第一段\n第二段\n第三段另改", ("p1", "budget_total"): "8", ("p1.1", "target"): "≥6次"}),
    Several((SetFields({("p1", "goal"): "第一段再改\n第二段\n第三段"}), Remove(frozenset({"p1.2", "p2"}))), "删"),
)


def everything(content: bytes) -> Iterator[bytes]:
    """All bytes of a file, those of the zips inside it too."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            for name in members.namelist():
                yield name.encode()
                yield from everything(members.read(name))


def named(path: Path) -> list[str]:
    """The people that a file names, in any encoding that its formats use."""
    whole = b"\0".join(everything(path.read_bytes()))
    codes = ("utf-8", "utf-16-le", "gb18030", "unicode_escape")
    return [one for one in PEOPLE if any(one.encode(code) in whole for code in codes)]


def sent(folder: Path) -> Path:
    path = folder / "书.perfdesk"
    book = written(BOOK)
    file.save(path, SetFields({("p1", "goal"): "第一段\n第二段\n第三段"}).apply(book), author=PEOPLE[3])
    return path


@pytest.fixture
def merged(tmp_path: Path) -> Workspace:
    """What three people sent back, some of it decided and some left open; saved by a fourth."""
    path = sent(tmp_path)
    paths = []
    for who, edit in zip(PEOPLE, EDITS, strict=False):
        opened = file.read(path)
        copy = path.with_name(f"书-{who}.perfdesk")
        file.save(copy, edit.apply(opened.document), opened, author=who)
        paths.append(copy)
    work = Workspace.open(path)
    plan = analyse(work.side(), gather(paths, work.document, past=work.revisions).sides)
    work.merge(_some_decided(plan))
    work.save(path, PEOPLE[3])
    return work


def _some_decided(plan: Plan) -> Plan:
    asked = [one for one in plan.open if one.key == "budget_total"]
    assert asked
    return plan.choose([one.place for one in asked], 1)


def test_the_file_itself_names_them_all(merged: Workspace) -> None:
    assert merged.path is not None
    assert sorted(named(merged.path)) == sorted(PEOPLE)


def test_a_clean_copy_names_nobody_and_asks_the_same(merged: Workspace, tmp_path: Path) -> None:
    clean = tmp_path / "净.perfdesk"
    merged.save_clean(clean)
    assert named(clean) == []
    asked = [key for key, _ in open_questions(merged.document.fields_of("p1"))]
    assert asked
    again = Workspace.open(clean)
    assert [key for key, _ in open_questions(again.document.fields_of("p1"))] == asked
    again.save(clean)
    assert named(clean) == [], "nor after it was saved by somebody without a name"


@pytest.mark.parametrize("kind", ["word", "excel", "bare-word"])
def test_an_exported_annex_names_nobody(merged: Workspace, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "表"
    with out.open("wb") as stream:
        EXPORTS[kind].write(ExportSource(merged.document, merged.opened), stream)
    assert named(out) == []


def test_what_a_copy_with_unknown_members_says_of_its_past_goes_too(merged: Workspace, tmp_path: Path) -> None:
    assert merged.opened is not None
    baggage = merged.opened.baggage
    more = (*baggage.members, ("history/future.json", PEOPLE[0].encode()))
    clean = tmp_path / "净.perfdesk"
    file.save_clean(clean, replace(merged.opened, baggage=replace(baggage, members=more)))
    assert named(clean) == []
