"""The indicator library: what ships, how it is searched, how an entry becomes an indicator, what grows."""

from collections import Counter
from dataclasses import replace

import pytest

from perfdesk.forms.definition import Level1, Level2
from perfdesk.forms.loader import form
from perfdesk.library.entry import Direction, Entry
from perfdesk.library.insert import class_in, indicator_fields, place
from perfdesk.library.pinyin import may_be_initials, position
from perfdesk.library.search import find, nearest_works
from perfdesk.library.shelf import MOST_OWN, OWN_WORK, grown, joined, shipped
from perfdesk.model.fields import Owner
from tests.notation import document

HEBEI = form("hebei-book-2024")


def _entry(name: str, level2: str = "数量指标", **more: str) -> Entry:
    return Entry(more.pop("work", "试"), "产出指标", level2, name, **more)  # type: ignore[arg-type]


class TestWhatShips:
    def test_has_at_least_600_indicators_in_30_fields_of_work(self) -> None:
        assert len(shipped()) >= 600
        assert len({one.work for one in shipped()}) >= 30

    def test_each_has_a_class_of_the_forms_a_direction_a_description_and_a_basis(self) -> None:
        for one in shipped():
            assert class_in(HEBEI, one) == (one.level1, one.level2), one
            assert one.direction is not Direction.UNKNOWN, one
            assert one.basis, one
            assert len(one.description) >= 4 or one.direction is Direction.DEADLINE, one

    def test_a_field_of_work_covers_output_benefit_and_satisfaction_each_with_no_name_twice(self) -> None:
        levels: dict[str, set[str]] = {}
        for one in shipped():
            levels.setdefault(one.work, set()).add(one.level1)
        assert set(map(len, levels.values())) == {3}
        assert Counter(one.name for one in shipped()).most_common(1)[0][1] == 1

    def test_what_is_measured_in_words_or_a_deadline_has_no_unit_and_a_share_has_one(self) -> None:
        for one in shipped():
            if one.direction in (Direction.IN_WORDS, Direction.DEADLINE):
                assert not one.unit, one
            if one.name.endswith("率") and one.direction not in (Direction.IN_WORDS, Direction.DEADLINE):
                assert one.unit in ("%", "‰", "/10万"), one


class TestSearch:
    ENTRIES = (
        _entry("参加培训人次", unit="人次"),
        _entry("培训人次", unit="人次"),
        _entry("办案数量", description="培训法官"),
        _entry("出勤率", "质量指标", work="会议培训"),
    )

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("培训", ["培训人次", "参加培训人次", "办案数量", "出勤率"]),
            ("pxrc", ["培训人次", "参加培训人次"]),
            ("rc", ["参加培训人次", "培训人次"]),
            ("px 人次", ["培训人次", "参加培训人次"]),
            ("培训 质量", ["出勤率"]),
            ("cql", ["出勤率"]),
            ("cqs", ["出勤率"]),  # 率 may be read lǜ or shuài
            ("没有的", []),
            ("zzzz", []),
            ("  ", ["参加培训人次", "培训人次", "办案数量", "出勤率"]),
        ],
    )
    def test_finds_by_words_and_initials_the_best_first(self, query: str, names: list[str]) -> None:
        assert [one.name for one in find(query, self.ENTRIES)] == names

    def test_a_pasted_page_is_cut_off(self) -> None:
        assert find("培" * 100_000, self.ENTRIES) == []

    @pytest.mark.parametrize(
        ("word", "text", "at"),
        [
            ("pxrc", "参加培训人次", 2),
            ("zz", "《在职》", 1),
            ("zgry", "在“岗”人员", 0),
            ("a4z", "a4纸", 0),
            ("cq", "重庆", 0),
            ("zq", "重庆", 0),
            ("l", "率", 0),
            ("s", "率", 0),
            ("x", "率", -1),
            ("pxrcs", "培训人次", -1),
            ("px", "", -1),
        ],
    )
    def test_initials_are_found_by_every_reading_and_past_signs(self, word: str, text: str, at: int) -> None:
        assert position(word, text) == at

    @pytest.mark.parametrize(("word", "may"), [("px", True), ("a4", True), ("12", False), ("PX", False), ("培", False)])
    def test_only_small_letters_are_taken_for_initials(self, word: str, may: bool) -> None:
        assert may_be_initials(word) is may

    def test_the_nearest_field_of_work_comes_from_the_projects_words(self) -> None:
        assert nearest_works(["城乡居民高龄津贴"], shipped())[0] == "养老服务"
        assert nearest_works(["网站与信息系统运行维护费"], shipped())[0] == "信息化运行维护"
        assert nearest_works(["动物强制免疫疫苗补助"], shipped())[0] == "动物防疫与畜牧"

    def test_a_project_without_words_is_near_to_nothing(self) -> None:
        assert nearest_works(["", "2025"], shipped()) == []


