"""Every annex has a base: the version that it names, or the nearest one; only what was edited in it counts."""

import pytest
from docx.document import Document as WordDocument
from mailed import bases, came_back, exported, in_excel, in_word, merged, without_ids
from merge.histories import edited as saved_after
from merge.histories import saved, sent
from notation import document as written
from openpyxl.workbook import Workbook

from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.edits import AddIndicator, Remove, SetFields, Several
from perfdesk.model.fields import Fields

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2031 | overall_goal=把馆藏档案保管好。
# 网站维护费 | code=13 | budget_total=22.20 | budget_fiscal=22.20 | purpose=用于网站日常维护。 | answer.goal=已问过
- 数量 | 维护次数 | ≥4次 | basis=合同约定
- 数量 | 网站数量 | 1个 | basis=合同约定
- 质量 | 正常运行率 | ≥95% | basis=历史数据
# 库房租金 | code=14 | budget_total=5.00 | budget_fiscal=5.00 | purpose=租用库房存放档案。
- 数量 | 库房面积 | ≥200平方米 | basis=合同约定
# 宣传费 | code=15 | budget_total=3.00 | budget_fiscal=3.00 | purpose=印制宣传手册。
- 数量 | 手册数量 | 500册 | basis=历史数据
"""


@pytest.fixture
def out() -> Side:
    """What was sent round."""
    return sent(written(BOOK))


def said(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Kind, name of the node, key and text of every decision that changes OURS or asks."""
    return [(one.kind.value, _name(plan, one.indicator or one.project), one.key, one.text)
            for one in plan.decisions if one.taken or one.open]  # fmt: skip


def _name(plan: Plan, node: str) -> str:
    for side in plan.sides:
        found = side.document.row(node) or side.document.project(node)
        if found is not None:
            return found.name
    return ""


def cell(word: WordDocument, text: str, new: str) -> None:
    """Types over every cell with this text."""
    for table in word.tables:
        for row in table.rows:
            for one in row.cells:
                if one.text == text:
                    one.paragraphs[0].runs[0].text = new


def without_row(word: WordDocument, text: str) -> None:
    """Deletes the rows with this text in a cell."""
    for table in word.tables:
        for row in [*table.rows]:
            if any(one.text == text for one in row.cells):
                row._tr.getparent().remove(row._tr)


def test_an_annex_that_nobody_touched_has_no_news(out: Side) -> None:
    ours = saved_after("我", out, SetFields({("p1", "purpose"): "用于网站改版。"}))
    for suffix in (".docx", ".xlsx"):
        plan = merged(ours, [came_back(exported(out, suffix), suffix)])
        assert plan.decisions == ()
        assert plan.result() is ours.document
        assert plan.passed == ((f"回{suffix}", "已在“我”里，没有新内容"),)


def test_what_was_deleted_and_emptied_in_word_counts(out: Side) -> None:
    """Found by trying: a row deleted, a table deleted and a field emptied came back as "合入 0 处"."""

    def change(word: WordDocument) -> None:
        without_row(word, "网站数量")
        cell(word, "租用库房存放档案。", "")
        cell(word, "≥4次", "≥6次")

    plan = merged(out, [came_back(in_word(exported(out), change))])
    assert said(plan) == [
        ("set", "维护次数", "target", "≥6次"),
        ("remove", "网站数量", "", "网站数量"),
        ("set", "库房租金", "purpose", ""),
    ]
    assert plan.open == ()
    assert plan.result().projects[0].fields["answer.goal"] == "已问过", "what is not printed stays"


def test_what_was_edited_here_meanwhile_stays_and_only_real_differences_are_asked(out: Side) -> None:
    ours = saved_after(
        "我", out, SetFields({("p1", "purpose"): "甲", ("p2", "purpose"): "乙", ("p1.1", "target"): "≥9次"})
    )
    annex = came_back(in_word(exported(out), lambda word: cell(word, "≥4次", "≥6次")))
    plan = merged(ours, [annex])
    assert [(one.kind, one.key, one.texts) for one in plan.open] == [(ChangeKind.SET, "target", ("≥9次", "≥6次"))]
    assert [one for one in plan.decisions if one.taken] == []


