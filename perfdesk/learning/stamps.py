"""stamp_behind(text): what a cell for an opinion prints behind the opinion: （盖章） 年 月 日.

These words are the form's. A date that somebody has entered there is not, and stays with the opinion.
"""

import re
from typing import Final

from perfdesk.learning.labels import plain

_OPINION: Final = "意见"
# No stamp has more to print, with its blanks.
_LONGEST: Final = 80
_STAMP: Final = re.compile(
    r"(?:(?:[^\W\d]{0,6}(?:人|者|领导|单位|部门|主任|书记|经理|[局科处院校所股镇乡村组部厅会站队]长)[:：]?\s*)?[（(]\s*(?:盖章|公章|单位公章|盖公章|加盖公章|签章|签字|签名|签字盖章|签字、盖章)\s*[)）][:：]?\s*"
    r"(?:年\s*月\s*日)?|年\s*月\s*日)\s*$"
)


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
