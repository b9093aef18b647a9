"""Merging whole documents: examples, and what must hold for any."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from strategies import documents, edits
from trust import Promise

from perfdesk.forms.loader import vocabulary_of
from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.likeness import as_same, likenesses, sentence
from perfdesk.merge.plan import Plan, question
from perfdesk.merge.plan_rows import plan_row
from perfdesk.merge.sides import Side
from perfdesk.merge.versions import alike
from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document, Indicator, Project, Row
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields
from perfdesk.model.questions import PLACE, REMOVED, Question, Voice, open_questions
from perfdesk.model.revisions import Revision, Revisions

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 网站维护费 | code=13 | budget_total=22.20 | budget_fiscal=22.20
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
# 库房租金 | budget_total=5
- 数量 | 库房面积 | ≥200平方米
# 宣传费 | budget_total=3
"""


@pytest.fixture
def book() -> Document:
    return written(BOOK)


def put(node: str, key: str, text: str) -> Edit:
    return SetFields({(node, key): text})


def plan(base: Document, ours: Edit | None, *theirs: Edit | None) -> Plan:
    """The plan for OURS and files A, B, …, each an edit away from the base."""
    versions = [base if edit is None else edit.apply(base) for edit in (ours, *theirs)]
    sides = [Side(name, one) for name, one in zip("我ABCD", versions, strict=False)]
    return analyse(sides[0], sides[1:], base)


def names(document: Document) -> str:
    return " ".join(f"{p.name}({','.join(i.name for i in p.indicators)})" for p in document.projects)


def foreign(document: Document, edit: Edit | None = None) -> Document:
    """The same content typed apart: no id is ours."""
    document = edit.apply(document) if edit else document
    return Document(
        "other",
        document.form,
        document.fields,
        tuple(
            type(p)(f"z{p.id}", p.fields, tuple(type(i)(f"z{i.id}", i.fields) for i in p.indicators))
            for p in document.projects
        ),
    )


def test_changes_in_different_fields_all_arrive(book: Document) -> None:
    made = plan(
        book,
        put("p1", "goal", "全年稳定运行"),
        put("p1", "budget_total", "25"),
        Several((put("p1.1", "target", "≥6次"), put("d", "compiler", "办公室")), ""),
    )
    result = made.result()
    assert made.open == ()
    assert result.fields["compiler"] == "办公室"
    assert result.projects[0].fields["goal"] == "全年稳定运行"
    assert result.projects[0].budget_total == "25"
    assert result.indicator("p1.1").target == "≥6次"
    assert [(one.key, one.sources, one.taken) for one in made.decisions] == [
        ("compiler", (2,), True),
        ("budget_total", (1,), True),
        ("goal", (0,), False),
        ("target", (2,), True),
    ]


def test_what_nobody_changed_is_the_same_object(book: Document) -> None:
    result = plan(book, None, put("p2", "goal", "租用")).result()
    assert result.projects[0] is book.projects[0]
    assert plan(book, put("p2", "goal", "租用"), None).result() == put("p2", "goal", "租用").apply(book)
    assert plan(book, None, None).result() is book


def test_different_changes_are_asked_and_ours_stands(book: Document) -> None:
    made = plan(book, put("p1", "budget_total", "25"), put("p1", "budget_total", "30"), put("p1", "budget_total", "3"))
    (asked,) = made.open
    assert (asked.base, asked.texts, asked.sources) == ("22.20", ("25", "30", "3"), (0, 1, 2))
    project = made.result().projects[0]
    assert project.budget_total == "25"
    assert dict(open_questions(project.fields)) == {
        "budget_total": Question("22.20", (Voice("A", "", "30"), Voice("B", "", "3"), Voice("我", "", "25")))
    }


def test_an_answer_is_taken_and_no_question_is_left(book: Document) -> None:
    made = plan(book, put("p1", "budget_total", "25"), put("p1", "budget_total", "30"))
    chosen = made.choose([("p1", "budget_total")], 1)
    assert chosen.open == ()
    assert chosen.result() == put("p1", "budget_total", "30").apply(book)
    assert chosen.choose([("p1", "budget_total")], None).open == made.open
    overruled = plan(book, None, put("p1", "goal", "新")).choose([("p1", "goal")], 0)
    assert overruled.result() == book


