"""What there is to say of the open document's form: it is not on this computer, the file brought it along, or the user
has put another one in its place."""

from perfdesk.forms.catalogue import ListedForm, newer_than
from perfdesk.forms.loader import carried_name
from perfdesk.forms.stand_in import StandIn
from perfdesk.ui.session import Session


def missing_form(session: Session) -> str:
    """What the user must know if the form is not on this computer, and how it comes back; "" mostly."""
    if not session.is_open or not isinstance(session.form, StandIn):
        return ""
    from perfdesk.work.managed_forms import way_back  # with pydantic, which few files need to be opened

    return f"{session.form.notice}{way_back(session.form.id)}"


def brought_form(session: Session) -> str:
    """What the form would be called here, if the document brought it along and it is not on this computer; else ""."""
    return carried_name(session.form) if session.is_open and session.document.form_copy else ""


def newer_form(session: Session) -> ListedForm | None:
    """The form that the user has put in the place of the document's; None mostly."""
    return newer_than(session.form.id) if session.is_open and not session.read_only else None