@pytest.mark.parametrize("named", [True, False])
def test_an_answered_question_is_not_asked_again(out: Side, named: bool) -> None:
    ours = saved_after("我", out, SetFields({("p1.1", "target"): "≥9次"}))

    def change(word: WordDocument) -> None:
        cell(word, "≥4次", "≥6次")

    annex = came_back(in_word(exported(out, named=named), change))
    plan = merged(ours, [annex])
    assert len(plan.open) == 1
    plan = plan.choose([plan.open[0].place], 0)
    after = saved("我", ours, plan.result(), plan.sides[1:])
    again = merged(after, [annex])
    assert again.decisions == ()
    assert again.passed == (("回.docx", "已在“我”里，没有新内容"),)


def test_the_nearest_version_is_the_base_of_an_annex_without_ids(out: Side) -> None:
    later = saved_after("我", out, SetFields({(f"p{at}", "purpose"): text for at, text in enumerate("甲乙丙", 1)}))
    ours = saved_after("我", later, SetFields({("p1.1", "basis"): "丁", ("p2.1", "basis"): "戊"}))
    for version in (out, later):
        data = without_ids(in_word(exported(version), lambda word: cell(word, "≥4次", "≥6次")))
        plan = merged(ours, [came_back(data)])
        assert said(plan) == [("set", "维护次数", "target", "≥6次")]
        ((name, basis),) = plan.bases
        assert (name, basis.revision) == ("回.docx", version.revisions and version.revisions.tip)
        assert basis.why.startswith("文件里没有版本号，与这个版本最接近（1 处不同，9")


def test_of_equally_near_versions_the_oldest_is_the_base(out: Side) -> None:
    """Against the newer one, OURS would look unchanged and be overwritten without a question."""
    ours = saved_after("我", out, SetFields({("p1.1", "target"): "≥9次"}))
    annex = came_back(in_word(exported(out, named=False), lambda word: cell(word, "≥4次", "≥6次")))
    plan = merged(ours, [annex])
    assert [one.texts for one in plan.open] == [("≥9次", "≥6次")]


def test_a_stranger_s_annex_has_no_base(out: Side) -> None:
    other = sent(written("""
        department_name=白石县林场 | fiscal_year=2031 | overall_goal=多种树。
        # 造林补助 | code=21 | budget_total=80 | budget_fiscal=80 | purpose=补助苗木。
        - 数量 | 造林面积 | ≥900亩 | basis=林业规划
        # 防火队伍 | code=22 | budget_total=12 | budget_fiscal=12 | purpose=聘请护林员。
        - 数量 | 护林员人数 | 12人 | basis=编制批复
    """))  # fmt: skip
    for named in (True, False):
        plan = merged(out, [came_back(exported(other, named=named))])
        ((_, basis),) = plan.bases
        assert basis == ("", "没有相近的版本，每处不同都要问")
        assert not [one for one in plan.decisions if one.kind is ChangeKind.REMOVE]


def test_a_file_with_our_ids_and_other_content_has_no_base(out: Side) -> None:
    """Somebody took last year's file and typed another department's table into it."""
    other = written("department_name=白石县林场 | fiscal_year=2031\n# 造林补助 | code=21\n- 数量 | 造林面积 | ≥900亩")
    plan = merged(out, [came_back(exported(out, edited=other))])
    assert plan.bases[0][1].revision == ""
    assert [one.key for one in plan.open] == ["department_name"]


def test_an_excerpt_removes_nothing(out: Side) -> None:
    """One clerk copies the table of one project out of the book and sends it back."""
    part = SetFields({("p1", "purpose"): "改了"}).apply(out.document)
    plan = merged(out, [came_back(exported(out, edited=part.with_projects(part.projects[:1])))])
    assert said(plan) == [("set", "网站维护费", "purpose", "改了")]
    assert plan.bases[0][1].why == "文件里记着是由这个版本导出的；只有一部分项目，没有的不算删除"


def test_a_deleted_table_of_several_is_a_removal(out: Side) -> None:
    part = Remove(frozenset({"p3"})).apply(out.document)
    plan = merged(out, [came_back(exported(out, edited=part))])
    assert said(plan) == [("remove", "宣传费", "", "宣传费")]
    ours = saved_after("我", out, SetFields({("p3", "purpose"): "改了"}))
    assert len(merged(ours, [came_back(exported(out, edited=part))]).open) == 1


