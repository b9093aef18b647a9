"""book(form, document): everything a document prints, in order, as sections of paragraphs and tables.

Word, paper and PDF walk the same book; none of them knows what a cover or a part is.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from perfdesk.forms.bands import NextTable
from perfdesk.forms.definition import Contents, Cover, Form, Part, Projects, Texts
from perfdesk.forms.placed import Sheet
from perfdesk.forms.sections import Block, ContentsBlock, ContentsEntry, Flow, Paragraph, Section, TableBlock
from perfdesk.forms.sheet import sheets
from perfdesk.forms.style import FormLine, PageSetup
from perfdesk.forms.template import template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import DEPARTMENT_NAME, FISCAL_YEAR


def book(form: Form, document: Document) -> Iterator[Section]:
    """The sections in printed order. Blocks are made while they are walked, so that a long book needs no room."""
    for part in form.parts:
        yield from _sections(part, form, document)


def book_front(form: Form, document: Document) -> Iterator[Section]:
    """The sections before the projects."""
    for part in form.parts:
        if isinstance(part, Projects):
            return
        yield from _sections(part, form, document)


def _sections(part: Part, form: Form, document: Document) -> Iterator[Section]:
    """The sections of a part: one, unless some of its tables lie otherwise than the others."""
    numbered = isinstance(part, Texts | Projects)
    restart = isinstance(part, Texts | Projects) and part.restart
    if isinstance(part, Projects) and any(one.begins and one.begins.page for one in form.table.parts):
        numbers = range(1, max(1, len(document.projects)) + 1)
        for at, flow in enumerate(one for number in numbers for one in project_flows(form, document, number)):
            yield Section(numbered, restart and not at, flow.paper, flow.blocks)
    else:
        yield Section(numbered, restart, part.page, _blocks(part, form, document))


def project_flows(form: Form, document: Document, number: int) -> list[Flow]:
    """What prints of a project, counted from 1, by the paper that it lies on; the first has the titles of its part
    above it, and in a table of all projects there is nothing else."""
    part = form.projects
    blocks: list[Block] = [*_titles(part.titles, document.fields)] if number == 1 else []
    if form.table.grid:
        return [Flow(part.page, tuple(_projects(part, form, document)))]
    flows = [Flow(part.page, tuple(blocks))]
    if document.projects:
        first, *others = annex(form, document, number).flows
        flows = [Flow(first.paper, (*blocks, *first.blocks)), *others]
    return flows


def _blocks(part: Part, form: Form, document: Document) -> Iterator[Block]:
    match part:
        case Cover():
            return _lines((*part.lines, *part.foot), document.fields)
        case Contents():
            return _contents(part, form, document)
        case Texts():
            return _texts(part, document)
        case Projects():
            return _projects(part, form, document)


def front(form: Form, document: Document) -> Iterator[Paragraph]:
    """The lines that stand before the tables, without the contents."""
    for part in form.parts:
        match part:
            case Cover():
                yield from _lines((*part.lines, *part.foot), document.fields)
            case Texts():
                yield from _texts(part, document)
            case Projects():
                yield from _titles(part.titles, document.fields)


def entries(form: Form, document: Document) -> Iterator[ContentsEntry]:
    """What the contents list."""
    for part in form.parts:
        if isinstance(part, Texts):
            yield from _part_entry(part.titles, document)
            for number, section in enumerate(part.sections):
                yield ContentsEntry(section.heading, _anchor("s", number))
        if isinstance(part, Projects):
            yield from _part_entry(part.titles, document)
            # All projects of a grid are one table.
            for place, project in enumerate(document.projects[: 1 if form.table.grid else None]):
                title = heading(form, document, project, document.number(place))
                yield ContentsEntry(title, project_anchor(place + 1))


def book_title(form: Form, document: Document) -> str:
    """What a file of this book is called: "某某局2025年部门预算绩效文本"."""
    year = document.fields[FISCAL_YEAR]
    return f"{document.fields[DEPARTMENT_NAME]}{year and f'{year}年'}{form.title}"


def heading(form: Form, document: Document, project: Project, number: int) -> str:
    """The line above a project's table; `number` is the one it is printed with."""
    shape = template(form.projects.heading.text)
    return shape.fill(_texts_of(shape.keys, document, project, number))


def _texts_of(keys: Iterable[str], document: Document, project: Project, number: int) -> Mapping[str, str]:
    texts = {key: project.fields[key] or document.fields[key] for key in keys}
    texts["number"] = str(number)
    return texts


def _anchor(kind: str, number: int) -> str:
    """A bookmark name; Word hides names that begin with _Toc."""
    return f"_Toc{kind}{number:06d}"


def project_anchor(number: int) -> str:
    """The name of the place where a project begins; projects count from 1."""
    return _anchor("p", number)


def _part_entry(titles: Iterable[FormLine], document: Document) -> Iterator[ContentsEntry]:
    text = " ".join(template(line.text).fill(document.fields) for line in titles)
    if text:
        yield ContentsEntry(text, "")


def _lines(lines: Iterable[FormLine], fields: Fields) -> Iterator[Paragraph]:
    """Fills lines; one whose fields are all blank prints its empty line only, so that nothing below moves up."""
    for line in lines:
        shape = template(line.text)
        blank = bool(shape.keys) and not any(fields[key] for key in shape.keys)
        yield Paragraph("" if blank else shape.fill(fields), line.style)


