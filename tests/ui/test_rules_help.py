from html import escape

from perfdesk.rules.table import RULES
from perfdesk.ui.dialogs.rules_help import page


def test_every_rule_is_on_the_page() -> None:
    text = page()
    assert all(rule.title in text and escape(rule.explanation) in text for rule in RULES)