def test_a_new_row_that_both_have_is_one(out: Side) -> None:
    """A document was exported, and only then saved: the row is new to the version that the annex names."""
    row = AddIndicator(
        "new", "p2", Fields({"level1": "产出指标", "level2": "数量指标", "name": "消防器材", "target": "6套"})
    )
    ours = saved_after("我", out, row)
    data = exported(out, edited=row.apply(out.document))
    assert merged(ours, [came_back(data)]).result() is ours.document
    other = in_word(data, lambda word: cell(word, "6套", "8套"))
    (question,) = merged(ours, [came_back(other)]).open
    assert question.texts == ("6套", "8套")


def test_new_rows_without_a_name_are_not_one(out: Side) -> None:
    def added(target: str) -> AddIndicator:
        return AddIndicator("new", "p2", Fields({"level1": "产出指标", "level2": "数量指标", "target": target}))

    ours = saved_after("我", out, added("6套"))
    plan = merged(ours, [came_back(exported(out, edited=added("8套").apply(out.document)))])
    project = plan.result().project("p2")
    assert project is not None
    assert (sorted(row.fields["target"] for row in project.rows[1:]), plan.open) == (["6套", "8套"], ())


def test_a_row_typed_anew_is_no_edit_of_the_one_that_was_removed(out: Side) -> None:
    data = in_word(exported(out), lambda word: [cell(word, "库房面积", "新增标志牌"), cell(word, "≥200平方米", "30块"),
                                                without_row(word, "手册数量")])  # fmt: skip
    ours = saved_after("我", out, SetFields({("p2.1", "basis"): "改了"}))
    plan = merged(ours, [came_back(data)])
    assert sorted(said(plan)) == [
        ("add", "新增标志牌", "", "新增标志牌"),
        ("remove", "库房面积", "", "库房面积"),
        ("remove", "手册数量", "", "手册数量"),
    ]
    assert [_name(plan, one.indicator) for one in plan.open] == ["库房面积"]


def test_another_base_can_be_chosen_and_none(out: Side) -> None:
    ours = saved_after("我", out, SetFields({("p1", "purpose"): "甲"}))
    annex = came_back(exported(out))
    assert out.revisions is not None
    assert ours.revisions is not None
    from perfdesk.merge.analyse import analyse

    plan = analyse(ours, [bases(ours).side(annex, ours.revisions.tip)])
    assert said(plan) == [("set", "网站维护费", "purpose", "用于网站日常维护。")], "against it, the old text is an edit"
    assert plan.bases[0][1] == (ours.revisions.tip, "由人选定")
    plan = analyse(ours, [bases(ours).side(annex, "")])
    assert plan.bases[0][1] == ("", "由人选定不用旧版本，每处不同都要问")
    assert len(plan.open) == 1
    assert bases(ours).side(annex, "gone").basis == ("", "原来的版本还原不了，每处不同都要问")


def test_a_version_that_only_another_file_knows_is_a_base(out: Side) -> None:
    other = saved_after("乙.perfdesk", out, SetFields({("p1", "purpose"): "甲"}))
    annex = came_back(in_word(exported(other), lambda word: cell(word, "≥4次", "≥6次")))
    plan = merged(out, [annex], other)
    assert sorted(said(plan)) == [("set", "维护次数", "target", "≥6次"), ("set", "网站维护费", "purpose", "甲")]
    assert plan.open == ()


def test_in_a_workbook_only_the_edited_cells_count(out: Side) -> None:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets[:-1]:
            for row in sheet.iter_rows():
                for one in row:
                    if one.value == "≥4次":
                        one.value = "≥6次"
                    elif one.value == "印制宣传手册。":
                        one.value = None

    plan = merged(out, [came_back(in_excel(exported(out, ".xlsx"), change), ".xlsx")])
    assert said(plan) == [("set", "维护次数", "target", "≥6次"), ("set", "宣传费", "purpose", "")]
    assert plan.open == ()


