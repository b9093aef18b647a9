"""审核意见 as a Word document, as a bureau writes it: under the four heads, project by project.

It is written with python-docx, for the reasons that list_in_word.py gives: its reader edits it, and needs real
headings.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO, Final, NamedTuple

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from perfdesk.exporters.fonts import set_font
from perfdesk.exporters.marked_runs import COLOUR
from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.model.marked_text import MarkedText, in_sequence
from perfdesk.model.vocabulary import row_title
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule

_NUMBERS: Final = "一二三四"
# GB/T 9704-2012: text 仿宋 三号, headings 黑体, sub-headings 楷体.
_TITLE, _HEAD, _PROJECT, _TEXT = ("宋体", 22), ("黑体", 16), ("楷体", 16), ("仿宋", 16)


def write_opinion(form: Form, document: Document, findings: Sequence[Finding], stream: BinaryIO) -> None:
    """Writes a .docx with these findings."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(form.page.width), Mm(form.page.height)
    section.top_margin, section.left_margin = Mm(form.page.top), Mm(form.page.left)
    section.right_margin = Mm(form.page.width - form.page.left - form.page.text_width)
    section.bottom_margin = Mm(form.page.height - form.page.top - form.page.text_height)
    for line in _lines(form, document, findings):
        _put(word, line)
    word.core_properties.title = "审核意见"
    word.core_properties.author = ""
    word.save(stream)


class _Line(NamedTuple):
    """Text, font and heading level (0 for none). What is marked in a calculation does not agree, and what is marked in
    a sentence differs between the texts that it quotes."""

    text: MarkedText | str
    font: tuple[str, float]
    level: int = 0
    is_sum: bool = False


def _lines(form: Form, document: Document, findings: Sequence[Finding]) -> Iterator[_Line]:
    yield _Line(f"{document.fields[DEPARTMENT_NAME]}{form.title}审核意见", _TITLE, 1)
    counts = "，".join(f"{WORDS[one]} {sum(f.severity is one for f in findings)} 条" for one in Severity)
    yield _Line(f"共 {_extent(form, document)}，意见 {len(findings)} 条：{counts}。", _TEXT)
    heads = [(head, [f for f in findings if rule(f.rule).head is head]) for head in Head]
    for number, (head, own) in zip(_NUMBERS, ((head, own) for head, own in heads if own), strict=False):
        yield _Line(f"{number}、{head.value}（{len(own)} 条）", _HEAD, 2)
        yield from _lines_by_project(document, own)


def _extent(form: Form, document: Document) -> str:
    """How much there was to read: "13 个项目"; of a whole department "3 个任务、8 个指标"."""
    if not form.of_department:
        return f"{len(document.projects)} 个项目"
    rows = Counter(row.owner for project in document.projects for row in project.rows)
    kinds = (band.owner for band in form.table.records)
    return "、".join(f"{rows[kind]} 个{row_title(kind)}" for kind in dict.fromkeys(kinds))


def _lines_by_project(document: Document, findings: Iterable[Finding]) -> Iterator[_Line]:
    for name, group in groupby(findings, key=lambda finding: project_of(document, finding)):
        yield _Line(name, _PROJECT, 3)
        for at, finding in enumerate(group, 1):
            yield _Line(_sentence(document, finding, at), _TEXT)
            if sum_shown(finding.evidence).is_sum:
                yield _sum(finding.evidence)


def _sentence(document: Document, finding: Finding, number: int) -> MarkedText:
    place = place_of(document, finding)
    cited = finding.evidence and not sum_shown(finding.evidence).is_sum
    evidence = f"（{finding.evidence}）" if cited else ""
    said = f"〔{finding.answer}〕" if finding.answer else ""
    head = f"{number}．【{WORDS[finding.severity]}】{f'{place}：' if place else ''}"
    return in_sequence([head, MarkedText(finding.message, finding.differing), evidence, said])


def _sum(evidence: str) -> _Line:
    """The calculation on a line of its own."""
    shown = sum_shown(evidence)
    wrong = ((len(shown.before), len(shown.before + shown.wrong)),) if shown.wrong else ()
    return _Line(MarkedText(evidence, wrong), _TEXT, is_sum=True)


def _put(word: WordDocument, line: _Line) -> None:
    paragraph = word.add_paragraph(style=f"Heading {line.level}" if line.level else "Normal")
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(28)
    if line.level == 1:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.paragraph_format.first_line_indent = Pt(2 * line.font[1])
    for piece, marked in in_sequence([line.text]).pieces:
        _add_run(paragraph, piece, line, marked=marked)


def _add_run(paragraph: Paragraph, text: str, line: _Line, *, marked: bool) -> None:
    """What is marked is underlined, so that it is seen on paper without colours too: of a calculation in bold, of texts
    that differ in the colour that they have in every list."""
    run = paragraph.add_run(text)
    run.font.bold = marked and line.is_sum
    run.font.color.rgb = RGBColor.from_string(COLOUR) if marked and not line.is_sum else RGBColor(0, 0, 0)
    run.font.underline = marked or None
    # python-docx has no other way to the East Asian font.
    set_font(run._element, *line.font)  # noqa: SLF001
