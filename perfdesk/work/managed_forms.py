"""表样管理: every form there is, whatever it comes from, and what can be done with the user's own.

A form that is removed goes into a folder beside the others, from where it is put back; nothing is deleted. Documents
carry the form that they use, so they are not touched by any of this.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import count, islice
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk import paths
from perfdesk.forms.catalogue import CatalogueEntry, FormOrigin, catalogue, forget, is_replaced
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.heads import head
from perfdesk.forms.loader import carried_name
from perfdesk.forms.own_titles import own_title, title_fault, title_file
from perfdesk.model.form_copy import DEFINITION
from perfdesk.store.failures import why_not_read
from perfdesk.work.own_forms import keep_title

_log = logging.getLogger(__name__)
# Two folders down, where nobody looks for forms.
_REMOVED: Final = ".removed"
# Nobody puts back one of so many.
_MOST_REMOVED: Final = 1_000


class FormState(StrEnum):
    """Where a form of the list comes from, or why it is not used, as the list says it."""

    SHIPPED = "程序自带"
    OWN = "自己的"
    OFFICE = "单位的"
    CARRIED = "打开的文件带来的"
    BAD = "不能用"
    REMOVED = "已删除"


class ManagedForm(NamedTuple):
    """A row of the list. `path` is the form file, that of a removed one the folder it was put into. `note` is the name
    that the program knows it by, of a bad one the sentence that says why."""

    title: str
    place: str
    state: FormState
    note: str
    path: Path | None = None
    form: Form | None = None
    # Whether another form has taken its place.
    is_replaced: bool = False

    @property
    def is_own(self) -> bool:
        """Whether its file is in the user's own folder, so that it can be renamed or removed."""
        return self.path is not None and _unit(self.path) is not None


def managed_forms(carried: Form | None = None) -> list[ManagedForm]:
    """The forms that can be used, the one of the open document, the files that cannot be used, and what was removed."""
    rows = [_of_entry(name, entry) for name, entry in catalogue().entries.items()]
    if carried is not None and (name := carried_name(carried)):
        rows.append(ManagedForm(carried.title, carried.place, FormState.CARRIED, name, None, carried))
    bad = [ManagedForm(one.path.name, "", FormState.BAD, one.message, one.path) for one in catalogue().faults]
    return [*rows, *bad, *_removed()]


def _of_entry(name: str, entry: CatalogueEntry) -> ManagedForm:
    state = FormState.SHIPPED
    if entry.origin is FormOrigin.OWN:
        state = FormState.OFFICE if _unit(entry.path) is None else FormState.OWN
    replaced = entry.origin is FormOrigin.OWN and is_replaced(entry.form.id)
    return ManagedForm(entry.title, entry.form.place, state, name, entry.path, entry.form, replaced)


def _unit(form_file: Path) -> Path | None:
    """What is moved with a form: its folder, or the file alone; None if it is not in the user's own folder."""
    unit = form_file.parent if form_file.name == DEFINITION else form_file
    if form_file.parent == paths.own_forms():
        unit = form_file
    return unit if unit.parent == paths.own_forms() else None


# --- 改名 -----------------------------------------------------------------------------------------------------------


def rename(one: ManagedForm, title: str) -> None:
    """Calls a form of the own folder by this title in all lists; see forms.own_titles. FormError, atomic.WriteError."""
    wanted, form = title.strip(), one.form
    if one.path is None or form is None or not one.is_own:
        raise FormError(f"没有改名“{one.title}”：只有自己的表样可以改名。")
    if fault := title_fault(wanted):
        raise FormError(f"没有改名“{one.title}”：{fault}。")
    keep_title(one.path, wanted)


# --- 删除、放回 -----------------------------------------------------------------------------------------------------


def remove(one: ManagedForm) -> None:
    """Puts a form, or a file that cannot be used, aside. FormError if it is not the user's own or the disk refuses."""
    unit = None if one.path is None else _unit(one.path)
    if one.path is None or unit is None:
        raise FormError(f"没有删除“{one.title}”：只有自己的表样可以删除。")
    beside = [title_file(one.path)] if unit == one.path and title_file(one.path).is_file() else []
    try:
        _move([*beside, unit], _new_place())
    except OSError as error:
        raise FormError(f"没有删除“{one.title}”：{why_not_read(error)}。") from error


def put_back(one: ManagedForm) -> None:
    """Puts a removed form where it was. FormError if something of its name is there, or the disk refuses."""
    if one.path is None or one.state is not FormState.REMOVED:
        raise FormError(f"没有放回“{one.title}”：它没有删除。")
    place, folder = one.path, paths.own_forms()
    try:
        files = list(place.iterdir())
        taken = next((file.name for file in files if (folder / file.name).exists()), "")
        if taken:
            raise FormError(f"没有放回“{one.title}”：我的表样里已经有 {taken}，先删除它。")
        _move(files, folder)
        place.rmdir()
    except OSError as error:
        raise FormError(f"没有放回“{one.title}”：{why_not_read(error)}。") from error


def way_back(form_id: str) -> str:
    """How a form that is not here comes back, in a sentence."""
    removed = next((one for one in _removed() if one.note == form_id), None)
    if removed is not None:
        return f"它是删除了的“{removed.title}”，在“表样管理”里选中它，按“放回”，文件就照原样显示。"
    return "请有它的同事在“表样管理”里导出发来，再在这里的“表样管理”里装入，文件就照原样显示。"


def _move(files: list[Path], folder: Path) -> None:
    """Moves all of them or, if the disk refuses one, none."""
    moved: list[Path] = []
    try:
        for file in files:
            file.rename(folder / file.name)
            moved.append(file)
    except OSError:
        for file in moved:
            with suppress(OSError):
                (folder / file.name).rename(file)
        raise
    finally:
        forget()
    _log.info("moved a form: %d files", len(files))


def _new_place() -> Path:
    """A folder for what is removed now, behind those that are there."""
    root = paths.own_forms() / _REMOVED
    last = max((int(one.name) for one in _places()), default=0)
    for number in count(last + 1):
        with suppress(FileExistsError):  # another window took the number
            (root / f"{number:06}").mkdir(parents=True)
            return root / f"{number:06}"
    raise AssertionError


def _places() -> list[Path]:
    with suppress(OSError):
        return [one for one in (paths.own_forms() / _REMOVED).iterdir() if one.name.isdecimal() and one.is_dir()]
    return []


def _removed() -> Iterator[ManagedForm]:
    """The removed forms, the latest first."""
    latest = sorted(_places(), key=lambda one: int(one.name), reverse=True)
    for place in islice(latest, _MOST_REMOVED):
        file = next((one for one in (*place.glob("*.toml"), *place.glob("*/form.toml")) if one.is_file()), None)
        if file is not None:
            known = head(file)
            title = own_title(file) or known.title or file.name
            yield ManagedForm(title, known.place, FormState.REMOVED, known.id, place)
