"""Reads the text of a Word paragraph as a reader sees it after accepting all changes.

An element that is not known to be empty is either read or reported with its place. Nothing is lost without a message.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers import drawings, tally
from perfdesk.importers.equations import linear, shifted
from perfdesk.importers.equations import plain as plain_letters
from perfdesk.importers.field_codes import OpenField, field_text
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.namespaces import MC, W14, W, local, value
from perfdesk.importers.numbering import Numbering
from perfdesk.importers.paragraph_text import ParagraphText
from perfdesk.importers.symbols import is_glyph, is_symbol_font, symbol
from perfdesk.importers.tally import Place, RemarkKind, Tally
from perfdesk.importers.word_elements import (
    BREAKS,
    CODE,
    DRAWN,
    EMPTY,
    GONE,
    MATH,
    MATH_RUN,
    MATH_TEXT,
    REFERENCES,
    RUN,
    RUN_SETTINGS,
    SETTINGS,
    TEXT,
    WRAPPERS,
    alternative,
    is_elsewhere,
    is_prompt,
    mark_is_gone,
)  # fmt: skip
from perfdesk.importers.word_styles import TextEffects, WordStyles, look, over

_DEPTH_LIMIT: Final = 100


class RunReader:
    """Reads paragraphs one after the other. Automatic numbers continue from one paragraph to the next."""

    def __init__(self, path: Path, styles: WordStyles, numbering: Numbering, counts: Tally) -> None:
        """`counts` collects the contents that are not plain text."""
        self._path = path
        self._styles = styles
        self._numbering = numbering
        self._counts = counts
        self._depth = 0
        self._line = ParagraphText(Place(""), TextEffects())
        self._steps: dict[str, Callable[[etree._Element], None]] = {
            RUN: self._run, MATH_RUN: self._run, TEXT: self._typed, MATH_TEXT: self._typed,
            f"{W}delText": self._deleted_text, f"{W}sym": self._symbol, f"{W}fldChar": self._field_mark,
            f"{W}fldSimple": self._simple_field, f"{W}sdt": self._control, f"{W}ruby": self._ruby,
            f"{MC}AlternateContent": self._alternative,
            **dict.fromkeys(WRAPPERS, self._walk),
            **dict.fromkeys(GONE, self._revision),
            **dict.fromkeys(DRAWN, self._drawing),
            **dict.fromkeys(REFERENCES, self._reference),
            **dict.fromkeys(BREAKS, self._break),
            **dict.fromkeys(CODE, self._code),
            **dict.fromkeys(MATH, self._equation),
        }  # fmt: skip

    def paragraph(self, node: etree._Element, place: Place) -> str | None:
        """The text of a paragraph with its number; None if all of its text was left out."""
        settings = node.find(SETTINGS)
        style = value(settings, "pStyle") or self._styles.usual
        text = self._read(node, place, self._styles.look(style), self._walk)
        gone = bool(self._line.left) and not text.strip()
        if gone or (not text and mark_is_gone(node)):
            return None if gone else text
        return self._number(settings, style, place) + text

    def loose(self, node: etree._Element, place: Place) -> str:
        """The text of an element that stands between paragraphs and is none."""
        return self._read(node, place, TextEffects(), self._visit)

    def _read(
        self, node: etree._Element, place: Place, base: TextEffects, step: Callable[[etree._Element], None]
    ) -> str:
        self._line = line = ParagraphText(place, base)
        step(node)
        for kind, text in line.remarks():
            self._met(kind, text)
        return line.text

    def _met(self, kind: RemarkKind, quote: str = "") -> None:
        self._counts.add(kind, self._line.place, quote)

    # --- numbers ------------------------------------------------------------------------------------------------

    def _number(self, settings: etree._Element | None, style: str, place: Place) -> str:
        list_id, level = self._list_of(settings, style)
        if list_id in ("", "0"):
            return ""
        label = self._numbering.label(list_id, level)
        if not label.known:
            self._counts.add(tally.UNKNOWN_NUMBER, place, label.text)
        elif label.text:
            self._counts.add(tally.NUMBER, place, label.text)
        return label.text

    def _list_of(self, settings: etree._Element | None, style: str) -> tuple[str, int]:
        """The list that a paragraph belongs to, by itself or by its style, and the level in it."""
        numbers = settings.find(f"{W}numPr") if settings is not None else None
        list_id, at = value(numbers, "numId"), value(numbers, "ilvl")
        if not list_id:
            list_id, level, asking = self._styles.numbering(style)
            at = at or level or str(self._numbering.level_of(list_id, asking))
        return list_id, int(at) if at.isascii() and at.isdigit() and len(at) < 3 else 0

    # --- walking ------------------------------------------------------------------------------------------------

    def _walk(self, node: etree._Element) -> None:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise ImportFailure(f"{self._path} 的内容嵌套太深，没有装入。")
        for child in node:
            self._visit(child)
        self._depth -= 1

    def _visit(self, node: etree._Element) -> None:
        step = self._steps.get(node.tag)
        if step is not None:
            step(node)
        elif node.tag not in EMPTY:
            self._unknown(node)

    def _unknown(self, node: etree._Element) -> None:
        text = "".join(map(str, node.itertext())).strip()
        self._met(tally.UNKNOWN, text or local(node))

    def _run(self, node: etree._Element) -> None:
        before = self._line.look
        settings = node.find(RUN_SETTINGS)
        if settings is not None:
            base = self._styles.both(self._line.base, value(settings, "rStyle"))
            self._line.look = over(base, look(settings))
        self._walk(node)
        self._line.look = before

    def _typed(self, node: etree._Element) -> None:
        text, line = node.text or "", self._line
        if node.tag == MATH_TEXT:
            text = plain_letters(text)
        line.put(self._shifted(self._spelled(text, line.look.font), line.shift(self._styles.size)))

    def _spelled(self, text: str, font: str) -> str:
        """The text, with glyphs of symbol fonts replaced by characters."""
        if text.isascii() and not is_symbol_font(font):
            return text
        return "".join(self._glyph(font, ord(c), c) if is_glyph(c, font) else c for c in text)

    def _shifted(self, text: str, shift: str) -> str:
        if shift not in ("superscript", "subscript"):
            return text
        found = shifted(text, up=shift == "superscript")
        if found is None:
            self._met(tally.SHIFTED, text)
        return text if found is None else found

    def _glyph(self, font: str, code: int, typed: str) -> str:
        """The character for a glyph of a symbol font. An unknown glyph is left out and reported; typed text of
        another font is kept."""
        text = symbol(font, code)
        if text is None and typed and not is_symbol_font(font):
            self._met(tally.PRIVATE, f"{typed} U+{code:04X}")
            return typed
        if text is None:
            self._met(tally.UNKNOWN_SYMBOL, f"{font} {code:04X}")
            return ""
        if not (self._line.gone or text.isspace()):
            self._met(tally.SYMBOL, text)
        return text

    def _symbol(self, node: etree._Element) -> None:
        font, text = str(node.get(f"{W}font") or ""), str(node.get(f"{W}char") or "")
        try:
            code = int(text, 16)
        except ValueError:
            self._met(tally.UNKNOWN_SYMBOL, f"{font} {text}")
            return
        self._line.put(self._shifted(self._glyph(font, code, ""), self._line.shift(self._styles.size)))

    def _break(self, node: etree._Element) -> None:
        self._line.put(BREAKS[node.tag])

    def _equation(self, node: etree._Element) -> None:
        text = linear(node, self._inside)
        if text.strip():
            self._met(tally.EQUATION, text)
        self._line.put(text)

    def _inside(self, node: etree._Element) -> str:
        """The text of runs and revisions inside an equation. It is not added to the paragraph yet."""
        line = self._line
        outer, line.texts = line.texts, []
        self._visit(node)
        inner, line.texts = line.texts, outer
        return "".join(inner)

    def _reference(self, node: etree._Element) -> None:
        self._met(REFERENCES[node.tag])

    def _drawing(self, node: etree._Element) -> None:
        for kind, text in drawings.kinds(node):
            self._met(kind, text)

    # --- revisions, choices -------------------------------------------------------------------------------------

    def _revision(self, node: etree._Element) -> None:
        before = self._line.gone
        self._line.gone = before or GONE[node.tag]
        self._walk(node)
        self._line.gone = before

    def _deleted_text(self, node: etree._Element) -> None:
        before, self._line.gone = self._line.gone, self._line.gone or tally.DELETED
        self._line.put(node.text or "")
        self._line.gone = before

    def _alternative(self, node: etree._Element) -> None:
        chosen = alternative(node)
        if chosen is not None:
            self._walk(chosen)

    def _control(self, node: etree._Element) -> None:
        """A content control: its text or its tick; nothing if it still shows its prompt."""
        settings, content = node.find(f"{W}sdtPr"), node.find(f"{W}sdtContent")
        if is_prompt(settings):
            self._met(tally.PROMPT)
        elif is_elsewhere(settings, content):
            self._met(tally.BOUND)
        elif settings is not None and (box := settings.find(f"{W14}checkbox")) is not None and _is_glyph(content):
            ticked = box.find(f"{W14}checked")
            yes = ticked is not None and str(ticked.get(f"{W14}val") or "1") in ("1", "true", "on")
            self._line.put("☑" if yes else "☐")
        elif content is not None:
            self._walk(content)

    def _ruby(self, node: etree._Element) -> None:
        """The base text. The small text above it (pinyin) is a reading aid."""
        base, aid = node.find(f"{W}rubyBase"), node.find(f"{W}rt")
        if base is not None:
            self._walk(base)
        if aid is not None and (text := "".join(str(one.text or "") for one in aid.iter(TEXT))).strip():
            self._met(tally.RUBY, text)

    # --- fields -------------------------------------------------------------------------------------------------

    def _code(self, node: etree._Element) -> None:
        if self._line.fields:
            self._line.fields[-1].add_code(node.text or "")

    def _field_mark(self, node: etree._Element) -> None:
        kind, fields = node.get(f"{W}fldCharType"), self._line.fields
        if kind == "begin":
            fields.append(OpenField(form=node.find(f"{W}ffData")))
        elif kind == "separate" and fields:
            fields[-1].has_result = True
        elif kind == "end" and fields:
            self._end_field(fields.pop())

    def _simple_field(self, node: etree._Element) -> None:
        field = OpenField(code=str(node.get(f"{W}instr") or ""), has_result=True)
        self._line.fields.append(field)
        self._walk(node)
        # Fields that began inside and did not end, as in a damaged file, end here.
        del self._line.fields[self._line.fields.index(field) :]
        self._end_field(field)

    def _end_field(self, field: OpenField) -> None:
        """If a field has no result, the text follows from its instruction."""
        if field.fetches and field.shown:
            self._met(tally.FETCHED, field.name)
        if field.answered:
            return
        text = field_text(field.code, field.form)
        if text is not None:
            self._line.put(text)
        elif not (field.takes_text or self._line.gone):
            self._met(tally.FIELD, field.code)


def _is_glyph(content: etree._Element | None) -> bool:
    """Whether a tick box contains one glyph only. The glyph may be of any font, so the box itself tells whether it
    is ticked."""
    return content is None or len("".join(map(str, content.itertext())).strip()) <= 1
