"""Pages of a document that is being edited: a project that did not change is not counted again."""

from collections.abc import Iterator
from typing import NamedTuple

from perfdesk.forms.book import Block, book, project_anchor, project_blocks
from perfdesk.forms.definition import Form, Projects
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields
from perfdesk.paper.pages import Page, flow


class _Counted(NamedTuple):
    """How many pages a project fills, and what that depends on besides the form."""

    project: Project
    fields: Fields
    digits: int
    pages: int


class Pager:
    """Answers for one form. Knows a project again by its identity, as values never change."""

    def __init__(self, form: Form) -> None:
        """Remembers nothing yet."""
        self._form = form
        self._counted: dict[str, _Counted] = {}

    def project_pages(self, document: Document, number: int) -> list[Page]:
        """The numbered pages of a project, which counts from 1; the first has its part's titles above it."""
        before = sum(self._count(document, earlier) for earlier in range(1, number))
        pages = list(flow(self._form, self._blocks(document, number)))
        for at, page in enumerate(pages, self._first_number(document) + before):
            page.number = at
        return pages

    def advance(self, document: Document, most: int) -> bool:
        """Counts up to so many projects that are not counted yet; whether all are, so that no answer takes long."""
        left = most
        for number in range(1, len(document.projects) + 1):
            if self._known(document, number) is None:
                if not left:
                    return False
                self._count(document, number)
                left -= 1
        return True

    def front_pages(self, document: Document) -> Iterator[Page]:
        """The pages before the projects, contents included."""
        number = 0
        for section, part in zip(book(self._form, document), self._form.parts, strict=True):
            if isinstance(part, Projects):
                return
            number = 0 if section.restart else number
            for page in flow(self._form, section.blocks):
                number += 1
                page.number = number if section.numbered else None
                yield page

    def last_number(self, document: Document) -> int:
        """The number of the last page; 0 if no page has one."""
        count = sum(self._count(document, number) for number in range(1, len(document.projects) + 1))
        return self._first_number(document) - 1 + count

    def anchors(self, document: Document) -> dict[str, int]:
        """The page number of every place that the contents list."""
        found = {anchor: page.number or 0 for page in self.front_pages(document) for anchor in page.anchors}
        next_number = self._first_number(document)
        for number in range(1, len(document.projects) + 1):
            if number == 1:
                first = self.project_pages(document, 1)
                found |= {anchor: page.number or 0 for page in first for anchor in page.anchors}
            else:
                found[project_anchor(number)] = next_number
            next_number += self._count(document, number)
        return found

    def _first_number(self, document: Document) -> int:
        """The page number with which the projects begin."""
        if self._form.projects.restart:
            return 1
        # Contents have no numbers, so it does not matter that they are empty here.
        pages = list(self.front_pages(document.with_projects(())))
        return (pages[-1].number or 0) + 1 if pages else 1

    def _blocks(self, document: Document, number: int) -> tuple[Block, ...]:
        if number > 1:
            return project_blocks(self._form, document, number)
        alone = document.with_projects(document.projects[:1])
        parts = zip(book(self._form, alone), self._form.parts, strict=True)
        return next(tuple(section.blocks) for section, part in parts if isinstance(part, Projects))

    def _known(self, document: Document, number: int) -> int | None:
        known = self._counted.get(document.projects[number - 1].id)
        same = (
            known is not None
            and known.project is document.projects[number - 1]
            and known.fields is document.fields
            and known.digits == _digits(number)
        )
        return known.pages if known is not None and same else None

    def _count(self, document: Document, number: int) -> int:
        pages = self._known(document, number)
        if pages is None:
            project = document.projects[number - 1]
            pages = sum(1 for _ in flow(self._form, self._blocks(document, number)))
            self._counted[project.id] = _Counted(project, document.fields, _digits(number), pages)
        return pages


def _digits(number: int) -> int:
    """What a heading's width depends on besides its project; the first project has company on its page."""
    return len(str(number)) if number > 1 else 0
