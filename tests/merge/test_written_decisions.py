"""The decisions of merging, as they are written down with examples in decisions.md. Each example is run."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from histories import edited, merged, sent
from notation import document as written
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan, can_take
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields

# Stands for the end of a paragraph where a line of the notation goes on.
_LINE_END = "⏎"
WRITTEN = Path(__file__).with_name("decisions.md").read_text("utf-8")


@dataclass
class Example:
    """What is written in one block."""

    book: str = ""
    files: dict[str, str] = field(default_factory=dict)
    result: str = ""
    texts: list[str] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    in_turn: dict[str, str] = field(default_factory=dict)

    def sides(self) -> list[Side]:
        """The files, OURS first."""
        start = sent(written(self.book.replace("\\n", _LINE_END)))
        start = sent(_with_line_ends(start.document))
        return [self._file(start, name, versions) for name, versions in self.files.items()]

    def _file(self, start: Side, name: str, versions: str) -> Side:
        for number, version in enumerate(versions.split(" | ")):
            edits = [_edit(f"{name}{number}{at}", one.strip()) for at, one in enumerate(version.split(";"))]
            start = edited(name, start, Several(tuple(edits), ""))
        return start


def _with_line_ends(document: Document) -> Document:
    texts = {(p.id, "goal"): p.fields["goal"].replace(_LINE_END, "\n") for p in document.projects}
    return document.with_fields(texts)


def _edit(new: str, text: str) -> Edit:
    node, *rest = text.split(" ", 1)
    said = rest[0] if rest else ""
    if said == "-":
        return Remove(frozenset({node}))
    if said.startswith(">"):
        project, _, before = said[1:].partition("<")
        return Move((node,), project.strip(), before.strip() or None)
    if said.startswith("+"):
        name, _, target = (one.strip() for one in said[1:].partition("="))
        texts = {"level1": "产出指标", "level2": "数量指标", "name": name, "target": target or new}
        return AddIndicator(f"new{new}", node, Fields(texts))
    key, sign, value = said.partition("=")
    assert sign, text
    return SetFields({(node, key): value.replace("\\n", "\n")})


def examples() -> Iterator[tuple[str, Example]]:
    """Each block with the words before it."""
    for title, block in re.findall(r"\n\n([^\n`]+)(?:\n[^\n`]+)*\n\n```\n(.*?)```", WRITTEN, re.DOTALL):
        found = Example()
        for line in block.splitlines():
            word, sign, rest = line.partition(": ")
            first, *more = word.split(" ")
            match first:
                case "我" | "A" | "B" | "C" if sign:
                    found.files[word] = rest
                case "结果":
                    found.result = rest
                case "有":
                    found.texts.append(rest)
                case "问":
                    found.asked |= {(one.split()[0], one.split()[1]) for one in rest.split(";")}
                case "依次":
                    found.in_turn[more[0]] = rest
                case _:
                    found.book += f"{line}\n"
        yield title, found


EXAMPLES = [*examples()]
every = pytest.mark.parametrize("example", [one for _, one in EXAMPLES], ids=[title for title, _ in EXAMPLES])


def shape(document: Document) -> str:
    return " ".join(f"{p.name}({','.join(i.name for i in p.rows)})" for p in document.projects)


def asked(plan: Plan) -> set[tuple[str, str]]:
    return {one.place for one in plan.open}


def test_every_block_is_an_example() -> None:
    assert len(EXAMPLES) == WRITTEN.count("```") // 2 == 30
    assert all(one.files and one.result for _, one in EXAMPLES)


@every
def test_an_example(example: Example, promise: Promise) -> None:
    ours, *theirs = example.sides()
    results = set()
    for order in itertools.permutations(theirs):
        for names in itertools.permutations("xyz", len(order)):
            sides = [replace(one, name=name) for one, name in zip(order, names, strict=True)]
            plan = analyse(ours, sides)
            assert (shape(plan.result()), asked(plan)) == (example.result, example.asked)
            results.add(repr(plan.document))
    for line in example.texts:
        node, rest = line.split(" ", 1)
        key, _, text = rest.partition("=")
        assert plan.result().fields_of(node)[key] == text.replace("\\n", "\n")
    assert len(results) == 1
    promise("T12", "decisions that are written down, each with its example", 1, 1)


@every
def test_one_after_another_is_as_all_at_once(example: Example) -> None:
    ours, *theirs = example.sides()
    for order in itertools.permutations(theirs):
        step = ours
        for one in order:
            step = merged("我", step, [one])
        names = "".join(one.name for one in order)
        assert shape(step.document) == example.in_turn.get(names, example.result)


@every
def test_what_was_answered_is_not_asked_again(example: Example) -> None:
    sides = example.sides()
    for side in range(len(sides)):
        done = merged("我", sides[0], sides[1:], lambda plan, side=side: _answered(plan, side))
        again = analyse(done, sides[1:])
        assert again.result() is done.document
        assert _questions(again.result(), example) == []


def _answered(plan: Plan, side: int) -> Plan:
    """Where what a file says cannot be taken, because it is a place, OURS is."""
    for one in plan.open:
        plan = plan.choose([one.place], side if can_take(one, side) else 0)
    return plan


def _questions(document: Document, example: Example) -> Sequence[str]:
    return [document.fields_of(node)[f"question.{key}"] for node, key in example.asked if document.owner_of(node)
            and document.fields_of(node)[f"question.{key}"]]  # fmt: skip
