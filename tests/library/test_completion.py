"""What is offered while an indicator is typed, as tables of cases."""

from collections.abc import Callable

import pytest
from effort import grows_no_faster_than_its_input
from notation import document as written

from perfdesk.library import completion
from perfdesk.library.completion import MOST, Completion
from perfdesk.library.entry import Direction, Entry
from perfdesk.library.shelf import shipped
from perfdesk.model.fields import Fields

BOOK = """
# 培训
- 数量 | 培训人次 | ≥120人次 | description=参加培训的人次 | basis=培训计划
- 数量 | 培训期数 | 6期 | basis=培训计划
- 质量 | 培训合格率 | ≥95% | basis=考核记录
- 服务 | 学员满意度 | ≥90% | basis=问卷调查
# 评训
- 数量 | 评审次数 | 3次 | basis=评审方案
"""
AT_LEAST, AT_MOST = Direction.AT_LEAST, Direction.AT_MOST
LIBRARY = (
    Entry("自己", "产出指标", "数量指标", "培训学时", AT_LEAST, "学时", "每人的学时", "培训大纲"),
    Entry("自己", "产出指标", "质量指标", "差错率", AT_MOST, "%"),
    Entry("自己", "产出指标", "时效指标", "到位时间", Direction.DEADLINE),
    Entry("自己", "产出指标", "数量指标", "完成率", AT_LEAST, "项"),
    Entry("自己", "产出指标", "质量指标", "完成率", AT_LEAST, "%"),
    Entry("自己", "产出指标", "数量指标", "购车数", unit="辆"),
    Entry("自己", "产出指标", "数量指标", "长" * 31),
)


@pytest.fixture
def known() -> Completion:
    return Completion(written(BOOK), LIBRARY)


@pytest.mark.parametrize(
    ("typed", "level2", "offered"),
    [
        ("培训", "数量指标", ["培训人次", "培训期数", "培训学时", "培训合格率"]),
        ("培训", "质量指标", ["培训合格率", "培训人次", "培训期数", "培训学时"]),
        ("率", "质量指标", ["培训合格率", "差错率", "完成率"]),
        ("pxrc", "", ["培训人次"]),
        ("rc", "", ["培训人次"]),
        ("px 率", "", ["培训合格率"]),
        ("培训人次", "", []),
        ("完成率", "", []),
        ("没有的", "", []),
        ("", "质量指标", ["培训合格率", "差错率", "完成率"]),
        ("长" * 30, "", ["长" * 31]),
        ("长" * 31, "", []),
    ],
)
def test_names_are_offered_by_words_and_initials_the_same_class_first(
    known: Completion, typed: str, level2: str, offered: list[str]
) -> None:
    assert known.offers("name", Fields({"level2": level2}), typed) == offered


@pytest.mark.parametrize(
    ("name", "level2", "typed", "offered"),
    [
        # From the document, the library, nowhere.
        ("培训人次", "数量指标", "95", ["≥95人次", "≤95人次", "=95人次"]),
        ("差错率", "质量指标", "0.5", ["≤0.5%", "≥0.5%", "=0.5%"]),
        ("没有的", "数量指标", "95", ["≥95", "≤95", "=95"]),
        ("", "数量指标", "95", ["≥95", "≤95", "=95"]),
        # Known without a sign, or without a number.
        ("培训期数", "数量指标", "5", ["5期", "≥5期", "≤5期", "=5期"]),
        ("到位时间", "时效指标", "5", ["≥5", "≤5", "=5"]),
        ("购车数", "数量指标", "5", ["5辆", "≥5辆", "≤5辆", "=5辆"]),
        # The class decides between two of one name.
        ("完成率", "数量指标", "5", ["≥5项", "≥5%", "≤5项", "=5项"]),
        ("完成率", "质量指标", "5", ["≥5%", "≥5项", "≤5%", "=5%"]),
        # What has a unit gets signs only; what has a sign gets the unit.
        ("差错率", "质量指标", "5%", ["≥5%", "≤5%", "=5%"]),
        ("差错率", "质量指标", "≤5", ["≤5%"]),
        ("差错率", "质量指标", "≥5", []),
        ("差错率", "质量指标", "≤5%", []),
        ("差错率", "质量指标", "较低", []),
        ("差错率", "质量指标", "", ["≥", "≤", "="]),
    ],
)
def test_a_bare_number_is_offered_as_the_indicator_has_it(
    known: Completion, name: str, level2: str, typed: str, offered: list[str]
) -> None:
    assert known.offers("target", Fields({"name": name, "level2": level2}), typed) == offered


@pytest.mark.parametrize(
    ("key", "name", "typed", "offered"),
    [
        ("basis", "培训人次", "", ["培训计划"]),
        ("basis", "培训学时", "", ["培训大纲"]),
        ("basis", "没有的", "", []),
        ("basis", "", "", []),
        ("basis", "培训学时", "培训", ["培训大纲", "培训计划"]),
        ("basis", "没有的", "dg", ["培训大纲"]),
        ("description", "培训人次", "", ["参加培训的人次"]),
        ("description", "培训学时", "每", ["每人的学时"]),
        ("description", "没有的", "每", []),
        ("description", "培训人次", "计划", []),
    ],
)
def test_bases_and_descriptions_are_first_those_of_the_same_indicator(
    known: Completion, key: str, name: str, typed: str, offered: list[str]
) -> None:
    assert known.offers(key, Fields({"name": name}), typed) == offered


def test_a_name_is_as_good_as_the_word_that_fits_it_worst() -> None:
    entries = tuple(Entry("", "", "", name) for name in ("新培训期", "培训期数", "培训期"))
    offered = Completion(written("# 甲"), entries).offers("name", Fields(), "培训 期")
    assert offered == ["新培训期", "培训期数", "培训期"], "期 begins none of them"


def test_no_more_are_offered_than_can_be_read() -> None:
    many = "\n".join(f"- 数量 | 培训{number}" for number in range(20))
    assert len(Completion(written(f"# 甲\n{many}"), ()).offers("name", Fields(), "培训")) == MOST


def test_the_shipped_library_makes_a_target_of_a_number() -> None:
    one = next(entry for entry in shipped() if entry.direction is AT_LEAST and entry.unit == "%")
    row = Fields({"name": one.name, "level2": one.level2})
    assert Completion(written("# 甲"), shipped()).offers("target", row, "95")[0] == "≥95%"


def test_of_a_long_document_the_first_indicators_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "_MOST_ROWS", 2)
    assert Completion(written(BOOK), LIBRARY).offers("name", Fields(), "培训") == ["培训人次", "培训期数", "培训学时"]


def test_the_cost_grows_as_what_is_known() -> None:
    def offer(count: int) -> Callable[[], object]:
        entries = tuple(Entry("", "", "数量指标", f"培训{number}人次") for number in range(count))
        return lambda: Completion(written("# 甲"), entries).offers("name", Fields(), "培训")

    assert grows_no_faster_than_its_input(offer, 2_000)


def test_a_target_in_words_gives_its_sign_and_unit_as_the_rules_read_it() -> None:
    known = Completion(written("# 甲\n- 质量 | 回访率 | 90%以上"), ())
    row = Fields({"name": "回访率", "level2": "质量指标"})
    assert known.offers("target", row, "95")[0] == "≥95%"
