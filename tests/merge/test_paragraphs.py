"""Long texts merge by paragraphs: worked examples, and random edits against an oracle that knows who changed what."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import pytest
from effort import grows_no_faster_than_its_input
from histories import edited, merged, sent
from notation import document as written
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Decision, Plan, question
from perfdesk.merge.plan_rows import plan_row, summary
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields
from perfdesk.model.long_text import both
from perfdesk.model.questions import REMOVED, open_questions

START = written("# 网站维护\n- 数量 | 次数 | 4次")
PLACE = ("p1", "goal")


def with_goal(text: str) -> Document:
    return SetFields({PLACE: text}).apply(START)


def plan_of(base: str | None, ours: str, *theirs: str, names: str = "我ABC") -> Plan:
    """The plan for one long text; `base` is None if nobody knows what it was."""
    sides = [Side(name, with_goal(text)) for name, text in zip(names, (ours, *theirs), strict=False)]
    return analyse(sides[0], sides[1:], None if base is None else with_goal(base))


def decision(plan: Plan) -> Decision:
    (one,) = plan.decisions
    return one


def goal(plan: Plan) -> str:
    return plan.result().fields_of("p1")["goal"]


# --- worked examples -----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """Paragraphs are written with | between them. What the text was, what the sides say, what stands, and whether a
    person is asked."""

    why: str
    base: str
    sides: tuple[str, ...]
    stands: str
    open: bool = False


A, B, C, D = "一是完善管理制度", "二是加强业务培训", "三是严格考核奖惩", "四是按时公开结果"
A1, A2, B1, C1, D1 = A + "体系", "新" + A, B + "和交流", C + "办法", D + "和说明"
BASE = f"{A}|{B}|{C}|{D}"
ROWS = [
    Row("两人改不同的段", BASE, (f"{A1}|{B}|{C}|{D}", f"{A}|{B}|{C}|{D1}"), f"{A1}|{B}|{C}|{D1}"),
    Row("两人改相邻的段", BASE, (f"{A1}|{B}|{C}|{D}", f"{A}|{B1}|{C}|{D}"), f"{A1}|{B1}|{C}|{D}"),
    Row("一人改一段，一人加一段", BASE, (f"{A1}|{B}|{C}|{D}", f"{BASE}|五"), f"{A1}|{B}|{C}|{D}|五"),
    Row("在改过的段后面加一段", BASE, (f"{A1}|{B}|{C}|{D}", f"{A}|新|{B}|{C}|{D}"), f"{A1}|新|{B}|{C}|{D}"),
    Row("一人删一段，一人改另一段", BASE, (f"{A}|{C}|{D}", f"{A}|{B}|{C}|{D1}"), f"{A}|{C}|{D1}"),
    Row("在删掉的段旁边加一段", BASE, (f"{A}|{C}|{D}", f"{A}|{B}|新|{C}|{D}"), f"{A}|新|{C}|{D}"),
    Row("三人改三段", BASE, (f"{A1}|{B}|{C}|{D}", f"{A}|{B}|{C1}|{D}", f"{BASE}|五"), f"{A1}|{B}|{C1}|{D}|五"),
    Row("两人改得一样，又各改各的", BASE, (f"{A1}|{B}|{C}|{D}", f"{A1}|{B}|{C}|{D1}"), f"{A1}|{B}|{C}|{D1}"),
    Row("全半角和空格不算改", BASE, (f"{A1}|{B}|{C} |{D}", f"{A}||{B}|{C1}|{D}"), f"{A1}|{B}|{C1}|{D}"),
    Row("一人加的另一人也加了，还多", BASE, (f"{BASE}|五", f"{A1}|{B}|{C}|{D}|五|六"), f"{A1}|{B}|{C}|{D}|五|六"),
    Row("两人改同一段", BASE, (f"{A1}|{B}|{C}|{D}", f"{A2}|{B}|{C}|{D}"), f"{A1}|{B}|{C}|{D}", True),
    Row("同一段之外的都合入", BASE, (f"{A1}|{B}|{C}|{D}", f"{A2}|{B}|{C}|{D1}"), f"{A1}|{B}|{C}|{D1}", True),
    Row("两人在同一处加", BASE, (f"{BASE}|五", f"{BASE}|5"), f"{BASE}|五", True),
    Row("一人删、一人改同一段", BASE, (f"{A}|{C}|{D}", f"{A}|{B1}|{C}|{D}"), f"{A}|{C}|{D}", True),
    Row("别人两个改同一段", BASE, (BASE, f"{A1}|{B}|{C}|{D}", f"{A2}|{B}|{C}|{D1}"), f"{A}|{B}|{C}|{D1}", True),
    # Only the whole text can be asked.
    Row("一人清空", BASE, ("", f"{A}|{B}|{C}"), "", True),
    Row("一人清空，一人加一段", BASE, ("", f"{BASE}|五"), "", True),
    Row("一段移到两处，又改同一段", BASE, (BASE, f"{B}|{A}|{C1}|{D}", f"{B}|{C}新|{D}|{A}"), BASE, True),
    Row("删得一段不剩", f"{A}|{B}", (A, B), A, True),
    Row("一段移到两处", BASE, (f"{B}|{A}|{C}|{D}", f"{B}|{C}|{D}|{A}"), f"{B}|{A}|{C}|{D}", True),
    Row("一句加到两处", BASE, (f"新的一段|{BASE}", f"{BASE}|新的一段"), f"新的一段|{BASE}", True),
    Row("原来空着", "", (A, B), A, True),
]


def lines(text: str) -> str:
    return text.replace("|", "\n")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.why)
def test_each_row_of_the_table(row: Row, promise: Promise) -> None:
    plan = plan_of(lines(row.base), *map(lines, row.sides))
    made = decision(plan)
    assert (goal(plan).replace(" ", ""), made.open) == (lines(row.stands), row.open)
    assert (len(plan.open), made.taken) == ((1, False) if row.open else (0, True))
    assert made.why is (Why.OPEN if row.open else Why.PARAGRAPHS)
    promise("T12", "worked examples of the tables", 1, 1)


def test_without_a_known_base_the_whole_text_is_asked() -> None:
    made = decision(plan_of(None, lines(f"{A1}|{B}"), lines(f"{A}|{B1}")))
    assert (made.open, made.parts, made.offers) == (True, (), ())


def test_the_spelling_of_ours_stays_where_nobody_changed_anything() -> None:
    """OURS has no voice: it only wrote a paragraph otherwise."""
    spaced = f"{A}|{B} |{C}|{D}"
    made = plan_of(lines(BASE), lines(spaced), lines(f"{A1}|{B}|{C}|{D}"), lines(f"{A}|{B}|{C}|{D1}"))
    assert (goal(made), made.open) == (lines(f"{A1}|{B} |{C}|{D1}"), ())


def test_a_text_whose_project_ours_removed_merges_too() -> None:
    base = with_goal(lines(BASE))
    theirs = [with_goal(lines(text)) for text in (f"{A1}|{B}|{C}|{D}", f"{A}|{B}|{C}|{D1}")]
    gone = Remove(frozenset({"p1"})).apply(base)
    plan = analyse(Side("我", gone), [Side(name, one) for name, one in zip("AB", theirs, strict=True)], base)
    assert [one.place for one in plan.open] == [("p1", REMOVED)]
    assert goal(plan) == lines(f"{A1}|{B}|{C}|{D1}")
    edited_twice = [with_goal(lines(text)) for text in (f"{A1}|{B}|{C}|{D}", f"{A2}|{B}|{C}|{D1}")]
    plan = analyse(Side("我", gone), [Side(name, one) for name, one in zip("AB", edited_twice, strict=True)], base)
    assert {one.place for one in plan.open} == {("p1", REMOVED), PLACE}
    # The shortest stands, as for every other field that OURS has not.
    assert goal(plan) == lines(f"{A2}|{B}|{C}|{D1}")


def test_only_long_texts_merge_by_paragraphs() -> None:
    name = ("p1.1", "name")
    first, *others = (SetFields({name: lines(text)}).apply(START) for text in (f"{A}|{B}", f"{A1}|{B}", f"{A}|{B1}"))
    plan = analyse(Side("我", others[0]), [Side("甲", others[1])], first)
    assert [(one.place, one.open, one.parts) for one in plan.decisions] == [(name, True, ())]


def test_a_plan_says_whose_paragraphs_they_are() -> None:
    plan = plan_of(lines(BASE), lines(f"{A1}|{B}|{C}|{D}"), lines(BASE), lines(f"{A}|{B}|{D1}|五"))
    made = decision(plan)
    said = [(part.before, part.text, part.sources, part.open) for part in made.parts]
    assert said == [(A, A1, (0,), False), (C, "", (2,), False), (D, D1, (2,), False), ("", "五", (2,), False)]
    assert made.sources == (0, 2)
    assert plan_row(plan, made)[-2:] == ("本文件、B", "各改各的段落")
    assert summary(plan) == "合入 1 处，不用改 0 处，待定 0 处。"


def test_an_answer_drops_nobody_elses_paragraphs() -> None:
    plan = plan_of(lines(BASE), lines(f"{A1}|{B}|{C}|{D}"), lines(f"{A2}|{B}|{C}|{D}"), lines(f"{A}|{B1}|{C}|{D}"))
    made = decision(plan)
    assert made.sources == (0, 1)
    first, second = lines(f"{A1}|{B1}|{C}|{D}"), lines(f"{A2}|{B1}|{C}|{D}")
    assert goal(plan) == first
    assert [goal(plan.choose([PLACE], side)) for side in (0, 1)] == [first, second]
    # Who said nothing of what is asked keeps what both of the others said.
    assert goal(plan.choose([PLACE], 2)) == lines(f"{A1}|{A2}|{B1}|{C}|{D}")
    assert {voice.file: voice.value for voice in question(plan.sides, made).voices} == {"我": first, "A": second}


def test_a_choice_refuses_what_was_merged() -> None:
    ours = lines(f"{A1}|{B}|{C}|{D}")
    plan = plan_of(lines(BASE), ours, lines(f"{A}|{B}|{C}|{D1}"))
    assert goal(plan.choose([PLACE], 0)) == ours


def test_every_two_files_may_share_another_version() -> None:
    """丙 works on last week's copy, from which the copy of 甲 and OURS differs in the second paragraph."""
    week = sent(with_goal(lines(BASE)))
    today = edited("今天", week, SetFields({PLACE: lines(f"{A}|{B1}|{C}|{D}")}))
    texts = (today, f"{A1}|{B1}|{C}|{D}"), (today, f"{A}|{B1}|{C}|{D1}"), (week, f"{A}|{B}|{C1}|{D}")
    sides = [
        edited(name, start, SetFields({PLACE: lines(text)}))
        for name, (start, text) in zip("我甲丙", texts, strict=True)
    ]
    for ours, *theirs in itertools.permutations(sides):
        plan = analyse(ours, theirs)
        assert (goal(plan), plan.open) == (lines(f"{A1}|{B1}|{C1}|{D1}"), ())
    # 甲 took the change of the second paragraph back: that is no old text, though 丙 has the same.
    back = edited("甲", today, SetFields({PLACE: lines(f"{A}|{B}|{C}|{D1}")}))
    for ours, *theirs in itertools.permutations([sides[0], back, sides[2]]):
        assert goal(analyse(ours, theirs)) == lines(f"{A1}|{B}|{C1}|{D1}")


