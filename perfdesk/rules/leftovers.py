"""适当性: what was left in a text by pasting, by a template, by a translation or by a slip of the hand."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from perfdesk import paths
from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.funds import mixed_units
from perfdesk.rules.nodes import nodes_of, printed
from perfdesk.rules.settings import settings

_SHORTEST_DOUBLE: Final = 4
_LONGEST: Final = 20_000
# Kinds of fields that are written in half-width characters. Full-width punctuation in texts is right.
_HALF_WIDTH: Final = (Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.CODE, Kind.TARGET, Kind.YEAR)
_WIDE_CHARACTERS: Final = "０-９Ａ-Ｚａ-ｚ．％"
_WIDE: Final = re.compile(f"[{_WIDE_CHARACTERS}]")
_NARROW: Final = {wide: wide - 0xFEE0 for wide in map(ord, "０１２３４５６７８９．％")} | {
    wide: wide - 0xFEE0 for first, last in ("ＡＺ", "ａｚ") for wide in range(ord(first), ord(last) + 1)
}
_Oddity = tuple[tuple[str, ...], Severity, str, int, SetFields | None]
_CHINESE: Final = "[一-鿿]"


def doubled_text(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The same text stands twice in one cell, as happens when pasting."""
    for owner, node, texts in nodes_of(project).all:
        for key, text in texts.items():
            if len(text) < 2 * _SHORTEST_DOUBLE:
                continue
            bare = text.strip()
            # Almost no text has its first characters again, so this is asked before anything else.
            if bare.find(bare[:_SHORTEST_DOUBLE], 1) > 0 and (half := _half(bare)):
                title = printed_title(form, key, owner)
                message = f"“{title}”里同一段话写了两遍，应留一遍。"
                cure = SetFields({(node, key): half}, "去掉重复的一遍")
                indicator = "" if owner is Owner.PROJECT else node
                place = (project.id, indicator, key, text[:60], cure)
                yield Finding("doubled-text", Severity.ERROR, message, *place, facts=("twice",))


def _half(text: str) -> str:
    """The half of a text that consists of the same text twice; "" for any other text."""
    if not 2 * _SHORTEST_DOUBLE <= len(text) <= _LONGEST:
        return ""
    for mark in ("", "，", "；", "。", "、", ",", ";", "\n", " "):
        half, rest = divmod(len(text) - len(mark), 2)
        if (
            not rest
            and half >= _SHORTEST_DOUBLE
            and text[:half] == text[half + len(mark) :]
            and text[half:].startswith(mark)
        ):
            return "" if len(set(text[:half])) < _SHORTEST_DOUBLE else text[:half]
    return ""


def leftover(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Remains of a template, a translation or a typing mistake in a project; and 元 in a table of 万元."""
    yield from mixed_units(project, document, form)
    nodes = nodes_of(project).all
    if not _may_be_odd("\n".join([text for node in nodes for text in node.printed.values()])):
        return
    for owner, node, texts in nodes:
        if not _may_be_odd("\n".join(texts.values())):
            continue
        indicator = "" if owner is Owner.PROJECT else node
        for key, text in texts.items():
            yield from _left(text, project.id, indicator, key, node)
            if form.vocabulary.kind(owner, key) in _HALF_WIDTH and (found := _WIDE.search(text)):
                message = f"“{found[0]}”是全角字符，数字、字母和百分号宜用半角。"
                cure = SetFields({(node, key): text.translate(_NARROW)}, "改为半角")
                place, facts = (project.id, indicator, key, text[:40], cure), ("wide",)
                yield Finding("leftover", Severity.INFO, message, *place, facts=facts)


def _may_be_odd(texts: str) -> bool:
    """Whether one of a node's texts has to be searched by itself. For almost all nodes none has."""
    return len(texts) > _LONGEST or _is_suspicious(texts)


def leftover_in_document(document: Document, form: Form) -> Iterator[Finding]:
    """Remains of a template, a translation or a typing mistake in the department's own texts."""
    for key, text in printed(document.fields).items():
        yield from _left(text, "", "", key, document.id)


def _left(text: str, project: str, indicator: str, key: str, node: str) -> Iterator[Finding]:
    if len(text) > _LONGEST or not _is_suspicious(text):
        return
    for facts, severity, message, at, cure in _oddities(text, key, node):
        evidence = text[max(0, at - 10) : at + 20].replace("\n", " ")
        yield Finding("leftover", severity, message, project, indicator, key, evidence, cure, facts=facts)


def _oddities(text: str, key: str, node: str) -> Iterator[_Oddity]:
    """For each finding: facts, severity, message, place in the text, and the cure if there is one."""
    blank = _blanks().search(text)
    if blank is not None:
        message = f"“{shortened(blank[0])}”是模板里没有填或没有选的文字，请填上或删去。"
        yield ("template", blank[0]), Severity.WARNING, message, blank.start(), None
    foreign = _foreign().search(text)
    if foreign is not None:
        message = f"中文里夹着“{shortened(foreign[1].strip())}”，应改成中文。"
        yield ("foreign", foreign[1].strip()), Severity.WARNING, message, foreign.start(), None
    if old := _traditional().search(text):
        message = f"简体文字里有繁体字“{old[0]}”，请核对。"
        yield ("traditional", old[0]), Severity.WARNING, message, old.start(), None
    for pattern, right in settings().mistakes:
        if wrong := pattern.search(text):
            message = f"“{shortened(wrong[0])}”可能是“{right}”，请核对。"
            mended = text[: wrong.start()] + right + text[wrong.end() :]
            cure = SetFields({(node, key): mended}, f"改为“{right}”")
            yield ("mistake", wrong[0], right), Severity.INFO, message, wrong.start(), cure


@cache
def _foreign() -> re.Pattern[str]:
    words = "|".join(map(re.escape, settings().words["foreign"]))
    return re.compile(rf"{_CHINESE}(\s*(?:{words})\s*){_CHINESE}")


@cache
def _traditional() -> re.Pattern[str]:
    """The traditional characters of Unicode's list, and those that were merged into others."""
    return re.compile(f"[{_traditional_characters()}]")


@cache
def _traditional_characters() -> str:
    source = paths.resources() / "unicode" / "SimplifiedVariants.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    standard = settings().standard_characters
    listed = "".join(line[0] for line in lines if line[:1] not in ("", "#") and line[0] not in standard)
    return f"{listed}{re.escape(settings().old_variants)}"


@cache
def _blanks() -> re.Pattern[str]:
    """What a template leaves to be filled in or chosen."""
    words = "|".join(map(re.escape, settings().words["leftovers"]))
    return re.compile(f"{words}|{settings().leftover_marks}")


def _is_suspicious(text: str) -> bool:
    """Whether `_oddities` may find something. Almost no text has any of it, so three quick searches are enough for
    most: each begins with one of a set of characters, which is what the search skips to."""
    characters, marks, words = _suspicious()
    return bool(characters.search(text) or marks.search(text) or words.search(text))


@cache
def _suspicious() -> tuple[re.Pattern[str], ...]:
    words = map(re.escape, (*settings().words["leftovers"], *settings().words["foreign"]))
    return (
        re.compile(f"[{_traditional_characters()}{_WIDE_CHARACTERS}]"),
        re.compile(settings().leftover_marks),
        re.compile("|".join((*words, *settings().wrong_words))),
    )