def _contents(part: Contents, form: Form, document: Document) -> Iterator[Block]:
    yield from _lines([part.title], document.fields)
    yield ContentsBlock(part.part_style, part.line_style, tuple(entries(form, document)))


def _titles(lines: Iterable[FormLine], fields: Fields) -> Iterator[Paragraph]:
    """A part's titles. Those of one style are one heading of several lines: as two headings they would be two entries
    when Word refreshes the contents, which prints a line break as a space."""
    for style, run in groupby(_lines(lines, fields), key=attrgetter("style")):
        yield Paragraph("\n".join(line.text for line in run), style)


def _texts(part: Texts, document: Document) -> Iterator[Paragraph]:
    yield from _titles(part.titles, document.fields)
    for number, section in enumerate(part.sections):
        first = number == 0 and part.own_page
        yield Paragraph(section.heading, part.heading_style, _anchor("s", number), new_page=first)
        if section.lead:
            yield Paragraph(section.lead, part.lead_style)
        text = document.fields[section.field]
        yield from (Paragraph(line, part.text_style) for line in text.split("\n") if text)


def _projects(part: Projects, form: Form, document: Document) -> Iterator[Block]:
    yield from _titles(part.titles, document.fields)
    for number in range(1, len(document.projects) + 1):
        yield from annex(form, document, number).blocks


class Annex(NamedTuple):
    """All that prints of one project: its heading and the lines above its tables, the tables, the lines below them. In
    a table of all projects those stand around the first and the last."""

    above: tuple[Paragraph, ...]
    tables: tuple[TableBlock, ...]
    below: tuple[Paragraph, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """In printed order."""
        blocks: list[Block] = [*self.above]
        for table in self.tables:
            blocks += [*table.above, table]
        return (*blocks, *self.below)

    @property
    def flows(self) -> list[Flow]:
        """The same, by paper. What begins a flow begins a page."""
        flows: list[Flow] = []
        for paper, run in groupby(self.tables, key=attrgetter("paper")):
            blocks: list[Block] = []
            for table in run:
                blocks += [*table.above, table]
            flows.append(Flow(paper, tuple(blocks)))
        flows[0] = flows[0]._replace(blocks=(*self.above, *flows[0].blocks))
        flows[-1] = flows[-1]._replace(blocks=(*flows[-1].blocks, *self.below))
        return flows


def annex(form: Form, document: Document, number: int) -> Annex:
    """The annex of a project, counted from 1; only the first may stand on a page with something else."""
    part, project = form.projects, document.projects[number - 1]
    texts = _texts_of(_keys_around(form), document, project, document.number(number - 1))
    filled = {text: template(text).fill(texts) for text in form.around}
    title = Paragraph(filled[part.heading.text], part.heading.style, project_anchor(number))
    lines, below = (
        tuple(Paragraph(filled[one.text], one.style) for one in lines) for lines in (part.above, part.below)
    )
    above = [*lines[: part.over_heading], title, *lines[part.over_heading :]]
    above[0] = above[0]._replace(new_page=number > 1 or part.own_page)
    first, *others = sheets(form, document, project)
    block = TableBlock(first, filled[part.left].strip(), filled[part.right], part.caption_style, paper=part.page)
    following = zip(form.table.parts[1:], others, strict=True)
    tables = (block, *(_next_table(one.begins, drawn, filled, part.page) for one, drawn in following if one.begins))
    whole = Annex((*above,), tables, below)
    return _in_grid(form, whole, first=number == 1, last=number == len(document.projects)) if form.table.grid else whole


def _next_table(begins: NextTable, drawn: Sheet, filled: Mapping[str, str], paper: PageSetup | None) -> TableBlock:
    """A table that is not the first of its annex."""
    above = [Paragraph(filled[one.text], one.style) for one in begins.above]
    # On other paper it begins a page without that.
    above[0] = above[0]._replace(new_page=begins.new_page)
    return TableBlock(drawn, "", "", "", above=tuple(above), paper=begins.page or paper)


def _in_grid(form: Form, whole: Annex, *, first: bool, last: bool) -> Annex:
    """What a project adds to the table of all."""
    (block,) = whole.tables
    if not first:
        block = block._replace(left="", right="", first=block.sheet.below_header)
    if not last:
        block = block._replace(below=form.table.rows_below, goes_on=True)
    return Annex(whole.above if first else (), (block,), whole.below if last else ())


@lru_cache(maxsize=64)
def _keys_around(form: Form) -> tuple[str, ...]:
    return tuple(key for text in form.around for key in template(text).keys)


@lru_cache(maxsize=64)
def document_keys_of_projects(form: Form) -> tuple[str, ...]:
    """The document's own fields that print with the projects: around a table, in it, and as titles of the part.

    When only others are edited, the pages of the projects stay as they are.
    """
    printed = [*form.around, *(line.text for line in form.projects.titles)]
    keys = {key for text in printed for key in template(text).keys}
    return tuple(sorted(keys.union(form.table.keys_of(Owner.DOCUMENT))))
