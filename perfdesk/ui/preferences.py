"""What the window remembers between starts: recent files, sizes, the author's name. An ini file, nothing else."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from perfdesk import paths
from perfdesk.office import office

_RECENT: Final = "recent"
_MOST_RECENT: Final = 10
# The folder for backups inside the one that the user has chosen.
BACKUPS: Final = "perfdesk-backups"


def _store() -> QSettings:
    try:
        file = paths.settings_file()
    except OSError:
        # A locked-down profile: the window works, and forgets.
        file = Path(tempfile.gettempdir()) / "perfdesk.ini"
    return QSettings(str(file), QSettings.Format.IniFormat)


def recent_files() -> list[Path]:
    """The files opened or saved last, newest first. Not looked for: a network drive that is gone would block."""
    found = _store().value(_RECENT, [], list)
    return [Path(str(name)) for name in found] if isinstance(found, list) else []


def add_recent(path: Path) -> None:
    """Puts a file first in the list of recent ones."""
    path = path.absolute()
    _keep([path, *(one for one in recent_files() if one != path)])


def forget_recent(path: Path) -> None:
    """Takes a file that is gone from the list of recent ones."""
    _keep([one for one in recent_files() if one != path.absolute()])


def _keep(files: list[Path]) -> None:
    _store().setValue(_RECENT, [str(one) for one in files[:_MOST_RECENT]])


def folder() -> Path | None:
    """The folder of the annex that was read last. Not looked for, as of recent_files."""
    found = _store().value("folder")
    return Path(str(found)) if found else None


def set_folder(path: Path) -> None:
    """Remembers it."""
    _store().setValue("folder", str(path.absolute()))


def remember(name: str, state: QByteArray) -> None:
    """Keeps a window's or splitter's own state."""
    _store().setValue(name, state)


def remembered(name: str) -> QByteArray | None:
    """The state kept under this name, if any."""
    found = _store().value(name)
    return found if isinstance(found, QByteArray) else None


def author() -> str | None:
    """The name that saves carry, "" for none; None until somebody was asked."""
    found = _store().value("author")
    return None if found is None else str(found)


def set_author(name: str) -> None:
    """Remembers the name that saves carry."""
    _store().setValue("author", name)


def text_size() -> int:
    """The size of the screen's text, in per cent of the system's."""
    found = str(_store().value("text-size", "100"))
    return int(found) if found.isdecimal() and 50 <= int(found) <= 300 else 100


def set_text_size(size: int) -> None:
    """Remembers it."""
    _store().setValue("text-size", size)


def rules_off() -> frozenset[str]:
    """The rules that this user does not want to be asked, by id; until he chooses, those that his bureau leaves out."""
    store, bureau = _store(), office().rules_off or frozenset()
    found = store.value("rules-off", [], list)
    own = frozenset(map(str, found)) if isinstance(found, list) else frozenset()
    if not store.contains("rules-off"):
        return bureau
    return own | bureau if office().holds("rules_off") else own


def set_rules_off(names: Iterable[str]) -> None:
    """Remembers them."""
    _store().setValue("rules-off", sorted(names))


def department() -> str:
    """What a new document says as 部门名称: the user's own, else his bureau's; "" for none."""
    return _own("department", office().department)


def set_department(name: str) -> None:
    """Remembers it."""
    _store().setValue("department", name)


def form() -> str:
    """The form that 新建 proposes, by id: the user's own, else his bureau's; "" for none."""
    return _own("form", office().form)


def set_form(name: str) -> None:
    """Remembers it."""
    _store().setValue("form", name)


def _own(key: str, bureau: str) -> str:
    found = None if office().holds(key) else _store().value(key)
    return bureau if found is None else str(found)


def is_shown(panel: str, *, usually: bool) -> bool:
    """Whether a panel is shown; `usually` until the user has decided."""
    return str(_store().value(f"shown/{panel}", usually)).lower() == "true"


def remember_shown(panel: str, shown: bool) -> None:
    """Keeps what the user decided about a panel."""
    _store().setValue(f"shown/{panel}", shown)


def hidden_columns(table: str) -> frozenset[str]:
    """The columns that the user does not want to see in a list."""
    found = _store().value(f"hidden/{table}", [], list)
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def remember_hidden(table: str, keys: Iterable[str]) -> None:
    """Keeps them."""
    _store().setValue(f"hidden/{table}", sorted(keys))


class BackupChoice(NamedTuple):
    """Whether older versions are kept, and the folder that the user has chosen for them; "" for the user's own."""

    on: bool = True
    folder: str = ""


def backup_choice() -> BackupChoice:
    """What was chosen; the folder is the bureau's until the user has chosen one."""
    store = _store()
    on = str(store.value("backups/on", "true")).lower() == "true"
    return BackupChoice(on, str(store.value("backups/folder", office().backups_folder)))


def set_backup_choice(choice: BackupChoice) -> None:
    """Remembers it."""
    store = _store()
    store.setValue("backups/on", choice.on)
    store.setValue("backups/folder", choice.folder)


def backups_root() -> Path | None:
    """Where older versions are kept from now on; None if they are not."""
    choice = backup_choice()
    return root_in(choice.folder) if choice.on else None


def backups_roots() -> list[Path]:
    """Where older versions may be: in the chosen folder, and in the user's own, where they were before."""
    return list(dict.fromkeys((root_in(backup_choice().folder), paths.backups())))


def root_in(folder: str) -> Path:
    """Where older versions are kept if this folder is chosen, "" for the user's own."""
    return Path(folder) / BACKUPS if folder else paths.backups()
