"""The texts in cells of a workbook: shared and inline strings, with the effects of their fonts."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.cell_styles import FontEffects, S, look
from perfdesk.importers.glyphs import subscript, superscript
from perfdesk.importers.grid import MOST_CELLS, ImportFailure
from perfdesk.importers.package import streamed, too_much

# Excel writes control characters as _x000D_ (ECMA-376 part 1, 22.9.2.19).
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_ITEM, _TEXT, _RUN, _SETTINGS = f"{S}si", f"{S}t", f"{S}r", f"{S}rPr"
_QUOTED: Final = 40


class Word(NamedTuple):
    """A text that was read, and remarks on it: a Chinese sentence, and whether something is lost."""

    text: str
    said: tuple[tuple[str, bool], ...] = ()


def shared_strings(path: Path, data: bytes | None) -> tuple[Word, ...]:
    """The texts that cells name by number. Raises ImportFailure."""
    return tuple(_limited(path, streamed(path, data, (_ITEM,)))) if data is not None else ()


def _limited(path: Path, items: Iterable[etree._Element]) -> Iterator[Word]:
    for number, item in enumerate(items):
        if number > MOST_CELLS:
            raise ImportFailure(too_much(path))
        yield rich(item)


def rich(item: etree._Element) -> Word:
    """The text of an item, without the phonetic readings (rPh) that East Asian cells may have."""
    if len(item) == 1 and item[0].tag == _TEXT:
        return Word(unescaped(item[0].text or ""))
    runs = [child for child in item if child.tag in (_TEXT, _RUN)]
    return joined(looked(unescaped(_text(run)), look(run.find(_SETTINGS))) for run in runs)


def joined(words: Iterable[Word]) -> Word:
    """Several texts as one."""
    gathered = list(words)
    if len(gathered) == 1:
        return gathered[0]
    return Word("".join(word.text for word in gathered), tuple(said for word in gathered for said in word.said))


def _text(run: etree._Element) -> str:
    return "".join(node.text or "" for node in run.iter(_TEXT))


def unescaped(text: str) -> str:
    """A text with the characters that Excel writes by their numbers."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def looked(text: str, seen: FontEffects) -> Word:
    """A text as its font shows it. Struck-out text is left out, and raised or lowered digits become Unicode
    characters."""
    if not text.strip() or seen == FontEffects():
        return Word(text)
    if seen.struck:
        return Word("", ((f"有删除线的文字“{short(text)}”没有装入", False),))
    converted = (superscript if seen.script == "superscript" else subscript)(text)
    if converted is not None:
        return Word(converted)
    name = "上标" if seen.script == "superscript" else "下标"
    return Word(text, ((f"{name}“{short(text)}”按普通文字装入", False),))


def short(text: str) -> str:
    """A text as it is quoted in a remark."""
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
