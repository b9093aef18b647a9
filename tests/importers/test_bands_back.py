"""What a form of any bands prints comes back from Word, Excel and text, and asks for no second look."""

from pathlib import Path

import pytest
from notation import document
from small_forms import small_form
from sources import save_excel, save_text, save_word, table_texts

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import columns
from perfdesk.forms.sheet import Role, Sheet, sheet
from perfdesk.forms.soundness import faults
from perfdesk.importers.load import Imported, read_source
from perfdesk.model.document import Document, Record
from perfdesk.model.fields import Fields, Owner

BOOK = document(
    """
    fiscal_year=2031 | department_name=清水县图书馆 | annex_number=2 | money_unit=万元
    # 书库改造 | budget_total=30.00 | budget_fiscal=25.5 | attribute=新增项目 | total_weight=90 | conclusion=完成较好。
    - 数量 | 新增书架 | 42组 | weight=50 | score=48.5 | actual=40组 | likelihood=有可能
    - 数量 | 新增册数 | 900册 | weight=30 | score=30 | actual=900册 | likelihood=确定能
    - 质量 | 验收合格率 | 100% | weight=10 | score=9.25 | actual=97% | likelihood=确定能
    # 讲座 | budget_total=2.00 | budget_fiscal=2.00 | attribute=延续项目 | total_weight=10 | conclusion=已经完成。
    - 质量 | 听众满意率 | 95% | weight=10 | score=9 | actual=96% | likelihood=完全不可能
    """,
    "ningxia-annex2-2024",
)
TOP = """
    青水县自评表^6
    项目名称 | {name}^2 | 项目属性 | {新增项目/延续项目 attribute}^2
    资金总额：{budget_total}万元，其中财政拨款{budget_fiscal}万元^6
"""
PLAIN = "H 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target | 分值>weight | 得分>score\n"
FORMS = {
    "rows below": TOP + PLAIN + "总分^4 | {total_weight} | [sum indicator.score]\n自评结论 | {conclusion}^5",
    "a note below": TOP + PLAIN + "自评结论 | {conclusion}^5\n! 填表说明：请如实填写。^6",
    "empty rows and a tail": TOP + PLAIN.replace("H ", "H least:5 tail:…… "),
    "a label beside": TOP + "H 绩效指标~* | 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target^2\n"
    + "自评结论 | {conclusion}^5",
    "a label beside, empty rows": TOP + "H least:5 tail:…… 绩效指标~* | 一级指标>level1+ | 二级指标>level2+ "
    "| 三级指标>name | 指标值>target^2",
    "two header rows": TOP + "H 一级指标>level1+~2 | 二级指标>level2+~2 | 三级指标>name~2 | 完成情况^2 | 得分>score~2\n"
    "H2 年度指标值>target | 实际完成值>actual",
    "ticks": TOP + "H 二级指标>level2+~2 | 三级指标>name~2 | 指标值>target~2 | 完成目标可能性^3\n"
    "H2 确定能?likelihood | 有可能?likelihood | 完全不可能?likelihood\n自评结论 | {conclusion}^5",
}  # fmt: skip


def _of_the_form(layout: Form) -> Document:
    """What the form prints of the book: nothing else can come back."""
    printed = {
        (node, key): ""
        for project in BOOK.projects
        for node, fields in ((project.id, project.fields), *((row.id, row.fields) for row in project.indicators))
        for key in fields
        if not any(key in layout.table.keys_of(owner) for owner in (BOOK.owner_of(node),) if owner)
    }
    return BOOK.with_fields(printed)


def _texts(one: Document) -> list[object]:
    return [(dict(p.fields), [dict(row.fields) for row in p.indicators]) for p in one.projects]


def _assert_back(layout: Form, imported: Imported) -> None:
    assert _texts(imported.document) == _texts(_of_the_form(layout))
    assert imported.left_out == ()


@pytest.fixture(params=FORMS)
def layout(request: pytest.FixtureRequest) -> Form:
    """A form with one kind of band or cell."""
    return small_form(FORMS[request.param])


def test_out_of_our_own_word_file(tmp_path: Path, layout: Form) -> None:
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(layout, BOOK, stream)
    _assert_back(layout, read_source(tmp_path / "out.docx", layout))


def test_out_of_our_own_workbook(tmp_path: Path, layout: Form) -> None:
    with (tmp_path / "out.xlsx").open("wb") as stream:
        write_workbook(layout, BOOK, stream)
    _assert_back(layout, read_source(tmp_path / "out.xlsx", layout))


