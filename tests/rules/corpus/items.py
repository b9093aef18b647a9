"""The items of the corpus as documents; the notation stands in __init__.py."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from perfdesk import paths
from perfdesk.model.document import Document
from perfdesk.model.form_copy import DEFINITION, FormCopy, FormFile
from tests.notation import document as written

HERE: Final = Path(__file__).resolve().parent
HEBEI: Final = "hebei-book-2024"
WEIGHTED: Final = "weighted"
# What a project of the corpus says of itself where its line does not.
USUAL: Final = {
    "code": "62050025T000010000012",
    "unit_code": "434001",
    "unit_name": "云岭县财政局本级",
    "budget_total": "60.00",
    "purpose": "用于本项目年度支出。",
    "goal": "完成本项目各项任务并通过验收。",
    "plan_03": "20",
    "plan_06": "50",
    "plan_10": "80",
    "plan_12": "100",
}
_DOCUMENT: Final = " | ".join(
    [
        "fiscal_year=2025",
        "department_name=云岭县财政局",
        "money_unit=万元",
        "overall_goal=全面完成年度各项任务。",
        "itemised_goals=按项目逐项完成。",
        "safeguards=按月检查进度。",
    ]
)


class Half(StrEnum):
    """Which numbers: rules are made on the even ones, the odd ones are reported."""

    EVEN = "even"
    ODD = "odd"


@dataclass(frozen=True)
class Correct:
    """A project without fault: its document, and the number of each of its lines by the id of project or indicator."""

    field: str
    document: Document
    numbers: dict[str, int]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Faulty:
    """A fault and where a finding about it has to be: at the only indicator, at a field, or ("") anywhere."""

    number: int
    family: str
    least: str
    field: str
    document: Document
    row: str
    at: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """What kind of fault, in words, and the public ids of the rules that say it."""

    id: str
    what: str
    rules: tuple[str, ...]


@cache
def families() -> dict[str, Family]:
    """All families by id."""
    read = tomllib.loads((HERE / "families.toml").read_text(encoding="utf-8"))
    return {name: Family(name, one["what"], tuple(one.get("rules", [name]))) for name, one in read.items()}


def correct(half: Half) -> list[Correct]:
    """The projects without fault."""
    return [_correct(field, lines) for head, lines in _items(f"correct-{half}.txt", "#") for field in (head[0],)]


def faulty(half: Half) -> list[Faulty]:
    """The faults."""
    return [_faulty(head, lines) for head, lines in _items(f"faulty-{half}.txt", "")]


def lines_of(file: str) -> list[str]:
    """What the file says, without remarks and blank lines."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(";")]


def _items(file: str, start: str) -> Iterator[tuple[list[str], list[str]]]:
    """Lines that belong together, with the words of the "@" above them. An item starts at a number with `start` behind
    it."""
    head: list[str] = []
    item: list[str] = []
    for line in [*lines_of(file), "@"]:
        number, _, rest = line.partition(" ")
        if item and (number == "@" or (number.isdigit() and rest.startswith(start))):
            yield head, item
            item = []
        if number == "@":
            head = rest.split()
        else:
            item.append(line)


def _correct(field: str, lines: Sequence[str]) -> Correct:
    parts = [line.partition(" ") for line in lines]
    document = book([rest for _, _, rest in parts])
    project = document.projects[0]
    ids = [project.id, *(row.id for row in project.indicators)]
    numbers = {node: int(number) for node, (number, _, _) in zip(ids, parts, strict=True)}
    return Correct(field, document, numbers, tuple(lines))


def _faulty(head: Sequence[str], lines: Sequence[str]) -> Faulty:
    number, field, first = lines[0].split(maxsplit=2)
    form = next((word.removeprefix("form=") for word in head[2:]), HEBEI)
    pairs = [cell.strip() for cell in first.split("|")]
    at = next((pair.removeprefix("at=") for pair in pairs if pair.startswith("at=")), "")
    told = [" | ".join(pair for pair in pairs if not pair.startswith("at=")), *lines[1:]]
    alone = first.startswith("-")
    document = book([f"# {field}专项", *told] if alone else told, form)
    row = document.projects[0].indicators[0].id if alone else ""
    return Faulty(int(number), head[0], head[1], field, document, row, at, tuple(lines))


def book(lines: Sequence[str], form: str = HEBEI) -> Document:
    """A document of one project, given in the notation; what the project does not say is as usual."""
    told = [_with_usual(line) if line.startswith("#") else line.replace("- 满意 ", "- 服务对象 ", 1) for line in lines]
    plain = HEBEI if form == WEIGHTED else form
    document = written("\n".join([_DOCUMENT, *told]), plain)
    return replace(document, form=WEIGHTED, form_copy=_weighted()) if form == WEIGHTED else document


def _with_usual(head: str) -> str:
    """The project's line with what it does not say. All money is the treasury's unless it says another thing."""
    told = dict(pair.strip().partition("=")[::2] for pair in head.split("|")[1:])
    usual = {**USUAL, "budget_fiscal": told.get("budget_total", USUAL["budget_total"])}
    return " | ".join([head, *(f"{key}={text}" for key, text in usual.items() if key not in told)])


def _weighted() -> FormCopy:
    """Hebei's form with a column of weights, as a document carries it."""
    text = (paths.resources() / "forms" / f"{HEBEI}.toml").read_text(encoding="utf-8")
    basis = '[[table.bands.columns]]\nat = [6, 7]\nlabel = "指标值确定依据"\nfield = "basis"\nalso = ["指标依据"]'
    weight = '[[table.bands.columns]]\nat = [7, 7]\nlabel = "分值"\nfield = "weight"'
    assert basis in text
    changed = text.replace(basis, f"{basis.replace('[6, 7]', '[6, 6]')}\n\n{weight}")
    changed = changed.replace(f'id = "{HEBEI}"', f'id = "{WEIGHTED}"\nweight_total = 100', 1)
    return FormCopy((FormFile.of(DEFINITION, changed.encode()),))
