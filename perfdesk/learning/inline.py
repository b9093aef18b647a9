"""Cells and lines that hold labels and values together: 联系人：  电话：   , （2031年度）, 经常性□ 一次性☑."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from perfdesk.importers.choices import options_of
from perfdesk.learning import lexicon
from perfdesk.learning.band_columns import slug
from perfdesk.learning.inline_amounts import amounts
from perfdesk.learning.labels import part_marked, plain
from perfdesk.learning.money import funds_key, is_amount, money_in
from perfdesk.learning.stamps import asks_for_opinion, stamp_behind
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import FISCAL_YEAR, MONEY_UNIT, UNIT_CODE, UNIT_NAME

_LONGEST: Final = 300
_SHORTEST: Final = 4
_MOST_SLOTS: Final = 6
# Between a slot that is blank and the next label; what is blank there is the place to write on.
_GAP: Final = "  "
# What is longer behind 填报人： tells how to fill it in.
_LONGEST_NAME: Final = 4
# Before a colon: a label of up to 20 characters, without a sentence's end in it.
_LABEL: Final = re.compile(r"([^\s:：;；,，。、()（）]{2,20}(?:[(（][^()（）]{1,12}[)）])?)[ \u3000]*[:：]")
_YEAR: Final = re.compile(r"^([（(]?\s*)((?:19|20)\d{2}|[ _×xX*]{1,8}|20[×xX_*]{2})(\s*年度?\s*[）)]?)$")
_YEAR_IN_TITLE: Final = re.compile(r"((?:19|20)\d{2}|20[×xX_*]{2})(\s*年度?)")
_BOX: Final = re.compile(r"[□☐☑☒√✓▢◻○●◯■]")
# Parts the options that are ticked, so that no option may have it.
_AND: Final = "、"
_SLOT: Final = re.compile(r"\{[^{}]*\}")
# How labels end that ask for a person: 填报人, 经办人员, 单位领导签字, 联系电话.
_PERSON: Final = re.compile(r"(?:人|者|人员|领导|签字|签名|签章|电话|手机|传真|邮箱)$")
_PHONE: Final = re.compile(r"(?<!\d)(?:0\d{2,3}[-－ ]?\d{7,8}|1[3-9]\d{9})(?!\d)")
PERSONAL: Final = "文字里有电话或姓名，可能是某个人的，不留在表样里"
# Between a value and the next label of a line: 填表人：    联系电话：
_BEFORE_LABEL: Final = re.compile(r"([ \u3000\t]+(?=[^\s:：]{2,20}[:：]))")
_WITH_UNIT: Final = re.compile(r"^\s*(-?[\d,]*\.?\d*)\s*(万元|元)\s*[，,；;。]?\s*$")
# The code of an office before its name, as budget systems print it above a table: 305001 青禾县水务局.
_OFFICE: Final = re.compile(r"^(\d{6,12})([ \u3000]*)([\u4e00-\u9fff][\u4e00-\u9fff（）()]{2,29})$")
_ANNEX: Final = re.compile(r"^(附件|附表|附)\s*([\d一二三四五六七八九十]{0,3})(\s*[:：]?\s*)$")


class Inline(NamedTuple):
    """The text with a slot for each value; owner, key and title of each, and what stands there now."""

    template: str
    slots: tuple[tuple[Owner, str, str], ...]
    values: tuple[str, ...] = ()
    sure: bool = True


def all_of_document(found: Inline) -> Inline:
    """The same beside a grid of projects, which prints it once: what is a project's becomes the document's own."""
    slots, template = [], found.template
    for owner, key, title in found.slots:
        own = key if owner is Owner.DOCUMENT or key.startswith(OWN) else f"{OWN}{slug(title)}"
        template = template.replace(f"{{{key}}}", f"{{{own}}}")
        slots.append((Owner.DOCUMENT, own, title))
    return found._replace(template=template, slots=tuple(slots))


def inline(text: str) -> Inline | None:
    """The labels and values in one text; None if it has no label with a colon and no amount with its unit."""
    if len(text) > _LONGEST:
        return None
    if year := _YEAR.match(text.strip()):
        value = year[2].strip() if year[2].strip().isdigit() else ""
        return Inline(f"{year[1]}{{fiscal_year}}{year[3]}", ((Owner.DOCUMENT, FISCAL_YEAR, ""),), (value,))
    if annex := _ANNEX.match(text.strip()):
        return Inline(f"{annex[1]}{{annex_number}}{annex[3]}", ((Owner.DOCUMENT, "annex_number", ""),), (annex[2],))
    if (money := amounts(text.strip())) is not None:
        return Inline(
            money.template, tuple((Owner.PROJECT, key, plain(label)) for key, label in money.slots), money.values
        )
    mark, rest = part_marked(text.strip())
    found = office(rest) or _labelled(rest) or _spaced(rest)
    return found and found._replace(template=mark + found.template)


def office(text: str) -> Inline | None:
    """The code and the name of an office, which stand without a label."""
    found = _OFFICE.match(text.strip())
    if found is None or lexicon.is_known(found[3]):
        return None
    slots = ((Owner.PROJECT, UNIT_CODE, ""), (Owner.PROJECT, UNIT_NAME, ""))
    return Inline(f"{{{UNIT_CODE}}}{found[2]}{{{UNIT_NAME}}}", slots, (found[1], found[3]))


def _spaced(text: str) -> Inline | None:
    """A label that is known and its value behind a space: 项目名称 石桥改造."""
    label, _, rest = text.replace("\u3000", " ").partition(" ")
    if not rest.strip() or len(plain(label)) < _SHORTEST or plain(text) == plain(label):
        return None
    owner, key, known = _meaning(label)
    if not known or (key != lexicon.exact(owner, label) and not key.startswith("funds.")):
        return None
    value, unit = _parted(rest)
    return Inline(f"{label}{text[len(label)]}{{{key}}}{unit}", ((owner, key, plain(label)),), (value,))


def _labelled(text: str) -> Inline | None:
    found = list(_LABEL.finditer(text))[:_MOST_SLOTS]
    if not found or (found[0].start() > 0 and plain(text[: found[0].start()])):
        return None
    ends = [*(one.start() for one in found[1:]), len(text)]
    parts = [(one, text[one.end() : end]) for one, end in zip(found, ends, strict=True)]
    meanings = [_meaning(label[1], rest) for label, rest in parts]
    slots = _slots([(owner, key, plain(label[1])) for (label, _), (owner, key, _) in zip(parts, meanings, strict=True)])
    # A form prints a label with what was ticked, or boxes: of both in one cell somebody has to know.
    sure = all(known for _, _, known in meanings) and not _BOX.search(text)
    made = _made(text[: found[0].start()], parts, slots)._replace(sure=sure)
    return made if "{" not in text and len({key for _, key, _ in made.slots}) == len(made.slots) else None


_Slot = tuple[Owner, str, str]


def _made(begin: str, parts: Sequence[tuple[re.Match[str], str]], slots: Sequence[_Slot]) -> Inline:
    """The text with a slot for each label that has a key."""
    written = [_written(label, rest, slot[1]) for (label, rest), slot in zip(parts, slots, strict=True)]
    template = begin + "".join(words for words, _ in written)
    kept = [(slot, value) for slot, (_, value) in zip(slots, written, strict=True) if slot[1]]
    return Inline(template.rstrip(), tuple(slot for slot, _ in kept), tuple(value for _, value in kept))


def _written(label: re.Match[str], rest: str, key: str) -> tuple[str, str]:
    """A label in the template with what stands behind it up to the next one, and its value. One without a key stays as
    it is printed."""
    if not key:
        return label[0] + rest, ""
    value, behind = _content(label[1], key, rest)
    gap = rest[len(rest.rstrip()) :] if value else ""
    return f"{label[0]}{{{key}}}{behind}{gap or _GAP}", value


def _slots(found: Sequence[_Slot]) -> tuple[_Slot, ...]:
    """The slots as they can stand in one cell, whose fields are all one node's. Those of the form's own are whose the
    known ones are: 填报人 beside 填报日期 is the document's. Where known ones are of two, 填报日期 beside 联系电话, all
    are the project's, and the unit of money is the form's. The second 电话 is that of whom is named before it."""
    owners = {owner for owner, key, _ in found if not key.startswith(OWN)}
    owner = owners.pop() if len(owners) == 1 else Owner.PROJECT
    slots: list[_Slot] = []
    for own, key, title in found:
        if own is not owner and key == MONEY_UNIT:
            slots.append((owner, "", title))
        elif (owner, key) in (one[:2] for one in slots) and asks_for_person(title):
            slots.append((owner, OWN + slug(slots[-1][2] + title), slots[-1][2] + title))
        else:
            slots.append((owner, key if own is owner or key.startswith(OWN) else OWN + slug(title), title))
    return tuple(slots)


def _content(label: str, key: str, rest: str) -> tuple[str, str]:
    """What stands behind a label, and what is the form's own behind that: a unit, where to stamp."""
    if asks_for_opinion(label) and (stamp := stamp_behind(rest)):
        return rest.removesuffix(stamp).strip(), stamp
    return (rest.strip(), "") if key == MONEY_UNIT else _parted(rest)


