import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from effort import grows_no_faster_than_its_input
from hypothesis import given
from hypothesis import strategies as st
from notation import document
from strategies import documents, edits

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, forms
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import Remove, SetFields
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules import check as check_module
from perfdesk.rules.check import Checker, check
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.index import BLANK
from perfdesk.rules.settings import settings
from perfdesk.rules.sharing import SharingIndex
from perfdesk.rules.table import RULES, rule
from perfdesk.rules.to_fill import blanks

HEBEI = form("hebei-book-2024")
Cases = set[tuple[int, str, str]]


def cases(source: Path) -> Cases:
    """Project number, rule and severity of all findings of a source."""
    one = read_source(source).document
    found = check(one, form(one.form))
    return {(one.places[f.project][0] + 1, f.rule, f.severity.value) for f in found if f.project} | {
        (0, f.rule, f.severity.value) for f in found if not f.project
    }


def _expected(table: dict[str, str]) -> Cases:
    """From "rule severity": "numbers of projects"; 0 is the document."""
    cells = ((*key.split(), numbers.split()) for key, numbers in table.items())
    return {(int(number), name, severity) for name, severity, numbers in cells for number in numbers}


def test_the_hebei_book_has_just_what_its_bureau_would_send_back(lulong: Path) -> None:
    assert cases(lulong) == _expected({
        "plan warning": "5",
        "duplicate-indicator error": "5",
        "cost-over-budget error": "9",
        "unit-mismatch warning": "10",
        "placeholder error": "13",
        "placeholder warning": "3 4 8 10 11 13",
        "vague-target warning": "1 2 3 4 6 7 8 9 10 11 12 13",
        "empty-timeliness warning": "1 2 4 5 6 8 10 12",
        "goal-copies-purpose warning": "1 2 3 4 5 6 7 8 9 11 12 13",
        "value-in-name warning": "5 9",
        "basis warning": "1",
        "leftover warning": "0",
        "name-is-sentence warning": "3 4 7 10 11",
        "unit-incomplete warning": "4",
        "zero-rate warning": "5",
        "one-basis info": "1 2 3 4 6 8 10 11 13",
        "placeholder info": "2",
        "description-copies-name info": "1 2 3 4 5 6 7 8 9 10 11 12 13",
    })  # fmt: skip


def test_the_ningxia_annex_has_just_what_its_bureau_would_send_back(pingluo: Path) -> None:
    assert cases(pingluo) == _expected({
        "duplicate-indicator error": "3",
        "unit-mismatch error": "2 4 5 7",
        "class-mismatch error": "3 5",
        "cost-reconcile error": "6",
        "doubled-text error": "6",
        "vague-target warning": "1 2 3 4 5 6 7 8",
        "empty-timeliness warning": "1 2 4 5 6 7 8",
        "satisfaction-range warning": "3 5",
        "unit-incomplete warning": "1 8",
        "name-is-sentence warning": "1 3 6 8",
        "attribute warning": "1 2 3 4 5 6 7 8",
        "leftover info": "6",
    })  # fmt: skip


def test_no_finding_is_graver_than_its_rule_says(lulong: Path, pingluo: Path) -> None:
    order = list(Severity)
    for source in (lulong, pingluo):
        one = read_source(source).document
        for finding in check(one, form(one.form)):
            assert order.index(finding.severity) >= order.index(rule(finding.rule).severity)


def test_every_rule_is_listed_once_and_explained() -> None:
    assert len({one.id for one in RULES}) == len(RULES)
    assert all(one.title and one.explanation.endswith("。") and rule(one.id) is one for one in RULES)


# What the rules pick apart, put together by chance.
ODD = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,-%％万元≥≤~～一二OISZVP /每人均", max_size=24),
    st.sampled_from(["9" * 30, "9" * 40, "0" * 30 + ".1", "-0", "ſ", "ß" * 21, "½", "٣", "①", "１", "Ⅳ", "∞", "1e9"]),
)


def _fields(owner: Owner) -> st.SearchStrategy[Fields]:
    keys = [field.key for field in vocabulary().usual if field.owner is owner]
    return st.dictionaries(st.sampled_from(keys), ODD).map(Fields)


def _odd_documents() -> st.SearchStrategy[Document]:
    classes = [(one.name, two.name) for one in HEBEI.levels for two in one.children]
    levels = st.sampled_from(classes).map(lambda pair: {"level1": pair[0], "level2": pair[1]})
    rows = st.builds(lambda one, two: Fields({**one, **two}), _fields(Owner.INDICATOR), levels)
    texts = st.tuples(_fields(Owner.PROJECT), st.lists(rows, max_size=6))
    return st.builds(_document, _fields(Owner.DOCUMENT), st.lists(texts, max_size=3))