# --- both ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "texts", "together"),
    [
        (BASE, (f"{A1}|{B}|{C}|{D}", f"{A2}|{B}|{C}|{D}"), f"{A1}|{A2}|{B}|{C}|{D}"),
        (BASE, (f"{BASE}|甲|同", f"{BASE}|同|乙"), f"{BASE}|同|乙|甲"),
        (BASE, (f"{A}|{C}|{D}", f"{A}|{B1}|{C}|{D}"), f"{A}|{B1}|{C}|{D}"),
        (BASE, (f"{A}|{C}|{D}", f"{A}|{B}|{C}|{D}|五"), f"{A}|{C}|{D}|五"),
        (None, (f"{A}|{B}|{D}", f"{A}|{C}|{D}"), f"{A}|{C}|{B}|{D}"),
        (None, (f"{A}|{B}|{D}", f"{A}|{C}|{D}", f"{A}|{D}|五"), f"{A}|{C}|{B}|{D}|五"),
        ("", (A, B), f"{A}|{B}"),
        (None, (A, ""), A),
        (None, (), ""),
    ],
)
def test_both_is_what_anybody_wrote(base: str | None, texts: tuple[str, ...], together: str) -> None:
    for order in itertools.permutations(map(lines, texts)):
        assert both(None if base is None else lines(base), order) == lines(together)


