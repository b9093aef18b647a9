"""What people do to their files, made by chance: texts, rows, projects, removals, moves, and answers to questions."""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields, Owner
from perfdesk.model.questions import PLACE, REMOVED
from tests.rounds.oracle import LONG, asked_in

CLASSES: Final = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
KEYS: Final = {"d": ("overall_goal", "compiler"), "p": ("purpose", LONG, "budget_total"), "row": ("target", "basis")}
# Few values, some of which mean the same: people often write the same by chance.
POOL: Final[Mapping[str, Sequence[str]]] = {
    "target": ("≥95%", "≥95.0%", ">=９５%", "≥96%", "≥1,000户", "≥1000户", ""),
    "basis": ("合同约定", "合同约定 ", "历史数据", "历史 数据", ""),
    "purpose": ("用于维护。", "用于维护。 ", "用于维护和修缮。", "用于修缮。", ""),
    "budget_total": ("1.8", "1.80", "１.8", "18", ""),
    "overall_goal": ("把事办好。", "把事办好。\n", "办好事。", ""),
    "compiler": ("ABC", "ＡＢＣ", "甲", ""),
}


def book(chance: random.Random) -> Document:
    """A book whose projects and rows all have names of their own. Some of its fields are blank."""
    projects = [_project(chance, number) for number in range(1, chance.randint(2, 4) + 1)]
    texts = {"department_name": "青禾县档案馆", "fiscal_year": "2031", "overall_goal": "做好全年工作。"}
    return Document("d", "hebei-book-2024", Fields(texts), tuple(projects))


def _project(chance: random.Random, number: int) -> Project:
    node = f"p{number}"
    rows = [_row(chance, f"{node}.{at}") for at in range(1, chance.randint(2, 4) + 1)]
    rows.sort(key=lambda row: CLASSES.index((row.level1, row.level2)))
    texts = {"code": f"1300{number:02}", "name": f"第{number}号库房修缮", LONG: long_text(chance, f"项{number}")}
    texts |= {"purpose": f"用于第{number}号库房。", "budget_total": f"{number}0.50"}
    blank = chance.sample(["purpose", "budget_total"], chance.randint(0, 1))
    return Project(node, Fields({key: text for key, text in texts.items() if key not in blank}), tuple(rows))


def _row(chance: random.Random, node: str) -> Indicator:
    one, two = chance.choice(CLASSES)
    texts = {"level1": one, "level2": two, "name": f"名称{node.replace('.', '之')}", "target": f"≥{node[1:]}处"}
    return Indicator(node, Fields({**texts, "description": f"{node}建成", "basis": chance.choice(["历史数据", ""])}))


_WORDS: Final = ["巡查", "修缮", "整理", "归档", "开放", "编目", "消防", "值守", "培训", "检测", "购置", "验收"]


def long_text(chance: random.Random, mark: str) -> str:
    """Paragraphs that each have a mark of their own."""
    return "\n".join(sentence(chance, f"（{mark}{at}）") for at in range(chance.randint(2, 5)))


def sentence(chance: random.Random, mark: str) -> str:
    """A paragraph that is like no other."""
    return mark + "".join(chance.choices(_WORDS, k=8))


