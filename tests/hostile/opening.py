"""How the program takes an input of each kind: as something it can work with, or refused in one sentence.

Whatever else is raised comes through; that is what the tests are for.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.blocks.clip import read_clip
from perfdesk.blocks.clip_limits import BlockRefused
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.load import read_attachment, read_source
from perfdesk.library.interchange import LibraryError
from perfdesk.model.document import Document
from perfdesk.store import attachment, file, replay
from perfdesk.store.format import Damage
from perfdesk.work.own_library import read_library

OPENED, REFUSED = "opened", "refused"
_REFUSALS: Final = (file.ReadError, Damage, FormError, ImportFailure, LibraryError, BlockRefused)


class Taken(NamedTuple):
    """OPENED or REFUSED, and the document if there is one."""

    outcome: str
    document: Document | None = None


def opened(kind: str, path: Path) -> Taken:
    """How an input was taken."""
    try:
        found = _OPENERS[kind](path)
    except _REFUSALS as refusal:
        sentence = str(refusal)
        assert sentence, "refused without a reason"
        assert "\n" not in sentence, sentence
        assert len(sentence) < 2_000, sentence[:200]
        return Taken(REFUSED)
    return Taken(OPENED, found if isinstance(found, Document) else None)


def _comes_back(document: Document) -> Document:
    """What was opened can be saved and is the same then."""
    assert file.parsed_file("", file.as_first_saved(document)).document == document
    return document


def _ours(path: Path) -> Document:
    found = file.read(path)
    file.revisions(found)
    return _comes_back(found.document)


def _journal(path: Path) -> Document:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        found = replay.Leftover(path, descriptor).replayed()
    finally:
        os.close(descriptor)
    replay.is_new(found)
    return _comes_back(found.document)


def _source(path: Path) -> Document:
    return _comes_back(read_source(path).document)


def _pdf(path: Path) -> Document:
    carried = read_attachment(path, file.SUFFIX)
    return _comes_back(attachment.attached(*carried).document if carried else read_source(path).document)


def _settings(path: Path) -> None:
    """No setting is refused: one that means nothing is the usual one."""
    from perfdesk import paths
    from perfdesk.ui import preferences

    paths.settings_file = lambda: path
    assert all(isinstance(one, Path) for one in preferences.recent_files())
    assert isinstance(preferences.author(), str | None)
    assert 50 <= preferences.text_size() <= 300
    assert all(isinstance(one, str) for one in preferences.rules_off())
    assert isinstance(preferences.is_shown("preview", usually=True), bool)
    assert all(isinstance(one, str) for one in preferences.hidden_columns("list"))
    preferences.remembered("geometry")


def _html(path: Path) -> None:
    read_clip(path.read_bytes().decode("utf-8", "surrogatepass" if _is_text(path) else "replace"), "")


def _tabs(path: Path) -> None:
    read_clip("", path.read_bytes().decode("utf-8", "replace"))


def _is_text(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


_OPENERS: Final[dict[str, Callable[[Path], object]]] = {
    "perfdesk": _ours, "journal": _journal, "form.toml": read_form, "library.csv": read_library,
    "settings.ini": _settings, "docx": _source, "xlsx": _source, "txt": _source, "pdf": _pdf, "clipboard.html": _html,
    "clipboard.tsv": _tabs,
}  # fmt: skip