# --- against an oracle ---------------------------------------------------------------------------------------------


@dataclass
class Edits:
    """What one person did: paragraphs changed (None: deleted), and what was inserted before which paragraph."""

    changed: dict[int, str | None] = field(default_factory=dict)
    inserted: dict[int, str] = field(default_factory=dict)

    def text(self, base: Sequence[str]) -> str:
        pieces = [(self.inserted.get(at), self.changed.get(at, one)) for at, one in enumerate(base)]
        found = [*itertools.chain.from_iterable(pieces), self.inserted.get(len(base))]
        return "\n".join(one for one in found if one is not None)


WORDS = ["制度", "培训", "考核", "公开", "台账", "巡查", "预算", "采购", "档案", "维修", "宣传", "统计", "审核", "验收"]


def sentence(random: Random, mark: str) -> str:
    return "".join(random.choices(WORDS, k=10)) + mark


def edits_of(random: Random, base: Sequence[str], who: str, *, rewrites: bool) -> Edits:
    """A few edits. A rewritten paragraph has nothing in common with what it was. The first paragraph stays, so that
    nobody empties the text. Nobody inserts beside what they deleted: that is a paragraph rewritten."""
    made = Edits()
    for number in range(random.randint(0, 3)):
        at, mark = random.randrange(1, len(base)), f"（{who}{number}）"
        match random.randrange(4):
            case 0 if not {at, at + 1} & made.inserted.keys():
                made.changed[at] = None
            case 1 if None not in (made.changed.get(at, ""), made.changed.get(at + 1, "")):
                made.inserted[at + 1] = sentence(random, mark)
            case 2 if rewrites:
                made.changed[at] = sentence(random, mark)
            case _:
                made.changed[at] = base[at] + mark
    return made


