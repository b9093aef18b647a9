"""Texts without end in one indicator and in a goal: every rule judges them by their beginning, and none raises."""

import time

import pytest
from effort import steps
from notation import document

from perfdesk.forms.loader import form
from perfdesk.model.edits import SetFields
from perfdesk.rules.reading import parsed
from perfdesk.rules.table import RULES

HEBEI = form("hebei-book-2024")
ENDLESS = {
    "characters": "长" * 200_000,
    "brackets": "（" * 1000 + "）" * 1000,
    "marks": "★＊※" * 20_000,
    "digits": "9" * 1_000_000,
    "amounts": "其中5万元、" * 20_000,
    "quantities": "修缮公厕20座，" * 20_000,
    "operators": "≥5以上" * 20_000,
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_no_rule_goes_through_a_text_without_end(kind: str) -> None:
    one = document(
        "fiscal_year=2031\n# 清淤 | budget_total=9 | budget_fiscal=9\n- 成本 | 清淤 | 5万元\n- 数量 | 渠 | 1米"
    )
    texts = {(node, key): ENDLESS[kind] for node in ("p1.1", "p1.2") for key in ("name", "target", "basis")}
    hostile = SetFields({**texts, ("p1", "goal"): ENDLESS[kind], ("p1", "period"): ENDLESS[kind]}).apply(one)
    project = hostile.projects[0]
    parsed(project)
    for rule in RULES:
        list(rule.run(project, hostile, HEBEI))
        # The lines of Python that run for it; a loop over such a text would have more by far.
        assert steps(lambda rule=rule: list(rule.run(project, hostile, HEBEI))) < 50_000, rule.id


# Texts over which a pattern with two repetitions side by side would go n × n times: minutes instead of milliseconds.
BACKTRACKED = ["〔2031〕" + " " * 100_000, "1" * 100_000, "1,1." * 25_000, "月" + " " * 100_000, "优" + "：" * 100_000]


@pytest.mark.parametrize("text", BACKTRACKED, ids=lambda text: text[:8])
def test_no_pattern_goes_back_and_forth_in_a_text(text: str) -> None:
    one = document("fiscal_year=2031\n# 清淤 | budget_total=9\n- 成本 | 清淤 | 5万元")
    texts = {("p1.1", key): text for key in ("name", "target", "description", "basis")}
    hostile = SetFields({**texts, ("p1", "goal"): text, ("p1", "purpose"): text}).apply(one)
    begin = time.process_time()
    for rule in RULES:
        list(rule.run(hostile.projects[0], hostile, HEBEI))
    # All rules take some milliseconds; four seconds were measured of one pattern over 20,000 spaces.
    assert time.process_time() - begin < 1
