"""What makes `where` usable: every record of a kind is printed in just one band, whatever it says, and is read back
from there as it was."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfdesk.forms.bands import RecordsBand
from perfdesk.forms.definition import Form
from perfdesk.forms.names import not_known
from perfdesk.forms.shares import RecordFilter, Shares, class_in
from perfdesk.model.keys import LEVEL1, LEVEL2


class _Asking(NamedTuple):
    """A band that asks for some records, and where it stands in the form file."""

    place: str
    band: RecordsBand
    where: RecordFilter


def share_faults(form: Form) -> Iterator[str]:
    """What is wrong with the bands of each kind that stands in several, each as a Chinese clause."""
    shared = form.table.shares
    for number, band in enumerate(form.table.bands, 1):
        if isinstance(band, RecordsBand) and band.where and band.owner not in shared:
            yield f'table.bands 第 {number} 项：of = "{band.of}" 只有这一段，写了 where 别的记录就没有地方印'
    for shares in shared.values():
        yield from _faults(form, shares)


def _faults(form: Form, shares: Shares) -> Iterator[str]:
    numbered = ((share.band + 1, form.table.bands[share.band]) for share in shares.bands)
    bands = [(number, band) for number, band in numbered if isinstance(band, RecordsBand)]
    asking = [_Asking(f"table.bands 第 {at} 项的 where", band, band.where) for at, band in bands if band.where]
    if told := next(_contradictions(bands, asking, shares), ""):
        yield told
    elif shares.field:
        yield from _overlaps(asking)
        yield from _unread(asking)
        yield from _levels(form, asking, rest=len(asking) < len(bands))
        yield from _rest(shares, bands[0][1].of, [one.where for one in asking])
    else:
        yield from _phases(asking, rest=len(asking) < len(bands))


def _contradictions(
    bands: Sequence[tuple[int, RecordsBand]], asking: Sequence[_Asking], shares: Shares
) -> Iterator[str]:
    """Bands of which nobody could say which takes a record."""
    of, openly = bands[0][1].of, [number for number, band in bands if not band.where]
    if len(openly) > 1:
        told = "、".join(map(str, openly))
        yield f'table.bands 第 {told} 项都是 of = "{of}"、没有 where，分不清哪一条印在哪一段'
    if any(band.each for _, band in bands):
        yield f'table.bands：each = "goals" 的一段印全部指标，不能再有 of = "{of}" 的一段'
    told = f"field 要和别的段一样是 {shares.field}" if shares.field else "要和别的段一样写 phase"
    others = (one.place for one in asking if one.where.field != shares.field)
    yield from (f"{place}：{told}，否则同一条可能印两次" for place in others)


def _phases(asking: Sequence[_Asking], *, rest: bool) -> Iterator[str]:
    """A phase that stands in two bands or in no column; and nothing for the year itself."""
    taken: set[str] = set()
    for place, band, where in asking:
        if where.phase in taken:
            yield f"{place}：phase“{where.phase}”在前面已经有了，同一条不能印两次"
        if not band.of_phase:
            yield f"{place}：这一段没有一列是 @{where.phase} 的"
        taken.add(where.phase)
    if not rest:
        yield "table.bands：各段都写了 phase，当年的指标没有地方印：要有一段不写 where"


def _overlaps(asking: Sequence[_Asking]) -> Iterator[str]:
    """Two bands that would print the same record."""
    taken: dict[str, str] = {}
    for place, _, where in asking:
        for text in where.one_of:
            # Two names of one class mean the same 一级指标.
            meaning = class_in(where.field, text) or text
            if meaning in taken:
                yield f"{place}：“{text}”在 {taken[meaning]} 里已经有了，同一条不能印两次"
            taken.setdefault(meaning, place)


def _unread(asking: Sequence[_Asking]) -> Iterator[str]:
    """A band from which nobody could read back what its records say."""
    for place, band, where in asking:
        if band.tells and len(where.one_of) > 1:
            yield f"{place}：这一段没有 {where.field} 这一列，one_of 只能有一个，否则装入时分不清"


def _levels(form: Form, asking: Sequence[_Asking], *, rest: bool) -> Iterator[str]:
    """Classes that the form does not have, and those that no band asks for although each band asks for some."""
    names = _names(form).get(asking[0].where.field)
    if not names:
        return
    for place, _, where in asking:
        if strange := [text for text in where.one_of if text not in names]:
            yield f"{place}：levels 里没有这一类，{not_known(strange, names)}"
    asked = {text for one in asking for text in one.where.one_of}
    if not rest and (left := [name for name in names if name not in asked]):
        yield f"levels 里的“{'”“'.join(left[:5])}”没有写进哪一段的 where，这些指标没有地方印"


def _names(form: Form) -> Mapping[str, Sequence[str]]:
    """The names of the form's 一级指标 and 二级指标."""
    seconds = dict.fromkeys(two.name for one in form.levels for two in one.children)
    return {LEVEL1: [one.name for one in form.levels], LEVEL2: [*seconds]}


def _rest(shares: Shares, of: str, asked: Sequence[RecordFilter]) -> Iterator[str]:
    """A record that says something else, or nothing yet, must have its place too."""
    openly = [share for share in shares.bands if share.where is None]
    if openly and not openly[0].printed:
        yield f"table.bands 第 {openly[0].band + 1} 项没有 where，要有 {shares.field} 这一列，否则装入时分不清"
    elif shares.rest is None:
        words = "”“".join(text for where in asked for text in where.one_of)
        yield f'of = "{of}" 的各段只印 {shares.field} 是“{words[:60]}”的，别的和没有填的没有地方印：要有一段有这一列'
