"""python -m tests.learning.stress [SEED [MOST]]: what becomes of an annex of which one label is another office's word.

In layouts of even numbers, blank and filled, one label is replaced: by a word that no lexicon knows, or by one that an
office may well use for the same. Everything else stands as it did. What is counted:

as label    the replaced text is a label or a header
as value    it is taken for a value, which must never be
its fields  of the fields that it governs: right, kept as the form's own and asked about, wrong but asked about, and
            wrong in silence, which must never be
others      of the cells that it does not govern and that were right before: how many are not right any more, and of
            these how many in silence
questions   how many more a person is asked
"""

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from perfdesk.importers.grid import Grid, GridCell, GridRow, Line, Source
from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.labels import plain
from perfdesk.learning.money import money_keys
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.roles import known_label
from perfdesk.model.classes import class_of

from .grids import Layout, Place, fresh, layouts, unmet, unseen, untried

UNKNOWN: Final = ("蔓藜桁栎", "柚橘", "榫卯之数", "某某情形", "拾遗栏", "丙字项")
# What other offices print for the same.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "项目名称": ("事项名称", "项目称谓", "项目（事项）名称", "拟申报项目"),
    "项目编码": ("项目序列号", "项目统一代号", "系统编码"),
    "主管部门": ("主管委局", "上报主管部门", "项目归口管理单位"),
    "实施单位": ("项目承接单位", "具体落实单位", "项目牵头实施单位"),
    "项目单位": ("经费使用单位", "项目落实单位"),
    "项目属性": ("项目新旧属性", "存续属性"),
    "项目类别": ("项目所属门类", "专项归类"),
    "项目期": ("项目存续时段", "项目跨期"),
    "起止时间": ("实施起讫", "项目跨度"),
    "项目负责人": ("项目主理人", "项目牵头负责人"),
    "联系人": ("对接人员", "联络员姓名"),
    "联系电话": ("联络方式", "座机或手机"),
    "立项依据": ("立项凭据", "项目由来"),
    "项目概况": ("项目梗概", "项目主要情形"),
    "资金来源": ("经费出处", "款项来源"),
    "资金用途": ("款项用途", "经费开销方向"),
    "资金总额": ("资金盘子", "全部资金", "经费总盘子"),
    "年度资金总额": ("年度盘子", "全年安排合计"),
    "财政拨款": ("财政供给", "公共财政供给", "同级财力"),
    "财政资金": ("财政供给资金", "财力安排"),
    "其他资金": ("另外渠道资金", "非财政渠道"),
    "年初预算数": ("年初盘子", "预算初数"),
    "全年预算数": ("变更后预算", "预算终数"),
    "全年执行数": ("实际开支", "花费数"),
    "执行率": ("开支比", "花费率"),
    "年度目标": ("全年要达到的目标", "今年目标"),
    "绩效目标": ("预期要达到的成效", "绩效期望"),
    "年度总体目标": ("全年总体期望", "今年总目标"),
    "实际完成情况": ("完成实绩", "落实成效"),
    "一级指标": ("指标首级", "大类指标"),
    "二级指标": ("指标次级", "中类指标"),
    "三级指标": ("指标末级", "小类指标", "细目"),
    "指标名称": ("指标叫法", "指标题名"),
    "指标值": ("应达数值", "预期数", "拟达成值"),
    "年度指标值": ("今年应达值", "年内目标数"),
    "实际完成值": ("实绩", "达到数"),
    "权重": ("分值比例", "配分"),
    "分值": ("配分", "标准满分"),
    "得分": ("评得分数", "实得"),
    "指标性质": ("指标比较关系", "指标类"),
    "度量单位": ("量纲", "单位名"),
    "偏差原因分析及改进措施": ("差距缘由与补救办法", "未达成缘由"),
    "未完成原因分析": ("没完成的缘由", "差距说明"),
    "备注": ("附注", "补注"),
    "填报人": ("填表经手人", "录入者"),
    "任务名称": ("要务名称", "主要事务"),
    "主要内容": ("核心内容", "内容要点"),
    "预算金额": ("预算盘子", "所需款项"),
    "测算依据": ("测算口径", "计价依据"),
    "支出内容": ("开支名目", "花费事项"),
    "自评结论": ("自我评定", "自评小结"),
    "存在问题": ("短板弱项", "欠缺之处"),
    "改进措施": ("补短举措", "改善办法"),
    "主管部门意见": ("主管委局意见", "主管方面意见"),
    "财政部门意见": ("财政方面意见", "财政把关意见"),
}
_LONGEST: Final = 16
_ALL: Final = 100_000


