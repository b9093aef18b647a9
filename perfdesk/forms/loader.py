"""Finds and reads the form files."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from perfdesk import paths
from perfdesk.forms.definition import Form


class FormError(Exception):
    """A form is unknown, or its file cannot be used. The message is a Chinese sentence for the user."""


def read_form(path: Path) -> Form:
    """Reads one form file; FormError names the file and every place that is wrong."""
    try:
        return Form.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"表样文件 {path.name} 无法读取：{error}") from error
    except ValidationError as error:
        wrong = "；".join(f"{'.'.join(map(str, e['loc']))}：{e['msg']}" for e in error.errors())
        raise FormError(f"表样文件 {path.name} 有误：{wrong}") from error


@cache
def forms() -> dict[str, Form]:
    """All forms of resources/forms by id, in the order of their file names."""
    found = (read_form(path) for path in sorted((paths.resources() / "forms").glob("*.toml")))
    return {form.id: form for form in found}


def form(name: str) -> Form:
    """The form with this id; FormError lists the ones there are."""
    try:
        return forms()[name]
    except KeyError:
        raise FormError(f"没有表样“{name}”。可用的表样：{'、'.join(forms())}。") from None
