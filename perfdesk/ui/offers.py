"""What Ctrl+K offers: the actions that are possible now, the projects, the indicators, the records."""

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from perfdesk.model.keys import NAME, NAMED_BY
from perfdesk.model.titles import project_title
from perfdesk.model.vocabulary import row_title
from perfdesk.ui.dialogs.palette import Offer
from perfdesk.ui.session import Session


def offers(actions: Mapping[str, QAction], menus: Mapping[str, str], session: Session) -> Iterator[Offer]:
    """All of them, the actions first; `menus` tells by an action's id which menu it is in."""
    for name, action in actions.items():
        if action.isEnabled():
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            hint = f"菜单 {menus[name]}" + (f"　{keys}" if keys else "")
            yield Offer(action.text().removesuffix("…"), hint, action.trigger)
    if session.is_open:
        yield from _nodes(session)


def _nodes(session: Session) -> Iterator[Offer]:
    document = session.document
    for number, project in enumerate(document.projects, 1):
        yield Offer(
            project.name or "（未命名项目）", f"项目 {number}　{project.code}", partial(session.select, project.id)
        )
    for project in document.projects:
        for row in project.indicators:
            if row.name:
                yield Offer(row.name, project_title(document, project.id), partial(session.select, row.id, NAME))
    for project in document.projects:
        for record in project.records:
            if record.name:
                hint = f"{row_title(record.owner)}　{project_title(document, project.id)}"
                yield Offer(record.name, hint, partial(session.select, record.id, NAMED_BY[record.owner]))