@dataclass
class Count:
    """What was counted over some trials."""

    trials: int = 0
    labels: int = 0
    values: int = 0
    fields: int = 0
    right: int = 0
    own: int = 0
    asked: int = 0
    silent: int = 0
    others: int = 0
    lost: int = 0
    lost_silent: int = 0
    questions: int = 0

    def add(self, other: "Count") -> None:
        """Both together."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def row(self, name: str) -> str:
        """A line of the table."""
        of = max(self.fields, 1)
        shares = " ".join(f"{number / of:6.1%}" for number in (self.right, self.own, self.asked, self.silent))
        more = self.questions / max(self.trials, 1)
        return (
            f"{name:9} {self.trials:6} {self.labels:8} {self.values:8} {self.fields:7} {shares} "
            f"{self.others:7} {self.lost:5} {self.lost_silent:6} {more:6.2f}"
        )


HEAD: Final = (
    "word      trials as label as value  fields  right    own  asked silent  others  lost silent questions\n"
    "                                            of its fields                               more"
)


class Trial(NamedTuple):
    """A label of a layout and the word in its place."""

    layout: Layout
    table: int
    place: Place
    word: str
    filled: bool


def source(one: Layout, *, filled: bool) -> Source:
    """A layout as Word's reader gives it."""
    elements: list[Line | Grid] = []
    for table in one.tables:
        elements += [Line("", text) for text in table.lines]
        elements.append(_grid(table, filled=filled))
        elements += [Line("", text) for text in table.below]
    return Source(tuple(elements))


def _grid(table: Layout, *, filled: bool) -> Grid:
    rows: list[list[GridCell]] = [[] for _ in range(table.rows)]
    for place in table.places:
        for down in range(place.rows):
            text = place.shown(filled=filled)
            rows[place.row + down].append(GridCell(place.column, place.columns, text, below=down > 0))
    return Grid(tuple(GridRow(f"第{at + 1}行", tuple(sorted(row))) for at, row in enumerate(rows)), merges=True)


def trials(those: Iterable[Layout], chance: random.Random) -> Iterator[tuple[str, Trial]]:
    """Each label of each layout with one word of each kind, by the kind."""
    for one in those:
        for at, table in enumerate(one.tables):
            for place in filter(_is_label, table.places):
                filled = chance.random() < 0.5
                yield "unknown", Trial(one, at, place, chance.choice(UNKNOWN), filled)
                if others := SYNONYMS.get(plain(place.text)):
                    yield "synonym", Trial(one, at, place, chance.choice(others), filled)


def _is_label(place: Place) -> bool:
    label = plain(place.text)
    is_short = 1 < len(label) <= _LONGEST and place.columns < 8
    return not place.key and not place.note and is_short and known_label(label) and not class_of(label, label)


def tried(one: Trial) -> Count:
    """What becomes of one."""
    before = propose(source(one.layout, filled=one.filled), sheets=False)
    swapped = _with_word(one.layout, one.table, one.place, one.word)
    after = propose(source(swapped, filled=one.filled), sheets=False)
    count = Count(1, questions=after.asked - before.asked)
    met = _answer(after, one.table, one.place)
    count.labels += met is not None and met.role in PRINTED
    count.values += met is not None and met.role is CellRole.VALUE
    governed = _governed(before, one)
    for at, table in enumerate(one.layout.tables):
        for place in table.places:
            if place.key:
                spot = (at, place.row, place.column)
                met = _answer(after, at, place)
                asked = met is not None and (met.flag or _is_asked_above(after, at, met))
                _count(count, place, _answer(before, at, place), met, asked=asked, governed=spot in governed)
    return count


