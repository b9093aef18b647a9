"""Reads one form file. It may come from anybody, so its size is limited, and what is wrong with it is one sentence."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic_core import ErrorDetails, ValidationError

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError, called
from perfdesk.forms.schema import parsed
from perfdesk.forms.soundness import faults
from perfdesk.model.fields import hides_something
from perfdesk.model.form_copy import BESIDE, DEFINITION, FormCopy, FormFile

# The largest shipped form has 6 KB.
_MOST_BYTES: Final = 256 * 1024
_MOST_BESIDE: Final = 2 << 20
_LONGEST_TEXT: Final = 2_000
_DEEPEST: Final = 12
_TOLD: Final = 5
_ID: Final = re.compile(r"\w[\w.-]{0,99}")
# A key of more parts than any form has; tomllib takes the square of their number, which is minutes for a whole file.
_CHAIN: Final = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}""")
# How tomllib tells a place; it keeps no numbers of its own before Python 3.14.
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")


def read_form(path: Path) -> Form:
    """Reads one form file; FormError names the file and what is wrong, with its place."""
    try:
        return form_in(_copy_at(path))
    except FormError as error:
        raise FormError(f"表样文件 {called(path)} {error}") from None


def form_from(files: Mapping[str, bytes]) -> Form:
    """The form of files by name that somebody sent, held to the sizes of those that are read from a folder."""
    for name, content in files.items():
        if name != DEFINITION:
            _require_size(name, content, _MOST_BESIDE, "太大")
    return form_in(FormCopy(tuple(FormFile.of(name, files[name]) for name in sorted(files))))


def form_in(copy: FormCopy) -> Form:
    """The form that these files describe. The message of FormError does not name it."""
    definition = copy.definition
    if definition is not None and len(definition.content or b"") > _MOST_BYTES:  # and so nothing large is remembered
        raise FormError(f"有误：超过 {_MOST_BYTES // 1024} KB，不像表样。")
    found = _with_all_files(copy) if len(copy.files) > 1 else _of_definition(definition)
    if isinstance(found, FormError):
        raise found.with_traceback(None)
    return found


# The office's own files are large, so few of them are kept.
@lru_cache(maxsize=8)
def _with_all_files(copy: FormCopy) -> Form | FormError:
    form = _of_definition(copy.definition)
    return form if isinstance(form, FormError) else replace(form, copy=copy)


@lru_cache(maxsize=128)
def _of_definition(file: FormFile | None) -> Form | FormError:
    """A form is read once, wherever it is met again."""
    try:
        return _read(file)
    except FormError as error:
        return error


def _read(file: FormFile | None) -> Form:
    if file is None or file.content is None:
        raise FormError("缺失或已损坏。")
    shape = toml_shape(file.content)
    try:
        form = parsed(shape)
    except ValidationError as error:
        raise _wrong(_told(one) for one in error.errors(include_url=False, include_input=False)) from None
    _refuse(_bad_id(form))
    _refuse(faults(form))
    return replace(form, copy=FormCopy((file,)), digest=_digest(shape))


