"""misfit(owner, key, text): why a text does not look like what its field holds; "" if it may be that.

Whoever guesses a field by its label alone is wrong as often where the text says otherwise.
"""

import re
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.model.fields import OWN, Kind, Owner
from perfdesk.model.keys import MONEY_UNIT
from perfdesk.model.vocabulary import vocabulary

_ONLY_NUMBER: Final = re.compile(r"[-+]?[\d,]+(?:\.\d+)?\s*[%％]?")
_NOTHING: Final = frozenset(("", "无", "/", "／", "-", "—", "－", "——", "不涉及", "……"))
# What must stand in a text of a kind, and what to say where it does not.
_NUMBER: Final = (re.compile(r"\d"), "这里填数字，内容却是文字")
_DAY: Final = (re.compile(r"[\d年月日季旬底初末前后]"), "这里填日期，内容却不像日期")
_SHAPES: Final = {
    Kind.MONEY: _NUMBER,
    Kind.NUMBER: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.DATE: _DAY,
    Kind.YEAR: _DAY,
    Kind.CODE: (re.compile(r"[0-9A-Za-z]"), "这里填代码，内容里没有数字和字母"),
}
_LONGEST_NAME: Final = 50


def misfit(owner: Owner, key: str, text: str) -> str:
    """In words why a text is no content of a field; a field of a form's own holds anything."""
    found = text.strip()
    if found in _NOTHING or not key or key.startswith(OWN):
        return ""
    if key == MONEY_UNIT:
        return "" if "元" in found else "这里填金额单位，内容却不是"
    kind = vocabulary().kind(owner, key)
    if kind is Kind.LONG or (owner is not Owner.INDICATOR and key in lexicon.worded()):
        return _no_words(found, kind)
    shape, told = _SHAPES.get(Kind.NUMBER if key in lexicon.numbered() else kind, (None, ""))
    return "" if shape is None or shape.search(found) else told


def _no_words(text: str, kind: Kind) -> str:
    if _ONLY_NUMBER.fullmatch(text):
        return "这里填文字，内容却只是数字"
    return "这里填名称，内容却是一段话" if kind is not Kind.LONG and len(text) > _LONGEST_NAME else ""
