"""Books of any size, alike in every run: texts as long and varied as real ones, from a fixed seed."""

import random

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields

_WORDS = "维护道路绿化培训档案系统设备补助资金年度项目群众满意程度提升覆盖率完成及时质量合格数量运行保障服务水平标准"
_CLASSES = (
    ("产出指标", "数量指标", "≥{}个"),
    ("产出指标", "数量指标", "{}人次"),
    ("产出指标", "质量指标", "≥{}%"),
    ("产出指标", "时效指标", "2031年{}月底前"),
    ("产出指标", "成本指标", "≤{}万元"),
    ("效益指标", "社会效益指标", "提升{}个百分点"),
    ("效益指标", "可持续影响指标", "≥{}年"),
    ("满意度指标", "服务对象满意度指标", "≥{}%"),
)


def generated(projects: int, seed: int = 1, *, indicators: int = 8, longest: int = 24, digits: bool = True) -> Document:
    """A Hebei book of so many projects; texts of up to `longest` characters, now and then four times that.

    Without `digits`, long texts are Chinese only.
    """
    chance = random.Random(seed)

    def words(most: int) -> str:
        most *= 4 if chance.random() < 0.03 else 1
        letters = chance.choices(_WORDS, k=chance.randint(2, most))
        # A comma after every dozen characters, a number or a bracket now and then, as in real texts.
        pieces = ["".join(letters[n : n + 12]) for n in range(0, len(letters), 12)]
        joined = [
            piece + (f"{chance.randint(2, 365)}次" if digits and chance.random() < 0.15 else "") for piece in pieces
        ]
        return "，".join(joined) + ("（全年）" if chance.random() < 0.1 else "")

    fields = {
        "department_name": "青禾县档案馆", "fiscal_year": "2031", "money_unit": "万元", "draft_mark": "草案",
        "overall_goal": words(200), "itemised_goals": "\n".join(words(80) for _ in range(6)),
        "safeguards": "\n".join(words(60) for _ in range(8)),
    }  # fmt: skip
    rows = (_project(number, chance, words, indicators, longest) for number in range(projects))
    return Document("book", "hebei-book-2024", Fields(fields), tuple(rows))


def _project(number: int, chance: random.Random, words: object, indicators: int, longest: int) -> Project:
    assert callable(words)
    total = chance.randint(10, 99_999) / 100
    fields = {
        "unit_code": "305001", "unit_name": "青禾县档案馆本级", "code": f"13992131P{number:011d}",
        "name": words(12), "budget_total": f"{total:.2f}", "budget_fiscal": f"{total:.2f}", "purpose": words(60),
        "plan_03": "10%", "plan_06": "40%", "plan_10": "80%", "plan_12": "100%", "goal": words(80),
    }  # fmt: skip
    classes = [_CLASSES[n % len(_CLASSES)] for n in range(indicators)]
    made = (
        Indicator(
            f"{number}.{at}",
            Fields({
                "level1": level1, "level2": level2, "name": words(12), "description": words(longest),
                "target": target.format(chance.randint(1, 99)), "basis": words(10),
            }),
        )
        for at, (level1, level2, target) in enumerate(sorted(classes))
    )  # fmt: skip
    return Project(f"{number}", Fields(fields), tuple(made))
