"""Documents made by a seeded hand, the same in every run and of every version of hypothesis: what golden files of many
documents are made of. Levels come in and out of order, texts are blank, long, of several lines, and in fields that the
form does not print."""

import random
from collections.abc import Iterator, Sequence

from perfdesk.forms.loader import form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import vocabulary

_TEXTS = (
    "1.80", "886", "43.3800", "-1,200.50", "≥95%", "≤10万元", "10%", "100", "正常运行", "第一行\n第二行\n\n第四行",
    "=1+1", "<b>&\"'", "_x000D_", "数量指标", "服务器APP维护2031", "，。（）", "保障" * 40, "按合同约定" * 120,
)  # fmt: skip
_OTHER_LEVELS = (("产出指标", "验收指标"), ("效益指标", ""), ("", "数量指标"), ("", ""))
_LEVELS = ("level1", "level2")


def books(form_id: str, number: int = 3) -> Iterator[Document]:
    """So many documents of a form; the first has a project without indicators and one with many."""
    for seed in range(number):
        chance = random.Random(f"{form_id} {seed}")
        sizes = (0, 1, 45, 6) if seed == 0 else [chance.randrange(12) for _ in range(4)]
        projects = tuple(_project(chance, form_id, f"p{at}", size) for at, size in enumerate(sizes, 1))
        fields = {**_fields(chance, Owner.DOCUMENT), "fiscal_year": "2031", "department_name": "东岭县气象局"}
        yield Document(f"d{seed}", form_id, Fields(fields), projects)


def _project(chance: random.Random, form_id: str, node: str, size: int) -> Project:
    classes = [(one.name, two.name) for one in form(form_id).levels for two in one.children] + [*_OTHER_LEVELS]
    levels = [classes[chance.randrange(len(classes))] for _ in range(size)]
    if chance.random() < 0.6:
        levels.sort()
    rows = (_row(chance, f"{node}.{at}", pair) for at, pair in enumerate(levels, 1))
    return Project(node, Fields({**_fields(chance, Owner.PROJECT), "name": f"项目{node}"}), tuple(rows))


def _row(chance: random.Random, node: str, levels: Sequence[str]) -> Indicator:
    return Indicator(node, Fields({**_fields(chance, Owner.INDICATOR), **dict(zip(_LEVELS, levels, strict=True))}))


def _fields(chance: random.Random, owner: Owner) -> dict[str, str]:
    """A text in two of three fields; the keys stand here in order, so that a new field of the vocabulary moves none."""
    return {key: _TEXTS[chance.randrange(len(_TEXTS))] for key in _KEYS[owner] if chance.random() < 0.67}


_KEYS = {
    Owner.DOCUMENT: (
        "department_name", "fiscal_year", "draft_mark", "compiler", "reviewer", "overall_goal", "itemised_goals",
        "safeguards", "annex_number", "money_unit",
    ),
    Owner.PROJECT: (
        "code", "name", "unit_code", "unit_name", "supervisor", "attribute", "period", "budget_total", "budget_fiscal",
        "budget_other", "purpose", "plan_03", "plan_06", "plan_10", "plan_12", "goal",
    ),
    Owner.INDICATOR: ("name", "description", "target", "basis", "weight"),
}  # fmt: skip
assert all(vocabulary().knows(owner, key) for owner, keys in _KEYS.items() for key in keys)
