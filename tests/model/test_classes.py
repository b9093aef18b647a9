"""Which class the printed names of 一级指标 and 二级指标 mean."""

import pytest

from perfdesk.forms.loader import forms
from perfdesk.model.classes import bare_class, class_of
from perfdesk.model.vocabulary import vocabulary_file

CLASSES = vocabulary_file()["classes"]


@pytest.mark.parametrize(
    ("level1", "level2", "meant"),
    [
        ("产出指标", "数量指标", "output.quantity"),
        ("产出指标（50分）", "数量指标（必填硬性指标）", "output.quantity"),
        ("★产出 指标", "时效指标：", "output.timeliness"),
        ("产出指标", "成本指标", "output.cost"),
        ("成本指标", "经济成本指标", "cost.economic"),
        ("成本指标", "社会成本指标", "cost.social"),
        ("成本指标", "", "cost"),
        ("效益指标", "社会效益", "benefit.social"),
        ("满意度指标", "服务对象满意度指标", "satisfaction.recipient"),
        ("满意度指标", "社会公众或服务对象满意度指标", "satisfaction.recipient"),
        ("项目完成指标", "质量指标", "output.quality"),
        ("", "质量指标", "output.quality"),
        # In the wrong column a name means nothing.
        ("质量指标", "产出指标", ""),
        ("效益指标", "质量指标", "output.quality"),
        ("效益指标", "管理水平", "benefit"),
        ("管理指标", "管理水平", ""),
        ("效果目标", "社会效益目标", "benefit.social"),
        ("投入和管理目标", "财务管理", "input"),
        ("决策", "立项依据", "decision"),
        ("", "", ""),
        ("指标", "指标", ""),
    ],
)
def test_names_mean_a_class(level1: str, level2: str, meant: str) -> None:
    assert class_of(level1, level2) == meant


def test_every_class_of_a_shipped_form_is_known() -> None:
    for form in forms().values():
        for one in form.levels:
            assert class_of(one.name, "") in {row["key"] for row in CLASSES}
            for two in one.children:
                assert class_of(one.name, two.name + two.mark).startswith(class_of(one.name, "") + ".")


def test_a_name_stands_once_and_as_it_is_compared() -> None:
    first = [name for one in CLASSES for name in one["names"]]
    second = [name for one in CLASSES for two in one["children"] for name in two["names"]]
    for names in (first, second):
        assert len({*names}) == len(names)
        assert [name for name in names if bare_class(name) != name] == []


def test_a_long_text_is_no_class_and_costs_little() -> None:
    assert class_of("产" * 1_000_000, "(" * 1_000_000) == ""