class TestInsert:
    def test_brings_class_name_description_and_basis(self) -> None:
        entry = Entry("试", "产出指标", "质量指标", "合格率", Direction.AT_LEAST, "%", "合格的比例", "行业标准")
        fields = indicator_fields(entry, HEBEI)
        assert dict(fields) == {
            "level1": "产出指标",
            "level2": "质量指标",
            "name": "合格率",
            "description": "合格的比例",
            "basis": "行业标准",
        }

    def test_leaves_out_what_the_form_does_not_print(self) -> None:
        ningxia = form("ningxia-annex2-2024")
        printed = {*ningxia.table.keys_of(Owner.INDICATOR)}
        entry = Entry("试", "产出指标", "质量指标", "合格率", Direction.AT_LEAST, "%", "合格的比例", "行业标准")
        assert set(indicator_fields(entry, ningxia)) <= printed

    @pytest.mark.parametrize(
        ("level1", "level2", "found"),
        [
            ("产出指标", "数量", ("产出指标", "数量指标")),
            ("别的指标", "成本指标", ("产出指标", "成本指标")),
            ("产出指标", "不存在指标", None),
            ("满意度指标", "社会公众或服务对象满意度指标", ("满意度指标", "服务对象满意度指标")),
            ("项目完成指标（50分）", "产出质量", ("产出指标", "质量指标")),
            ("成本指标", "社会成本指标", None),
            ("效益指标", "别的指标", None),
        ],
    )
    def test_finds_the_forms_class(self, level1: str, level2: str, found: tuple[str, str] | None) -> None:
        assert class_in(HEBEI, Entry("", level1, level2, "甲")) == found

    def test_takes_no_class_for_another_because_neither_is_known(self) -> None:
        strange = replace(HEBEI, levels=(Level1(name="效益指标", children=(Level2(name="管理水平"),)),))
        assert class_in(strange, Entry("", "效益指标", "别的指标", "甲")) is None

    @pytest.mark.parametrize(
        ("level2", "before"),
        [("数量指标", "p1.3"), ("质量指标", "p1.3"), ("成本指标", None), ("时效指标", "p1.4"), ("自拟指标", None)],
    )
    def test_stands_with_its_class_and_in_the_forms_order(self, level2: str, before: str | None) -> None:
        project = document(
            """
            # 甲
            - 数量 | 一 | 1个
            - 数量 | 二 | 1个
            - 时效 | 三 | 12月底前
            - 成本 | 四 | 1万元
            """
        ).projects[0]
        assert place(project, HEBEI, level2) == before

    @pytest.mark.parametrize(
        ("direction", "typed", "target"),
        [
            (Direction.AT_LEAST, "95", "≥95%"),
            (Direction.AT_MOST, " 3.5 ", "≤3.5%"),
            (Direction.EXACTLY, "1,000", "=1,000%"),
            (Direction.AT_LEAST, "≥95", "≥95"),
            (Direction.AT_LEAST, "逐步提高", "逐步提高"),
            (Direction.IN_WORDS, "95", "95"),
            (Direction.UNKNOWN, "95", "95"),
        ],
    )
    def test_a_bare_number_takes_sign_and_unit(self, direction: Direction, typed: str, target: str) -> None:
        assert _entry("合格率", direction=direction, unit="%").target(typed) == target


class TestOwn:
    def test_grows_from_a_document_without_its_numbers(self) -> None:
        source = document("# 甲\n- 质量 | 档案 完好率 | ≥98% | basis=本馆制度\n- 数量 | 修复卷数 | 若干")
        assert grown((), source) == (
            Entry(OWN_WORK, "产出指标", "质量指标", "档案 完好率", Direction.AT_LEAST, "%", "", "本馆制度"),
            Entry(OWN_WORK, "产出指标", "数量指标", "修复卷数"),
        )

    @pytest.mark.parametrize(
        ("target", "direction", "unit"),
        [
            ("90%以上", Direction.AT_LEAST, "%"),
            ("至少3场", Direction.AT_LEAST, "场"),
            ("不超过2小时", Direction.AT_MOST, "小时"),
            ("2031年6月底前", Direction.UNKNOWN, ""),
            ("6月底前", Direction.UNKNOWN, ""),
            ("20-30人", Direction.UNKNOWN, ""),
        ],
    )
    def test_reads_targets_as_the_rules_do(self, target: str, direction: Direction, unit: str) -> None:
        (entry,) = grown((), document(f"# 甲\n- 数量 | 修复卷数 | {target}"))
        assert (entry.direction, entry.unit) == (direction, unit)

    def test_takes_neither_what_ships_nor_what_has_no_class_or_name(self) -> None:
        known = shipped()[0]
        source = document(f"# 甲\n- 数量 | {known.name} | 1期\n-  | 没有类 | 1个\n- 数量 | | 1个")
        assert grown((), source) == ()

    def test_the_newest_stand_first_and_take_the_place_of_the_older(self) -> None:
        old = (_entry("旧的"), _entry("修复卷数", unit="卷"))
        now = grown(old, document("# 甲\n- 数量 | 修复卷数 | ≥5册"))
        assert [(one.name, one.unit) for one in now] == [("修复卷数", "册"), ("旧的", "")]

    def test_is_bounded(self) -> None:
        old = tuple(_entry(f"第{n}种") for n in range(MOST_OWN))
        now = grown(old, document("# 甲\n- 数量 | 修复卷数 | ≥5册"))
        assert (len(now), now[0].name, now[-1].name) == (MOST_OWN, "修复卷数", f"第{MOST_OWN - 2}种")

    def test_long_texts_are_no_entry(self) -> None:
        assert grown((), document(f"# 甲\n- 数量 | {'长' * 501} | 1个")) == ()

    def test_of_two_for_one_indicator_the_first_stays(self) -> None:
        one, other = _entry("甲", unit="个"), _entry("甲", unit="只")
        assert joined((one,), (other, _entry("甲", "质量指标"))) == (one, _entry("甲", "质量指标"))
