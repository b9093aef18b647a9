"""The settings of the rules, read from resources/rules/settings.toml so that a bureau can change them."""

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from perfdesk import paths

_Word = Annotated[str, StringConstraints(min_length=1)]


class HeadWords(BaseModel):
    """Which unit families a target may have if the name ends in one of these words: `answers` are right, `doubtful`
    may be right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[_Word, ...]
    answers: frozenset[str]
    doubtful: frozenset[str] = frozenset()
    never_in_words: bool = False

    def ends(self, name: str) -> bool:
        """Whether a name, without white space, ends in one of the words."""
        return name.removesuffix("指标").endswith(self.words)


class Settings(BaseModel):
    """The file's tables; what each is for stands in the file.

    `switched_off` names rules that are not asked; `checked_codes` are (region prefix, class letter) pairs;
    `look_alikes` maps characters; `confusable` are pairs of characters of the code alphabet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    switched_off: frozenset[str] = frozenset()
    checked_codes: frozenset[tuple[str, str]]
    confusable: tuple[Annotated[str, StringConstraints(min_length=2, max_length=2)], ...]
    units: tuple[_Word, ...]
    unit_cost_words: tuple[_Word, ...]
    leading_verbs: tuple[_Word, ...]
    satisfaction_low: Decimal
    reconcile_sure: Decimal
    traditional: str
    look_alikes: dict[str, str]
    unit_families: dict[str, tuple[_Word, ...]]
    heads: tuple[HeadWords, ...]
    words: dict[str, tuple[_Word, ...]]
    wrong_words: dict[str, str]

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """A unit, or several: 元/人·月."""
        one = _any_of(self.units)
        return re.compile(rf"{one}(?:[/每·]{one})*")

    @cached_property
    def unit_cost(self) -> re.Pattern[str]:
        """A word by which a name states the cost of one of many."""
        return re.compile(_any_of(self.unit_cost_words))

    @cached_property
    def family_of(self) -> dict[str, str]:
        """The family of each unit that has one."""
        return {unit: family for family, units in self.unit_families.items() for unit in units}

    @cached_property
    def mistakes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Patterns of wrong words, each with the right one."""
        return tuple((re.compile(pattern), right) for pattern, right in self.wrong_words.items())

    @cached_property
    def leading_verb(self) -> re.Pattern[str]:
        """A verb before what is measured."""
        return re.compile(_any_of(self.leading_verbs))


@cache
def settings() -> Settings:
    """The file's content. A broken file is an installation error and raises."""
    text = (paths.resources() / "rules" / "settings.toml").read_text(encoding="utf-8")
    return Settings.model_validate(tomllib.loads(text, parse_float=Decimal))


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first: 人次 before 人."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"
