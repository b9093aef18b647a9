"""What a bureau sets for all its computers: a file `perfdesk-office.toml` that an administrator puts beside the program
or into the system's folder of settings.

The program's own values come first, then this file's, then the user's. A key in `locked` stays as the bureau set it.
The file lies on the computer itself and is small, so it is read at once; folders that it names may lie on a share and
are not touched here. Whatever is wrong with it is one sentence, and the rest of it holds.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk import paths

# A list of rules and thresholds is a few hundred bytes.
_MOST_BYTES: Final = 64 << 10
_MOST_TEXT: Final = 500
# Values that a user may change too, so that locking them says something.
LOCKABLE: Final = ("department", "form", "rules_off")


class OfficeKey(NamedTuple):
    """A row of the table of what the file may say."""

    name: str
    title: str
    kind: str
    fits: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _MOST_TEXT and value.isprintable()


def _is_place(value: object) -> bool:
    """A folder that does not depend on where the program was started."""
    return _is_text(value) and Path(_expanded(str(value))).is_absolute()


def _expanded(folder: str) -> str:
    """~, $NAME and on Windows %NAME% stand for the user's own: one file serves many users."""
    return os.path.expandvars(Path(folder.strip()).expanduser())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


KEYS: Final = (
    OfficeKey("department", "部门名称", "文字", _is_text),
    OfficeKey("form", "新建用的表样", "文字", _is_text),
    OfficeKey("forms_folder", "单位的表样文件夹", "文字", _is_text),
    OfficeKey("backups_folder", "备份文件夹", "完整的路径", _is_place),
    OfficeKey("rules_off", "不审核的规则", "文字的列表", _is_list),
    OfficeKey("locked", "不能改的设置", "文字的列表", _is_list),
    OfficeKey("rules", "审核用的标准", "一节", _is_table),
)


@dataclass(frozen=True)
class Office:
    """What the file says. A blank value is one that it does not set; `problems` are sentences about what it says
    wrongly."""

    path: Path | None = None
    department: str = ""
    form: str = ""
    forms_folder: str = ""
    backups_folder: str = ""
    rules_off: frozenset[str] | None = None
    locked: frozenset[str] = frozenset()
    rules: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def shared_forms(self) -> Path | None:
        """The bureau's folder of forms. A relative one starts where the file lies."""
        return self.path.parent / self.forms_folder if self.path and self.forms_folder else None

    @property
    def copies_of_forms(self) -> Path | None:
        """Where the copies of that folder's forms are: the only place where its forms are read."""
        shared = self.shared_forms
        return paths.office_forms() / hashlib.sha256(str(shared).encode()).hexdigest()[:16] if shared else None

    def holds(self, key: str) -> bool:
        """Whether the user may not change this value."""
        return key in self.locked


@cache
def office() -> Office:
    """The file's content, read once; without a file, nothing is set."""
    for path in paths.office_files():
        if path.is_file():
            return read_office(path)
    return Office()


def read_office(path: Path) -> Office:
    """What a file says."""
    import tomllib  # for those who have a file

    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            return Office(path, problems=(f"单位设置文件 {path.name} 大于 {_MOST_BYTES >> 10} KB，没有使用。",))
        told = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        return Office(path, problems=(f"单位设置文件 {path.name} 打不开（{error.strerror}），没有使用。",))
    except UnicodeDecodeError:
        return Office(path, problems=(f"单位设置文件 {path.name} 不是 UTF-8 编码，没有使用。",))
    # A file of thousands of brackets recurses.
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Office(path, problems=(f"单位设置文件 {path.name} 写法不对（{_place(error)}），没有使用。",))
    return _office(path, told)


def _place(error: Exception) -> str:
    """The line, which tomllib says in English at the end."""
    line = str(error).rpartition("line ")[2].partition(",")[0]
    return f"第 {line} 行" if line.isdecimal() else "不是 TOML"


def _office(path: Path, told: Mapping[str, object]) -> Office:
    known = {key.name: key for key in KEYS}
    good = {name: value for name, value in told.items() if name in known and known[name].fits(value)}
    problems = (*_problems(path, told, good), *_never_locked(path, good))
    return Office(
        path,
        department=_text(good, "department"),
        form=_text(good, "form"),
        forms_folder=_expanded(_text(good, "forms_folder")) if "forms_folder" in good else "",
        backups_folder=_expanded(_text(good, "backups_folder")) if "backups_folder" in good else "",
        rules_off=_texts(good, "rules_off") if "rules_off" in good else None,
        locked=_texts(good, "locked") & frozenset(LOCKABLE) & good.keys(),
        rules=_table(good, "rules"),
        problems=problems,
    )


def _problems(path: Path, told: Mapping[str, object], good: Mapping[str, object]) -> Iterator[str]:
    kinds = {key.name: key.kind for key in KEYS}
    for name in told.keys() - good.keys():
        said = f"单位设置文件 {path.name} 里的“{name[:40]}”"
        if name in kinds:
            yield f"{said}应当是{kinds[name]}，没有使用。"
        else:
            yield f"{said}不认识，没有使用；可以写的有：{'、'.join(kinds)}。"


def _never_locked(path: Path, good: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(_texts(good, "locked")):
        if name not in LOCKABLE or name not in good:
            said = f"单位设置文件 {path.name} 里 locked 写的“{name[:40]}”没有使用"
            yield f"{said}：{'文件里没有设它' if name in LOCKABLE else '能锁定的有 ' + '、'.join(LOCKABLE)}。"


def _text(good: Mapping[str, object], name: str) -> str:
    return str(good.get(name, "")).strip()


def _texts(good: Mapping[str, object], name: str) -> frozenset[str]:
    found = good.get(name)
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def _table(good: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = good.get(name)
    return found if isinstance(found, dict) else {}
