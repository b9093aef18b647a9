"""Twelve people and a Word annex: one annex among the files must not make everybody's edits questions."""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph
from mailed import came_back, exported, in_excel, in_word, merged, without_ids
from merge.histories import edited as saved_after
from merge.histories import sent
from openpyxl.workbook import Workbook

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import Edit, Move, SetFields
from perfdesk.model.fields import Fields
from perfdesk.store import file
from perfdesk.work.gather import Gathered, gather

STAFF, PROJECTS = 12, 36
SOFFICE = shutil.which("soffice")


def last_year_s_book() -> Document:
    """36 projects with last year's goals and targets, which everybody overwrites in the projects that are theirs."""
    return Document("d", "hebei-book-2024", Fields({"department_name": "青禾县交通局", "fiscal_year": "2031",
                                                    "overall_goal": "去年的总体目标"}),
                    tuple(_project(number) for number in range(1, PROJECTS + 1)))  # fmt: skip


def _project(number: int) -> Project:
    rows = [
        Indicator(f"p{number}.{at}", Fields({"level1": "产出指标", "level2": kind, "name": f"{kind[:2]}第{number}项",
                                             "target": f"≥{number}处", "basis": "历史数据", "description": "去年的"}))
        for at, kind in enumerate(("数量指标", "质量指标", "时效指标"), 1)
    ]  # fmt: skip
    texts = {"code": f"13{number:04}", "name": f"第{number}号路养护", "goal": "去年的目标", "purpose": "去年的用途"}
    return Project(f"p{number}", Fields(texts), tuple(rows))


def work_of(person: int) -> dict[tuple[str, str], str]:
    """What a person writes: goals and targets of three projects."""
    found = {}
    for number in range(3 * person + 1, 3 * person + 4):
        found[f"p{number}", "goal"] = f"{number}号路今年的目标"
        found |= {(f"p{number}.{at}", "target"): f"≥{number + 100}处" for at in (1, 2, 3)}
    return found


@pytest.mark.parametrize("named", [True, False])
def test_one_word_annex_among_twelve_files_asks_only_what_is_open(named: bool) -> None:
    """Found by trying: 1 question became 546, because the annex "said" last year's text in all that others wrote."""
    out = sent(last_year_s_book())
    mine = {**work_of(0), ("d", "overall_goal"): "我写的总体目标"}
    ours = saved_after("我", out, SetFields(mine))
    files = [saved_after(f"{person}.perfdesk", out, SetFields(work_of(person))) for person in range(1, STAFF - 1)]
    theirs = SetFields({**work_of(STAFF - 1), ("d", "overall_goal"): "别人写的总体目标"}).apply(out.document)
    data = exported(out, edited=theirs, named=named)
    plan = merged(ours, [came_back(data if named else without_ids(data))], *files)
    assert [one.key for one in plan.open] == ["overall_goal"]
    assert sum(one.taken for one in plan.decisions) == 12 * (STAFF - 1)
    everything = {place: text for person in range(STAFF) for place, text in work_of(person).items()}
    result = plan.result()
    assert {place: result.fields_of(place[0])[place[1]] for place in everything} == everything


# --- the whole drama ---------------------------------------------------------------------------------------------