def test_what_one_removed_is_gone_unless_another_edited_it(book: Document) -> None:
    assert names(plan(book, None, Remove(frozenset({"p1.2", "p3"}))).result()) == (
        "网站维护费(维护次数,正常运行率) 库房租金(库房面积)"
    )
    made = plan(book, Remove(frozenset({"p1"})), put("p1.2", "target", "2个"))
    (asked,) = made.open
    assert (asked.kind, asked.project, asked.texts) == (ChangeKind.REMOVE, "p1", (None, "网站维护费"))
    result = made.result()
    assert names(result) == names(book)
    assert result.indicator("p1.2").target == "2个"
    assert [key for key, _ in open_questions(result.projects[0].fields)] == [REMOVED]
    assert names(made.choose([("p1", REMOVED)], 0).result()) == "库房租金(库房面积) 宣传费()"
    kept = made.choose([("p1", REMOVED)], 1).result()
    assert kept == put("p1.2", "target", "2个").apply(book)


def test_a_respelling_saves_nothing_from_removal(book: Document) -> None:
    made = plan(book, Remove(frozenset({"p2"})), put("p2", "budget_total", "5.00"))
    assert made.open == ()
    assert len(made.result().projects) == 2


def test_additions_join_in_an_order_that_no_file_decides(book: Document) -> None:
    adds = [
        AddIndicator(f"x{name}", "p1", Fields({"level1": "产出指标", "level2": level, "name": name}), "p1.3")
        for name, level in (("丙", "质量指标"), ("甲", "数量指标"), ("乙", "数量指标"))
    ]
    wanted = "网站维护费(维护次数,网站数量,乙,甲,丙,正常运行率) 库房租金(库房面积) 宣传费()"
    for order in itertools.permutations(adds):
        assert names(plan(book, *order).result()) == wanted


def test_what_one_added_keeps_its_order(book: Document) -> None:
    two = Several((AddProject("y", Fields({"name": "后"})), AddProject("x", Fields({"name": "先"}))), "")
    assert names(plan(book, None, two).result()).endswith("宣传费() 后() 先()")


def test_moved_and_edited_is_both(book: Document) -> None:
    made = plan(book, put("p3", "goal", "宣传"), Move(("p3",), None, "p1"))
    assert made.open == ()
    assert names(made.result()).startswith("宣传费()")
    assert made.result().projects[0].fields["goal"] == "宣传"
    moved = plan(book, put("p1.1", "target", "5次"), Move(("p1.1",), "p2"))
    assert moved.open == ()
    assert names(moved.result()) == "网站维护费(网站数量,正常运行率) 库房租金(库房面积,维护次数) 宣传费()"
    assert moved.result().indicator("p1.1").target == "5次"


def test_moved_to_two_places_is_asked(book: Document) -> None:
    made = plan(book, Move(("p3",), None, "p1"), Move(("p3",), None, "p2"))
    (asked,) = made.open
    assert (asked.kind, asked.place, asked.texts) == (ChangeKind.MOVE, ("p3", PLACE), ("第1个", "第2个"))
    assert (asked.project, asked.indicator, asked.text) == ("p3", "", "第1个")
    assert names(made.result()).startswith("宣传费()")
    apart = plan(book, Move(("p1.1",), "p2"), Move(("p1.1",), "p3"))
    (asked,) = apart.open
    assert asked.texts == ("库房租金", "宣传费")
    assert names(apart.result()) == "网站维护费(网站数量,正常运行率) 库房租金(库房面积,维护次数) 宣传费()"
    assert not any(True for _ in open_questions(apart.choose([asked.place], 0).result().indicator("p1.1").fields))


