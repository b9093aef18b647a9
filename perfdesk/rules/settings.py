"""What the rules take as given, read from resources/rules/settings.toml so that a bureau can change it."""

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict

from perfdesk import paths


class Settings(BaseModel):
    """`checked_codes` are (region prefix, class letter) pairs; `look_alikes` maps characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checked_codes: frozenset[tuple[str, str]]
    look_alikes: dict[str, str]


@cache
def settings() -> Settings:
    """The file's content. A broken file is an installation error and raises."""
    text = (paths.resources() / "rules" / "settings.toml").read_text(encoding="utf-8")
    return Settings.model_validate(tomllib.loads(text))
