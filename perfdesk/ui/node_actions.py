"""The actions on projects and indicators: each asks the session for one edit, then selects what the edit made."""

from collections.abc import Iterable, Sequence

from perfdesk.forms.blank import new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Project, Record, Row, new_id
from perfdesk.model.edits import AddIndicator, AddProjects, AddRecord, Duplicate, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import NO_FIELDS, Fields, Owner
from perfdesk.model.keys import LEVELS, NAME, NAMED_BY, UNIT
from perfdesk.model.vocabulary import row_title
from perfdesk.ui.session import Session


def siblings(document: Document, node: str) -> list[str]:
    """The ids of all projects, or of all rows of a kind of one project, among them this one's; empty if it is none."""
    project, row = document.project(node), document.row(node)
    if project is None:
        return []
    return [one.id for one in (document.projects if row is None else project.rows_of(row.owner))]


def following(document: Document, node: str) -> str | None:
    """The id of the next sibling; None at the end."""
    row = siblings(document, node)
    return next(iter(row[row.index(node) + 1 :]), None) if node in row else None


def beside(document: Document, node: str, by: int) -> Project | None:
    """The project behind (by 1) or before (-1) the one that holds a node; at the document's own node all are behind."""
    here = document.places[node][0] if node in document.places else -1
    return document.projects[here + by] if 0 <= here + by < len(document.projects) else None


def in_order(document: Document, nodes: Iterable[str]) -> tuple[str, ...]:
    """The projects and indicators among these ids, once each, as they stand in the document."""
    here = {node: document.places[node] for node in nodes if node in document.places}
    return tuple(sorted(here, key=lambda node: (here[node][0], -1 if (below := here[node][1]) is None else below)))


def named(document: Document, nodes: Sequence[str]) -> str:
    """ "项目", " 3 个指标", " 2 项": what these are, for the words of a menu."""
    if not nodes:
        return ""
    titles = {row_title(row.owner) if (row := document.row(node)) else "项目" for node in nodes}
    kind = titles.pop() if len(titles) == 1 else ""
    number = "" if len(nodes) == 1 else f" {len(nodes)} {f'个{kind}' if kind else '项'}"
    return number or kind


def type_in(
    session: Session, owner: Owner, key: str, nodes: Iterable[str], text: str, rows: Sequence[Edit] = ()
) -> bool:
    """Sets a field of each node, of which `rows` makes what is not there yet; the step to undo names the field as the
    form does. Whether anything changed."""
    title = f"修改{printed_title(session.form, key, owner)}"
    return session.enter({(node, key): text for node in nodes}, title, rows)


def add_project(session: Session) -> None:
    """A project with the form's starting rows, behind the project that is looked at, else at the end. A form of the
    department has no more than one."""
    document = session.document
    if session.form.of_department and document.projects:
        return
    project = new_project(session.form, document)
    here = document.project(session.current)
    after = following(document, here.id) if here else None
    add = AddProjects((project,), "加项目")
    session.run(Several((add, Move((project.id,), None, after)), "加项目") if after else add)
    session.select(project.id, NAME)


def set_unit(session: Session, project: Project, key: str, text: str) -> bool:
    """Sets the code or name of a project's unit, for all projects of the unit; whether anything changed."""
    unit = _unit_of(project)
    nodes = [one.id for one in session.document.projects if _unit_of(one) == unit]
    return type_in(session, Owner.PROJECT, key, nodes, text.strip())


def add_unit(session: Session, code: str, name: str) -> None:
    """A unit, which is there with its first project; another project, if there is the unit. Behind its last project,
    else at the end."""
    document = session.document
    blank = new_project(session.form, document)
    project = Project(
        blank.id, Fields({**blank.fields, **dict(zip(UNIT, (code, name), strict=True))}), blank.indicators
    )
    same = [one.id for one in document.projects if _unit_of(one) == (code, name)]
    after = following(document, same[-1]) if same else None
    add = AddProjects((project,), "加单位")
    session.run(Several((add, Move((project.id,), None, after)), "加单位") if after else add)
    session.select(project.id, NAME)


def _unit_of(project: Project) -> tuple[str, ...]:
    return tuple(project.fields[key] for key in UNIT)


def add_indicator(session: Session, above: str = "") -> None:
    """An indicator of the same class below `above`, else below the one looked at, else at the end of the project."""
    document = session.document
    project = document.project(above) or session.project_here
    if project is None:
        return
    row = [indicator.id for indicator in project.indicators]
    above = next((node for node in (above, session.current, *row[-1:]) if node in row), "")
    _add_indicator(session, project.id, above, following(document, above))


def add_row(session: Session, above: str) -> None:
    """A row of the same kind below `above`; below a project an indicator at its end."""
    document = session.document
    row = document.row(above)
    if isinstance(row, Record):
        add_record(session, row.owner, above, following(document, above))
    else:
        add_indicator(session, above)


def add_row_above(session: Session, below: str) -> None:
    """A row of the same kind, an indicator of the same class, above `below`."""
    project, row = session.document.project(below), session.document.row(below)
    if isinstance(row, Record):
        add_record(session, row.owner, below, below)
    elif project is not None and row is not None:
        _add_indicator(session, project.id, below, below)


