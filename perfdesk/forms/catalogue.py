"""The forms there are: the shipped ones and the user's own. Each file is read by itself, so a bad one is named and
stops nothing; of two forms with one id the first is used, the shipped before the own, and the other is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk import paths
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError, called
from perfdesk.forms.heads import head

# A folder with more is not a folder of forms; nobody would find one among so many.
_MOST_FILES: Final = 1_000


class FormOrigin(StrEnum):
    """Where a form comes from."""

    SHIPPED = "shipped"
    OWN = "own"
    FILE = "file"


class CatalogueEntry(NamedTuple):
    """A form that can be used."""

    form: Form
    origin: FormOrigin
    path: Path


class Fault(NamedTuple):
    """A form file that is not used, and a sentence that says why and names it."""

    path: Path
    message: str


@dataclass(frozen=True)
class Catalogue:
    """What the folders of forms hold: usable forms by id, and the files that are not used."""

    entries: Mapping[str, CatalogueEntry]
    faults: tuple[Fault, ...]


def _places() -> tuple[tuple[FormOrigin, Path], ...]:
    """The shipped forms come first and win."""
    return (FormOrigin.SHIPPED, paths.resources() / "forms"), (FormOrigin.OWN, paths.own_forms())


def read_catalogue(places: Sequence[tuple[FormOrigin, Path]]) -> Catalogue:
    """Reads every form file of these folders."""
    entries: dict[str, CatalogueEntry] = {}
    faults: list[Fault] = []
    for origin, folder in places:
        found = _files(folder)
        if len(found) > _MOST_FILES:
            faults.append(Fault(folder, f"文件夹 {folder.name} 里的表样文件超过 {_MOST_FILES} 个，多出的没有读。"))
        for path in found[:_MOST_FILES]:
            form = _read(path)
            if isinstance(form, FormError):
                faults.append(Fault(path, str(form)))
            elif (first := entries.setdefault(form.id, CatalogueEntry(form, origin, path))).path != path:
                faults.append(Fault(path, _twice(path, form, first)))
    return Catalogue(entries, tuple(faults))


def _files(folder: Path) -> list[Path]:
    """The form files of a folder in a stable order, one more than are read: `*.toml`, `form.toml` of its folders."""
    found = chain(folder.glob("*.toml"), folder.glob("*/form.toml"))
    # A named pipe would be waited for until somebody writes to it.
    files = (path for path in found if path.is_file() and not path.name.startswith("."))
    return sorted(islice(files, _MOST_FILES + 1))


@cache
def _read(path: Path) -> Form | FormError:
    from perfdesk.forms.form_file import read_form  # with pydantic, which a process that is given its forms needs not

    try:
        return read_form(path)
    except FormError as error:
        return error


def _twice(path: Path, form: Form, first: CatalogueEntry) -> str:
    whose = "程序自带的" if first.origin is FormOrigin.SHIPPED else "您自己的"
    return f"表样文件 {called(path)} 没有使用：它的 id“{form.id}”与{whose} {called(first.path)} 相同，用的是后者。"


@cache
def catalogue() -> Catalogue:
    """All forms, read once; `forget` after a form was put into the user's folder or taken out of it."""
    return read_catalogue(_places())


@cache
def form_with(name: str) -> Form | None:
    """The form with this id. A document needs one form and a county may have 40, so the files of others are not read
    if they say which form they are, as all that this program writes do."""
    for _, folder in _places():
        for path in _files(folder)[:_MOST_FILES]:
            form = _read(path) if head(path).id in (name, "") else None
            if isinstance(form, Form) and form.id == name:
                return form
    entry = catalogue().entries.get(name)
    return entry.form if entry else None


def forget() -> None:
    """Reads the folders anew when a form is asked for next."""
    for remembered in (_read, catalogue, form_with):
        remembered.cache_clear()
