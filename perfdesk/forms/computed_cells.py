"""What a computed cell of a form prints: a number of its project, or of all where these stand in one table."""

from collections import deque
from collections.abc import Mapping
from typing import Final, NamedTuple

from perfdesk.forms.computed import Computed, computed_text
from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project


def computed_cell_text(form: Form, document: Document, project: Project, one: Computed) -> str:
    """The printed number of a cell."""
    return _sums(form, document)[one] if form.table.grid else computed_text(one, project)


class _Sums(NamedTuple):
    """The numbers of all projects of a document."""

    form: Form
    projects: tuple[Project, ...]
    texts: Mapping[Computed, str]


_latest: Final[deque[_Sums]] = deque(maxlen=2)


def _sums(form: Form, document: Document) -> Mapping[Computed, str]:
    """What the table of all projects says of them. The sheet of each project asks for it, so the last ones are
    remembered by the identity of what they are made of."""
    for known in _latest:
        if known.projects is document.projects and known.form is form:
            return known.texts
    texts = {one: computed_text(one, *document.projects) for one in form.table.computes}
    _latest.appendleft(_Sums(form, document.projects, texts))
    return texts