def _document(fields: Fields, projects: list[tuple[Fields, list[Fields]]]) -> Document:
    nodes = (
        Project(f"p{n}", own, tuple(Indicator(f"p{n}.{m}", row) for m, row in enumerate(rows)))
        for n, (own, rows) in enumerate(projects)
    )
    return Document("d", HEBEI.id, fields, tuple(nodes))


@given(_odd_documents(), st.sampled_from(sorted(forms())))
def test_no_text_makes_a_rule_raise_and_every_finding_has_its_place(one: Document, form_id: str) -> None:
    for finding in check(one, form(form_id)):
        assert finding.message.endswith("。")
        assert finding.node == "" or one.owner_of(finding.node) is not None
        assert finding.rule in {listed.id for listed in RULES}
        if finding.cure is not None:
            assert finding.cure.apply(one) is not one
            assert finding.cure.label(one)


EXTREMES = [
    "", "字" * 1_000_000, "😀" * 50, "\x00\x0b\u202e", "≥≥", "1.2.3万元", "9" * 400, "1e400", "（" * 5000, "=" * 3000,
    "1" * 5000 + "万元/人/月", "每人每月" * 3000, "〔" * 2000 + "1〕号", "甲、" * 20_000,
]  # fmt: skip


# A book with a plan of spending, an annex, goals with weights, a self-evaluation with scores: no rule is asked by none
# of them. The slow run has all forms.
ASKED_DIFFERENTLY = ("hebei-book-2024", "ningxia-annex2-2024", "mof-101-project", "mof-10-self")
EVERY_FORM = [
    pytest.param(name, marks=() if name in ASKED_DIFFERENTLY else pytest.mark.slow, id=name) for name in sorted(forms())
]


@pytest.mark.parametrize("text", EXTREMES, ids=lambda text: f"{text[:4]!r}x{len(text)}")
@pytest.mark.parametrize("form_id", EVERY_FORM)
def test_an_extreme_text_in_every_field_is_judged_to_the_end(text: str, form_id: str) -> None:
    classes = [(one.name, two.name) for one in form(form_id).levels for two in one.children]
    own = {owner: {f.key: text for f in vocabulary().usual if f.owner is owner} for owner in Owner}
    rows = (
        Indicator(f"i{n}", Fields({**own[Owner.INDICATOR], "level1": one, "level2": two}))
        for n, (one, two) in enumerate(classes)
    )
    project = Project("p", Fields({**own[Owner.PROJECT], "budget_total": "3"}), tuple(rows))
    one = Document("d", form_id, Fields(own[Owner.DOCUMENT]), (project,))
    # No pattern may try all ways to read such a text: that would take hours, which is told from a busy machine.
    before = time.process_time()
    check(one, form(form_id))
    assert time.process_time() - before < 60


@given(_odd_documents())
def test_a_cure_ends_its_finding(one: Document) -> None:
    before = check(one, HEBEI)
    for finding in before:
        if finding.cure is not None:
            after = check(finding.cure.apply(one), HEBEI)
            same = [f for f in after if (f.rule, f.node, f.field, f.message) == (
                finding.rule, finding.node, finding.field, finding.message)]  # fmt: skip
            assert not same


@given(st.data())
def test_what_is_remembered_equals_a_fresh_look(data: Any) -> None:
    one = data.draw(documents())
    checker = Checker(HEBEI)
    for _ in range(4):
        assert checker.findings(one) == check(one, HEBEI)
        one = data.draw(edits(one)).apply(one)
    assert checker.findings(one) == check(one, HEBEI)


CODES = "fiscal_year=2031\n" + "\n".join(f"# 项目{name} | code=13992131P000000000001" for name in "甲乙丙")


def test_a_project_that_comes_back_is_compared_again() -> None:
    book, layout = document(CODES), form("hebei-book-2024")
    checker = Checker(layout)
    before = checker.findings(book)
    assert {one.project for one in before if one.rule == "project-code"} >= {"p1", "p2", "p3"}
    less = Remove(frozenset({"p2", "p3"})).apply(book)
    assert checker.findings(less) == check(less, layout)
    assert checker.findings(book) == before


def test_an_edit_of_the_document_s_own_fields_compares_no_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    book, layout = document(CODES), form("hebei-book-2024")
    checker = Checker(layout)
    checker.findings(book)
    entered: list[str] = []
    monkeypatch.setattr(SharingIndex, "_enter", lambda _, project: entered.append(project.id) or "")
    later = SetFields({(book.id, "fiscal_year"): "2032"}).apply(book)
    found = checker.findings(later)
    assert entered == []
    monkeypatch.undo()
    assert found == check(later, layout)