class Drama:
    """Twelve people send back what they were sent, each in their own way. `kept` is OURS, of the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last_week = file.save(folder / "部门绩效.perfdesk", last_year_s_book())
        again = SetFields({("p36", "purpose"): "上周补写的用途", ("d", "compiler"): "办公室"})
        self._sent = file.save(folder / "部门绩效.perfdesk", again.apply(self._last_week.document), self._last_week)
        self._writers = iter(range(STAFF))
        self.kept = self._ours()
        self._came: list[Path] = []

    def _ours(self) -> file.Opened:
        return file.save(self._folder / "部门绩效.perfdesk", self._work(self._sent.document), self._sent, "处长")

    def _work(self, document: Document) -> Document:
        """What the next of them writes; three write the goal of all."""
        person = next(self._writers)
        goal = {("d", "overall_goal"): f"第{person}人写的总体目标"} if person in (0, 5, 9) else {}
        return SetFields({**work_of(person), **goal}).apply(document)

    def _put(self, name: str, data: bytes) -> None:
        self._came.append(self._folder / "收" / name)
        self._came[-1].write_bytes(data)

    def perfdesk(self, name: str, *, last_week: bool = False, then: Edit | None = None) -> None:
        """A file of ours; it may be of last week's copy."""
        opened = self._last_week if last_week else self._sent
        document = self._work(opened.document)
        path = self._folder / "收" / name
        file.save(path, then.apply(document) if then else document, opened, name)
        self._came.append(path)

    def annex(self, name: str, change: Callable[[bytes], bytes] = bytes, *, ordered: bool = False) -> None:
        """A Word or Excel file, made from what was sent; its rows may be sorted by name."""
        side = Side("", self._sent.document, "", file.revisions(self._sent))
        document = self._work(self._sent.document)
        document = _sorted_rows(document) if ordered else document
        self._put(name, change(exported(side, Path(name).suffix, edited=document)))

    def others(self) -> None:
        """What does not belong there: a damaged file, one of another form, one of another year."""
        whole = (self._folder / "部门绩效.perfdesk").read_bytes()
        self._put("坏的.perfdesk", whole[: len(whole) // 2])
        other, stream = docx.Document(), io.BytesIO()
        table = other.add_table(2, 3)
        for cell, text in zip(table._cells, ("序号", "物资名称", "领用人", "1", "打印纸", "某人"), strict=True):
            cell.text = text
        other.save(stream)
        self._put("别的表.docx", stream.getvalue())
        file.save(
            self._folder / "收" / "去年.perfdesk", SetFields({("another", "fiscal_year"): "2030"}).apply(_plain_book())
        )
        self._came.append(self._folder / "收" / "去年.perfdesk")

    def gathered(self) -> tuple[Gathered, Plan]:
        """All of it, read and planned as the window does."""
        past = file.revisions(self.kept)
        found = gather(sorted(self._came), self.kept.document, past=past)
        return found, analyse(Side("部门绩效.perfdesk", self.kept.document, "处长", past), found.sides)


def _plain_book() -> Document:
    return replace(last_year_s_book(), id="another")


def _sorted_rows(document: Document) -> Document:
    """As who sorts each table by the names of its indicators leaves it."""
    return document.with_projects(
        project.with_rows(sorted(project.rows, key=lambda row: row.name, reverse=True)) for project in document.projects
    )


def retyped(data: bytes) -> bytes:
    """A new Word file with the same texts in plain tables: nothing but the texts and the shape is left."""
    old, new = docx.Document(io.BytesIO(data)), docx.Document()
    for block in old.iter_inner_content():
        if isinstance(block, Paragraph):
            new.add_paragraph(block.text)
        else:
            _retyped_table(block, new.add_table(len(block.rows), len(block.columns)))
    stream = io.BytesIO()
    new.save(stream)
    return stream.getvalue()


def _retyped_table(old: Table, new: Table) -> None:
    places: dict[object, list[tuple[int, int]]] = {}
    for down in range(len(old.rows)):
        for across in range(len(old.columns)):
            places.setdefault(old.cell(down, across)._tc, []).append((down, across))
    for down, across in ((spots[0], spots[-1]) for spots in places.values()):
        merged_cell = new.cell(*down).merge(new.cell(*across)) if down != across else new.cell(*down)
        merged_cell.text = old.cell(*down).text


def test_the_drama_of_twelve_asks_one_question(tmp_path: Path) -> None:
    """12 people, 36 projects, last year's goals overwritten, two on last week's copy, a Word annex, one retyped, one
    sorted, copies by other names, and three files that do not belong there: the goal that three of them wrote is the
    one question."""
    (tmp_path / "收").mkdir()
    drama = Drama(tmp_path)
    for name in ("部门绩效 (1).perfdesk", "副本 部门绩效.perfdesk", "部门绩效（冲突副本）.perfdesk", "张敏.perfdesk"):
        drama.perfdesk(name)
    drama.perfdesk("上周的.perfdesk", last_week=True)
    drama.perfdesk("也是上周的.perfdesk", last_week=True)
    drama.annex("刘敏.docx")
    drama.annex("重打的.docx", retyped)
    drama.annex("排过序的.xlsx", ordered=True)
    drama.perfdesk("倒着排的.perfdesk", then=Move(("p1", "p2", "p3")))
    drama.perfdesk("部门绩效-DESKTOP-7QK2.perfdesk")
    drama.others()
    found, plan = drama.gathered()
    assert len(found.refused) == 3
    assert all(name in "".join(found.refused) for name in ("坏的", "别的表", "去年"))
    assert [one.key for one in plan.open] == ["overall_goal"]
    result = plan.result()
    everything = {place: text for person in range(STAFF) for place, text in work_of(person).items()}
    assert {place: result.fields_of(place[0])[place[1]] for place in everything} == everything
    assert (result.fields_of("p36")["purpose"], result.fields["compiler"]) == ("上周补写的用途", "办公室")
    assert [project.id for project in result.projects][-3:] == ["p1", "p2", "p3"]
    assert len([*result.places]) == len([*drama.kept.document.places])


# --- LibreOffice -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for LibreOffice."""
    return tmp_path_factory.mktemp("office")


def resaved(data: bytes, suffix: str, folder: Path) -> bytes:
    """The file opened and saved again by LibreOffice."""
    assert SOFFICE is not None
    source, out = folder / f"a{suffix}", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = suffix.removeprefix(".")
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return (out / source.name).read_bytes()


def small(out: Document) -> Side:
    return sent(out.with_projects(out.projects[:4]))


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_what_libreoffice_saved_again_has_only_the_edits(suffix: str, named: bool, office: Path) -> None:
    out = small(last_year_s_book())
    ours = saved_after("我", out, SetFields({("p1", "purpose"): "我改的用途"}))
    data = resaved(exported(out, suffix, named=named), suffix, office)
    assert came_back(data, suffix).origin is not None or not named
    nothing = merged(ours, [came_back(data, suffix)])
    assert nothing.decisions == ()
    data = _in_office(data, suffix)
    plan = merged(ours, [came_back(resaved(data, suffix, office), suffix)])
    said = [(one.kind.value, one.indicator or one.project, one.key, one.text) for one in plan.decisions if one.taken]
    assert said == [("set", "p2.1", "target", "≥77处"), ("remove", "p3.2", "", "质量第3项")]
    assert plan.open == ()


def _in_office(data: bytes, suffix: str) -> bytes:
    return in_word(data, _type_in_word) if suffix == ".docx" else in_excel(data, _type_in_excel)


def _type_in_word(word: WordDocument) -> None:
    for table in word.tables:
        for row in [*table.rows]:
            for cell in row.cells:
                if cell.text == "≥2处" and any(one.text == "数量第2项" for one in row.cells):
                    first, *others = cell.paragraphs[0].runs
                    first.text = "≥77处"
                    for run in others:
                        run.text = ""
            if any(cell.text == "质量第3项" for cell in row.cells):
                row._tr.getparent().remove(row._tr)


def _type_in_excel(book: Workbook) -> None:
    for sheet in book.worksheets[:-1]:
        for row in [*sheet.iter_rows()]:
            texts = [cell.value for cell in row]
            for cell in row:
                if "数量第2项" in texts and cell.value == "≥2处":
                    cell.value = "≥77处"
                elif "质量第3项" in texts and type(cell).__name__ == "Cell":
                    cell.value = None
