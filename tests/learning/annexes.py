"""Foreign annexes in the notation of grids.py as mappings, and places in them by what is written there."""

from pathlib import Path

from learning.grids import parsed, save_excel, save_word
from perfdesk.learning.answer import Answer
from perfdesk.learning.cell_choices import Choice, ChoiceKind, choices
from perfdesk.learning.mapping import AnnexMapping, begun
from perfdesk.learning.sketch import read_sketch

BRIDGE = """
> 石桥乡项目申报表
项目名称 | {name}石桥 | 受益农户 | {own}三百户
资金总额 | {budget_total}50 | 财政资金 | {budget_fiscal}50
绩效目标 | {goal}修桥一座，方便村民出行。^3
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人
备注 | {remarks}无^3
"""

TABLES = """
> 石桥乡项目申报表
项目名称 | {name}石桥 | 受益农户 | {own}三百户
绩效目标 | {goal}修桥一座，方便村民出行。^3
>> 二、绩效指标
一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座 | {i:note}乡道
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人 | {i:note}估计
>> 三、签字
>> 单位盖章处
验收组 | {own}李一 | 复核组 | {own}王二
"""


def annex(text: str, folder: Path, *, filled: bool = True, excel: bool = False) -> Path:
    """The file of a layout."""
    save, name = (save_excel, "表.xlsx") if excel else (save_word, "表.docx")
    return save(parsed(99, text), folder / name, filled=filled)


_made: dict[tuple[str, bool, bool], AnnexMapping] = {}


def mapping(text: str, folder: Path, *, filled: bool = True, excel: bool = False) -> AnnexMapping:
    """The mapping of a layout. A mapping is a value, so the same one serves all tests that ask for it."""
    asked = (text, filled, excel)
    if asked not in _made:
        path = annex(text, folder, filled=filled, excel=excel)
        found = begun(read_sketch(path), path.stem)
        assert found is not None
        _made[asked] = found
    return _made[asked]


def cell(one: AnnexMapping, text: str) -> Answer:
    """The first cell with this text."""
    return next(found for found in one.answers if found.spot.text == text)


def beside(one: AnnexMapping, text: str) -> Answer:
    """The cell to the right of the one with this text."""
    spot = cell(one, text).spot
    found = one.at(spot.row, spot.end)
    assert found is not None
    return found


def choice(one: AnnexMapping, cells: list[Answer], kind: ChoiceKind, words: str = "") -> Choice:
    """The first choice of a kind, with these words."""
    return next(found for found in choices(one, cells) if found.kind is kind and words in found.words)


def chosen(one: AnnexMapping, cells: list[Answer], kind: ChoiceKind, words: str = "") -> AnnexMapping:
    """The mapping after that choice."""
    return one.decided(*choice(one, cells, kind, words).decisions)