class Person:
    """Somebody who edits. Every text is unlike all others, or one of a few."""

    def __init__(self, chance: random.Random, name: str, *, pooled: float, annex: bool = False) -> None:
        """`pooled` is how often a text is one of a few; in an `annex` only what is printed can be edited."""
        self._chance, self._name, self._pooled, self._annex = chance, name, pooled, annex
        self._count = itertools.count(1)

    def edited(self, document: Document, most: int) -> Document:
        """The document after some edits."""
        for _ in range(self._chance.randint(1, most)):
            edit = self._chance.choices(*zip(*self._kinds(), strict=True))[0](document)
            document = edit.apply(document) if edit else document
        return document

    def _kinds(self) -> Sequence[tuple[Callable[[Document], Edit | None], int]]:
        kinds = [(self._text, 12), (self._rows, 2), (self._removal, 2), (self._row_moved, 1)]
        more = [(self._project, 1), (self._projects_moved, 1), (self._away, 1)]
        return kinds if self._annex else [*kinds, *more]

    def _mark(self) -> str:
        return f"{self._name}{next(self._count)}"

    # --- texts ----------------------------------------------------------------------------------------------------

    def _text(self, document: Document) -> Edit | None:
        nodes = [document.id, *document.places]
        node = self._chance.choice(nodes)
        key = self._chance.choice(KEYS[_kind(document, node)])
        if self._annex and key in ("compiler", "budget_total"):
            return None
        return answered(document, node, key, self._value(document, node, key))

    def _value(self, document: Document, node: str, key: str) -> str:
        if key == LONG:
            return self._paragraphs(document.fields_of(node)[LONG])
        if self._chance.random() < self._pooled:
            return self._chance.choice(POOL[key])
        if key == "budget_total":
            return f"{self._chance.randint(100, 10**6)}.{self._chance.randint(1, 99):02}"
        return f"≥{self._chance.randint(100, 10**6)}户" if key == "target" else f"{self._mark()}写的话"

    def _paragraphs(self, text: str) -> str:
        """A long text with a paragraph changed, written anew, added or deleted. The first one stays."""
        found = [line for line in text.split("\n") if line] or [sentence(self._chance, f"（{self._mark()}）")]
        at = self._chance.randrange(len(found))
        match self._chance.randrange(8):
            case 0 if at:
                del found[at]
            case 1:
                found.insert(at + 1, sentence(self._chance, f"（{self._mark()}）"))
            case 2 | 3:
                mark = found[at].partition("）")[0] + "）"
                found[at] = sentence(self._chance, mark + self._mark())
            case _:
                found[at] += self._mark()
        return "\n".join(found)

    # --- nodes ------------------------------------------------------------------------------------------------------

    def _rows(self, document: Document) -> Edit | None:
        """A run of new rows somewhere."""
        if not document.projects:
            return None
        project = self._chance.choice(document.projects)
        before = self._chance.choice([*(row.id for row in project.rows), None])
        mark = self._mark()
        return Several(tuple(
            AddIndicator(f"n{mark}.{at}", project.id, self._new_row(f"{mark}第{at}"), before)
            for at in range(1, self._chance.randint(1, 3) + 1)
        ), "加指标")  # fmt: skip

    def _new_row(self, name: str) -> Fields:
        one, two = self._chance.choice(CLASSES)
        target = f"≥{self._chance.randint(100, 10**6)}项"
        return Fields({"level1": one, "level2": two, "name": f"新增{name}", "target": target, "basis": "新定"})

    def _removal(self, document: Document) -> Edit | None:
        rows = [row.id for project in document.projects for row in project.rows]
        nodes = rows if self._annex or self._chance.random() < 0.8 else [one.id for one in document.projects]
        return Remove(frozenset({self._chance.choice(nodes)})) if nodes else None

    def _row_moved(self, document: Document) -> Edit | None:
        """Within its project."""
        found = [project for project in document.projects if len(project.rows) > 1]
        if not found:
            return None
        project = self._chance.choice(found)
        row = self._chance.choice(project.rows).id
        others = [one.id for one in project.rows if one.id != row]
        return Move((row,), project.id, self._chance.choice([*others, None]))

    def _away(self, document: Document) -> Edit | None:
        """To another project."""
        rows = [row.id for project in document.projects for row in project.rows]
        if not rows:
            return None
        return Move((self._chance.choice(rows),), self._chance.choice(document.projects).id)

    def _project(self, document: Document) -> Edit | None:
        mark = self._mark()
        texts = {"name": f"新增{mark}项目", "purpose": f"用于{mark}。", LONG: long_text(self._chance, mark)}
        before = self._chance.choice([*(one.id for one in document.projects), None])
        return AddProject(f"n{mark}", Fields(texts), before)

    def _projects_moved(self, document: Document) -> Edit | None:
        nodes = [one.id for one in document.projects]
        if len(nodes) < 2:
            return None
        one, other = self._chance.sample(nodes, 2)
        return Move((one,), None, other)

    # --- questions ----------------------------------------------------------------------------------------------------

    def answers(self, document: Document, share: float) -> tuple[Document, set[tuple[str, str]]]:
        """The document with some of its questions answered, and which."""
        done = set()
        for (node, key), question in sorted(asked_in(document).items()):
            if document.owner_of(node) and self._chance.random() < share:
                done.add((node, key))
                if key == REMOVED and self._chance.random() < 0.5:
                    document = Remove(frozenset({node})).apply(document)
                elif key in (REMOVED, PLACE):
                    document = SetFields({(node, QUESTION + key): ""}).apply(document)
                else:
                    said = [document.fields_of(node)[key], *(one.value for one in question.voices)]
                    edit = answered(document, node, key, self._chance.choice(said))
                    document = edit.apply(document)
        return document, done


def answered(document: Document, node: str, key: str, text: str) -> Edit:
    """A text written over whatever is asked there."""
    texts = {(node, key): text}
    if document.fields_of(node)[QUESTION + key]:
        texts[node, QUESTION + key] = ""
    return SetFields(texts)


def _kind(document: Document, node: str) -> str:
    return {Owner.DOCUMENT: "d", Owner.PROJECT: "p"}.get(document.owner_of(node) or Owner.DOCUMENT, "row")
