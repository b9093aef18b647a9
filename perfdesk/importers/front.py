"""Reads the lines outside the tables: cover, contents, titles of parts, long texts, and the lines above each table."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Contents, Cover, Form, TextSection
from perfdesk.forms.style import FormLine
from perfdesk.forms.template import template
from perfdesk.importers.grid import Line, Source, label
from perfdesk.importers.layout import read_slots
from perfdesk.importers.report import Report
from perfdesk.importers.text import unwrapped
from perfdesk.model.fields import Owner
from perfdesk.model.keys import MONEY_UNIT, NAME
from perfdesk.model.values import normal

_LONGEST_LINE: Final = 300
_LEADER: Final = re.compile(r"[.…·]{3}\s*\d{1,4}\s*$")
_ENTRY: Final = re.compile(r".*[\s.…·]\s*\d+", re.DOTALL)
_LONGEST_NAME: Final = 60
_SENTENCE: Final = re.compile("[：:。；;！？]")
_NUMBER_SLOT: Final = "{number}"
_PAGE_NUMBER: Final = re.compile(r"\d{1,3}|[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页")
# The line above a continued table, which is no content.
_GOES_ON: Final = re.compile(r"[(（]?\s*(?:续\s*表|续上表|接上表|表\s*续|续)\s*[)）]?")
_GOES_ON_BEHIND: Final = re.compile(r"\s*[(（]\s*续\s*表?\s*[)）]\s*$")
# A number before a heading, as typed or as a word processor counts: 一、 （一） 1. 第一
_ENUMERATOR: Final = re.compile(
    r"\s*(?:[(（][\d一二三四五六七八九十百]{1,4}[)）][.．、]?|[\d一二三四五六七八九十百]{1,4}\s*[.．、)）]|\d{1,4}\s+|[①-⑳])\s*"
)
# The rest of the general title of a table, which names no project.
_NO_NAME: Final = ("", "项目", "预算项目", "部门预算项目", "部门项目支出预算", "项目支出", "项目支出预算")


class Front:
    """Takes the lines in order. `texts` are the department's fields that have been found."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._wrapped = source.wrapped
        self._report = report
        self._before_parts = True
        self._has_cover = any(isinstance(part, Cover) for part in form.parts)
        self._in_contents = False
        self._near_table = False
        self._waiting: list[Line] = []
        self._section: TextSection | None = None
        self._above: dict[str, str] | None = None
        self._paragraphs: dict[str, list[str]] = {}
        self._found: dict[str, str] = {}
        self._typed_headings = {label(one.text) for one in source.elements if isinstance(one, Line)}
        self.money_units: list[Line] = []

    @property
    def texts(self) -> dict[str, str]:
        """The department's fields."""
        long = {key: "\n".join(lines).strip("\n") for key, lines in self._paragraphs.items()}
        unit = self.money_unit
        return {**({MONEY_UNIT: unit} if unit else {}), **self._found, **long}

    @property
    def money_unit(self) -> str:
        """The unit of money in most captions. If several are equally frequent, the first of them."""
        count = Counter(normal(line.text) for line in self.money_units)
        most = max(count, key=lambda text: count[text], default="")
        return next((line.text for line in self.money_units if normal(line.text) == most), "")

    @property
    def in_section(self) -> bool:
        """Whether the next lines belong to a long text."""
        return self._section is not None

    @property
    def caption(self) -> dict[str, str] | None:
        """The fields in the lines above the next table; None if there was no heading."""
        return self._above

    def take_caption(self) -> dict[str, str] | None:
        """Returns the caption and clears it."""
        above, self._above = self._above, None
        return above

    def table_begins(self) -> None:
        """A table follows. Lines that still wait for a field are given up."""
        self._leave_cover()
        self._section = None
        self._in_contents = False

    def read(self, line: Line, *, near_table: bool) -> bool:
        """Takes a line and returns whether it had a place. `near_table` says that a table follows closely."""
        if not line.text.strip():
            return self._blank(line)
        self._near_table = near_table
        return any(step(line) for step in (
            self._contents, self._title, self._section_heading, self._above_table, self._heading, self._page_number,
            self._goes_on, self._in_section, self._caption, self._cover,
        ))  # fmt: skip

    def keep(self, key: str, text: str, place: str) -> None:
        """Sets a field of the department. The first text is kept; a different one is reported."""
        first = self._found.setdefault(key, text)
        if normal(first) != normal(text):
            self._report.leave(
                place, f"{self._form.vocabulary.title(Owner.DOCUMENT, key)}“{text}”与前面的“{first}”不同"
            )

    def _blank(self, line: Line) -> bool:
        if self._section is not None and not self._wrapped:
            self._paragraphs[self._section.field].append(line.text)
        return True

    # --- contents, titles -------------------------------------------------------------------------------------

    def _contents(self, line: Line) -> bool:
        """The title of the contents, and the lines below it."""
        if self._section is None and self._is_title_of_contents(line):
            self._leave_cover()
            self._in_contents = True
            return True
        if self._section is None and _LEADER.search(line.text[-_LONGEST_LINE:]):
            return True
        return self._in_contents and self._is_entry(line)

    def _is_title_of_contents(self, line: Line) -> bool:
        title = next((part.title.text for part in self._form.parts if isinstance(part, Contents)), "")
        return bool(title) and label(line.text) == label(title)

    def _is_entry(self, line: Line) -> bool:
        if len(line.text) > _LONGEST_LINE:
            return False
        text = label(line.text)
        return text in map(label, self._joined_titles()) or bool(_ENTRY.fullmatch(line.text))

    def _joined_titles(self) -> Iterator[str]:
        for titles in self._part_titles():
            if len(titles) > 1:
                yield " ".join(line.text for line in titles)

    def _part_titles(self) -> Iterator[tuple[FormLine, ...]]:
        for part in self._form.parts:
            if not isinstance(part, Cover | Contents):
                yield part.titles

    def _title(self, line: Line) -> bool:
        text = label(line.text)
        joined = {label(one) for one in self._joined_titles()}
        if text not in joined | {label(one.text) for titles in self._part_titles() for one in titles}:
            return False
        self._leave_cover()
        self._section = None
        self._in_contents = False
        return True

    # --- long texts -------------------------------------------------------------------------------------------

    def _section_heading(self, line: Line) -> bool:
        for section in self._form.sections:
            if self._is_heading_of(section, line):
                self._leave_cover()
                self._in_contents = False
                self._section = section
                self._paragraphs.setdefault(section.field, [])
                return True
        return False

    def _is_heading_of(self, section: TextSection, line: Line) -> bool:
        """Whether a line is the heading of a section. If the source does not have the printed heading anywhere, its
        number may differ or be missing, because word processors number in their own ways."""
        heading = label(section.heading)
        if heading in self._typed_headings or section.field in self._paragraphs:
            return heading == label(line.text)
        return _unnumbered(heading) == _unnumbered(label(line.text))

    def _in_section(self, line: Line) -> bool:
        if self._section is None:
            return False
        lines = self._paragraphs[self._section.field]
        if not lines and self._section.lead and label(self._section.lead) == label(line.text):
            return True
        lines.append(self._text(line.text))
        return True

    def _text(self, text: str) -> str:
        return unwrapped(text) if self._wrapped else text

    # --- above a table ----------------------------------------------------------------------------------------

    def _above_table(self, line: Line) -> bool:
        """One of the form's lines between the heading of a table and the table."""
        if self._section is not None and not self._near_table:
            return False
        for shape in self._form.projects.above:
            if (texts := read_slots(shape.text, line.text)) is not None:
                self._leave_cover()
                self._section = None
                self._keep(texts, line.place)
                self._above = {**(self._above or {}), **self._of_project(texts)}
                return True
        return False

    def _heading(self, line: Line) -> bool:
        if self._section is not None and not self._near_table:
            return False
        text = _GOES_ON_BEHIND.sub("", line.text) if self._near_table else line.text
        texts = read_slots(self._form.projects.heading.text, text)
        if texts is None:
            texts = self._unnumbered_heading(text)
        if texts is None:
            return False
        self._leave_cover()
        self._section = None
        self._keep(texts, line.place)
        self._above = self._of_project(texts)
        return True

    def _unnumbered_heading(self, text: str) -> dict[str, str] | None:
        """A heading right above a table without its number, or with a number in another style."""
        printed = self._form.projects.heading.text
        if not self._near_table or not printed.startswith(_NUMBER_SLOT) or len(text) > _LONGEST_NAME:
            return None
        texts = read_slots(printed.removeprefix(_NUMBER_SLOT).lstrip(".．、 "), _unnumbered(text))
        return None if texts is None or texts.get(NAME) in _NO_NAME else texts

    def _goes_on(self, line: Line) -> bool:
        """续表 above the continuation of a table."""
        return self._near_table and _GOES_ON.fullmatch(line.text.strip()[:_LONGEST_NAME]) is not None

    def _caption(self, line: Line) -> bool:
        """The left and right part of a caption, on one line (separated by a tab) or on two."""
        if self._before_parts and (self._has_cover or not self._near_table):
            return False
        pieces = [piece for piece in line.text.split("\t") if piece.strip()]
        read = [self._caption_piece(piece) for piece in pieces]
        if not pieces or any(texts is None for texts in read):
            return False
        for texts in filter(None, read):
            self._keep(texts, line.place)
            self._above = {**(self._above or {}), **self._of_project(texts)}
        return True

    def _caption_piece(self, piece: str) -> dict[str, str] | None:
        part = self._form.projects
        for text in (part.right, part.left):
            texts = read_slots(text, piece) if text else None
            if texts is not None and (_literal(text) or self._is_left(texts)):
                return texts
        return None

    def _is_left(self, texts: dict[str, str]) -> bool:
        """A caption that consists of fields only matches any line. So it is accepted once, right below a heading."""
        if self._above is None or any(self._above.get(key) for key in texts):
            return False
        return all(len(text) < _LONGEST_NAME and not _SENTENCE.search(text) for text in texts.values())

    def _of_project(self, texts: dict[str, str]) -> dict[str, str]:
        return {key: self._text(texts[key]) for key in texts if self._form.vocabulary.knows(Owner.PROJECT, key)}

    # --- cover ------------------------------------------------------------------------------------------------

    def _cover(self, line: Line) -> bool:
        if not self._before_parts:
            return False
        for shape in self._cover_lines():
            if _literal(shape.text) and (texts := read_slots(shape.text, line.text)) is not None:
                self._keep(texts, line.place)
                return True
        self._waiting.append(line)
        return True

    def _cover_lines(self) -> list[FormLine]:
        return [line for part in self._form.parts if isinstance(part, Cover) for line in (*part.lines, *part.foot)]

    def _leave_cover(self) -> None:
        """Assigns the lines without printed words to the cover lines that consist of one field, in order."""
        if not self._before_parts:
            return
        self._before_parts = False
        free = [template(shape.text).keys[0] for shape in self._cover_lines() if not _literal(shape.text)]
        for key, line in zip(free, self._waiting, strict=False):
            self.keep(key, self._text(line.text.strip()), line.place)
        for line in self._waiting[len(free) :]:
            self._report.leave(line.place, line.text)

    def _page_number(self, line: Line) -> bool:
        """A page number between the lines of a source that was copied from pages. In other sources a number is text."""
        text = line.text.strip()
        if self._in_typed_text() or len(text) > _LONGEST_LINE or not _PAGE_NUMBER.fullmatch(text):
            return False
        self._report.guess(line.place, f"“{line.text.strip()}”当作页码，没有装入")
        return True

    def _in_typed_text(self) -> bool:
        return self._section is not None and not self._wrapped

    def _keep(self, texts: dict[str, str], place: str) -> None:
        for key in sorted(key for key in texts if self._form.vocabulary.knows(Owner.DOCUMENT, key)):
            text = self._text(texts[key])
            if text and key == MONEY_UNIT:
                self.money_units.append(Line(place, text))
            elif text:
                self.keep(key, text, place)


def _unnumbered(text: str) -> str:
    match = _ENUMERATOR.match(text)
    return text[match.end() :] if match else text


def _literal(text: str) -> bool:
    """Whether a template has printed words of its own."""
    return bool(re.sub(r"\{\w*\}|\s", "", text))