def test_without_a_base_every_difference_is_asked_except_where_one_is_empty(book: Document) -> None:
    ours = Several((put("p1", "goal", "甲的目标"), put("p2", "goal", "租用")), "").apply(book)
    theirs = Several((put("p1", "goal", "乙的目标"), put("p3", "goal", "宣传")), "").apply(book)
    made = analyse(Side("我", ours), [Side("甲", theirs)])
    assert [one.place for one in made.open] == [("p1", "goal")]
    result = made.result()
    assert [p.fields["goal"] for p in result.projects] == ["甲的目标", "租用", "宣传"]


def test_files_of_other_origin_are_matched_by_code_and_name(book: Document) -> None:
    apart = foreign(written(BOOK.replace("≥4次", "≥6次").replace("# 网站维护费 | code=13", "# 网站运维费 | code=１３")))
    made = analyse(Side("我", book), [Side("甲", apart)])
    assert {one.place for one in made.open} == {("p1", "name"), ("p1.1", "target")}
    assert len(made.result().projects) == 3


def test_a_base_helps_with_files_of_other_origin(book: Document) -> None:
    ours = Several((put("p1", "budget_total", "25"), Remove(frozenset({"p1.2", "p3"}))), "").apply(book)
    theirs = foreign(book, put("p1.1", "target", "≥6次"))
    for base in (book, foreign(book)):
        made = analyse(Side("我", ours), [Side("甲.docx", theirs)], base)
        assert made.open == ()
        assert names(made.result()) == "网站维护费(维护次数,正常运行率) 库房租金(库房面积)"
        assert made.result().projects[0].budget_total == "25"
        assert made.result().indicator("p1.1").target == "≥6次"


def test_projects_that_are_only_alike_are_asked_about(book: Document) -> None:
    renamed = Several((put("p1", "name", "政府网站运行维护费"), put("p1", "code", "99"), put("p3", "name", "绿化")), "")
    ours, side = Side("我", book), Side("甲.docx", foreign(book, renamed))
    (found,) = likenesses(ours, [side])
    assert (found.theirs, found.ours, found.their_name) == ("zp1", "p1", "政府网站运行维护费")
    assert "相近，没有当作同一个项目" in sentence(found)
    apart = analyse(ours, [side]).result()
    assert len(apart.projects) == 5
    same = analyse(ours, [as_same(side, [found])])
    assert len(same.result().projects) == 4
    assert {one.place for one in same.open} == {("p1", "name"), ("p1", "code")}
    assert {plan_row(same, one).base for one in same.open} == {"（不详）"}, "what nobody tells was not blank"
    assert as_same(side, []) is side
    assert as_same(side, [replace(found, file="乙.docx")]) is side
    assert likenesses(ours, [side], book) == []


def test_no_clock_decides_anything(book: Document) -> None:
    """Clocks of office PCs are wrong by hours and years."""
    start = Revisions("r0", book, [Revision("r0")])
    edits = [put("p1", "budget_total", "25"), Several((put("p1", "budget_total", "30"), put("p2", "goal", "租用")), "")]
    results = set()
    for times in itertools.permutations(["", "1980-01-01T00:00:00", "2099-12-31T23:59:59", "not a time"], 3):
        sides = []
        for number, edit in enumerate(edits, 1):
            after = edit.apply(book)
            past = start.followed_by(Revision(f"r{number}", ("r0",)), after)
            known = [replace(one, time=time) for one, time in zip(past, times[number - 1 :], strict=False)]
            sides.append(Side(f"{number}.perfdesk", after, "", Revisions(past.tip, after, known)))
        made = analyse(sides[0], sides[1:])
        assert [one.place for one in made.open] == [("p1", "budget_total")]
        results.add(repr(made.result()))
    assert len(results) == 1


def test_two_open_questions_about_one_field_become_one(book: Document) -> None:
    asked = [
        Question("22.20", (Voice(name, "", text), Voice("我", "", "25"))) for name, text in (("A", "30"), ("B", "3"))
    ]
    ours, theirs = (put("p1", f"{QUESTION}budget_total", one.text) for one in asked)
    made = plan(book, ours, theirs)
    assert made.open == ()
    ((key, question),) = open_questions(made.result().projects[0].fields)
    assert key == "budget_total"
    assert question == Question("22.20", (Voice("A", "", "30"), Voice("B", "", "3"), Voice("我", "", "25")))


