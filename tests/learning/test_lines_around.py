"""Lines above and below the tables: which of them are the annex's, and what they say of each project."""

from dataclasses import replace
from pathlib import Path

import docx
import pytest

from learning import shipped
from learning.grids import parsed, save_excel, save_word
from learning.reading import flags, proposed, values
from perfdesk.forms.definition import Form, Projects
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.inline import office
from perfdesk.learning.lines_around import lines_above, lines_below
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document

BOOK = "hebei-book-2024"
ANNEX = """
> {heading}
> 305001 青禾县水务局
项目名称 | {{name}}{name}^3
主管部门 | {{supervisor}}青禾县农业局 | 实施单位 | {{unit_name}}青禾县水务局
一级指标 | 二级指标 | 三级指标 | 指标值
{{i:level1}}产出指标 | {{i:level2}}数量指标 | {{i:name}}加固长度 | {{i:target}}≥3公里
"""


MONITORING = """
> 项目支出绩效监控表
> 金额单位：万元
项目名称 | {name}河岸加固工程^2
年初预算数 | {funds.total.initial}5^2
1-7月执行数 | {funds.total.executed@july}3^2
"""


def part(one: Form) -> Projects:
    """What prints around the tables."""
    return one.projects


def learned_from(path: Path) -> Form:
    sketch = read_sketch(path)
    return learned_form(draft(propose(sketch.source, sheets=sketch.sheets, bold=sketch.look.bold), sketch.look, "a"))


def of_another_office(document: Document) -> Document:
    projects = [
        replace(one, fields=one.fields.with_text("unit_code", "417002").with_text("unit_name", "山前县林业局"))
        for one in document.projects
    ]
    return replace(document, projects=tuple(projects))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_of_a_book_the_annex_is_learned_as_the_county_wrote_it(kind: str, tmp_path: Path) -> None:
    """Without cover, contents and chapters, and with nothing that only its first project has."""
    one, document = form(BOOK), shipped.filled(BOOK)
    path = shipped.write(one, document, tmp_path / f"a.{kind}")
    with shipped.no_shipped_forms():
        found = part(learned_from(path))
    assert (found.heading.text, found.above, found.below) == ("{number}.{name}绩效目标表", (), ())
    sides = (found.left, found.right)
    assert sides == ("{unit_code} {unit_name}", "单位：{money_unit}")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_file_of_another_office_is_read_by_it(kind: str, tmp_path: Path) -> None:
    one, document = form(BOOK), shipped.filled(BOOK)
    learned = learned_from(shipped.write(one, document, tmp_path / f"a.{kind}"))
    other = of_another_office(document)
    read = read_source(shipped.write(one, other, tmp_path / f"b.{kind}"), learned).document
    offices = [(project.fields["unit_code"], project.fields["unit_name"]) for project in read.projects]
    assert offices == [("417002", "山前县林业局")] * len(document.projects)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("305001 青禾县水务局", ("305001", "青禾县水务局")),
        ("305001青禾县水务局本级（机关）", ("305001", "青禾县水务局本级（机关）")),
        ("  305001　青禾县水务局 ", ("305001", "青禾县水务局")),
        ("30500 青禾县水务局", None),
        ("305001 水务", None),
        ("2031年度青禾县水务局", None),
        ("305001 项目名称", None),
        ("305001 青禾县水务局 305002", None),
        ("3050010000012 青禾县水务局", None),
        ("305001：青禾县水务局", None),
    ],
)
def test_an_office_is_a_code_and_a_name(text: str, found: tuple[str, str] | None) -> None:
    one = office(text)
    assert (one and one.values) == found


def test_an_office_behind_a_label_is_what_the_label_asks_for(tmp_path: Path) -> None:
    text = "项目名称 | {name}河岸加固^3\n主管部门 | {supervisor}305001 青禾县水务局 | 实施单位 | {unit_name}堤防站\n"
    found = proposed(text + "年度目标 | {goal}加固三公里河岸，保护两岸村庄。^3", tmp_path, excel=True)
    assert values(found)["supervisor"] == "305001 青禾县水务局"
    assert flags(found) == {}


def book(folder: Path, *, below: str = "") -> Path:
    """Two annexes in one Word file, each with its own title, and a line below each."""
    paths = []
    for at, name in ((1, "河岸加固工程"), (2, "灌区渠道清淤")):
        one = parsed(99, ANNEX.format(heading=f"{at}.{name}绩效目标表", name=name))
        paths.append(save_word(one, folder / f"{at}.docx", filled=True))
    whole, second = (docx.Document(str(path)) for path in paths)
    whole.element.body.insert(0, whole.add_paragraph("2031年部门预算")._p)
    whole.element.body.insert(1, whole.add_paragraph("1.河岸加固工程绩效目标表\t3")._p)
    for node in [*(whole.add_paragraph(below)._p for _ in range(bool(below))), *second.element.body[:-1]]:
        whole.element.body.insert(len(whole.element.body) - 1, node)
    whole.save(str(folder / "book.docx"))
    return folder / "book.docx"