def test_out_of_files_of_other_programs(tmp_path: Path, layout: Form) -> None:
    sheets = [sheet(layout, BOOK, project) for project in BOOK.projects]
    _assert_back(layout, read_source(save_word(tmp_path, *sheets), layout))
    _assert_back(layout, read_source(save_excel(tmp_path, (([], one) for one in sheets)), layout))


@pytest.mark.parametrize("name", [name for name in FORMS if "empty rows" not in name])
def test_out_of_copied_text(tmp_path: Path, name: str) -> None:
    layout = small_form(FORMS[name])
    tables = (table_texts(sheet(layout, BOOK, project)) for project in BOOK.projects)
    text = "\n\n".join("\n".join("\t".join(row) for row in table) for table in tables)
    _assert_back(layout, read_source(save_text(tmp_path, text), layout))


DEPARTMENT = """
    部门（单位）名称^2 | {department_name}^5
    H of:tasks 年度主要任务~* | 任务名称>item~2 | 主要内容>content^2~2 | 预算金额（万元）^3
    H2 总额>total | 财政拨款>fiscal | 其他资金>other
    金额合计^4 | [sum tasks.total] | [sum tasks.fiscal] | [sum tasks.other]
    年度总体目标 | {goal}^6
    H 年度绩效指标~* | 一级指标>level1+ | 二级指标>level2+ | 三级指标>name^2 | 指标值>target^2
"""
PROGRAMME = """
    项目名称^2 | {name}^2
    H of:schedule least:3 实施进度~* | 实施内容>content | 开始时间>start | 完成时间>end
    H of:costs tail:…… 支出内容>item | 测算依据>basis^2 | 金额>amount
    合计^3 | [sum costs.amount]
    H of:goals 预期目标>text^2 | 实际完成情况>done^2
    H 三级指标>name^2 | 指标值>target^2
    ! 填表说明^4
"""


def _with_records(one: Document, *records: tuple[Owner, dict[str, str]]) -> Document:
    """The document with these records in its first project."""
    made = (Record(owner, f"r{at}", Fields(texts)) for at, (owner, texts) in enumerate(records))
    first, *others = one.projects
    return one.with_projects([first.with_rows([*first.indicators, *made]), *others])


DEPARTMENT_BOOK = _with_records(
    document(
        """
        fiscal_year=2031 | department_name=清水县图书馆 | annex_number=2
        # | goal=办好全县图书馆。
        - 数量 | 新增书架 | 42组
        - 质量 | 验收合格率 | 100%
        """,
        "ningxia-annex2-2024",
    ),
    (
        Owner.TASKS,
        {"item": "书库改造", "content": "改造书库。", "total": "30.00", "fiscal": "25.5", "other": "4.50"},
    ),
    (Owner.TASKS, {"item": "讲座", "content": "举办讲座。", "total": "2", "fiscal": "2"}),
)
PROGRAMME_BOOK = _with_records(
    document("# 书库改造\n- | 新增书架 | 42组\n# 讲座\n- | 听众满意率 | 95%", "ningxia-annex2-2024"),
    (Owner.SCHEDULE, {"content": "招标", "start": "2031年3月", "end": "2031年5月"}),
    (Owner.COSTS, {"item": "书架", "basis": "42组×0.5万元", "amount": "21"}),
    (Owner.COSTS, {"item": "运输", "amount": "9.00"}),
    (Owner.GOALS, {"text": "目标1：书库改造完成。", "done": "已经完成。"}),
)
RECORDED = {"tasks": (DEPARTMENT, DEPARTMENT_BOOK), "three kinds": (PROGRAMME, PROGRAMME_BOOK)}


def _rows(one: Document) -> list[object]:
    return [(dict(p.fields), [(row.owner, dict(row.fields)) for row in p.rows]) for p in one.projects]


def test_sums_of_records_are_printed_and_not_read() -> None:
    layout = small_form(DEPARTMENT)
    table = sheet(layout, DEPARTMENT_BOOK, DEPARTMENT_BOOK.projects[0])
    assert [cell.text for cell in table.cells if cell.role is Role.COMPUTED] == ["32.00", "27.5", "4.50"]
    assert layout.table.keys_of(Owner.TASKS) == ("item", "content", "total", "fiscal", "other")
    assert not [head for head in columns(layout) if head.owner is Owner.TASKS]