@pytest.mark.parametrize("ours_answers", [False, True])
def test_a_question_that_one_has_answered_is_not_asked_again(book: Document, ours_answers: bool) -> None:
    asked = put("p1", f"{QUESTION}goal", Question("旧", (Voice("A", "", "甲"), Voice("我", "", "乙"))).text)
    before = Several((put("p1", "goal", "乙"), asked), "").apply(book)
    answer = Several((put("p1", "goal", "甲"), put("p1", f"{QUESTION}goal", "")), "")
    made = plan(before, *((answer, None) if ours_answers else (None, answer)))
    assert made.open == ()
    assert made.result() == answer.apply(before)


# Texts that mean the same: field, one spelling, another.
SAME = [
    ("budget_total", "1.8", "1.80"), ("budget_total", "1.8", "１.80"), ("budget_total", "1,000", "1000.0"),
    ("budget_total", "12", "12.00"), ("budget_total", "0.5", "0.50"),
    ("plan_03", "50%", "50 ％"), ("plan_03", "50", "50%"), ("plan_03", "50.0%", "50%"),
    ("goal", "保障运行（全年）", "保障运行(全年) "), ("goal", "一是保障。\n二是提高。", "一是保障。 \n\n二是提高。"),
    ("goal", "保障运行，不断档", "保障运行,不断档"),
    ("name", "网站维护", "网 站维护"), ("name", "ABC平台", "ＡＢＣ平台"),
    ("code", "13032424P0", "13032424 p0"), ("target", "1.80%", "1.8%"), ("target", "≥1.80万元", "≥1.8万元"),
    ("target", "100.00%", "100%"), ("target", "1,000元", "1000元"), ("target", "≥95%", "≥ 95％"),
    ("target", "≥95%", ">=95%"), ("target", "≤５天", "≤5天"), ("weight", "10", "10.0"),
    ("basis", "合同约定", "合同约定 "), ("description", "完好设备（台）占比", "完好设备(台)占比"),
]  # fmt: skip
OF_INDICATORS = ("target", "weight", "basis", "description")


def test_hundreds_of_respelled_pairs_raise_no_question(promise: Promise) -> None:
    spellings = ("{}", " {}", "{} ", "{} \n", "　{}", "\t{}", "{}\r\n")
    pairs = [(key, *pair) for key, *texts in SAME for pair in (texts, texts[::-1])]
    pairs = [(key, one, how.format(other)) for key, one, other in pairs for how in spellings] * 2
    ours = written("\n".join(["# 甲\n- 数量 | 乙"] * len(pairs)))
    node = {key: "p{}.1" if key in OF_INDICATORS else "p{}" for key, _, _ in SAME}
    sides = [
        SetFields({(node[pair[0]].format(at), pair[0]): pair[side] for at, pair in enumerate(pairs, 1)}).apply(ours)
        for side in (1, 2)
    ]
    # The same texts in another order of the keys; a file has them sorted.
    sides[1] = reordered(sides[1])
    held = 0
    for base in (None, *sides):
        made = analyse(Side("我", sides[0]), [Side("甲", sides[1])], base)
        assert [one.texts for one in made.open] == []
        assert made.result() is sides[0]
        assert {one.why for one in made.decisions} == {Why.SPELLING}
        held += len(pairs)
    promise("T13", "respelled pairs, without a base and with either", held, 3 * len(pairs))


def reordered(document: Document) -> Document:
    """The same document, its fields filled in in the other order."""

    def fields(node: Project | Indicator) -> Fields:
        return Fields(dict(reversed(node.fields.items())))

    projects = [
        Project(p.id, fields(p), tuple(Indicator(i.id, fields(i)) for i in p.indicators)) for p in document.projects
    ]
    return document.with_projects(projects)