def test_an_annex_of_a_version_that_only_its_author_has_is_based_on_the_one_before(out: Side) -> None:
    """A colleague edits his copy, saves, exports to Word, and edits there again."""
    ours = saved_after("我", out, SetFields({("p1.1", "target"): "≥9次"}))
    theirs = saved_after("甲", out, SetFields({("p2", "purpose"): "乙"}))
    theirs = saved_after("甲", theirs, SetFields({("d", "overall_goal"): "丙"}))
    plan = merged(ours, [came_back(in_word(exported(theirs), lambda word: cell(word, "≥4次", "≥6次")))])
    ((_, basis),) = plan.bases
    assert basis == (out.revisions and out.revisions.tip, "文件由更新的版本导出，这是它以前的、这里也有的版本")
    assert [one.texts for one in plan.open] == [("≥9次", "≥6次")]
    assert len([one for one in plan.decisions if one.taken]) == 2


def test_the_ids_name_no_person_and_fit_what_word_keeps(out: Side) -> None:
    side = out
    for number in range(30):
        side = saved_after("甲", side, SetFields({("p1", "purpose"): f"第{number}版"}))
    origin = came_back(exported(side)).origin
    assert origin is not None
    assert side.revisions is not None
    assert (origin.document, origin.revision) == ("d", side.revisions.tip)
    assert len(" ".join(origin.earlier)) <= 255
    assert len(origin.earlier) == 15
    assert exported(side) == exported(side)


def test_rows_that_the_form_does_not_print_stay() -> None:
    out = sent(written(BOOK.replace("# 宣传费", "+ tasks | 修缮库房 | total=3.00\n# 宣传费")))
    plan = merged(out, [came_back(in_word(exported(out), lambda word: cell(word, "≥200平方米", "≥300平方米")))])
    assert said(plan) == [("set", "库房面积", "target", "≥300平方米")]
    assert [row.name for row in plan.result().projects[1].records] == ["修缮库房"]


def new_row(name: str) -> AddIndicator:
    texts = {"level1": "产出指标", "level2": "数量指标", "name": name, "target": f"{len(name)}次", "basis": "新定"}
    return AddIndicator(f"n{name}", "p2", Fields(texts))


def test_what_colleagues_only_added_is_not_removed_by_an_annex_of_what_was_sent(out: Side) -> None:
    """Found by random rounds: the version of a colleague who only added explains an annex as well as what was sent. It
    became the base, and the annex seemed to have removed all that the colleague had added."""
    theirs = saved_after("乙", out, Several((new_row("巡查次数"), SetFields({("d", "compiler"): "办公室"})), ""))
    data = without_ids(in_word(exported(out), lambda word: cell(word, "≥4次", "≥6次")))
    for ours, others in ((out, [theirs]), (theirs, []), (saved_after("我", out, new_row("检查次数")), [theirs])):
        plan = merged(ours, [came_back(data)], *others)
        assert plan.open == ()
        result = plan.result()
        assert result.row("n巡查次数") is not None
        assert result.fields["compiler"] == "办公室"
        assert result.indicator("p1.1").target == "≥6次"


def test_rows_that_two_added_in_one_class_are_two_rows(out: Side) -> None:
    """Found by random rounds: they have texts in common, and one was taken for the other after an edit."""
    theirs = saved_after("乙", out, new_row("巡查次数"))
    data = without_ids(exported(out, edited=new_row("应急演练场数").apply(out.document)))
    plan = merged(out, [came_back(data)], theirs)
    assert plan.open == ()
    names = [row.name for row in plan.result().projects[1].rows]
    assert sorted(names) == sorted(["库房面积", "巡查次数", "应急演练场数"])


def test_edits_that_two_made_alike_make_none_of_them_the_base_of_the_other(out: Side) -> None:
    """乙 and the annex deleted the same row and wrote the same text; but the annex has the old text where 乙 wrote."""
    alike = [Remove(frozenset({"p1.2"})), SetFields({("p1.1", "target"): "≥6次"}), SetFields({("p3", "purpose"): ""})]
    theirs = saved_after("乙", out, Several((*alike, SetFields({("p2", "purpose"): "租两间库房。"})), ""))
    data = without_ids(exported(out, edited=Several(tuple(alike), "").apply(out.document)))
    for ours, others in ((out, [theirs]), (theirs, [])):
        plan = merged(ours, [came_back(data)], *others)
        assert plan.open == ()
        assert plan.result() == theirs.document