@pytest.mark.parametrize("case", RECORDED)
def test_records_come_back(tmp_path: Path, case: str) -> None:
    text, book = RECORDED[case]
    layout = small_form(text)
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, book, stream)
        imported = read_source(tmp_path / name, layout)
        assert (_rows(imported.document), imported.left_out) == (_rows(book), ()), name
    sheets = [sheet(layout, book, project) for project in book.projects]
    imported = read_source(save_word(tmp_path, *sheets), layout)
    assert (_rows(imported.document), imported.left_out) == (_rows(book), ())


def test_two_imports_give_a_record_the_same_id(tmp_path: Path) -> None:
    layout = small_form(DEPARTMENT)
    source = save_word(tmp_path, *(sheet(layout, DEPARTMENT_BOOK, one) for one in DEPARTMENT_BOOK.projects))
    one, other = (read_source(source, layout).document for _ in range(2))
    assert [row.id for row in one.projects[0].rows] == [row.id for row in other.projects[0].rows]
    assert len({row.id for row in one.projects[0].rows}) == 4


BOTH_PHASES = small_form(
    """
    项目名称^2 | {name}^6
    总体目标~2 | 中期目标（2031年—2033年）^4 | 年度目标^3
    {goal_mid}^4 | {goal}^3
    H 绩效指标~* | 一级指标>level1+ | 二级指标>level2@mid+ | 三级指标>name@mid | 指标值>target@mid | 二级指标>level2+ \
| 三级指标>name | 指标值>target
    """
)
TWO_PHASES = document(
    """
    # 书库改造 | goal_mid=三年改造完。 | goal=改造一层。
    - 数量 | 新增书架 | 42组 | level2@mid=数量指标 | name@mid=书架总数 | target@mid=120组
    - 数量 | 新增册数 | 900册 | level2@mid=数量指标 | name@mid=册数总数 | target@mid=3000册
    - 质量 | 合格率 | 100% | level2@mid=数量指标 | name@mid=开架册数 | target@mid=2000册
    - 质量 | 完好率 | 99%
    """,
    "ningxia-annex2-2024",
)


def test_two_phases_stand_side_by_side_and_merge_each_by_itself() -> None:
    table = sheet(BOTH_PHASES, TWO_PHASES, TWO_PHASES.projects[0])
    spans = {key: [cell.rows for cell in table.cells if cell.key == key] for key in ("level1", "level2@mid", "level2")}
    assert spans == {"level1": [4], "level2@mid": [3, 1], "level2": [2, 2]}
    assert BOTH_PHASES.vocabulary.title(Owner.INDICATOR, "target@mid") == "中期指标值"
    listed = [head.title for head in columns(BOTH_PHASES) if "@" in head.key]
    assert listed == ["中期二级指标", "中期三级指标", "中期指标值"]


def test_two_phases_come_back(tmp_path: Path) -> None:
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(BOTH_PHASES, TWO_PHASES, stream)
        imported = read_source(tmp_path / name, BOTH_PHASES)
        assert (_texts(imported.document), imported.left_out) == (_texts(TWO_PHASES), ()), name


COSTS = "项目名称^2 | {name}^2\nH of:costs 支出内容>item | 测算依据>basis^2 | 金额>amount\n"
INDICATORS = "H 三级指标>name^2 | 指标值>target^2"
COSTS_BOOK = _with_records(
    document("# 书库改造\n- | 新增书架 | 42组", "ningxia-annex2-2024"), (Owner.COSTS, {"item": "书架", "amount": "21"})
)


@pytest.mark.parametrize("below", ["! 注：以上费用不含税。^4", "! 注：以上^3 | ! 不含税^1"])
def test_a_line_below_records_that_the_form_lacks_is_reported_and_no_record(tmp_path: Path, below: str) -> None:
    table = sheet(small_form(f"{COSTS}{below}\n{INDICATORS}"), COSTS_BOOK, COSTS_BOOK.projects[0])
    imported = read_source(save_word(tmp_path, table), small_form(COSTS + INDICATORS))
    (project,) = imported.document.projects
    assert [row.name for row in project.rows] == ["新增书架", "书架"]
    assert [note.text.startswith("注：以上") for note in imported.left_out] == [True]