def add_record(session: Session, kind: Owner, inside: str = "", before: str | None = None) -> None:
    """A record of a kind in the project that holds `inside`, else the one looked at, before the record `before`. Where
    that is not said: below the record looked at, if it is of the kind, else behind the last."""
    document = session.document
    project = document.project(inside) or session.project_here
    if project is None:
        return
    here = document.row(inside or session.current)
    beside = here if here is not None and here.owner is kind else None
    if not inside and beside is not None:
        before = following(document, beside.id)
    new = new_id()
    if session.run(AddRecord(new, project.id, kind, _alike(session, beside), before)):
        session.select(new, NAMED_BY[kind])


def _add_indicator(session: Session, project: str, like: str, before: str | None) -> None:
    new = new_id()
    session.run(AddIndicator(new, project, _alike(session, session.document.row(like)), before))
    session.select(new, _called(session.form))


def _called(form: Form) -> str:
    """The field in which filling in a new indicator begins: its name, in the phase that is printed first."""
    printed = form.table.keys_of(Owner.INDICATOR)
    return next((key for key in printed if key.partition("@")[0] == NAME), NAME)


def _alike(session: Session, row: Row | None) -> Fields:
    """What a new row has of the one beside it."""
    keys = session.form.alike(row.owner) if row else ()
    return Fields({key: row.fields[key] for key in keys}) if row else NO_FIELDS


def duplicate(session: Session, nodes: Sequence[str]) -> None:
    """Copies of projects or indicators; looks at the last copy."""
    document, alone = session.document, session.form.of_department
    own = [node for node in nodes if node in document.places]
    pairs = tuple((node, new_id()) for node in own if not (alone and document.row(node) is None))
    if pairs and session.run(Duplicate(pairs)):
        session.select(pairs[-1][1])


def remove(session: Session, nodes: Iterable[str]) -> None:
    """Deletes. Undo brings everything back."""
    session.run(Remove(frozenset(nodes)))


def shift(session: Session, nodes: Sequence[str], by: int) -> None:
    """Moves neighbouring projects or indicators up (by -1) or down (by 1) among their siblings; among those that are
    printed in the same band, where the form has several.

    If all indicators of a class are moved, they pass the whole neighbouring class, so that no class is split.
    """
    document = session.document
    row = _in_one_band(session, siblings(document, nodes[0]), nodes[0]) if nodes else []
    moving = [node for node in row if node in nodes]
    edge = row[:1] if by < 0 else row[-1:]
    if not moving or edge[0] in moving:
        return
    step = _step(document, row, moving, by)
    place = row.index(moving[0]) - step if by < 0 else row.index(moving[-1]) + 1 + step
    before = row[place] if place < len(row) else None
    session.run(Move(tuple(moving), _parent(document, nodes[0]), before))


def _in_one_band(session: Session, nodes: Sequence[str], node: str) -> Sequence[str]:
    """Those that the form prints where it prints a node."""
    document, row = session.document, session.document.row(node)
    shares = session.form.table.shares.get(row.owner) if row else None
    if shares is None:
        return nodes
    band = shares.band_of(document.fields_of(node))
    return [one for one in nodes if shares.band_of(document.fields_of(one)) == band]


def _parent(document: Document, node: str) -> str | None:
    """The id of the project that an indicator is in; None for a project."""
    project = document.project(node)
    return None if project is None or project.id == node else project.id


def _step(document: Document, row: Sequence[str], moving: Sequence[str], by: int) -> int:
    """How many siblings to pass: the whole class beside a whole class, else one."""
    for keys in (LEVELS[:1], LEVELS):
        names = [tuple(document.fields_of(node)[key] for key in keys) for node in row]
        first, last = row.index(moving[0]), row.index(moving[-1])
        if last - first + 1 == len(moving) and _is_whole_class(names, first, last):
            beside = names[first - 1 :: -1] if by < 0 else names[last + 1 :]
            return next((at for at, name in enumerate(beside) if name != beside[0]), len(beside))
    return 1


def _is_whole_class(names: Sequence[tuple[str, ...]], first: int, last: int) -> bool:
    """Whether `first` to `last` are of one class, and their neighbours of others."""
    name = names[first]
    beside = (*names[max(0, first - 1) : first], *names[last + 1 : last + 2])
    return any(name) and names[last] == name and name not in beside


def move_projects(session: Session, nodes: tuple[str, ...], before: str | None, like: str = "") -> None:
    """Moves projects before another one; they take the unit of the project `like`."""
    _move(session, nodes, Move(nodes, None, before), like, UNIT)


def move_indicators(session: Session, nodes: tuple[str, ...], project: str, before: str | None, like: str = "") -> None:
    """Moves indicators into the project that holds the node `project`; they take the class of the one `like`."""
    target = session.document.project(project)
    if target is not None:
        _move(session, nodes, Move(nodes, target.id, before), like, session.form.class_keys)


def move_records(session: Session, nodes: tuple[str, ...], project: str, before: str | None) -> None:
    """Moves records of a kind into the project that holds the node `project`, before another one of the kind."""
    target = session.document.project(project)
    if target is not None:
        _move(session, nodes, Move(nodes, target.id, before), "", ())


def _move(session: Session, nodes: Sequence[str], move: Edit, like: str, keys: Sequence[str]) -> None:
    taken = session.document.fields_of(like)
    texts = {(node, key): taken[key] for node in nodes for key in keys} if like else {}
    if session.run(Several((move, SetFields(texts)), "移动")):
        session.select(nodes[-1])
