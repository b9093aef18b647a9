"""Cells and lines that hold labels and values together: 联系人：  电话：   , （2031年度）, 经常性□ 一次性☑."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from perfdesk.importers.choices import options_of
from perfdesk.learning import lexicon
from perfdesk.learning.band_columns import slug
from perfdesk.learning.labels import part_marked, plain
from perfdesk.learning.money import funds_key, is_amount, money_in
from perfdesk.learning.stamps import asks_for_opinion, stamp_behind
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import FISCAL_YEAR, MONEY_UNIT, UNIT_CODE, UNIT_NAME

_LONGEST: Final = 300
_SHORTEST: Final = 4
_MOST_SLOTS: Final = 6
# Before a colon: a label of up to 20 characters, without a sentence's end in it.
_LABEL: Final = re.compile(r"([^\s:：;；,，。、()（）]{2,20}(?:[(（][^()（）]{1,12}[)）])?)[ \u3000]*[:：]")
_YEAR: Final = re.compile(r"^([（(]?\s*)((?:19|20)\d{2}|[ _×xX*]{1,8}|20[×xX_*]{2})(\s*年度?\s*[）)]?)$")
_YEAR_IN_TITLE: Final = re.compile(r"((?:19|20)\d{2}|20[×xX_*]{2})(\s*年度?)")
_BOX: Final = re.compile(r"[□☐☑☒√✓▢◻]")
# Parts the options that are ticked, so that no option may have it.
_AND: Final = "、"
_SLOT: Final = re.compile(r"\{[^{}]*\}")
# How labels end that ask for a person: 填报人, 经办人员, 单位领导签字, 联系电话.
_PERSON: Final = re.compile(r"(?:人|者|人员|领导|签字|签名|签章|电话|手机|传真|邮箱)$")
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


def of_one_owner(found: Inline) -> Inline:
    """The same as it can stand in one cell, whose fields are all one's: of others the words stay as they are."""
    owner = found.slots[0][0]
    template = found.template
    kept = []
    for slot, value in zip(found.slots, found.values, strict=True):
        if slot[0] is owner:
            kept.append((slot, value))
        else:
            template = template.replace(f"{{{slot[1]}}}", value)
    return Inline(template, tuple(slot for slot, _ in kept), tuple(value for _, value in kept), found.sure)


def inline(text: str) -> Inline | None:
    """The labels and values in one text; None if it has no label with a colon."""
    if len(text) > _LONGEST:
        return None
    if year := _YEAR.match(text.strip()):
        value = year[2].strip() if year[2].strip().isdigit() else ""
        return Inline(f"{year[1]}{{fiscal_year}}{year[3]}", ((Owner.DOCUMENT, FISCAL_YEAR, ""),), (value,))
    if annex := _ANNEX.match(text.strip()):
        return Inline(f"{annex[1]}{{annex_number}}{annex[3]}", ((Owner.DOCUMENT, "annex_number", ""),), (annex[2],))
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
    slots: list[tuple[Owner, str, str]] = []
    values, template, sure = [], text[: found[0].start()], True
    for one, following in zip(found, [*found[1:], None], strict=True):
        rest = text[one.end() : following.start() if following else len(text)]
        owner, key, known = _meaning(one[1], rest)
        sure = sure and known
        value, behind = _content(one[1], key, rest)
        slots.append((owner, key, plain(one[1])))
        values.append(value)
        template += text[one.start() : one.end()] + f"{{{key}}}" + behind + ("  " if following else "")
    made = Inline(template, _of_known_owner(slots), tuple(values), sure)
    return made if _can_be_told_apart(made) and "{" not in text else None


def _of_known_owner(slots: Sequence[tuple[Owner, str, str]]) -> tuple[tuple[Owner, str, str], ...]:
    """The slots; those of the form's own are whose the known ones are: 填报人 beside 填报日期 is the document's."""
    known = next((owner for owner, key, _ in slots if not key.startswith(OWN)), Owner.PROJECT)
    return tuple((known if key.startswith(OWN) else owner, key, title) for owner, key, title in slots)


def _can_be_told_apart(one: Inline) -> bool:
    keys = [key for _, key, _ in one.slots]
    owners = {owner for owner, _, _ in one.slots}
    return len(set(keys)) == len(keys) and (len(owners) == 1 or one.sure)


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


def titled_year(text: str) -> str:
    """A title with a slot for the year in it."""
    return _YEAR_IN_TITLE.sub(lambda year: "{fiscal_year}" + year[2], text, count=1)
