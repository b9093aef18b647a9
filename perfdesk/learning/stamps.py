"""stamp_behind(text): what a cell for an opinion prints behind the opinion: （盖章） 年 月 日.

These words are the form's. A date that somebody has entered there is not, and stays with the opinion.
"""

import re
from typing import Final

from perfdesk.learning.labels import plain

_OPINION: Final = "意见"
# No stamp has more to print, with its blanks.
_LONGEST: Final = 80
_BRACKET: Final = r"[（(]\s*(?:盖章|公章|单位公章|盖公章|加盖公章|签章|签字|签名|签字盖章|签字、盖章)\s*[)）][:：]?\s*"
_DATE: Final = r"年\s*月\s*日"
# 负责人： before a stamp; 负责人签字： by itself, where no opinion runs into it.
_WHO: Final = r"[^\W\d]{0,6}(?:人|者|领导|单位|部门|主任|书记|经理|[局科处院校所股镇乡村组部厅会站队]长)[:：]?\s*"
_SIGNED: Final = r"(?<![^\W\d])(?![拟不]?同意|情况|属实|通过)[^\W\d]{0,8}(?:签字|签名|签章|盖章)\s*[:：]\s*"
_STAMP: Final = re.compile(rf"(?:{_SIGNED}(?:{_BRACKET})?(?:{_DATE})?|(?:{_WHO})?{_BRACKET}(?:{_DATE})?|{_DATE})\s*$")


def asks_for_opinion(label: str) -> bool:
    """Whether an opinion stands beside a label."""
    return plain(label).endswith(_OPINION)


def stamp_behind(text: str) -> str:
    """The printed words at the end of a text, with the white space before them; "" if there are none."""
    start = max(0, len(text) - _LONGEST)
    found = _STAMP.search(text, start)
    if found is None:
        return ""
    return text[len(text[: found.start()].rstrip()) :]
