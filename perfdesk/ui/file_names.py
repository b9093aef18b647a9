"""Where file dialogs start, and the file names that they suggest."""

from pathlib import Path
from typing import Final

from perfdesk import paths
from perfdesk.model.keys import DEPARTMENT_NAME, FISCAL_YEAR
from perfdesk.ui import preferences
from perfdesk.ui.session import Session

# What Windows does not allow in a file name.
_NOT_IN_NAMES: Final = '\\/:*?"<>|\n'


def folder(session: Session) -> Path:
    """The folder of the open document, else of the annex that was read last, else the user's documents."""
    return session.path.parent if session.path else preferences.folder() or paths.documents()


def shown_name(session: Session) -> str:
    """What the open document is called: its file, else its department."""
    return session.path.name if session.path else session.document.fields[DEPARTMENT_NAME] or "未命名"


def suggested(session: Session, suffix: str) -> Path:
    """A file for what is made of the open document; named like its file, else by department, year and form."""
    if session.path:
        return session.path.with_name(session.path.stem + suffix)
    fields = session.document.fields
    words = (fields[DEPARTMENT_NAME], fields[FISCAL_YEAR], session.form.title)
    return folder(session) / f"{file_stem(''.join(words))}{suffix}"


def file_stem(words: str) -> str:
    """These words as a file may be called."""
    return "".join(character for character in words if character not in _NOT_IN_NAMES) or "未命名"
