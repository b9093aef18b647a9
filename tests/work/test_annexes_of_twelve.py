"""Twelve people and a Word annex: one annex among the files must not make everybody's edits questions."""

import shutil
import subprocess
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from mailed import came_back, exported, in_excel, in_word, merged, without_ids
from merge.histories import edited as saved_after
from merge.histories import sent
from openpyxl.workbook import Workbook

from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields

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
