"""doubted(...): what flags answers beside their own confidence: a key twice, a label taken for a value, a bold
value, a label without a value, a sum that is none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import OWN, Answer, CellRole, answer
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import TITLE
from perfdesk.learning.sums import wrong_sums
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL
from perfdesk.model.vocabulary import vocabulary

_OVERALL, _MID_TERM = "goal_overall", "goal_mid"
_HEADER: Final = 3
_PRINTED: Final = (CellRole.LABEL, CellRole.HEADER)


def doubted(
    cells: Matrix, bands: Sequence[FoundBand], in_bands: Sequence[Answer], fixed: list[Answer]
) -> Iterator[Answer]:
    """All answers, those outside bands with what is doubted of them."""
    settled = [*_settled(fixed)]
    everything = [*in_bands, *settled]
    reasons = {**_bold(settled), **wrong_sums(bands, everything), **_lonely(cells, everything, settled)}
    yield from in_bands
    yield from (one.doubted(reasons[one.spot]) if one.spot in reasons else one for one in settled)


def _bold(fixed: Sequence[Answer]) -> dict[Spot, str]:
    """The values that are printed as labels are."""
    values = (one for one in fixed if one.role is CellRole.VALUE and not one.template and not one.choices)
    return {one.spot: "加粗了，像栏目名称" for one in values if one.spot.bold}


# --- a label without a value -------------------------------------------------------------------------------------


def _lonely(cells: Matrix, everything: Sequence[Answer], fixed: Sequence[Answer]) -> dict[Spot, str]:
    """The labels beside which nothing can be filled in, and that are none of several others."""
    roles = {one.spot: one.role for one in everything}
    return {
        one.spot: "右边和下面都没有可填的一格"
        for one in fixed
        if one.role is CellRole.LABEL
        and _could_have_value(cells, one)
        and not _has_value(cells, one.spot, roles)
        and not _in_header(cells, one.spot, roles)
    }


def _could_have_value(cells: Matrix, one: Answer) -> bool:
    """Whether a label names a field and stands for itself: it is no title, no heading over a part, no corner of a table
    of sources and measures, and does not say what others have in common."""
    spot = one.spot
    named = lexicon.exact(Owner.PROJECT, spot.text) or lexicon.exact(Owner.DOCUMENT, spot.text)
    group = lexicon.is_group(spot.text) or lexicon.is_sum(spot.text) or spot.rows > 1 or spot.columns == cells.columns
    return bool(named) and one.reason != TITLE and not group


def _has_value(cells: Matrix, spot: Spot, roles: dict[Spot, CellRole]) -> bool:
    beside = (cells.at(spot.row, spot.end), cells.at(spot.bottom, spot.column))
    return any(one is not None and roles[one] not in _PRINTED for one in beside)


def _in_header(cells: Matrix, spot: Spot, roles: dict[Spot, CellRole]) -> bool:
    """Whether all that stands in its row are labels, as over the amounts of several sources."""
    row = [one for one in cells.starting(spot.row) if not one.blank]
    return len(row) >= _HEADER and all(roles[one] in _PRINTED for one in row)


# --- answers that cannot stand beside each other -----------------------------------------------------------------


def _settled(answers: list[Answer]) -> Iterator[Answer]:
    """The answers without a key twice, and without a label taken for a value."""
    answers = _with_goal(answers)
    count = Counter((one.owner, one.key) for one in answers if one.role is CellRole.VALUE and _is_fields(one))
    seen: Counter[tuple[Owner, str]] = Counter()
    for one in answers:
        place = (one.owner, one.key)
        if one.role is CellRole.VALUE and not one.template and lexicon.is_known(one.spot.text):
            yield answer(one.spot, CellRole.LABEL, 0.6, "文字与已知的栏目相同，不会是内容")
        elif one.role is CellRole.VALUE and _is_fields(one) and count[place] > 1:
            seen[place] += 1
            yield again(one, seen[place])
        else:
            yield one


def _with_goal(answers: list[Answer]) -> list[Answer]:
    """An overall goal that is the only one of an annex is the goal of its year."""
    keys = {one.key for one in answers}
    if _OVERALL not in keys or keys & {GOAL, _MID_TERM}:
        return answers
    told = "表里只有这一个目标，作为年度目标"
    return [replace(one, key=GOAL, reason=f"{one.reason}；{told}") if one.key == _OVERALL else one for one in answers]


def again(one: Answer, number: int) -> Answer:
    """The first of two of a key keeps it; both are to be looked at."""
    title = vocabulary().title(one.owner, one.key)
    doubted = one.doubted(f"“{one.title or title}”出现了不止一次")
    if number == 1:
        return doubted
    base = one.key if one.key.startswith(OWN) else OWN + one.key.replace(".", "_").replace("@", "_")
    key = f"{base}_{number}"
    template = one.template.replace(f"{{{one.key}}}", f"{{{key}}}")
    return replace(doubted, key=key, title=f"{one.title or title}{number}", template=template)


def _is_fields(one: Answer) -> bool:
    return one.owner in (Owner.PROJECT, Owner.DOCUMENT)