def _with_word(one: Layout, table: int, place: Place, word: str) -> Layout:
    tables = [*one.tables]
    places = tuple(replace(place, text=word) if other is place else other for other in tables[table].places)
    tables[table] = replace(tables[table], places=places)
    return replace(tables[0], more=tuple(tables[1:]))


def _answer(proposal: FormProposal, table: int, place: Place) -> Answer | None:
    answers = (a for one in proposal.tables if one.place == table for a in one.answers)
    return next((a for a in answers if (a.spot.row, a.spot.column) == (place.row, place.column)), None)


def _is_asked_above(proposal: FormProposal, table: int, met: Answer) -> bool:
    """Whether the header of the column of a cell in a band is asked about."""
    found = next(one for one in proposal.tables if one.place == table)
    band = next((one for one in found.bands if met.spot.row in range(one.body, one.end)), None)
    column = band.over(met.spot.column) if band is not None else None
    return column is not None and any(a.flag for a in found.answers if a.spot == column.spot)


def _governed(before: FormProposal, one: Trial) -> set[tuple[int, int, int]]:
    """The cells of which the label says what they are: named by it, below it in rows, of money beside or below it."""
    found = set()
    rows = range(one.place.row, one.place.row + one.place.rows)
    columns = range(one.place.column, one.place.column + one.place.columns)
    for table in before.tables:
        if table.place != one.table:
            continue
        below = next((band for band in table.bands if one.place.row in range(band.top, band.body)), None)
        for a in table.answers:
            across = a.spot.column in columns or one.place.column in range(a.spot.column, a.spot.end)
            in_band = below is not None and a.spot.row in range(below.body, below.end) and across
            is_money = a.key in money_keys() and (a.spot.row in rows or (across and a.spot.row > one.place.row))
            if a.label == one.place.text or in_band or is_money:
                found.add((table.place, a.spot.row, a.spot.column))
    return found


def _count(
    count: Count, place: Place, before: Answer | None, after: Answer | None, *, asked: bool, governed: bool
) -> None:
    if before is None or after is None or not _is_right(place, before):
        return
    flag, right = asked, _is_right(place, after)
    if not governed:
        count.others += 1
        count.lost += not right
        count.lost_silent += not right and not flag
        return
    own = after.role is CellRole.VALUE and after.key.startswith("own.")
    count.fields += 1
    count.right += right
    count.own += not right and own and flag
    count.asked += not right and not own and flag
    count.silent += not right and not flag


def _is_right(place: Place, one: Answer) -> bool:
    if one.role is not CellRole.VALUE:
        return False
    return one.key.startswith("own.") if place.key == "own" else (one.key, one.owner.value) == (place.key, place.owner)


def even() -> list[Layout]:
    """The layouts that may be looked at."""
    return [one for those in (layouts, unseen, unmet, untried, fresh) for one in those() if one.number % 2 == 0]


def measured(those: Sequence[tuple[str, Trial]]) -> dict[str, Count]:
    """The counts by the kind of word."""
    found = {"unknown": Count(), "synonym": Count()}
    for kind, one in those:
        found[kind].add(tried(one))
    return found


def main(arguments: Sequence[str]) -> None:
    """Prints the table."""
    seed, most = (
        (int(one) for one in (*arguments, "1", "100000")[:2]) if len(arguments) != 1 else (int(arguments[0]), 100_000)
    )
    chance = random.Random(seed)
    every = [*trials(even(), chance)]
    print(HEAD)
    for kind, count in measured(chance.sample(every, min(most, len(every)))).items():
        print(count.row(kind))


if __name__ == "__main__":
    main(sys.argv[1:])
