"""printed_words(form): the fields under the labels that the form prints, as whoever fills it in knows them.

Messages, findings, questions of a merge, lists and dialogs speak by these. Columns of exports and keys do not: files of
several forms have the same ones.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_here
from perfdesk.forms.printed_labels import printed_labels
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import Field, Vocabulary, vocabulary

_LONGEST: Final = 24
# Words that say nothing without what stands around them on paper.
_ALONE: Final = frozenset(
    ("合计", "小计", "总计", "共计", "其他", "名称", "金额", "内容", "单位", "情况说明", "本年度", "年度")
)
_BEFORE: Final = re.compile(
    r"(?:[★☆*＊▲●]|\d{1,2}[.．、]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)+"
)
_BEHIND: Final = re.compile(r"[(（](?:单位[:：])?(?:[千百]?[万亿]?元|[%％]|必填|选填|盖章|公章|签章)[)）]")


@lru_cache(maxsize=64)
def printed_words(form: Form) -> Vocabulary:
    """The form's vocabulary, each field that has a label of its own called by that."""
    known = form.vocabulary
    return known.with_own(replace(field, title=label) for field, label in _own_labels(form, known))


def printed_title(form: Form, key: str, owner: Owner = Owner.PROJECT) -> str:
    """What a field is called where this form is."""
    return printed_words(form).title(owner, key)


def words_of(document: Document) -> Vocabulary:
    """What the fields of a document are called: as its form prints them."""
    form = form_here(document)
    return vocabulary() if form is None else printed_words(form)


def _own_labels(form: Form, known: Vocabulary) -> Iterator[tuple[Field, str]]:
    """Of two phases under one label the year has it and the other keeps its title. So do all of several fields that
    stand behind one label, and one whose label is the title of another."""
    labels = {place: told for place, label in printed_labels(form).items() if (told := _told(label))}
    fields = {place: known.field(*place) for place in labels}
    alike = Counter((owner, label) for (owner, _), label in labels.items())
    of_year = Counter((owner, labels[owner, key]) for owner, key in fields if not _is_of_phase(key))
    titles = {(one.owner, one.title) for place, one in fields.items() if labels[place] == one.title}
    for place, label in labels.items():
        field, said = fields[place], (place[0], label)
        is_only = alike[said] == 1 or (of_year[said] == 1 and not _is_of_phase(place[1]))
        if field.title != label and is_only and said not in titles:
            yield field, label


def _is_of_phase(key: str) -> bool:
    """Whether a field is that of another phase, or of another measure than the plan."""
    return "@" in key or (key.startswith("funds.") and not key.endswith(".plan"))


def _told(label: str) -> str:
    """A label without its marks, its number and its unit; "" if it tells nothing by itself."""
    parts = [_BEHIND.sub("", _BEFORE.sub("", one, count=1)) for one in label.replace("：", ":").split(" ")]
    told = " ".join(filter(None, (_BEFORE.sub("", one.rsplit(":", 1)[-1], count=1) for one in parts)))
    return "" if told in _ALONE or len(told) > _LONGEST else told
