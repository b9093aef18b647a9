"""An annex of several tables comes back from Word and Excel: which table a row stands in tells what it is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document
from small_forms import small_form
from sources import save_word

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import read_form
from perfdesk.forms.placed import Sheet
from perfdesk.forms.sheet import sheets
from perfdesk.importers.form_likeness import Labels
from perfdesk.importers.load import Imported, read_source
from perfdesk.importers.word import read_word
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner

FORM_FILE = Path(__file__).parents[1] / "forms" / "qingshui-tables-2031.toml"
WRITERS = {"out.docx": write_document, "out.xlsx": write_workbook}
BOOK = document(
    """
    fiscal_year=2031 | department_name=清水县图书馆
    # 书库改造 | budget_total=30.00 | budget_fiscal=25.5 | contact=林一 | phone=0301-56
    + tasks | 修缮库房 | content=墙面和屋顶 | total=3.00
    + tasks | 购置书架 | total=27.00
    - 数量 | 新增书架 | 42组
    - 数量 | 新增册数 | 900册
    - 社会 | 开放时长 | 2400小时
    - 服务 | 读者满意度 | ≥90%
    # 讲座 | budget_total=2.00 | budget_fiscal=2.00 | contact=林二 | phone=0301-57
    - 质量 | 出勤率 | 95%
    - 服务 | 听众满意度 | ≥95%
    - 服务 | 讲师满意度 | ≥90%
    """,
    "ningxia-annex2-2024",
)
TOP = "项目名称 | {name}^3\n资金总额 | {budget_total} | 其中：财政拨款 | {budget_fiscal}\n"
TASKS = "H of:tasks 任务名称>item | 主要内容>content^2 | 预算金额>total\n"
LEVELS = "一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target\n"
CONTACT = "填报人 | {contact} | 联系电话 | {phone}"
SERVED = "H where:level1=满意度指标 二级指标>level2+ | 三级指标>name^2 | 指标值>target\n"
FORMS = {
    "a table of tasks, then one of indicators": TOP + TASKS + "T 二、年度绩效指标\nH " + LEVELS + CONTACT,
    "indicators, then a table of tasks": TOP + "H " + LEVELS + "T 二、年度主要任务\n" + TASKS + CONTACT,
    "indicators, then fixed rows": TOP + TASKS + "H " + LEVELS + "T 二、联系方式\n" + CONTACT,
    "two tables of indicators": TOP + TASKS + "T 二、产出和效益指标\nH where:level1=产出指标/效益指标 "
    + LEVELS + "T 三、满意度指标\n" + SERVED + CONTACT,
    "two tables of the same columns": TOP + TASKS + "T 二、产出和效益指标\nH where:level1=产出指标/效益指标 "
    + LEVELS + "T 三、满意度指标\nH where:level1=满意度指标 " + LEVELS + CONTACT,
    "on pages that lie otherwise": TOP + TASKS + "T~ 二、{name}的产出\nH " + LEVELS + "T+ 三、联系方式\n" + CONTACT,
    "two bands in one table": TOP + TASKS + SERVED + "其他指标^4\nH " + LEVELS + CONTACT,
    "tables with the same rows on top": TOP + TASKS + "T 续表\n项目名称 | {name}^3\nH " + LEVELS + CONTACT,
    "lines that are the same": TOP + "T 续表\n" + TASKS + "T 续表\nH " + LEVELS + "T 续表\n" + CONTACT,
    "lines and headers that are the same": TOP + TASKS + "H " + LEVELS + "T 续表\n" + SERVED + "T 续表\n"
    + SERVED.replace("满意度指标", "效益指标") + "T 续表\n" + CONTACT,
    "two tables of tasks": TOP + "H of:tasks where:content=墙面和屋顶 任务名称>item^3 | 预算金额>total\nT 其他任务\n"
    + TASKS + "T 二、指标\nH " + LEVELS + CONTACT,
    "without headers": TOP + "任务^4\nH of:tasks header:0 任务>item | 内容>content^2 | 金额>total\n"
    "T 二、指标\n产出和效益^4\nH where:level1=产出指标/效益指标 header:0 " + LEVELS
    + "满意度^4\nH where:level1=满意度指标 header:0 二级指标>level2+^2 | 三级指标>name | 指标值>target\n"
    + CONTACT,
}  # fmt: skip


@pytest.fixture(params=FORMS)
def layout(request: pytest.FixtureRequest) -> Form:
    """A form of several tables or bands."""
    return small_form(FORMS[request.param], repeat_header=True)


def texts(one: Document) -> list[object]:
    return [(dict(p.fields), [(row.owner, dict(row.fields)) for row in p.rows]) for p in one.projects]


def in_printed_order(layout: Form, one: Document) -> Document:
    """The indicators in the order of their bands, for that is how they are read."""
    shares = layout.table.shares.get(Owner.INDICATOR)
    if shares is None:
        return one
    return one.with_projects(
        p.with_rows([*sorted(p.indicators, key=lambda row: shares.band_of(row.fields) or 0), *p.records])
        for p in one.projects
    )


def out_and_back(layout: Form, one: Document, folder: Path, name: str) -> Imported:
    with (folder / name).open("wb") as stream:
        WRITERS[name](layout, one, stream)
    return read_source(folder / name, layout)


def _assert_back(layout: Form, imported: Imported) -> None:
    assert texts(imported.document) == texts(in_printed_order(layout, BOOK))
    assert imported.left_out == ()
    assert not [note for note in imported.guessed if "接在" in note.text or "沿用" in note.text]


@pytest.mark.parametrize("name", WRITERS)
def test_out_of_our_own_files(tmp_path: Path, layout: Form, name: str) -> None:
    _assert_back(layout, out_and_back(layout, BOOK, tmp_path, name))


def test_out_of_files_of_other_programs(tmp_path: Path, layout: Form) -> None:
    lines = [part.begins.above[0].text if part.begins else "" for part in layout.table.parts]
    filled = [
        (line.replace("{name}", project.name), table)
        for project in BOOK.projects
        for line, table in zip(lines, sheets(layout, BOOK, project), strict=True)
    ]
    _assert_back(layout, read_source(save_word(tmp_path, *(one for pair in filled for one in pair)), layout))


@pytest.mark.parametrize("name", WRITERS)
def test_the_form_of_three_tables_is_recognised_by_its_name_and_comes_back(tmp_path: Path, name: str) -> None:
    form = read_form(FORM_FILE)
    goals = BOOK.with_fields(
        {(p.id, "goal"): f"完成{p.name}。" for p in BOOK.projects} | {("p1", "unit_name"): "馆本部"}
    )
    goals = goals.with_fields({(p.id, "phone"): "" for p in BOOK.projects})
    imported = out_and_back(form, goals, tmp_path, name)
    assert texts(imported.document) == texts(goals)
    assert imported.left_out == ()


def test_a_line_that_the_source_lacks_leaves_the_tables_apart_by_their_headers(tmp_path: Path) -> None:
    layout = small_form(FORMS["two tables of indicators"])
    first = BOOK.with_projects(BOOK.projects[:1])
    tables = sheets(layout, first, first.projects[0])
    imported = read_source(save_word(tmp_path, tables[0], "另一行字", tables[1], "又一行字", tables[2]), layout)
    assert texts(imported.document) == texts(first)


def test_of_two_headers_alike_in_two_tables_the_second_is_that_of_the_next_band(tmp_path: Path) -> None:
    alike = "三级指标>name^2 | 指标值>target^2\n"
    layout = small_form(
        TOP + "H where:level1=产出指标 " + alike + "T 二、满意度指标\nH where:level1=满意度指标 " + alike
        + "T 三、其他\nH " + LEVELS
    )  # fmt: skip
    first = BOOK.with_projects(BOOK.projects[:1])
    tables = sheets(layout, first, first.projects[0])
    imported = read_source(save_word(tmp_path, tables[0], "另一行字", tables[1], "又一行字", tables[2]), layout)
    assert [(row.level1, row.name) for row in imported.document.projects[0].indicators] == [
        ("产出指标", "新增书架"), ("产出指标", "新增册数"), ("满意度指标", "读者满意度"), ("效益指标", "开放时长"),
    ]  # fmt: skip


def test_a_row_takes_no_class_from_the_table_above_its_own(tmp_path: Path) -> None:
    """Its table has no column for the class, so it has none."""
    layout = small_form(
        TOP
        + "H 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 备注>note\nT 附\nH where:note=附加 三级指标>name^4"
    )
    one = document(
        "# 讲座\n- 数量 | 场次 | 1 | note=记\n- | 甲 | 1 | note=附加\n- | 乙 | 1 | note=附加", "ningxia-annex2-2024"
    )
    one = one.with_fields({(row.id, "target"): "" for row in one.projects[0].indicators})
    for name in WRITERS:
        assert texts(out_and_back(layout, one, tmp_path, name).document) == texts(one)


@pytest.mark.parametrize("name", WRITERS)
def test_each_goal_may_have_a_table_of_its_own(tmp_path: Path, name: str) -> None:
    of_goal = "H where:goal_number={} " + LEVELS
    layout = small_form(
        TOP + "H of:goals 目标>text^3 | 完成情况>done\n" + "T 目标1的指标\n"
        + of_goal.format(1) + "T 目标2的指标\n" + of_goal.format(2)
        + "T 其他指标\nH 目标>goal_number | 一级指标>level1 | 三级指标>name | 指标值>target"
    )  # fmt: skip
    one = document(
        """
        # 书库改造
        + goals | 改造书库
        + goals | 方便读者
        - 数量 | 新增书架 | 42组 | goal_number=1
        - 质量 | 合格率 | 100% | goal_number=1
        - 服务 | 读者满意度 | ≥90% | goal_number=2
        - 数量 | 开放天数 | 300天 | goal_number=3
        - 社会 | 借阅量 | 1万册
        """,
        "ningxia-annex2-2024",
    ).with_fields({("p1.4", "level2"): "", ("p1.5", "level2"): ""})
    imported = out_and_back(layout, one, tmp_path, name)
    assert (texts(imported.document), imported.left_out) == (texts(one), ())


@pytest.mark.parametrize("name", WRITERS)
def test_each_phase_may_have_a_table_of_its_own(tmp_path: Path, name: str) -> None:
    mid = "H where:phase=mid 一级指标>level1+ | 二级指标>level2@mid+ | 三级指标>name@mid | 指标值>target@mid\n"
    layout = small_form(TOP + "T 二、中期绩效指标\n" + mid + "T 三、年度绩效指标\nH " + LEVELS)
    one = document(
        """
        # 书库改造
        - | | | level1=产出指标 | level2@mid=数量指标 | name@mid=书架总数 | target@mid=120组
        - | | | level1=产出指标 | level2@mid=数量指标 | name@mid=册数总数 | target@mid=9000册
        - | | | level1=满意度指标 | level2@mid=服务对象满意度指标 | name@mid=读者满意度 | target@mid=95%
        - 数量 | 新增书架 | 42组
        - 数量 | 新增册数 | 900册
        - 服务 | 读者满意度 | ≥90%
        """,
        "ningxia-annex2-2024",
    )
    imported = out_and_back(layout, one, tmp_path, name)
    assert (texts(imported.document), imported.left_out) == (texts(one), ())


def test_a_header_is_that_of_the_band_whose_labels_it_has(tmp_path: Path) -> None:
    """Also where the source has only one of the tables; a header that lacks a label may be another band's."""
    first = BOOK.with_projects(BOOK.projects[:1])
    texts_of = {
        "H": "H where:level1=满意度指标 三级指标>name^2 | 指标值>target^2\n",
        "O": "H 一级指标>level1 | 三级指标>name | 指标值>target^2\n",
    }
    for bands in ("HO", "OH"):
        layout = small_form(TOP + texts_of[bands[0]] + "T 续表\n" + texts_of[bands[1]])
        fixed = small_form(TOP + "H of:tasks 任务>item^4")
        top = sheets(fixed, first, first.projects[0])[0]
        for number, wanted in enumerate(bands):
            drawn = sheets(layout, first, first.projects[0])[number]
            alone = drawn if number else _without_rows(drawn, 2)
            imported = read_source(save_word(tmp_path, _only_rows(top, 2), alone), layout)
            names = [row.name for row in imported.document.projects[0].indicators]
            assert names == (["读者满意度"] if wanted == "H" else ["新增书架", "新增册数", "开放时长"])
            assert {row.level1 for row in imported.document.projects[0].indicators} == (
                {"满意度指标"} if wanted == "H" else {"产出指标", "效益指标"}
            )