# --- what must hold for any ------------------------------------------------------------------------------------


@st.composite
def versions(draw: st.DrawFn, sides: int) -> tuple[Document, list[Document]]:
    """A document and what several people made of it."""
    base = draw(documents(projects=3))
    made = []
    for _ in range(sides):
        one = base
        for _ in range(draw(st.integers(0, 4))):
            one = draw(edits(one)).apply(one)
        made.append(one)
    return base, made


def merged(base: Document | None, versions: Sequence[Document]) -> Plan:
    sides = [Side(f"{number}.perfdesk", one) for number, one in enumerate(versions)]
    return analyse(sides[0], sides[1:], base)


def texts_of(document: Document) -> Iterator[tuple[str, str, str]]:
    for node in (document.id, *document.places):
        yield from ((node, key, text) for key, text in document.fields_of(node).items())


def rows_of(document: Document) -> list[Row]:
    return [row for project in document.projects for row in project.rows]


def is_added_by_two(row: Row, base: Document, result: Document) -> bool:
    """Whether a new row went because another new one says the same."""
    if base.row(row.id) is not None or result.row(row.id) is not None:
        return False
    known = vocabulary_of(result)
    others = (one for one in rows_of(result) if one.owner is row.owner and base.row(one.id) is None)
    return any(alike(known, row, one) for one in others)


def nothing_is_lost(base: Document, versions: Sequence[Document], made: Plan) -> None:
    """Every text that somebody typed is in the result, in a question, or was given up by a later change."""
    result, ours = made.result(), versions[0].id
    there = set(texts_of(result))
    asked = {(one.place[0] or ours, one.key): one.texts for one in made.decisions}
    gone = {one.place[0] for one in made.decisions if one.kind is ChangeKind.REMOVE and not one.open}
    for version in versions:
        twins = {row.id for row in rows_of(version) if is_added_by_two(row, base, result)}
        for node, key, text in texts_of(version):
            if node in twins:
                continue
            node = ours if node == version.id else node
            parent = version.project(node)
            removed = node in gone or (parent is not None and parent.id in gone)
            before = base.fields_of(base.id if node == ours else node)[key]
            known = (node, key, text) in there or text in asked.get((node, key), ())
            assert known or removed or text == before, (node, key, text)


def holds_together(document: Document) -> None:
    ids = [node.id for p in document.projects for node in (p, *p.rows)]
    assert len({document.id, *ids}) == len(ids) + 1


def properties(one: tuple[Document, list[Document]]) -> None:
    base, sides = one
    made = merged(base, sides)
    holds_together(made.result())
    nothing_is_lost(base, sides, made)
    for given_base in (base, None):
        there = [Side(f"{number}.perfdesk", side) for number, side in enumerate(sides)]
        results = {repr(analyse(there[0], order, given_base).result()) for order in itertools.permutations(there[1:])}
        assert len(results) == 1, "the order of the files decides"
    renamed = [merged(base, [sides[0], *order]) for order in itertools.permutations(sides[1:])]
    if not renamed[0].open:
        assert len({repr(names_and_ids(one.result())) for one in renamed}) == 1, "the names of the files decide"
    assert merged(base, [sides[0], base]).result() is sides[0]
    taken = merged(base, [base, sides[0]]).result()
    assert not [change for change in diff(taken, sides[0]) if change.kind is not ChangeKind.SET], (
        "an unchanged side decides"
    )
    assert merged(sides[0], [sides[0], sides[0]]).result() is sides[0]