def test_a_label_in_a_record_is_told_and_no_value(tmp_path: Path) -> None:
    book = COSTS_BOOK.with_fields({("r0", "item"): "项目名称", ("r0", "basis"): "合同"})
    layout = small_form(COSTS + INDICATORS)
    imported = read_source(save_word(tmp_path, sheet(layout, book, book.projects[0])), layout)
    record = imported.document.projects[0].rows_of(Owner.COSTS)[0]
    assert dict(record.fields) == {"basis": "合同", "amount": "21"}
    assert [note.text for note in imported.left_out] == ["列“支出内容”里有栏目名称，没有当作内容，1 格（“项目名称”）"]


def test_a_column_of_records_that_the_form_lacks_is_reported(tmp_path: Path) -> None:
    wide = small_form(COSTS.replace("测算依据>basis^2", "测算依据>basis | 备用栏>y1") + INDICATORS)
    book = COSTS_BOOK.with_fields({("r0", "y1"): "9"})
    narrow = small_form(COSTS.replace("测算依据>basis^2", "测算依据>basis | ()=甲") + INDICATORS)
    imported = read_source(save_word(tmp_path, sheet(wide, book, book.projects[0])), narrow)
    record = imported.document.projects[0].rows_of(Owner.COSTS)[0]
    assert dict(record.fields) == {"item": "书架", "amount": "21"}
    assert [note.text for note in imported.left_out] == ["列“备用栏”没有对应的栏，1 格（“9”）"]


GRID = small_form(
    "部门名称^2 | {department_name}^3\n"
    "H 项目名称>!name | 预算数>!budget_total | 二级指标>level2+ | 三级指标>name | 指标值>target",
    grid=True,
)
OF_ALL = document(
    """
    department_name=清水县图书馆
    # 书库改造 | budget_total=30
    - 数量 | 书架 | 42组
    - 质量 | 合格率 | 100%
    # 讲座 | budget_total=2
    - 质量 | 听众满意率 | 95%
    """,
    "ningxia-annex2-2024",
)


def test_projects_of_a_grid_in_a_table_each_come_back(tmp_path: Path) -> None:
    sheets = [sheet(GRID, OF_ALL, project) for project in OF_ALL.projects]
    imported = read_source(save_word(tmp_path, *sheets), GRID)
    read = [
        (dict(one.fields), [(row.level2, row.name, row.target) for row in one.indicators])
        for one in imported.document.projects
    ]
    assert read == [
        ({"name": "书库改造", "budget_total": "30"}, [("数量指标", "书架", "42组"), ("质量指标", "合格率", "100%")]),
        ({"name": "讲座", "budget_total": "2"}, [("质量指标", "听众满意率", "95%")]),
    ]
    assert imported.left_out == ()


def test_a_project_of_a_grid_goes_on_in_the_next_table(tmp_path: Path) -> None:
    first, second = (sheet(GRID, OF_ALL, project) for project in OF_ALL.projects)
    repeated = [cell._replace(text="书库改造") if cell.text == "讲座" else cell for cell in second.cells]
    repeated = [cell._replace(text="30") if cell.text == "2" else cell for cell in repeated]
    imported = read_source(save_word(tmp_path, first, second._replace(cells=tuple(repeated))), GRID)
    assert [[row.name for row in one.rows] for one in imported.document.projects] == [["书架", "合格率", "听众满意率"]]
    assert imported.left_out == ()


# --- without a header, and in several tables -------------------------------------------------------------------------

HEADLESS = {
    "indicators": """
        项目名称 | {name}^3
        绩效指标^4
        H header:0 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target
        填表说明 | {remarks}^3
    """,
    "beside a label": """
        项目名称 | {name}^3
        H header:0 绩效指标~* | 二级指标>level2+ | 三级指标>name | 指标值>target
    """,
    "records": """
        项目名称 | {name}^3
        年度支出^4
        H of:costs header:0 支出内容>item | 测算依据>basis^2 | 金额>amount
        合计^3 | [sum costs.amount]
        H 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target
    """,
}
HEADLESS_BOOK = _with_records(
    document(
        """
        # 书库改造 | remarks=如实
        - 数量 | 书架 | 42组
        - 质量 | 合格率 | 100%
        # 讲座 | remarks=无
        - 质量 | 满意率 | 95%
        """,
        "ningxia-annex2-2024",
    ),
    (Owner.COSTS, {"item": "书架", "basis": "42组×0.5万元", "amount": "21"}),
    (Owner.COSTS, {"item": "运输", "amount": "9.00"}),
)  # fmt: skip


