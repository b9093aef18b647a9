"""What the actions on nodes do: each asks the session for one edit and looks at what it made."""

from perfdesk.forms.blank import new_project
from perfdesk.model.document import Document, new_id
from perfdesk.model.edits import AddIndicator, AddProjects, Duplicate, Move, Remove, Several
from perfdesk.model.fields import Fields
from perfdesk.ui.session import Session


def add_project(session: Session) -> None:
    """A project with the form's starting rows, behind the project that is looked at."""
    document = session.document
    project = new_project(session.form, document)
    after = _project_after(document, session.current)
    add = AddProjects((project,), "加项目")
    session.run(Several((add, Move((project.id,), None, after)), "加项目") if after else add)
    session.select(project.id, "name")


def _project_after(document: Document, node: str) -> str | None:
    """The project that stands behind the one a node belongs to; None at the end."""
    place = document.places.get(node)
    following = place[0] + 1 if place else len(document.projects)
    return document.projects[following].id if following < len(document.projects) else None


def add_indicator(session: Session) -> None:
    """An indicator of the same class below the one that is looked at, else at the end of the project."""
    document = session.document
    project = document.project(session.current)
    if project is None:
        return
    ids = [indicator.id for indicator in project.indicators]
    above = session.current if session.current in ids else (ids[-1] if ids else "")
    after = ids[ids.index(above) + 1 :] if above else []
    fields = Fields({key: document.fields_of(above)[key] for key in ("level1", "level2")})
    new = new_id()
    session.run(AddIndicator(new, project.id, fields, after[0] if after else None))
    session.select(new, "name")


def duplicate(session: Session, nodes: tuple[str, ...]) -> None:
    """Copies of projects or indicators; looks at the last copy."""
    pairs = tuple((node, new_id()) for node in nodes if node in session.document.places)
    if pairs:
        session.run(Duplicate(pairs))
        session.select(pairs[-1][1])


def remove(session: Session, nodes: tuple[str, ...]) -> None:
    """Deletes; looks at what stands there then. Undo brings everything back."""
    document = session.document
    doomed = frozenset(node for node in nodes if node in document.places)
    if not doomed:
        return
    neighbour = _neighbour(document, doomed)
    session.run(Remove(doomed))
    session.select(neighbour)


def _neighbour(document: Document, doomed: frozenset[str]) -> str:
    """The nearest node that stays: behind the last doomed one, else before it, else the project or the document."""
    project = document.project(next(iter(doomed)))
    if project is None:
        return document.id
    is_project = project.id in doomed
    row = [one.id for one in (document.projects if is_project else project.indicators)]
    last = max(at for at, node in enumerate(row) if node in doomed)
    following = [node for node in row[last:] if node not in doomed]
    before = [node for node in row[:last] if node not in doomed]
    return (following[:1] or before[-1:] or [document.id if is_project else project.id])[0]


def shift(session: Session, nodes: tuple[str, ...], by: int) -> None:
    """Moves projects or indicators one place up (-1) or down (1) among their siblings."""
    document = session.document
    chosen = [node for node in nodes if node in document.places]
    project = document.project(chosen[0]) if chosen else None
    if project is None:
        return
    is_project = chosen[0] == project.id
    row = [one.id for one in (document.projects if is_project else project.indicators)]
    moving = [node for node in row if node in chosen]
    edge = row.index(moving[0]) - 1 if by < 0 else row.index(moving[-1]) + 2
    if edge < 0 or (by > 0 and edge > len(row)):
        return
    before = row[edge] if edge < len(row) else None
    session.run(Move(tuple(moving), None if is_project else project.id, before))
