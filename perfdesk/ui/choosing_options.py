"""选项 as chosen: what was touched is kept, and holds at once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from perfdesk.forms.catalogue import catalogue
from perfdesk.ui import preferences
from perfdesk.ui.appearance import set_text_size
from perfdesk.ui.dialogs.options import Options, ask_options
from perfdesk.ui.session import Session
from perfdesk.work import office_forms

_KEPT: Final[Mapping[str, Callable[[Any], None]]] = {
    "text_size": preferences.set_text_size,
    "rules_off": preferences.set_rules_off,
    "backups": preferences.set_backup_choice,
    "department": preferences.set_department,
    "form": preferences.set_form,
}


def choose_options(session: Session, window: QWidget) -> None:
    """Asks for the options; the session follows them."""
    now = _now(session)
    chosen = ask_options(now, catalogue(), window, office_forms.problems())
    if chosen is None or chosen == now:
        return
    session.author = chosen.author
    preferences.set_author(chosen.author)
    # What was not touched stays the bureau's, also when the bureau changes it.
    for name, keep in _KEPT.items():
        if getattr(chosen, name) != getattr(now, name):
            keep(getattr(chosen, name))
    session.keep_backups(preferences.backups_root())
    set_text_size(chosen.text_size)
    session.ask_without(chosen.rules_off)


def _now(session: Session) -> Options:
    return Options(
        session.author,
        preferences.text_size(),
        preferences.rules_off(),
        preferences.backup_choice(),
        preferences.department(),
        preferences.form(),
    )