def wanted(base: Sequence[str], sides: Mapping[str, Edits]) -> tuple[str, bool]:
    """What the text shall be, and whether two said different things of one place: a register that keeps all values."""
    result, asked = Edits(), False
    for places in ("changed", "inserted"):
        for at in range(len(base) + 1):
            said = {getattr(one, places)[at] for one in sides.values() if at in getattr(one, places)}
            asked |= len(said) > 1
            if len(said) == 1:
                getattr(result, places)[at] = said.pop()
    return result.text(base), asked


def cases(number: int, *, rewrites: bool) -> Iterator[tuple[list[str], dict[str, Edits]]]:
    for seed in range(number):
        random = Random(seed)
        base = [sentence(random, f"（{at}）") for at in range(random.randint(2, 9))]
        names = "我ABC"[: random.randint(2, 4)]
        yield base, {who: edits_of(random, base, who, rewrites=rewrites) for who in names}


def said_in(plan: Plan, text: str) -> str:
    """All that the file holds of the text after the merge, questions included."""
    asked = (one for _, one in open_questions(plan.result().fields_of("p1")))
    return "\n".join([text, *(voice.value for one in asked for voice in one.voices)])


@pytest.mark.parametrize("rewrites", [False, True])
def test_nothing_is_lost_and_nothing_decided_silently(rewrites: bool, promise: Promise) -> None:
    tried = tried_out(300, rewrites=rewrites)
    promise("T13", "long texts edited at random by several", tried, tried)