def folds(one: tuple[Document, list[Document]]) -> None:
    """Where nobody is asked, one after the other is the same as all at once.

    Except for the order when two files bring the same new node, or two of them moved something, or one moved,
    another removed and a third added something: the first two alone cannot know what the third one puts around it or
    that it goes, and each move and each new node is told by what it stands behind, which may be moved.
    """
    base, sides = one
    at_once = merged(base, sides)
    if at_once.open or any(merged(base, pair).open for pair in itertools.combinations(sides, 2)):
        return
    step = sides[0]
    for side in sides[1:]:
        step = merged(base, [step, side]).result()
    brought = Counter(node for side in sides for node in side.places if node not in base.places)
    kinds = [{change.kind for change in diff(base, side)} for side in sides]
    movers = sum(ChangeKind.MOVE in known for known in kinds)
    # Three files with a part each: one moved, another removed, a third added.
    parts = (ChangeKind.MOVE, ChangeKind.REMOVE, ChangeKind.ADD)
    apart = any(
        all(part in known for part, known in zip(parts, three, strict=True))
        for three in itertools.permutations(kinds, 3)
    )
    shape = names_and_ids if max(brought.values(), default=0) < 2 and movers < 2 and not apart else unordered
    assert shape(step) == shape(at_once.result())


Texts = list[tuple[str, str]]


def names_and_ids(document: Document) -> tuple[list[tuple[str, Texts, list[tuple[str, Texts]]]], Texts]:
    def texts(node: str) -> Texts:
        return sorted(document.fields_of(node).items())

    rows = [(p.id, texts(p.id), [(i.id, texts(i.id)) for i in p.rows]) for p in document.projects]
    return rows, texts(document.id)


def unordered(document: Document) -> object:
    rows, fields = names_and_ids(document)
    return sorted((node, texts, sorted(below)) for node, texts, below in rows), fields


CHECKS: tuple[Callable[[tuple[Document, list[Document]]], None], ...] = (properties, folds)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("examples", [120, pytest.param(5_000, marks=pytest.mark.slow)])
def test_properties(check: Callable[..., None], examples: int, promise: Promise) -> None:
    tried = itertools.count(1)

    @given(one=st.integers(2, 4).flatmap(versions))
    @settings(max_examples=examples)
    def of_any(one: tuple[Document, list[Document]]) -> None:
        check(one)
        next(tried)

    of_any()
    held = next(tried) - 1
    promise("T12", f"merges of 2 to 4 versions made by chance: {check.__name__}", held, held)


def test_projects_that_two_added_stand_by_their_codes_not_by_their_names(book: Document) -> None:
    one, other = (
        AddProject(node, Fields({"name": name, "code": code}), None)
        for node, name, code in (("x", "甲项目", "14"), ("y", "乙项目", "１５"))
    )
    for theirs in ((one, other), (other, one)):
        merged = plan(book, None, *theirs).result()
        assert [project.name for project in merged.projects[-2:]] == ["甲项目", "乙项目"]


def test_projects_without_a_code_stand_behind_those_with_one_by_their_names(book: Document) -> None:
    added = [
        AddProject(node, Fields({"name": name, "code": code}), None)
        for node, name, code in (("x", "丙项目", ""), ("y", "乙项目", " "), ("z", "甲项目", "99"))
    ]
    merged = plan(book, None, *added).result()
    assert [project.name for project in merged.projects[-3:]] == ["甲项目", "丙项目", "乙项目"]


def test_an_open_question_lists_its_voices_in_one_order_whatever_the_order_of_the_files(book: Document) -> None:
    texts = [put("p1", "name", name) for name in ("网站运行费", "网站管理费", "网站服务费")]
    asked = []
    for order in itertools.permutations(texts):
        versions = [Side("我", book), *(Side("同名", edit.apply(book)) for edit in order)]
        made = analyse(versions[0], versions[1:], book)
        (one,) = made.open
        asked.append(question(made.sides, one))
    assert len({*asked}) == 1
    assert [voice.value for voice in asked[0].voices] == sorted(["网站运行费", "网站管理费", "网站服务费"])


def test_a_project_that_two_foreign_files_both_added_is_one(book: Document) -> None:
    added = AddProject("z", Fields({"name": "湿地巡护", "code": "77"}))
    sides = [Side("我", book), Side("A", foreign(book, added)), Side("B", foreign(foreign(book, added)))]
    made = analyse(sides[0], sides[1:], None)
    assert names(made.result()).endswith("宣传费() 湿地巡护()")
    assert names(made.result()).count("湿地巡护") == 1
