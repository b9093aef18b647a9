"""Whatever one person edits in the book and another in the mailed annex: nothing is lost, nothing decided in silence.

The oracle knows the two scripts of edits and says for each field and row what must come out. It knows nothing of
reading, matching and merging.
"""

import random
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from mailed import came_back, exported, merged, without_ids
from merge.histories import edited as saved_after
from merge.histories import saved, sent

from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields
from perfdesk.work.annex_bases import MailedAnnex

KEYS = {"project": ("purpose", "goal"), "row": ("target", "basis", "description")}
CLASSES = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
PLACES = ["青石", "白河", "金沙", "云台", "柳林", "东湖", "西坪", "北岭", "南桥", "高庄"]
THINGS = ["道路", "水渠", "路灯", "校舍", "诊所", "绿地", "管网", "泵站", "河堤", "广场"]
Place = tuple[str, str]


class Script(NamedTuple):
    """What one person does: texts by node and key, and rows removed."""

    texts: Mapping[Place, str]
    gone: frozenset[str]

    def edit(self) -> Several:
        return Several((SetFields(dict(self.texts)), Remove(self.gone)), "改")


def book(chance: random.Random) -> Document:
    """A book whose projects and rows all have names of their own."""
    projects = [_project(chance, f"p{number}") for number in range(1, chance.randint(3, 6))]
    texts = {"department_name": "青禾县档案馆", "fiscal_year": "2031", "overall_goal": "把工作做好。"}
    return Document("d", "hebei-book-2024", Fields(texts), tuple(projects))


def _project(chance: random.Random, node: str) -> Project:
    rows = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(2, 5)), 1):
        one, two = chance.choice(CLASSES)
        name, target = f"{thing}{chance.choice(['长度', '面积', '数量'])}", f"≥{chance.randint(1, 999)}处"
        texts = {"level1": one, "level2": two, "name": name, "target": target}
        texts |= {"basis": "历史数据", "description": f"{thing}建成情况"}
        rows.append(Indicator(f"{node}.{number}", Fields(texts)))
    rows.sort(key=lambda row: CLASSES.index((row.level1, row.level2)))
    name = f"{PLACES[int(node[1:])]}{chance.choice(THINGS)}补助"
    texts = {"code": f"1300002{node[1:]}", "name": name, "purpose": f"用于{name}。", "goal": f"完成{name}任务。"}
    return Project(node, Fields(texts), tuple(rows))


def script(chance: random.Random, document: Document, who: str) -> Script:
    """Some edits, each text unlike every other; a few removals."""
    nodes = [(project.id, "project") for project in document.projects]
    rows = [row.id for project in document.projects for row in project.rows]
    nodes += [(row, "row") for row in rows]
    places = [(node, key) for node, kind in nodes for key in KEYS[kind]]
    texts = {}
    for number, place in enumerate(chance.sample(places, chance.randint(0, min(8, len(places))))):
        value = f"≥{number}{len(who)}7户" if place[1] == "target" else f"{who}写的第{number}句"
        texts[place] = "" if chance.random() < 0.2 else value
    gone = frozenset(chance.sample(rows, chance.randint(0, 2)))
    return Script({place: text for place, text in texts.items() if place[0] not in gone}, gone)


def judged(seed: int, suffix: str, *, named: bool) -> tuple[int, int, int, int]:
    """How many edits there were, how many were lost, decided without asking, and asked without need."""
    chance = random.Random(f"{seed}{suffix}{named}")
    base = sent(book(chance))
    here, there = script(chance, base.document, "本人"), script(chance, base.document, "同事")
    ours = saved_after("我", base, here.edit())
    data = exported(base, suffix, edited=there.edit().apply(base.document), named=named)
    annex = came_back(data if named else without_ids(data), suffix)
    plan = merged(ours, [annex])
    result = plan.result()
    asked = {one.place for one in plan.open}
    lost = silent = needless = 0
    for place in {*here.texts, *there.texts}:
        wanted, question = _wanted(place, base.document, here, there)
        if place[0] in here.gone | there.gone:
            continue
        known = result.fields_of(place[0])
        lost += known[place[1]] != wanted
        silent += question and place not in asked
    both = here.gone & there.gone
    for row in here.gone | there.gone:
        edits = [one for one, other in ((here, there), (there, here)) if row in other.gone and _touches(one, row)]
        stays = result.row(row) is not None
        lost += stays != bool(edits) if row not in both else stays
        silent += bool(edits) and not any(node == row for node, _ in asked)
    needless = sum(not _is_needed(place, base.document, here, there) for place in asked)
    again = _merged_again(ours, plan.result(), plan.sides[1:], annex)
    return len(here.texts) + len(there.texts) + len(here.gone) + len(there.gone), lost, silent, needless + again


def _wanted(place: Place, base: Document, here: Script, there: Script) -> tuple[str, bool]:
    """The text that must come out, and whether a person must be asked."""
    old = base.fields_of(place[0])[place[1]]
    mine, theirs = (one.texts.get(place, old) for one in (here, there))
    if theirs == old or mine == theirs:
        return mine, False
    return (theirs, False) if mine == old else (mine, True)


def _touches(one: Script, row: str) -> bool:
    return any(node == row for node, _ in one.texts)


def _is_needed(place: Place, base: Document, here: Script, there: Script) -> bool:
    node = place[0]
    if node in here.gone | there.gone:
        return _touches(here, node) or _touches(there, node)
    return _wanted(place, base, here, there)[1]


def _merged_again(ours: Side, result: Document, sides: tuple[Side, ...], annex: MailedAnnex) -> int:
    """How many questions the same annex asks when it comes again, without those that wait in the file."""
    plan = merged(saved("我", ours, result, sides), [annex])
    return sum(not one.key.startswith(QUESTION) for one in plan.decisions)


CASES = [(suffix, named) for suffix in (".docx", ".xlsx") for named in (True, False)]


@pytest.mark.parametrize(("suffix", "named"), CASES)
def test_nothing_is_lost_or_decided_in_silence(suffix: str, named: bool) -> None:
    _tried(range(12), suffix, named=named)


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "named"), CASES)
def test_nothing_is_lost_or_decided_in_silence_in_many_merges(suffix: str, named: bool) -> None:
    _tried(range(12, 2_512), suffix, named=named)


def _tried(seeds: range, suffix: str, *, named: bool) -> None:
    edits = 0
    for seed in seeds:
        count, lost, silent, needless = judged(seed, suffix, named=named)
        assert (seed, lost, silent, needless) == (seed, 0, 0, 0)
        edits += count
    assert edits > 3 * len(seeds)