@pytest.mark.slow
@pytest.mark.parametrize("rewrites", [False, True])
def test_nor_in_ten_thousand_merges(rewrites: bool) -> None:
    assert tried_out(5_000, rewrites=rewrites) == 5_000


def tried_out(number: int, *, rewrites: bool) -> int:
    """Merges so many random edits, and compares each result with the oracle's."""
    needless = tried = 0
    for base, sides in cases(number, rewrites=rewrites):
        right, asked = wanted(base, sides)
        plan = plan_of("\n".join(base), *(one.text(base) for one in sides.values()))
        kept = said_in(plan, goal(plan))
        for one in sides.values():
            assert all(text in kept for text in [*one.changed.values(), *one.inserted.values()] if text), (base, sides)
        if not asked:
            needless += bool(plan.open)
            # Between paragraphs that somebody wrote anew, nobody knows where exactly another one belongs.
            made, wished = (sorted(text.split("\n")) if rewrites else [text] for text in (goal(plan), right))
            assert plan.open or made == wished, (base, sides)
        tried += 1
        assert plan.open or not _changed_twice(sides), (base, sides)
        assert rewrites or bool(plan.open) is asked, (base, sides)
    assert needless <= tried * 0.02
    return tried


def _changed_twice(sides: Mapping[str, Edits]) -> bool:
    said: dict[int, set[str | None]] = {}
    for one in sides.values():
        for at, text in one.changed.items():
            said.setdefault(at, set()).add(text)
    return any(len(texts) > 1 for texts in said.values())


def test_the_order_of_the_files_does_not_matter() -> None:
    for base, sides in cases(80, rewrites=True):
        texts = [one.text(base) for one in sides.values()]
        plans = [
            plan_of("\n".join(base), texts[0], *(texts[at] for at in order))
            for order in itertools.permutations(range(1, len(texts)))
        ]
        assert len({goal(plan) for plan in plans}) == 1
        assert len({said_in(plan, "") and len(said_in(plan, "")) for plan in plans}) == 1
        first, *others = texts
        # And who merges matters only where a person is asked.
        other = plan_of("\n".join(base), *others, first)
        assert bool(other.open) is bool(plans[0].open)
        assert plans[0].open or goal(other) == goal(plans[0])


def test_merging_again_changes_nothing() -> None:
    for base, sides in cases(150, rewrites=True):
        start = sent(with_goal("\n".join(base)))
        ours, *theirs = (edited(who, start, SetFields({PLACE: one.text(base)})) for who, one in sides.items())
        once = merged("我", ours, theirs)
        assert analyse(once, theirs).result() is once.document
        more = [edited(one.name, one, SetFields({("p1", "budget_total"): "5"})) for one in theirs]
        assert goal(analyse(once, more)) == once.document.fields_of("p1")["goal"]


def test_an_annex_merged_again_changes_nothing() -> None:
    """An annex has no past: it is compared with the same version once more."""
    for base, sides in cases(150, rewrites=False):
        if not any(None in one.changed.values() for one in sides.values()):
            texts = [one.text(base) for one in sides.values()]
            once = plan_of("\n".join(base), *texts).result()
            theirs = [Side(name, with_goal(text)) for name, text in zip("ABC", texts[1:], strict=False)]
            assert analyse(Side("我", once), theirs, with_goal("\n".join(base))).result() == once


# --- cost ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [lambda at: "同一行", lambda at: f"第{at % 2}行", lambda at: f"第{at}行", lambda at: f"第{at % 97}行"],
    ids=["same", "two", "unique", "some"],
)
def test_the_cost_does_not_grow_with_the_square(line: Callable[[int], str]) -> None:
    def merge(size: int) -> Callable[[], object]:
        texts = ["\n".join([*(line(at * step) for at in range(size)), f"尾{step}"]) for step in (1, 3, 5)]
        return lambda: plan_of(*texts)

    assert grows_no_faster_than_its_input(merge, 300)
