"""Hands a form to a colleague as one file, and takes one in: the form file, the office's own file and the user's title
in a zip. What comes in is anybody's, so it is limited, validated, and written under names of ours only."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from perfdesk.forms.catalogue import forms_with
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import form_from, read_form
from perfdesk.forms.own_titles import own_title, title_in
from perfdesk.importers.checked_original import OriginalRefused, checked_members
from perfdesk.importers.file_kind import member_names
from perfdesk.learning.own_words import NewerFormat, words_in
from perfdesk.model.form_copy import BESIDE, DEFINITION, EXCEL_ORIGINAL, LEXICON, WORD_ORIGINAL
from perfdesk.store import atomic
from perfdesk.store.container import pack, unpack
from perfdesk.store.failures import why_not_read
from perfdesk.store.form_members import MOST
from perfdesk.store.format import Damage
from perfdesk.work.own_forms import keep_form, keep_title

_TITLE: Final = "form.title"
_NAMES: Final = (DEFINITION, *BESIDE, _TITLE)
_ZIP: Final = b"PK\x03\x04"
_ANNEXES: Final = (".docx", ".xlsx", ".pdf", ".doc", ".xls", ".wps", ".et")
_WAY_OUT: Final = "请同事用“表样管理 → 导出”再发一份"


def export_form(form: Form, path: Path, form_file: Path | None = None) -> None:
    """Writes a form into one file that `import_form` reads; `form_file` is where it stands, for the user's title.
    FormError if the form has no file, atomic.WriteError."""
    files = {one.name: one.content for one in form.copy.files if one.content is not None}
    if DEFINITION not in files:
        raise FormError(f"没有导出“{form.title}”：它没有表样文件。")
    title = own_title(form_file) if form_file is not None else ""
    if title:
        files[_TITLE] = title.encode()
    members = [(name, files[name]) for name in _NAMES if name in files]
    atomic.write(path, lambda stream: pack(members, stream))


def import_form(path: Path) -> Form:
    """Puts the form of a file or folder that somebody sent among the user's own: a zip, a file that carries its form,
    or a form file, with what stands beside it. FormError, atomic.WriteError."""
    try:
        form, title = _read(path)
        _require_sound_original(form)
        _require_sound_words(form)
    except OSError as error:
        raise FormError(f"没有装入“{path.name}”：{why_not_read(error)}。") from error
    except (Damage, FormError) as why:
        raise FormError(f"没有装入“{path.name}”：{str(why).rstrip('。')}；{_WAY_OUT}。") from None
    _require_new(form, path.name)
    folder = keep_form(form)
    if title and title != form.title:
        keep_title(folder / DEFINITION, title)
    return form


def is_certainly_none(path: Path) -> bool:
    """Whether a file that is called like a form is a zip of other files, as annexes are sent."""
    names = member_names(path) if path.suffix.lower() == ".zip" and path.is_file() else set()
    return bool(names) and not any(PurePosixPath(name).name == DEFINITION for name in names)


def _read(path: Path) -> tuple[Form, str]:
    """The form and the colleague's title for it."""
    file = path / DEFINITION if path.is_dir() else path
    if not file.is_file():
        raise FormError(f"里面没有表样文件 {DEFINITION}")
    if file.suffix.lower() == ".toml":
        return read_form(file), own_title(file)
    with file.open("rb") as stream:
        content = stream.read(MOST + 1)
    files = _files(content)
    return form_from({name: files[name] for name in files if name != _TITLE}), title_in(files.get(_TITLE, b""))


def _files(content: bytes) -> Mapping[str, bytes]:
    """The files of the one form in a zip; what else is in it is left out."""
    if len(content) > MOST:
        raise Damage(f"超过 {MOST >> 20} MB，不像表样")
    if not content.startswith(_ZIP):
        raise Damage("不是表样")
    members = unpack(content)
    found = [PurePosixPath(name) for name in members if PurePosixPath(name).name == DEFINITION]
    if len(found) != 1:
        raise Damage(f"里面有 {len(found)} 个表样，请一次装入一个" if found else _without_form(members))
    inside = ((name, str(found[0].with_name(name))) for name in _NAMES)
    return {name: members[member] for name, member in inside if member in members}


def _without_form(names: Iterable[str]) -> str:
    """What to say of a zip without a form; annexes are sent packed, too."""
    others = any(PurePosixPath(name).suffix.lower() in _ANNEXES for name in names)
    more = "（里面要填的表，请先解压，再打开）" if others else ""
    return f"里面没有表样文件 {DEFINITION}{more}"


def _require_new(form: Form, name: str) -> None:
    """FormError if this very form is here: of two the catalogue would use one and nobody knows which."""
    for entry in forms_with(form.id):
        if entry.form.digest == form.digest:
            raise FormError(f"没有装入“{name}”：本机已经有这个表样“{entry.title}”。")


def _require_sound_words(form: Form) -> None:
    """FormError if what the form's labels mean cannot be read; what a later version has written is passed over."""
    file = form.copy.named(LEXICON)
    if file is None or file.content is None:
        return
    try:
        words_in(file.content)
    except NewerFormat:
        return
    except FormError as why:
        raise FormError(f"表样带的词库 {LEXICON} {why}") from None


def _require_sound_original(form: Form) -> None:
    """FormError if the office's own file would never be filled, because it does more than print."""
    for one in form.copy.files:
        if one.name in (WORD_ORIGINAL, EXCEL_ORIGINAL) and one.content is not None:
            try:
                checked_members(one.content)
            except OriginalRefused as why:
                raise FormError(f"表样带的原件 {one.name} 不能用，{why}") from None
