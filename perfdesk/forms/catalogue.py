"""The forms there are: the shipped ones, the user's own, and those of further folders, such as the bureau's share.

Each file is read by itself, so a bad one is named and stops nothing. What a form is, is its id and the digest of what
its file says. Two files of one id and digest are one form. Two of one id with different digests are two forms: both
are listed, and neither is taken for the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk import paths
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.heads import FormHead, head
from perfdesk.forms.own_titles import own_title
from perfdesk.office import office

# A folder with more is not a folder of forms; nobody would find one among so many.
_MOST_FILES: Final = 1_000
# Stands in no id.
_SIGN: Final = "#"
# So many digits of a digest tell forms of one id apart.
DIGITS: Final = 8


class FormOrigin(StrEnum):
    """Where a form comes from."""

    SHIPPED = "shipped"
    OWN = "own"
    FILE = "file"


class CatalogueEntry(NamedTuple):
    """A form that can be used. `path` is its file; that of a form which a document carries is the document's."""

    form: Form
    origin: FormOrigin
    path: Path

    @property
    def title(self) -> str:
        """What lists call the form: its title, or the user's own for it."""
        return own_title(self.path) or self.form.title


class ListedForm(NamedTuple):
    """What a list shows of a form, read from the first lines of its file. `name` is what `loader.form` knows it by:
    its id, or its id and eight digits of its digest where another form has the same id."""

    name: str
    title: str
    place: str
    origin: FormOrigin
    stage: str = ""
    replaces: str = ""

    @property
    def form_id(self) -> str:
        """Its id."""
        return self.name.partition(_SIGN)[0]


class Fault(NamedTuple):
    """A form file that is not used, and a sentence that says why and names it."""

    path: Path
    message: str


