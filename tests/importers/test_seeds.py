"""Both real annexes, every cell, compared with a second and much simpler reading of the same files."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from perfdesk.importers.load import Imported, read_source
from perfdesk.model.document import Project

HEBEI_COLUMNS = ("level1", "level2", "name", "description", "target", "basis")


@pytest.fixture
def book(lulong: Path) -> Imported:
    return read_source(lulong)


@pytest.fixture
def annexes(pingluo: Path) -> Imported:
    return read_source(pingluo)


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = (re.sub("</?b>", "", line) for line in lines if "\t" in line and not re.search(r"\.{5}\t\d+$", line))
    return [[cell.strip() for cell in line.split("\t")] for line in bare]


def _joined(text: str) -> str:
    """A cell in which a wrap left blanks; no cell of the tables has Latin words."""
    return text.replace(" ", "")


def _groups(rows: list[list[str]], first: str) -> list[list[list[str]]]:
    groups: list[list[list[str]]] = []
    for row in rows:
        if row[0].replace(" ", "") == first:
            groups.append([])
        groups[-1].append(row)
    return groups


def _levelled(rows: list[list[str]]) -> list[list[str]]:
    level = ""
    for row in rows:
        level = row[0] = row[0] or level
    return rows


def _fields(project: Project, *keys: str) -> list[str]:
    return [project.fields[key] for key in keys]


def test_nothing_of_either_seed_is_left_out(book: Imported, annexes: Imported) -> None:
    assert book.left_out == ()
    assert annexes.left_out == ()
    projects = [*book.document.projects, *annexes.document.projects]
    assert len(projects) == 21
    assert sum(len(project.indicators) for project in projects) == 134


def test_the_forms_are_recognised_from_the_content(book: Imported, annexes: Imported) -> None:
    assert (book.document.form, annexes.document.form) == ("hebei-book-2024", "ningxia-annex2-2024")
    assert any("判断表样" in note.text for note in book.guessed)


def test_every_cell_above_the_indicators_of_the_book(book: Imported, lulong: Path) -> None:
    groups = _groups(_rows(lulong), "项目编码")
    assert len(groups) == 13
    for project, rows in zip(book.document.projects, groups, strict=True):
        assert _fields(project, "code", "name") == [_joined(rows[0][1]), _joined(rows[0][4])]
        assert _fields(project, "budget_total", "budget_fiscal", "budget_other") == [rows[1][2], rows[1][4], rows[1][6]]
        assert project.fields["purpose"] == _joined(rows[2][1])
        assert _fields(project, "plan_03", "plan_06", "plan_10", "plan_12") == [rows[4][1], *rows[4][3:6]]
        assert project.fields["goal"] == _joined(rows[5][1])


def test_every_indicator_of_the_book(book: Imported, lulong: Path) -> None:
    for project, group in zip(book.document.projects, _groups(_rows(lulong), "项目编码"), strict=True):
        expected = _levelled([row[:6] for row in group[6:] if row[0] != "一级指标"])
        found = [[row.fields[key] for key in HEBEI_COLUMNS] for row in project.indicators]
        assert found == [[_joined(cell) for cell in row] for row in expected]


def test_facts_of_the_book(book: Imported) -> None:
    projects = book.document.projects
    assert {len(project.code) for project in projects} == {21}
    assert sum(Decimal(project.budget_total) for project in projects) == Decimal("341.08")
    assert all(project.fields["plan_12"] == "100%" for project in projects)
    assert len(projects[5].indicators) == 6
    assert {i.level1 for p in projects for i in p.indicators} == {"产出指标", "效益指标", "满意度指标"}
    assert {project.fields["unit_code"] for project in projects} == {"434001"}
    assert all(" " not in text for p in projects for i in p.indicators for text in i.fields.values())


def test_cover_unit_line_and_texts_of_the_book(book: Imported, lulong: Path) -> None:
    fields = book.document.fields
    lines = [line.strip() for line in lulong.read_text(encoding="utf-8").splitlines()]
    office = next(line for line in lines if line)
    assert fields["department_name"] == fields["compiler"] == office
    assert [fields[key] for key in ("fiscal_year", "draft_mark", "money_unit")] == ["2024", "草案", "万元"]
    assert fields["reviewer"].endswith("财政（厅/局）")
    assert {project.fields["unit_name"] for project in book.document.projects} == {f"{office}本级"}


def test_the_long_texts_of_the_book_keep_their_paragraphs(book: Imported, lulong: Path) -> None:
    text = lulong.read_text(encoding="utf-8")
    for key, lead, end in (
        ("overall_goal", "#### 部门总体绩效目标：", "### 二"),
        ("itemised_goals", "#### 分项绩效目标：", "### 三"),
        ("safeguards", "#### 工作保障措施：", "\n## 第二部分"),
    ):
        part = text.rpartition(lead)[2].partition(end)[0]
        lines = (re.sub(r"^(#+|-) ", "", line).strip() for line in part.splitlines())
        assert book.document.fields[key] == "\n".join(filter(None, lines))
    assert " and " in book.document.fields["itemised_goals"]


def test_every_cell_of_the_annexes(annexes: Imported, pingluo: Path) -> None:
    groups = _groups(_rows(pingluo), "部门项目支出预算绩效目标表")
    assert len(groups) == 8
    for project, rows in zip(annexes.document.projects, groups, strict=True):
        top = [rows[2][1], rows[3][3], rows[4][1], rows[4][3], rows[5][2], rows[6][2], rows[7][2], rows[8][1]]
        keys = ("name", "unit_name", "attribute", "period", "budget_total", "budget_fiscal", "budget_other", "goal")
        assert _fields(project, *keys) == [_joined(text) for text in top]
        assert project.fields["supervisor"] == rows[3][1]
        expected = _levelled([[row[1], re.sub("（.*）", "", row[2]), *row[3:]] for row in rows[10:]])
        found = [[row.fields[key] for key in ("level1", "level2", "name", "target")] for row in project.indicators]
        assert found == [[_joined(cell) for cell in row] for row in expected]


def test_facts_of_the_annexes(annexes: Imported) -> None:
    document = annexes.document
    assert [document.fields[key] for key in ("fiscal_year", "annex_number")] == ["2024", "2"]
    assert document.projects[0].fields["supervisor"].startswith(document.fields["department_name"] + " 0")
    assert [p.budget_total for p in document.projects if "." in p.budget_total] == ["43.3800", "47.4509"]
    assert {len(project.indicators) for project in document.projects} == {7}


def test_two_imports_agree_on_every_id(lulong: Path, pingluo: Path) -> None:
    for path in (lulong, pingluo):
        first, second = read_source(path).document, read_source(path).document
        assert first == second
        assert len(first.places) == sum(1 + len(project.indicators) for project in first.projects)


def test_the_seeds_are_refused_as_the_other_form(lulong: Path, pingluo: Path) -> None:
    from perfdesk.forms.loader import form
    from perfdesk.importers.load import ImportFailure

    for path, wrong in ((lulong, "ningxia-annex2-2024"), (pingluo, "hebei-book-2024")):
        with pytest.raises(ImportFailure, match="不是指定的"):
            read_source(path, form(wrong))
