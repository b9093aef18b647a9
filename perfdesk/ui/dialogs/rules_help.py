"""审核规则: every rule with its explanation, made from the table of rules."""

from html import escape
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.rules.finding import WORDS, Head
from perfdesk.rules.settings import settings
from perfdesk.rules.table import RULES
from perfdesk.ui.dialogs.text_page import show_page

_ABOUT: Final = (
    "<p>审核只提醒，不改内容，不挡保存和导出。说不准的不提；觉得不对的，可以答复“不适用”或“已核实”并写明理由。</p>"
)


def page() -> str:
    """The page as HTML, under the four heads."""
    off = settings().switched_off
    parts = [_ABOUT]
    for head in Head:
        parts.append(f"<h3>{head.value}</h3><dl>")
        for rule in (one for one in RULES if one.head is head):
            mark = "（已停用）" if rule.id in off else ""
            name = f"<b>{escape(rule.title)}</b>（{WORDS[settings().severity(rule.id, rule.severity)]}）{mark}"
            parts.append(f"<dt>{name}<small>{rule.id}</small></dt>")
            parts.append(f"<dd>{escape(rule.explanation)}</dd>")
        parts.append("</dl>")
    return "".join(parts)


def show_rules(parent: QWidget | None) -> None:
    """Shows the page until it is closed."""
    show_page("审核规则", page(), parent)