def _digest(shape: Mapping[str, Any]) -> str:
    """SHA-256 of what a form file says: how it is spaced, in which order its keys stand and what it remarks does not
    count. It is made of the file and not of the Form, so that it stays when a later version knows more keys."""
    text = json.dumps(shape, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _copy_at(path: Path) -> FormCopy:
    """A form file, with what stands beside it in a folder of its own."""
    try:
        files = [FormFile.of(DEFINITION, _bytes(path, _MOST_BYTES, "不像表样"))]
        if path.name == DEFINITION:
            beside = (path.parent / name for name in BESIDE)
            files += [FormFile.of(one.name, _bytes(one, _MOST_BESIDE, "太大")) for one in beside if one.is_file()]
    except OSError as error:
        raise FormError(f"无法读取：{error.strerror or error}。") from error
    return FormCopy(tuple(sorted(files, key=lambda one: one.name)))


def toml_shape(content: bytes) -> Mapping[str, Any]:
    """What a TOML file says that anybody may have written. FormError says why it cannot be read."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        if _CHAIN.search(text):
            raise FormError("无法读取：层次太深。")
        shape = tomllib.loads(text)
    except UnicodeDecodeError:
        raise FormError("无法读取：不是 UTF-8 文字。") from None
    except RecursionError:
        raise FormError("无法读取：层次太深。") from None
    except ValueError as error:  # TOMLDecodeError is one; a number of 5,000 digits raises a plain one
        place = _PLACE.search(str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "末尾或某处"
        raise FormError(f"无法读取：{where}不合 TOML 的写法。") from None
    _refuse(_bad_texts(shape))
    return shape


def _bytes(path: Path, most: int, unlike: str) -> bytes:
    if not path.is_file():
        raise FormError("无法读取：不是普通文件。")
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    _require_size(path.name, content, most, unlike)
    return content


def _require_size(name: str, content: bytes, most: int, unlike: str) -> None:
    if len(content) > most:
        raise FormError(f"有误：{name if name in BESIDE else ''}超过 {most // 1024} KB，{unlike}。")


def _refuse(wrong: Iterator[str]) -> None:
    """Raises for the first few things that are wrong, if there are any."""
    first = next(wrong, None)
    if first is not None:
        raise _wrong(one for rest in ((first,), wrong) for one in rest)


def _wrong(wrong: Iterator[str]) -> FormError:
    told = "；".join(islice(wrong, _TOLD))
    more = sum(1 for _ in wrong)
    return FormError(f"有误：{told}{f'；另有 {more} 处' if more else ''}。")


def _bad_texts(shape: object) -> Iterator[str]:
    """Texts that no annex has: endless ones, and characters that nobody sees and Word does not open."""
    waiting: list[tuple[object, int]] = [(shape, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _DEEPEST:
            yield "层次太深"
        elif isinstance(one, dict):
            waiting += [(inner, depth + 1) for pair in one.items() for inner in pair]
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, str):
            yield from _bad_text(one)


def _bad_text(text: str) -> Iterator[str]:
    if len(text) > _LONGEST_TEXT:
        yield f"文字“{text[:20]}…”有 {len(text)} 个字，太长"
    elif hides_something(text):
        yield f"文字“{''.join(filter(str.isprintable, text))[:20]}”里有看不见的控制字符"


def _bad_id(form: Form) -> Iterator[str]:
    """The id becomes part of file names."""
    if not _ID.fullmatch(form.id):
        yield f"id“{form.id[:40]}”只能用文字、数字和 . - _，开头是文字或数字，不超过 100 个字"


# --- what pydantic says, in Chinese ------------------------------------------------------------------------------

_Context = Mapping[str, Any]
_SAYS: Final[Mapping[str, Callable[[_Context], str]]] = {
    "value_error": lambda of: str(of["error"]),
    "string_type": lambda of: "应是文字，写在引号里",
    "string_too_short": lambda of: "不能空着",
    "string_too_long": lambda of: f"最多 {of['max_length']} 个字",
    "string_pattern_mismatch": lambda of: "开头应是小写字母或数字，后面只能有文字、数字、_ 和不超过三个点",
    "int_type": lambda of: "应是整数",
    "int_parsing": lambda of: "应是整数",
    "int_from_float": lambda of: "应是整数",
    "float_type": lambda of: "应是数字",
    "float_parsing": lambda of: "应是数字",
    "finite_number": lambda of: "应是数字",
    "bool_type": lambda of: "应是 true 或 false",
    "bool_parsing": lambda of: "应是 true 或 false",
    "tuple_type": lambda of: "应是 [ ] 里的一列",
    "dict_type": lambda of: "应是一组“名称 = 值”",
    "dataclass_type": lambda of: "应是一组“名称 = 值”",
    "model_attributes_type": lambda of: "应是一组“名称 = 值”",
    "greater_than": lambda of: f"应大于 {of['gt']}",
    "greater_than_equal": lambda of: f"不能小于 {of['ge']}",
    "less_than_equal": lambda of: f"不能大于 {of['le']}",
    "too_long": lambda of: f"最多 {of['max_length']} 项",
    "too_short": lambda of: f"至少 {of['min_length']} 项",
    "enum": lambda of: f"应是 {of['expected'].replace(' or ', '、')} 之一",
    "literal_error": lambda of: f"应是 {of['expected']}",
    "union_tag_invalid": lambda of: f"kind 应是 {of['expected_tags']} 之一",
    "union_tag_not_found": lambda of: "没有 kind",
}


def _told(error: ErrorDetails) -> str:
    place, kind = error["loc"], error["type"]
    if kind == "missing":
        last = place[-1]
        name = f"“{last}”" if isinstance(last, str) else f"第 {last + 1} 项"
        return _at(place[:-1]) + f"没有{name}"
    says = _SAYS.get(kind)
    return _at(place) + (says(error.get("ctx", {})) if says else error["msg"])


# Lists whose items say by their kind what they are.
_WITH_KINDS: Final = (("parts",), ("table", "bands"))


def _at(place: Sequence[int | str]) -> str:
    """Where, as the file is written, its items counted from 1; the kind of a part or band, which pydantic puts in, left
    out."""
    kind = next((len(begin) + 1 for begin in _WITH_KINDS if tuple(place[: len(begin)]) == begin), -1)
    steps = [step for at, step in enumerate(place) if at != kind]
    told = "".join(f" 第 {step + 1} 项" if isinstance(step, int) else f".{step[:60]}" for step in steps)
    return f"{told.lstrip('.')}：" if told else ""
