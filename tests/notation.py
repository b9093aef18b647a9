"""Documents in a few lines of text, for tests.

    fiscal_year=2024 | department_name=青禾县档案馆
    # 网站维护费 | code=… | budget_total=22.20
    - 成本 | 年服务成本 | ≤34.44万元 | basis=合同约定

A line of key=text pairs sets the document's fields. "#" begins a project: its name, then pairs. "-" begins an
indicator of the project above: class (the beginning of a 二级指标 of the form), name, target, then pairs; what is
missing is blank. Ids are "d", "p1", "p2", …, and "p1.1", "p1.2", … for the indicators.

    + tasks | 修缮库房 | total=3.00 | fiscal=3.00

"+" begins a record of the project above: its kind, what it is called by, then pairs. Ids are "p1.tasks1", …
"""

from perfdesk.forms.loader import form
from perfdesk.model.document import Document, Indicator, Project, Record
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import NAMED_BY


def document(text: str, form_id: str = "hebei-book-2024") -> Document:
    """The document that these lines describe."""
    fields: dict[str, str] = {}
    projects: list[Project] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        cells = [cell.strip() for cell in line.lstrip("#-+").split("|")]
        if line.startswith("#"):
            projects.append(Project(f"p{len(projects) + 1}", _fields(cells, ("name",))))
        elif line.startswith("-"):
            projects[-1] = _with_indicator(projects[-1], cells, form_id)
        elif line.startswith("+"):
            projects[-1] = _with_record(projects[-1], cells)
        else:
            fields |= _fields(cells, ())
    return Document("d", form_id, Fields(fields), tuple(projects))


def _with_indicator(project: Project, cells: list[str], form_id: str) -> Project:
    number = len(project.indicators) + 1
    texts = {**_levels(cells[0], form_id), **_fields(cells[1:], ("name", "target"))}
    row = Indicator(f"{project.id}.{number}", Fields(texts))
    return project.with_rows([*project.rows, row])


def _with_record(project: Project, cells: list[str]) -> Project:
    kind = Owner(cells[0])
    number = len(project.rows_of(kind)) + 1
    record = Record(kind, f"{project.id}.{kind}{number}", _fields(cells[1:], (NAMED_BY[kind],)))
    return project.with_rows([*project.rows, record])


def _levels(name: str, form_id: str) -> dict[str, str]:
    classes = ((one.name, two.name) for one in form(form_id).levels for two in one.children)
    found = next(((one, two) for one, two in classes if name and two.startswith(name)), ("", ""))
    assert found[0] or not name, f"no class begins with {name}"
    return {"level1": found[0], "level2": found[1]}


def _fields(cells: list[str], keys: tuple[str, ...]) -> Fields:
    """The first cells are the texts of `keys`; every other is key=text."""
    named = dict(zip(keys, cells, strict=False))
    pairs = (cell.partition("=") for cell in cells[len(keys) :] if cell)
    return Fields({**named, **{key.strip(): text.strip() for key, _, text in pairs}})
