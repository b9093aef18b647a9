"""Where the program's resources and the user's folders are."""

import os
import sys
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_OFFICE = "perfdesk-office.toml"


def resources() -> Path:
    """The folder with forms, examples and help: inside the package (wheel, frozen program) or beside it (checkout)."""
    frozen = Path(getattr(sys, "_MEIPASS", _PACKAGE)) / "resources"
    places = (_PACKAGE / "resources", frozen, _PACKAGE.parent / "resources")
    return next((place for place in places if place.is_dir()), places[-1])


def own_forms() -> Path:
    """The user's own annex forms; the folder need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "forms"


def office_files() -> tuple[Path, ...]:
    """Where a bureau's settings may lie; the first file that is there counts. Beside the program, where it has a folder
    of its own (the package lies in `app`), then in the system's folder of settings."""
    system = [
        Path(folder)
        for folder in platformdirs.site_config_dir("perfdesk", appauthor=False, multipath=True).split(os.pathsep)
    ]
    beside = [_PACKAGE.parent.parent] if _PACKAGE.parent.name == "app" else []
    return tuple(folder / _OFFICE for folder in (*beside, *system))


def office_forms() -> Path:
    """Where copies of the bureau's forms are kept, so that a share that is gone stops nobody; need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "office-forms"


def own_indicators() -> Path:
    """The user's own indicator library; the file need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "indicators.csv"


def own_words() -> Path:
    """What the user has confirmed that labels of annexes mean; the file need not be there. It lies among the forms that
    it was learned with; the dot keeps it from being taken for one."""
    return own_forms() / ".lexicon.toml"


def journals() -> Path:
    """Where unsaved changes are written down; the folder need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "journals"


def backups() -> Path:
    """Where older versions of saved files are kept, unless the user has chosen a folder; it need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "backups"


def mapping_drafts() -> Path:
    """Where forms that are being learned are kept until somebody goes on; the folder need not be there."""
    return Path(platformdirs.user_data_dir("perfdesk", appauthor=False)) / "mapping-drafts"


def settings_file() -> Path:
    """The window's own settings (recent files, sizes), an ini file."""
    return Path(platformdirs.user_config_dir("perfdesk", appauthor=False, ensure_exists=True)) / "perfdesk.ini"


def log_folder() -> Path:
    """Where the log is written; the folder need not be there."""
    return platformdirs.user_log_path("perfdesk", appauthor=False)


def documents() -> Path:
    """Where file dialogs start."""
    return Path(platformdirs.user_documents_dir())
