"""How often the right version is found for an annex without ids, and how near strangers come: evidence for the least
share of merge.nearest.

    python -m tests.rounds.bases

An annex comes from one of the last six versions of a book, and somebody has written anew a part of its texts. Strangers
are another department, the same book a year later (nearly all written anew), and another office, whose book has
projects of the same names. All share the form, the classes and the usual words.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.forms.loader import form_of
from perfdesk.merge.nearest import nearness
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.work.annex_bases import AnnexBases, MailedAnnex
from tests.merge import histories
from tests.rounds.people import CLASSES

_PLACES: Final = ["青石", "白河", "金沙", "云台", "柳林", "东湖", "西坪", "北岭", "南桥", "高庄"]
_THINGS: Final = ["道路", "水渠", "路灯", "校舍", "诊所", "绿地", "管网", "泵站", "河堤", "广场"]
_SAID: Final = ["历史数据", "合同约定", "行业标准", "工作计划"]
_KEYS: Final = {"p": ("purpose", "goal", "budget_total"), "row": ("target", "basis", "description")}
VERSIONS: Final = 6
# Against an older version more is asked; against a newer one, edits of others would be taken back in silence.
RIGHT, OLDER, NEWER, NONE = TAKEN = "right", "older", "newer", "none"
STRANGERS: Final = "another department", "the same book a year later", "another office, projects of the same names"
# How much of it the writer of an annex wrote anew.
PARTS: Final = 0.02, 0.1, 0.3, 0.5, 0.7


def book(chance: random.Random, places: str = "") -> Document:
    """A book of eight to twenty projects; those of one department have the names of its places."""
    here = [*places.split()] or chance.sample(_PLACES, 4)
    projects = [_project(chance, number, chance.choice(here)) for number in range(1, chance.randint(8, 20))]
    texts = {"department_name": f"{here[0]}县{chance.choice(_THINGS)}局", "overall_goal": _goal(chance)}
    return Document("d", "hebei-book-2024", Fields(texts), tuple(projects))


def _project(chance: random.Random, number: int, place: str) -> Project:
    rows = tuple(_row(chance, f"p{number}.{at}") for at in range(1, chance.randint(5, 10)))
    texts = {"name": f"{place}{chance.choice(_THINGS)}补助", "code": f"13{chance.randint(0, 9999):04}{number}"}
    texts |= {"purpose": f"用于{place}。", "goal": _goal(chance), "budget_total": f"{chance.randint(1, 900)}.00"}
    return Project(f"p{number}", Fields(texts), rows)


def _row(chance: random.Random, node: str) -> Indicator:
    one, two = chance.choice(CLASSES)
    name = chance.choice(_THINGS) + chance.choice(["长度", "面积", "数量", "完好率"])
    texts = {"level1": one, "level2": two, "name": name, "target": f"≥{chance.randint(1, 99)}处"}
    return Indicator(node, Fields({**texts, "basis": chance.choice(_SAID), "description": f"{name}达到计划"}))


def _goal(chance: random.Random) -> str:
    return f"完成{chance.choice(_THINGS)}{chance.randint(1, 99)}处。"


def rewritten(chance: random.Random, document: Document, part: float) -> Document:
    """A part of the texts written anew."""
    nodes = [(node, "row" if document.row(node) else "p") for node in document.places]
    places = [(node, key) for node, kind in nodes for key in _KEYS[kind]]
    chosen = chance.sample(places, int(part * len(places)))
    return SetFields({place: f"新写{chance.randint(1, 10**6)}" for place in chosen}).apply(document)


def found(seeds: int, parts: Sequence[float] = PARTS) -> Iterator[tuple[float, str, float]]:
    """For annexes: which part was written anew, whether the right version was taken, and how near it is."""
    for seed in range(seeds):
        chance = random.Random(seed)
        side = histories.sent(book(chance))
        versions = [side]
        for _ in range(VERSIONS - 1):
            side = histories.edited("我", side, SetFields(dict(_changes(chance, side.document))))
            versions.append(side)
        for part in parts:
            ago = chance.randrange(VERSIONS)
            right = versions[-1 - ago]
            annex = MailedAnnex("回", rewritten(chance, right.document, part), ".docx")
            taken = _taken(side, annex)
            share = nearness(form_of(annex.document), annex.document, right.document).share
            yield part, _compared(taken, [one.revisions.tip for one in versions if one.revisions], -1 - ago), share


def _compared(taken: str, tips: Sequence[str], right: int) -> str:
    if not taken:
        return NONE
    at, wanted = tips.index(taken), len(tips) + right
    return RIGHT if at == wanted else OLDER if at < wanted else NEWER


def _changes(chance: random.Random, document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    new = rewritten(chance, document, chance.choice([0.01, 0.05, 0.2]))
    for node in document.places:
        for key, text in new.fields_of(node).items():
            if document.fields_of(node)[key] != text:
                yield (node, key), text


def _taken(side: Side, annex: MailedAnnex) -> str:
    assert side.revisions is not None
    basis = AnnexBases(side.document, [side.revisions], lambda *_: annex.document).side(annex).basis
    return basis.revision if basis else ""


def strange(seeds: int) -> Iterator[tuple[str, float]]:
    """How near a stranger's annex comes."""
    for seed in range(seeds):
        chance = random.Random(f"strange{seed}")
        ours = book(chance)
        strangers = book(chance), rewritten(chance, ours, 0.9), book(chance, ours.projects[0].name[:2])
        for kind, annex in zip(STRANGERS, strangers, strict=True):
            yield kind, nearness(form_of(annex), annex, ours).share


def main() -> None:
    """Prints both tables."""
    rows: dict[float, list[tuple[str, float]]] = defaultdict(list)
    for part, taken, share in found(100):
        rows[part].append((taken, share))
    print("part written anew", *(f"{one:>8}" for one in TAKEN), "  share of equal texts, least to most")
    for part, ones in rows.items():
        count, shares = Counter(taken for taken, _ in ones), sorted(share for _, share in ones)
        numbers = "".join(f"{100 * count[one] / len(ones):7.0f} %" for one in TAKEN)
        print(f"{100 * part:15.0f} %{numbers}   {shares[0]:.2f} … {shares[-1]:.2f}")
    near: dict[str, list[float]] = defaultdict(list)
    for kind, share in strange(100):
        near[kind].append(share)
    for kind, ones_near in near.items():
        print(f"{kind:45} {min(ones_near):.2f} … {max(ones_near):.2f}")


if __name__ == "__main__":
    main()