def _parted(rest: str) -> tuple[str, str]:
    """The value and the unit behind it."""
    if found := _WITH_UNIT.match(rest):
        return found[1], found[2]
    return rest.strip(" \t\n\u3000_，,；;"), ""


def _meaning(label: str, rest: str = "") -> tuple[Owner, str, bool]:
    for owner in (Owner.DOCUMENT, Owner.PROJECT):
        if key := lexicon.exact(owner, label):
            return owner, key, True
    money = money_in(label)
    if money.source:
        return Owner.PROJECT, funds_key(money.source, money.measure or "plan"), True
    if is_amount(money.measure):
        return Owner.PROJECT, funds_key("total", money.measure), True
    if _WITH_UNIT.match(rest) and (source := lexicon.exact(lexicon.SHORT_SOURCES, label)):
        return Owner.PROJECT, funds_key(source, "plan"), True
    near = lexicon.meaning(Owner.PROJECT, label)
    if near is not None:
        return Owner.PROJECT, near.key, near.confidence >= 0.8
    return Owner.PROJECT, f"{OWN}{slug(label)}", False


def knows_label(found: Inline) -> bool:
    """Whether at least one of its labels is known."""
    return any(not key.startswith(OWN) for _, key, _ in found.slots)


def is_filled_in(found: Inline) -> bool:
    """Whether it is no instruction: one of its labels is known, or asks for a person or how to reach one."""
    return knows_label(found) or any(asks_for_person(title) for _, _, title in found.slots)