@pytest.mark.parametrize("below", ["", "填表说明：一式三份。"])
def test_the_title_of_the_next_project_stands_below_no_annex(below: str, tmp_path: Path) -> None:
    sketch = read_sketch(book(tmp_path, below=below))
    found = propose(sketch.source, sheets=False)
    assert lines_above(found) == ["1.河岸加固工程绩效目标表", "305001 青禾县水务局"]
    assert lines_below(found) == ([below] if below else [])
    learned = learned_form(draft(found, sketch.look, "a"))
    assert part(learned).heading.text == "{number}.{name}绩效目标表"
    assert learned.title == "绩效目标表"


def test_of_one_annex_all_lines_above_it_are_its_own(tmp_path: Path) -> None:
    text = ANNEX.format(heading="2031年度青禾县水务局河岸加固工程绩效目标表", name="河岸加固工程")
    sketch = read_sketch(save_word(parsed(99, "> 附件2\n" + text.strip()), tmp_path / "a.docx", filled=True))
    found = propose(sketch.source, sheets=False)
    assert lines_above(found) == ["附件2", "2031年度青禾县水务局河岸加固工程绩效目标表", "305001 青禾县水务局"]
    learned = learned_form(draft(found, sketch.look, "a"))
    assert part(learned).heading.text == "{fiscal_year}年度{unit_name}{name}绩效目标表"
    assert learned.title == "绩效目标表"


def test_an_office_above_the_table_of_a_sheet_is_no_row_of_it(tmp_path: Path) -> None:
    text = ANNEX.format(heading="项目绩效目标表", name="河岸加固工程")
    path = save_excel(parsed(99, text), tmp_path / "a.xlsx", filled=True)
    learned = learned_from(path)
    assert part(learned).left == "{unit_code} {unit_name}"
    project = read_source(path, learned).document.projects[0]
    assert (project.fields["unit_code"], project.fields["unit_name"]) == ("305001", "青禾县水务局")


def test_the_annex_of_another_kind_behind_it_tells_nothing_of_the_lines_above(tmp_path: Path) -> None:
    text = "> 附件1\n" + ANNEX.format(heading="项目支出绩效目标表", name="河岸加固工程").strip().replace(
        "305001 青禾县水务局", "金额单位：万元"
    )
    first = save_word(parsed(99, text), tmp_path / "1.docx", filled=True)
    second = save_word(parsed(98, MONITORING), tmp_path / "2.docx", filled=True)
    whole, other = docx.Document(str(first)), docx.Document(str(second))
    for node in [*other.element.body[:-1]]:
        whole.element.body.insert(len(whole.element.body) - 1, node)
    whole.save(str(tmp_path / "a.docx"))
    found = propose(read_sketch(tmp_path / "a.docx").source, sheets=False)
    assert found.tables[1].repeats is None
    assert lines_above(found) == ["附件1", "项目支出绩效目标表", "金额单位：万元"]


def test_classes_that_only_another_project_prints_stand_where_it_prints_them(tmp_path: Path) -> None:
    one, document = form("ningxia-annex2-2024"), shipped.filled("ningxia-annex2-2024")
    learned = learned_from(shipped.write(one, document, tmp_path / "a.docx"))
    names = {level.name: [child.name for child in level.children] for level in learned.levels}
    known = {level.name: [child.name for child in level.children] for level in one.levels}
    first = {row.level2 for row in document.projects[0].indicators}
    assert not {child for below in names.values() for child in below} <= first
    assert {name: [child for child in known[name] if child in below] for name, below in names.items()} == names


def test_what_a_tab_parts_stands_at_both_sides_also_below_another_line(tmp_path: Path) -> None:
    text = ANNEX.format(heading="项目绩效目标表", name="河岸加固工程").replace("局\n项", "局\t单位：万元\n项")
    path = save_word(parsed(99, "> 附件2\n" + text.strip()), tmp_path / "a.docx", filled=True)
    found = part(learned_from(path))
    assert [line.text for line in found.above] == ["附件{annex_number}"]
    assert (found.left, found.right) == ("{unit_code} {unit_name}", "单位：{money_unit}")