def _without_rows(one: Sheet, rows: int) -> Sheet:
    """A table from a row on."""
    cells = tuple(cell._replace(row=cell.row - rows) for cell in one.cells if cell.row >= rows)
    return one._replace(rows=one.rows - rows, cells=cells)


def _only_rows(one: Sheet, rows: int) -> Sheet:
    """The first rows of a table."""
    return one._replace(rows=rows, cells=tuple(cell for cell in one.cells if cell.row < rows))


def test_a_line_between_tables_is_no_title_of_another_annex(tmp_path: Path) -> None:
    layout = small_form(TOP + "T 项目支出绩效自评表\nH " + LEVELS)
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(layout, BOOK, stream)
    assert Labels(read_word(tmp_path / "out.docx")).likeness(layout).title == ""


_WORDS = st.sampled_from(["产出指标", "效益指标", "满意度指标", "满意度", "别的"])
_NAMES = st.sampled_from(["架数", "册数", "场次", "满意率"])


@given(
    st.sampled_from([*FORMS]), st.lists(st.tuples(_WORDS, _NAMES), min_size=1, max_size=7), st.sampled_from([*WRITERS])
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_records_say_they_come_back_where_they_belong(
    tmp_path: Path, case: str, rows: list[tuple[str, str]], name: str
) -> None:
    layout = small_form(FORMS[case])
    indicators = tuple(
        Indicator(f"r{at}", Fields({"level1": level, "level2": "数量指标", "name": f"{called}{at}"}))
        for at, (level, called) in enumerate(rows)
    )
    one = BOOK.with_projects([Project("p", Fields({"name": "甲"}), indicators)])
    imported = out_and_back(layout, one, tmp_path, name)
    wanted = in_printed_order(layout, one).projects[0].indicators
    assert [dict(row.fields) for row in imported.document.projects[0].indicators] == [dict(r.fields) for r in wanted]