def asks_for_person(title: str) -> bool:
    """Whether a label asks for a person or how to reach one."""
    return bool(_PERSON.search(title))


def tells_of_person(text: str) -> bool:
    """Whether a text that is no field holds a number to call, or somebody's name behind a label that asks for it."""
    found = (one for _, one in line_parts(text) if one is not None)
    named = (value for one in found for (_, _, title), value in zip(one.slots, one.values, strict=True)
             if asks_for_person(title))  # fmt: skip
    return bool(_PHONE.search(text)) or any(0 < len(value) <= _LONGEST_NAME for value in named)


def line_parts(text: str) -> list[tuple[str, Inline | None]]:
    """A line by its labels, each with what stands behind it: the line may hold fields of several owners."""
    return [(part, inline(part) if part.strip() else None) for part in _BEFORE_LABEL.split(text)]


def unnamed(text: str) -> str:
    """A line as it stands on blank paper: without what was entered behind labels that are known or ask for a person.
    Other words before a colon (注：) are the form's own, and so is what follows them."""
    return "".join(
        part if found is None or not is_filled_in(found) else _SLOT.sub("", found.template)
        for part, found in line_parts(text)
    )


def options(text: str) -> tuple[str, ...]:
    """The options of a cell with boxes to tick; () if there are fewer than two."""
    found = options_of(text) if len(_BOX.findall(text)) >= 2 else None
    words = [word for word, _ in found or ()]
    fit = 2 <= len(words) <= 12 and all(len(word) <= 20 and _AND not in word for word in words)
    return tuple(dict.fromkeys(words)) if fit else ()


def labelled_options(text: str) -> bool:
    """Whether a label stands before the boxes of a cell: 项目属性：□新增 □延续."""
    return _LABEL.match(text.strip()) is not None and bool(options(text))


def titled_year(text: str) -> str:
    """A title with a slot for the year in it."""
    return _YEAR_IN_TITLE.sub(lambda year: "{fiscal_year}" + year[2], text, count=1)