@pytest.mark.parametrize("case", HEADLESS)
def test_rows_without_a_header_come_back_by_their_place(tmp_path: Path, case: str) -> None:
    layout = small_form(HEADLESS[case])
    on_paper = {(owner, key) for owner, key in layout.table.printed}
    # A workbook has the records that the form does not print on sheets of their own.
    costs = {(Owner.COSTS, key) for key in ("item", "basis", "amount")}
    for name, write, keys in (
        ("out.docx", write_document, on_paper),
        ("out.xlsx", write_workbook, on_paper | costs),
    ):
        wanted = [
            (
                {key: text for key, text in one.fields.items() if (Owner.PROJECT, key) in keys},
                [
                    {key: text for key, text in row.fields.items() if (row.owner, key) in keys}
                    for row in one.rows
                    if any(owner is row.owner for owner, _ in keys)
                ],
            )
            for one in HEADLESS_BOOK.projects
        ]
        with (tmp_path / name).open("wb") as stream:
            write(layout, HEADLESS_BOOK, stream)
        imported = read_source(tmp_path / name, layout)
        read = [(dict(one.fields), [dict(row.fields) for row in one.rows]) for one in imported.document.projects]
        assert (read, imported.left_out) == (wanted, ()), name


def test_a_row_that_has_other_cells_than_the_band_is_no_row_of_it(tmp_path: Path) -> None:
    layout = small_form(HEADLESS["records"])
    wide = small_form(HEADLESS["records"].replace("测算依据>basis^2", "测算依据>basis | 备注>y1"))
    imported = read_source(save_word(tmp_path, sheet(wide, HEADLESS_BOOK, HEADLESS_BOOK.projects[0])), layout)
    (project,) = imported.document.projects
    assert [row.name for row in project.rows] == ["书架", "合格率"]
    assert [note.text for note in imported.left_out][:2] == ["书架 42组×0.5万元 21", "运输 9.00"]


def _cut(whole: Sheet, first: int, last: int) -> Sheet:
    cells = [cell for cell in whole.cells if first <= cell.row < last]
    moved = [cell._replace(row=cell.row - first, rows=min(cell.rows, last - cell.row)) for cell in cells]
    return whole._replace(rows=last - first, cells=tuple(moved), header=None)


@pytest.mark.parametrize("case", RECORDED)
def test_a_table_of_records_goes_on_in_the_next_table_and_on_the_next_sheet(tmp_path: Path, case: str) -> None:
    text, book = RECORDED[case]
    layout, one = small_form(text), book.with_projects(book.projects[:1])
    whole = sheet(layout, one, one.projects[0])
    for at in range(2, whole.rows):
        parts = _cut(whole, 0, at), _cut(whole, at, whole.rows)
        for source in (save_word(tmp_path, *parts), save_excel(tmp_path, [([], part) for part in parts])):
            imported = read_source(source, layout)
            assert (_rows(imported.document), imported.left_out) == (_rows(one), ()), (at, source.suffix)


def test_a_table_of_another_width_is_no_more_of_the_records(tmp_path: Path) -> None:
    layout = small_form(COSTS + INDICATORS)
    signatures = small_form("签字 | 日期\nH 三级指标>name^2")
    other = _cut(sheet(signatures, COSTS_BOOK, COSTS_BOOK.projects[0]), 2, 3)
    other = other._replace(
        cells=(
            other.cells[0]._replace(columns=1, text="王青"),
            other.cells[0]._replace(column=1, columns=1, text="三月"),
        )
    )
    whole = sheet(layout, COSTS_BOOK, COSTS_BOOK.projects[0])
    imported = read_source(save_word(tmp_path, _cut(whole, 0, 3), other), layout)
    assert [row.name for row in imported.document.projects[0].rows_of(Owner.COSTS)] == ["书架"]
    assert [note.text for note in imported.left_out if "王青" in note.text] == ["王青 三月"]


def test_where_rows_without_a_header_could_not_be_found_the_form_is_refused() -> None:
    text = "项目名称^2 | {name}^2\nH of:costs 内容>item^2 | 金额>amount^2\nH header:0 三级指标>name^4"
    assert [*faults(small_form(text, sound=False))] == [
        "table.bands 第 3 项：header = 0 的一段要紧接在固定的行下面，否则装入时分不清"
    ]
