"""The pages of a document while it is edited. The pages of unchanged projects are not counted again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from perfdesk.forms.book import book_front, document_keys_of_projects, heading, project_anchor, project_flows
from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields
from perfdesk.model.spans import changed_places, changed_span
from perfdesk.paper.pages import Page, Piece, TablePiece, flow

# The contents of a book of thousands fill hundreds of pages, and nobody reads them on the screen.
_MOST_FRONT: Final = 30
# A heading with one of these numbers or a higher one is wider; see _digits.
_FIRST_OF_WIDTH: Final = (2, *(10**digits for digits in range(1, 9)))


class _Counted(NamedTuple):
    """The number of pages of a project, and what it depends on besides the form."""

    project: Project
    texts: tuple[str, ...]
    digits: int
    pages: int
    # Whether they would be others if its rows were a little higher or lower.
    unsure: bool


class _Front(NamedTuple):
    """The first pages before the projects, the page numbers in the contents, and what these depend on."""

    document: Document
    counted: list[int | None]
    pages: list[Page]
    anchors: dict[str, int]


class Pager:
    """Counts the pages for one form. A project is the same if it is the same object, because values never change."""

    def __init__(self, form: Form) -> None:
        """Nothing is counted yet."""
        self._form = form
        self._keys = document_keys_of_projects(form)
        error = form.table.height_error
        self._errors = (1 - error, 1 + error) if error else ()
        self._counted: dict[str, _Counted] = {}
        # The number of pages of each project in the last version; None if it is not counted yet.
        self._document: Document | None = None
        self._pages: list[int | None] = []
        self._first: tuple[Fields, int] | None = None
        self._front: _Front | None = None
        self._grid: tuple[Document, list[Page]] | None = None

    def project_pages(self, document: Document, number: int) -> list[Page]:
        """The pages of a project with their numbers. Projects count from 1; the first one has the titles of its part
        on its page."""
        if self._form.table.grid:
            return self._pages_of_grid(document, number)
        before = self._sum(document, number - 1)
        pages = list(self._flow(document, number))
        for at, page in enumerate(pages, self._first_number(document) + before):
            page.number = at
        return pages

    def _pages_of_grid(self, document: Document, number: int) -> list[Page]:
        """The pages of the table of all projects on which there are rows of one."""
        if self._grid is None or self._grid[0] is not document:
            pages = list(self._flow(document, 1))
            for at, page in enumerate(pages, self._first_number(document)):
                page.number = at
            self._grid = document, pages
        node = document.projects[number - 1].id
        return [page for page in self._grid[1] if any(_shows(piece, node) for piece in page.pieces)]

    def advance(self, document: Document, most: int) -> bool:
        """Counts at most so many projects and returns whether all are counted, so that one call never takes long."""
        self._follow(document)
        counted = 0  # so many stand before the next that may have to be
        for _ in range(most):
            at = self._uncounted(counted, len(self._pages))
            if at is None:
                return True
            counted = at + 1
            self._count(document, counted)
        return None not in self._pages

    def front_pages(self, document: Document) -> Iterator[Page]:
        """The pages before the projects, contents included."""
        number = 0
        for section in book_front(self._form, document):
            number = 0 if section.restart else number
            for page in flow(self._form, section.blocks, section.paper):
                number += 1
                page.number = number if section.numbered else None
                yield page

    def front(self, document: Document) -> tuple[list[Page], dict[str, int]]:
        """The first pages before the projects, and `anchors`. The contents of a long book take a tenth of a second,
        so both are kept until an edit changes what they show."""
        self._sum(document, len(document.projects))
        if self._front is None or not self._shows_same(self._front, document):
            anchors, pages = self.anchors(document), [*islice(self.front_pages(document), _MOST_FRONT)]
            self._front = _Front(document, [*self._pages], pages, anchors)
        return self._front.pages, self._front.anchors

    def _shows_same(self, front: _Front, document: Document) -> bool:
        before = front.document
        if before.fields is not document.fields or front.counted != self._pages:
            return False
        return all(
            heading(self._form, before, before.projects[at], before.number(at))
            == heading(self._form, document, document.projects[at], document.number(at))
            for at in changed_places(before.projects, document.projects)
        )

    def last_number(self, document: Document) -> int:
        """The number of the last page; 0 if no page has one."""
        return self._first_number(document) - 1 + self._sum(document, len(document.projects))

    def is_estimate(self, document: Document) -> bool:
        """Whether the office's own file may have another number of pages than was counted."""
        if not self._errors:
            return False
        self._sum(document, len(document.projects))
        found = (self._counted.get(project.id) for project in document.projects)
        return any(one.unsure for one in found if one is not None)

    def anchors(self, document: Document) -> dict[str, int]:
        """The page number of every place that the contents list."""
        found = {anchor: page.number or 0 for page in self.front_pages(document) for anchor in page.anchors}
        next_number = self._first_number(document)
        for number in range(1, len(document.projects) + 1):
            if number == 1:
                first = self.project_pages(document, 1)
                found |= {anchor: page.number or 0 for page in first for anchor in page.anchors}
            elif not self._form.table.grid:
                found[project_anchor(number)] = next_number
            next_number += self._count(document, number)
        return found

    def _first_number(self, document: Document) -> int:
        """The page number of the first project."""
        if self._form.projects.restart:
            return 1
        if self._first is None or self._first[0] is not document.fields:
            # Pages of the contents have no numbers, so they may be empty here.
            pages = list(self.front_pages(document.with_projects(())))
            self._first = document.fields, (pages[-1].number or 0) + 1 if pages else 1
        return self._first[1]

    def _flow(self, document: Document, number: int) -> Iterator[Page]:
        """The pages of a project; with the first one of a grid those of all."""
        for one in project_flows(self._form, document, number):
            yield from flow(self._form, one.blocks, one.paper)

    def _follow(self, document: Document) -> None:
        """Updates `_pages` to another version. After an edit only the changed places are compared."""
        before, self._document = self._document, document
        if before is document:
            return
        if self._form.table.grid:
            self._pages = [None, *[0] * (len(document.projects) - 1)] if document.projects else []
        elif before is None or self._texts(before) != self._texts(document):
            self._pages = self._known(document, range(1, len(document.projects) + 1))
        elif len(before.projects) == len(document.projects):
            self._look_again(document, [at + 1 for at in changed_places(before.projects, document.projects)])
        else:
            first, old_end, new_end = changed_span(before.projects, document.projects)
            self._pages[first:old_end] = [None] * (new_end - first)
            moved = range(new_end + 1, len(document.projects) + 1)
            self._look_again(document, [*range(first + 1, new_end + 1), *_relabelled(moved, new_end - old_end)])

    def _look_again(self, document: Document, numbers: Sequence[int]) -> None:
        for number, pages in zip(numbers, self._known(document, numbers), strict=True):
            self._pages[number - 1] = pages

    def _texts(self, document: Document) -> tuple[str, ...]:
        return tuple([document.fields[key] for key in self._keys])

    def _known(self, document: Document, numbers: Iterable[int]) -> list[int | None]:
        """The numbers of pages of these projects that were counted in any version."""
        counted, texts = self._counted, self._texts(document)
        found: list[int | None] = []
        for number in numbers:
            project = document.projects[number - 1]
            known = counted.get(project.id)
            same = known is not None and known.project is project and known.digits == _digits(number)
            found.append(known.pages if known is not None and same and known.texts == texts else None)
        return found

    def _count(self, document: Document, number: int) -> int:
        self._follow(document)
        pages = self._pages[number - 1]
        if pages is None:
            project = document.projects[number - 1]
            pages = self._pages[number - 1] = sum(1 for _ in self._flow(document, number))
            unsure = any(self._with_error(document, number, by) != pages for by in self._errors)
            self._counted[project.id] = _Counted(project, self._texts(document), _digits(number), pages, unsure)
        return pages

    def _with_error(self, document: Document, number: int, by: float) -> int:
        """How many pages a project has where all is so much higher: pages that are so much lower."""
        count = 0
        for one in project_flows(self._form, document, number):
            paper = one.paper or self._form.page
            lower = replace(paper, text_height=paper.text_height / by)
            count += sum(1 for _ in flow(self._form, one.blocks, lower))
        return count

    def _sum(self, document: Document, projects: int) -> int:
        """How many pages the first so many projects fill."""
        self._follow(document)
        at = self._uncounted(0, projects)
        while at is not None:
            self._count(document, at + 1)
            at = self._uncounted(at + 1, projects)
        return sum(filter(None, self._pages[:projects]))

    def _uncounted(self, start: int, end: int) -> int | None:
        """The first place from `start` to before `end` whose pages are not counted yet."""
        try:
            return self._pages.index(None, start, end)
        except ValueError:
            return None


def _shows(piece: Piece, node: str) -> bool:
    return isinstance(piece, TablePiece) and piece.sheet.project == node


def _digits(number: int) -> int:
    """What the width of a heading depends on besides its project. The first project has other titles on its page."""
    return len(str(number)) if number > 1 else 0


def _relabelled(numbers: range, by: int) -> Iterator[int]:
    """Which of these have other digits than what was numbered `by` less had."""
    for first in _FIRST_OF_WIDTH:
        yield from range(max(numbers.start, first + min(by, 0)), min(numbers.stop, first + max(by, 0)))
