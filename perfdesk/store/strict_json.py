"""JSON that can be read in one way only and fits into memory. Any byte may be wrong; Damage says where.

Python's own reader takes the last of two members with the same name, NaN, and halves of characters.
"""

import json
import re
from typing import Final

from perfdesk.store.format import Damage

# Limits above what 10,000 projects with 80,000 indicators have. At these limits loading takes 400 MiB.
MOST_OBJECTS: Final = 300_000
_MOST_VALUES: Final = 1_000_000
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# To look at so many escapes one by one takes no longer than to look for a certain one in a large file.
_FEW_ESCAPES: Final = 100_000
_OF_HALVES: Final = (b"\\ud", b"\\uD")


def require_reasonable(*parts: bytes) -> None:
    """Damage if this JSON could fill the memory when it is read, all parts together. A file that was written must
    open again."""
    objects = sum(part.count(b"{") + part.count(b"[") for part in parts)
    if objects > MOST_OBJECTS or sum(part.count(b",") for part in parts) > _MOST_VALUES:
        raise Damage("内容多得不合常理")


def read_json(content: bytes, name: str) -> object:
    """The value of unambiguous JSON. Damage names the member of the file that is wrong."""
    shape = read_with_halves(content, name)
    if may_have_halves(content):
        _require_whole_characters(shape, name)
    return shape


def read_with_halves(content: bytes, name: str) -> object:
    """The same, but halves of characters are let through."""
    try:
        text = content.decode("utf-8")
        return json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise Damage(f"{name} 不是 UTF-8 文字") from error
    except RecursionError as error:
        raise Damage(f"{name} 嵌套太深") from error
    except json.JSONDecodeError as error:
        raise Damage(f"{name} 第 {error.lineno} 行不是正确的 JSON") from error
    except ValueError as error:
        raise Damage(f"{name} 里有太大的数") from error


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Damage(f"“{short(twice)}”在同一处写了两次")
    return members


def _no_number(text: str) -> float:
    raise Damage(f"里面有 {text}，不是正确的数")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Damage("里面有太大的数")
    return number


def may_have_halves(content: bytes) -> bool:
    """Whether a character is written as an escape that may be half of one. Few files have such an escape, and few have
    many others, so that nothing else of the file is looked at."""
    at = content.find(b"\\")
    for _ in range(_FEW_ESCAPES):
        if at < 0:
            return False
        if content[at : at + 3] in _OF_HALVES:
            return True
        at = content.find(b"\\", at + 2)
    return any(half in content for half in _OF_HALVES)


def _require_whole_characters(shape: object, name: str) -> None:
    waiting = [shape]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and _LONE_SURROGATE.search(one):
            raise Damage(f"{name} 里有残缺的字符")
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def short(text: str) -> str:
    """A key as it may be shown, however long it is."""
    return text if len(text) <= 20 else text[:20] + "…"
