"""The settings of the rules, read from the files in resources/rules; a bureau's own file (office.py) changes them key
by key."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from perfdesk import paths
from perfdesk.office import office
from perfdesk.rules.finding import Severity

_FILES: Final = ("settings.toml", "units.toml", "heads.toml", "outcomes.toml")
_Word = Annotated[str, StringConstraints(min_length=1)]
_Percent = Annotated[Decimal, Field(ge=0, le=100)]


class HeadWords(BaseModel):
    """Which unit families a target may have if the name ends in one of these words: `answers` are right, `doubtful`
    may be right; none: any. `classes` are the classes that such a name fits; none: any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[_Word, ...]
    answers: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    never_in_words: bool = False
    per_many: bool = False
    classes: tuple[_Word, ...] = ()
    kind: str = ""

    def ends(self, name: str) -> bool:
        """Whether a name, without white space, ends in one of the words."""
        return name.removesuffix("指标").endswith(self.words)


class OutcomeWords(BaseModel):
    """The words for outcomes of one band of `marks`, in per cent of the weight; what they are stands in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: tuple[_Percent, _Percent]
    reached: tuple[_Word, ...] = ()
    degrees: tuple[_Word, ...] = ()


class OutcomePhrases(BaseModel):
    """The words before and behind a degree."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: tuple[_Word, ...] = ()
    behind: tuple[_Word, ...] = ()


class Settings(BaseModel):
    """The file's tables; what each is for stands in the file.

    `switched_off` names rules that are not asked; `severities` says how grave rules are that the bureau sees otherwise
    than the program; `checked_codes` are (region prefix, class letter) pairs;
    `look_alikes` maps characters; `confusable` are pairs of characters of the code alphabet; `outcomes` are the bands
    of marks for outcomes in words, the best first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    switched_off: frozenset[str] = frozenset()
    severities: dict[str, Severity] = {}
    checked_codes: frozenset[tuple[str, str]]
    confusable: tuple[Annotated[str, StringConstraints(min_length=2, max_length=2)], ...]
    units: tuple[_Word, ...]
    unit_cost_words: tuple[_Word, ...]
    leading_verbs: tuple[_Word, ...]
    satisfaction_low: Decimal
    reconcile_sure: Decimal
    look_alikes: dict[str, str]
    unit_families: dict[str, tuple[_Word, ...]]
    unit_names: dict[_Word, _Word]
    heads: tuple[HeadWords, ...]
    words: dict[str, tuple[_Word, ...]]
    wrong_words: dict[str, str]
    leftover_marks: str
    standard_characters: str
    old_variants: str
    outcomes: Annotated[tuple[OutcomeWords, ...], Field(min_length=1)]
    outcome_phrases: OutcomePhrases

    @field_validator("outcomes")
    @classmethod
    def _are_bands(cls, bands: tuple[OutcomeWords, ...]) -> tuple[OutcomeWords, ...]:
        """From full marks down to none, and each word in one of them."""
        edges = [Decimal(100), *(edge for band in bands for edge in reversed(band.marks)), Decimal(0)]
        words = [word for band in bands for word in band.reached], [word for band in bands for word in band.degrees]
        if any(band.marks[0] >= band.marks[1] for band in bands) or edges[::2] != edges[1::2]:
            raise ValueError("the bands do not lie side by side from 100 to 0")
        if any(len(set(some)) < len(some) for some in words):
            raise ValueError("a word is in two bands")
        return bands

    @field_validator("wrong_words", "leftover_marks")
    @classmethod
    def _are_patterns(cls, words: dict[str, str] | str) -> dict[str, str] | str:
        for pattern in [words] if isinstance(words, str) else words:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(str(error)) from error
        return words

    def severity(self, rule: str, usual: Severity) -> Severity:
        """How grave a rule's findings are, which is as usual unless the bureau says otherwise."""
        return self.severities.get(rule, usual)

    @cached_property
    def head_of(self) -> dict[str, HeadWords]:
        """The row of each ending of names."""
        return {word: head for head in self.heads for word in head.words}

    @cached_property
    def head_sizes(self) -> dict[str, tuple[int, ...]]:
        """How many characters the endings have, the longest first, by their last character: most names end in none."""
        sizes: dict[str, set[int]] = {}
        for word in self.head_of:
            sizes.setdefault(word[-1], set()).add(len(word))
        return {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}

    @cached_property
    def counts(self) -> frozenset[str]:
        """The units that count things one by one."""
        measured = {"money", "percent", "time", "length", "area", "weight", "volume"}
        return frozenset(one for one in {*self.units, *self.family_of} if self.family_of.get(one) not in measured)

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """A unit, or several: 元/人·月."""
        one = _any_of({*self.units, *self.family_of, *self.unit_names})
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
    def outcomes_reached(self) -> dict[str, int]:
        """Which band each word says for how far a target was reached."""
        return {word: at for at, band in enumerate(self.outcomes) for word in band.reached}

    @cached_property
    def outcome_degrees(self) -> dict[str, int]:
        """Which band each degree says."""
        return {word: at for at, band in enumerate(self.outcomes) for word in band.degrees}

    @cached_property
    def outcome_phrase(self) -> re.Pattern[str]:
        """A degree, alone or with what stands before or behind it."""
        before, behind = (_any_of(words) for words in (self.outcome_phrases.before, self.outcome_phrases.behind))
        return re.compile(f"(?P<before>{before})?(?P<degree>{_any_of(self.outcome_degrees)})(?P<behind>{behind})?")

    @cached_property
    def mistakes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Patterns of wrong words, each with the right one."""
        return tuple((re.compile(pattern), right) for pattern, right in self.wrong_words.items())

    @cached_property
    def leading_verb(self) -> re.Pattern[str]:
        """A verb before what is measured."""
        return re.compile(_any_of(self.leading_verbs))


class SettingsInForce(NamedTuple):
    """The settings, and a sentence for each of the bureau's that cannot be used."""

    settings: Settings
    problems: tuple[str, ...]


@cache
def in_force() -> SettingsInForce:
    """The file's content with what the bureau changed. A broken file of the program is an installation error and
    raises; what is wrong with a key of the bureau's leaves that key as the program has it."""
    values = _shipped()
    found = Settings.model_validate(values)
    problems = []
    for key, told in office().rules.items():
        changed = {**values, key: _with(values.get(key), told)}
        try:
            found, values = Settings.model_validate(changed), changed
        except ValidationError:
            known = key in Settings.model_fields
            why = "不合要求" if known else "不认识"
            problems.append(f"单位设置文件的 rules 里“{key[:40]}”{why}，用的是程序自带的。")
    return SettingsInForce(found, tuple(problems))


def _shipped() -> dict[str, object]:
    """What the program's own files say."""
    folder, values = paths.resources() / "rules", dict[str, object]()
    for name in _FILES:
        values |= tomllib.loads((folder / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return values


def _with(shipped: object, told: object) -> object:
    """Of a table only the rows that the bureau names are changed; everything else is changed whole."""
    return {**shipped, **told} if isinstance(shipped, Mapping) and isinstance(told, Mapping) else told


@cache
def settings() -> Settings:
    """The settings that the rules go by."""
    return in_force().settings


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first: 人次 before 人."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"