def test_an_edit_looks_at_one_project_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def run(project: Project, whole: Document, _: Form) -> Iterator[Finding]:
        seen.append(project.id + whole.fields["fiscal_year"])
        return iter(())

    spy = replace(RULES[0], run=run)
    monkeypatch.setattr(check_module, "RULES", (spy,))
    one = document("# 查档\n# 展览\n# 修复")
    checker = Checker(HEBEI)
    checker.findings(one)
    seen.clear()
    checker.findings(one := SetFields({("p2", "name"): "巡展"}).apply(one))
    assert seen == ["p2"]
    seen.clear()
    checker.findings(one := SetFields({("d", "overall_goal"): "不问这一栏"}).apply(one))
    assert seen == []
    checker.findings(SetFields({("d", "fiscal_year"): "2025"}).apply(one))
    assert seen == ["p12025", "p22025", "p32025"]


def test_what_was_found_before_is_told_by_project() -> None:
    one = document("# 查档 | code=1 | budget_total=3 | budget_fiscal=2\n# 展览 | code=1\n# 修复 | code=2")
    checker = Checker(HEBEI)
    assert checker.judge(one) is None
    assert checker.judge(one) == {}
    found = checker.index.of("p1")
    assert checker.judge(one := SetFields({("p1", "budget_fiscal"): "3"}).apply(one)) == {"p1": found}
    assert checker.judge(one := SetFields({("p1", "goal"): one.projects[0].fields["goal"]}).apply(one)) == {}
    # One code on two projects is told at both.
    assert (checker.judge(one := SetFields({("p1", "code"): "2"}).apply(one)) or {}).keys() == {"p1", "p2", "p3"}
    assert checker.judge(one := SetFields({("d", "fiscal_year"): "2031"}).apply(one)) is None
    assert checker.judge(one := Remove(frozenset({"p2"})).apply(one)) is None
    assert checker.index.of("p2").all == ()


@given(st.data())
def test_the_index_counts_what_a_fresh_look_counts(data: Any) -> None:
    one = data.draw(documents())
    checker = Checker(HEBEI)
    for _ in range(4):
        checker.judge(one)
        checker.index.counts()
        found = check(one, HEBEI)
        said = [finding for finding in found if not finding.answer]
        counted = Counter[str](finding.severity for finding in said)
        counted.update(rule(finding.rule).head for finding in said)
        counted[BLANK] = sum(blanks(finding) or 0 for finding in said)
        assert +Counter(checker.index.counts()) == +counted
        assert checker.index.open == tuple(said)
        for project in one.projects:
            assert checker.index.of(project.id).all == tuple(f for f in found if f.project == project.id)
        one = data.draw(edits(one)).apply(one)


def test_a_rule_that_is_switched_off_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    one = document("# 查档 | code=1 | budget_total=3 | budget_fiscal=2")
    assert "fund-sum" in {finding.rule for finding in check(one, HEBEI)}
    off = settings().model_copy(update={"switched_off": frozenset({"fund-sum"})})
    monkeypatch.setattr(check_module, "settings", lambda: off)
    assert "fund-sum" not in {finding.rule for finding in check(one, HEBEI)}


def test_the_document_s_findings_come_first_then_the_projects_in_order() -> None:
    one = document("# 查档 | code=1\n# 展览 | code=1\n# 修复")
    order = [0 if not f.project else one.places[f.project][0] + 1 for f in check(one, HEBEI)]
    assert order == sorted(order)
    assert order[0] == 0
    assert set(order) == {0, 1, 2, 3}


def _alike(number: int) -> Document:
    """So many indicators with one name in a project, and so many projects with its code."""
    rows = "".join(f"- 数量 | 修复卷数 | {n}卷 | description=第{n}批\n" for n in range(number))
    return document("# 修复 | code=1\n" + rows + "# 展览 | code=1\n" * number)


def test_many_namesakes_and_one_code_everywhere_are_told_one_by_one() -> None:
    found = check(_alike(300), HEBEI)
    assert sum(f.rule == "project-code" and f.severity is Severity.ERROR for f in found) == 602


def test_many_namesakes_and_one_code_everywhere_are_no_more_work_than_others() -> None:
    def work(size: int) -> Callable[[], object]:
        one = _alike(size)
        return lambda: check(one, HEBEI)

    assert grows_no_faster_than_its_input(work, 200)