class Listed(NamedTuple):
    """What a list offers, and the files that are known to be no forms."""

    forms: tuple[ListedForm, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Catalogue:
    """What the folders of forms hold: usable forms by name, and the files that are not used."""

    entries: Mapping[str, CatalogueEntry]
    faults: tuple[Fault, ...]


def _places() -> tuple[tuple[FormOrigin, Path], ...]:
    """The shipped forms come first: of two with one id the first is the one that has the id for its name. Those of the
    bureau are last."""
    copies = office().copies_of_forms
    bureau = [(FormOrigin.OWN, copies)] if copies else []
    return (FormOrigin.SHIPPED, paths.resources() / "forms"), (FormOrigin.OWN, paths.own_forms()), *bureau


def read_catalogue(places: Sequence[tuple[FormOrigin, Path]]) -> Catalogue:
    """Reads every form file of these folders."""
    entries: dict[str, CatalogueEntry] = {}
    faults: list[Fault] = []
    for origin, path in _form_files(places, faults):
        form = _read(path)
        if isinstance(form, FormError):
            faults.append(Fault(path, str(form)))
        else:
            entries.setdefault(name_among(form, entries), CatalogueEntry(form, origin, path))
    return Catalogue(entries, tuple(faults))


def name_among(form: Form, entries: Mapping[str, CatalogueEntry]) -> str:
    """What a form is called beside these: its id, if no other form has it."""
    first = entries.get(form.id)
    return form.id if first is None or first.form.digest == form.digest else full_name(form)


def full_name(form: Form) -> str:
    """The id and the beginning of the digest, which tells the form from others of the same id."""
    return f"{form.id}{_SIGN}{form.digest[:DIGITS]}"


def _form_files(places: Iterable[tuple[FormOrigin, Path]], faults: list[Fault]) -> Iterator[tuple[FormOrigin, Path]]:
    """The form files of these folders. What is wrong with a folder is added to the faults."""
    for origin, folder in places:
        try:
            found = _files(folder)
        except OSError as error:
            faults.append(Fault(folder, f"表样文件夹 {folder.name} 无法读取：{error.strerror or error}。"))
            continue
        if len(found) > _MOST_FILES:
            faults.append(Fault(folder, f"文件夹 {folder.name} 里的表样文件超过 {_MOST_FILES} 个，多出的没有读。"))
        yield from ((origin, path) for path in found[:_MOST_FILES])


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


@cache
def catalogue() -> Catalogue:
    """All forms, read once; `forget` after a form was put into the user's folder or taken out of it."""
    return read_catalogue(_places())


@cache
def listed() -> Listed:
    """The forms that a list offers, without reading all of each file; one that turns out to be bad says so when it is
    chosen. A file that does not say in its first lines what it is, is read, and so are two of one id."""
    faults: list[Fault] = []
    rows: dict[str, ListedForm] = {}
    seen: dict[str, Path] = {}
    for origin, path in _form_files(_places(), faults):
        known = _head(path)
        if isinstance(known, FormError):
            faults.append(Fault(path, str(known)))
            continue
        name = _name_after(known.id, seen.get(known.id), path)
        title = own_title(path) or known.title
        rows.setdefault(name, ListedForm(name, title, known.place, origin, known.stage, known.replaces))
        seen.setdefault(known.id, path)
    return Listed(tuple(rows.values()), tuple(faults))


@cache
def _replacing() -> Mapping[str, ListedForm]:
    """The form that says to be in the place of another one, by the id of that one."""
    return {one.replaces: one for one in reversed(listed().forms) if one.replaces}


def newer_than(form_id: str) -> ListedForm | None:
    """The form that has taken the place of this one, or of the one that has; None mostly."""
    found, met = None, {form_id}
    while (following := _replacing().get(found.form_id if found else form_id)) and following.form_id not in met:
        found = following
        met.add(found.form_id)
    return found


def offered() -> list[ListedForm]:
    """The forms for a new document: of the user's own those are left out in whose place another one is."""
    return [one for one in listed().forms if one.origin is FormOrigin.SHIPPED or not is_replaced(one.form_id)]


def is_replaced(form_id: str) -> bool:
    """Whether another form is in the place of this one; of two that name each other neither is."""
    newer = newer_than(form_id)
    return newer is not None and newer_than(newer.form_id) is None


def _head(path: Path) -> FormHead | FormError:
    """Id, title and place of a form file."""
    found = head(path)
    if found.is_whole:
        return found
    form = _read(path)
    if isinstance(form, FormError):
        return form
    return FormHead(form.id, form.title, form.place, form.stage, form.replaces)


def _name_after(form_id: str, first: Path | None, path: Path) -> str:
    """What a form is called behind the first one of its id."""
    one, other = None if first is None else _read(first), None if first is None else _read(path)
    differ = isinstance(one, Form) and isinstance(other, Form) and one.digest != other.digest
    return full_name(other) if differ and isinstance(other, Form) else form_id


@cache
def forms_with(name: str) -> tuple[CatalogueEntry, ...]:
    """The forms with this id, each once; the first has the id for its name. A document needs one form and a county may
    have 40, so a file is not read if its first lines say that it is another one."""
    asked = ((origin, path) for origin, path in _form_files(_places(), []) if head(path).id in (name, ""))
    return tuple(_entries(asked, name))


def _entries(files: Iterable[tuple[FormOrigin, Path]], name: str) -> Iterator[CatalogueEntry]:
    met: set[str] = set()
    for origin, path in files:
        form = _read(path)
        if isinstance(form, Form) and form.id == name and form.digest not in met:
            met.add(form.digest)
            yield CatalogueEntry(form, origin, path)


def form_with(name: str) -> Form | None:
    """The form of this name: an id, or an id with digits of the digest, see ListedForm."""
    form_id, _, digits = name.partition(_SIGN)
    found = next((entry.form for entry in forms_with(form_id) if entry.form.digest.startswith(digits)), None)
    if found is None and (entry := catalogue().entries.get(name)) is not None:
        return entry.form  # its file says another id first
    return found


def forget() -> None:
    """Reads the folders anew when a form is asked for next."""
    for remembered in (_read, catalogue, listed, _replacing, forms_with):
        remembered.cache_clear()
