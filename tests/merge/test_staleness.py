"""Which of two versions an annex comes from: what it has of what changed between them."""

import pytest
from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.merge.nearest import nearnesses
from perfdesk.merge.staleness import Staleness

FORM = form("hebei-book-2024")
OLD = """
# 网站维护 | purpose=维护网站 | goal=稳定运行 | code=13
- 数量 | 维护次数 | ≥4次 | basis=合同约定
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
- 时效 | 响应时间 | 1天
"""


def is_older(annex: str, version: str, older: str = OLD) -> bool:
    stale = Staleness(FORM, written(annex))
    return stale.is_older(*(stale.facts(written(text)) for text in (version, older)))


def changed(*pairs: str) -> str:
    text = OLD
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


FOUR = ("≥4次", "≥5次", "1个", "2个", "≥95%", "≥96%", "1天", "2天")


@pytest.mark.parametrize(
    ("annex", "version", "older"),
    [
        # Nothing between the two is printed, or nothing of it is in the annex: the older one.
        (OLD, OLD, True),
        (OLD, changed("≥4次", "≥5次"), True),
        (changed("≥4次", "≥6次"), changed("≥4次", "≥5次"), True),
        # The annex has what the newer one brought.
        (changed("≥4次", "≥5次"), changed("≥4次", "≥5次"), False),
        (changed("≥4次", "≥5 次"), changed("≥4次", "≥5次"), False),
        # It has still the old text where the newer one changed it: older, unless nearly all the rest is new.
        (changed("≥4次", "≥5次"), changed("≥4次", "≥5次", "1个", "2个"), True),
        (changed(*FOUR), changed(*FOUR, "维护网站", "运维网站"), True),
        (changed(*FOUR, "稳定", "平稳"), changed(*FOUR, "稳定", "平稳", "维护网站", "运维网站"), False),
        # A row counts once, however many texts are in it; who both deleted it may have been sent the older one.
        (changed("- 数量 | 维护次数 | ≥4次 | basis=合同约定\n", ""),
         changed("- 数量 | 维护次数 | ≥4次 | basis=合同约定\n", "", "1个", "2个"), True),
        (changed("- 数量 | 维护次数 | ≥4次 | basis=合同约定\n", ""),
         changed("- 数量 | 维护次数 | ≥4次 | basis=合同约定\n", ""), False),
        # So does a project; what is in one that is gone or new does not count.
        (OLD, OLD + "# 租金 | code=14 | purpose=租房 | goal=租好\n- 数量 | 面积 | 9平方米", True),
        (OLD + "# 租金 | code=14", OLD + "# 租金 | code=14 | purpose=租房", False),
        # An emptied text is a text.
        (changed("维护网站", ""), changed("维护网站", ""), False),
        (OLD, changed("维护网站", ""), True),
    ],
)  # fmt: skip
def test_an_annex_is_older_where_it_has_the_old_texts(annex: str, version: str, older: bool) -> None:
    assert is_older(annex, version) is older


@pytest.mark.parametrize(
    ("annex", "edits"),
    [
        (OLD, 0),
        (changed("≥4次", "≥ 4 次"), 0),
        (changed("≥4次", "≥5次"), 1),
        (changed("维护网站", ""), 1),
        (changed("- 数量 | 网站数量 | 1个\n", ""), 1),
        (changed("| 网站数量 |", "| 站点个数 |"), 2),
        (OLD + "# 租金 | code=14 | purpose=租房\n- 数量 | 面积 | 9平方米", 1),
        (changed("维护网站", "运维", "稳定运行", "平稳") + "- 时效 | 又一个 | 1天", 3),
    ],
)
def test_edits_are_texts_rows_and_projects(annex: str, edits: int) -> None:
    (near,) = nearnesses(FORM, written(annex), [written(OLD)])
    assert near.edits == edits
    (again,) = nearnesses(FORM, written(OLD), [written(annex)])
    assert again == near
    assert (near.share == 1) is not edits


def test_rows_of_one_name_are_compared_in_their_order() -> None:
    twice = OLD + "- 时效 | 响应时间 | 3天"
    (near,) = nearnesses(FORM, written(twice.replace("3天", "4天")), [written(twice)])
    assert near.edits == 1


def test_an_excerpt_lacks_nothing() -> None:
    """Who fills in three of forty projects has deleted none of the others."""
    many = OLD + "".join(f"# 第{at}个 | code=2{at} | purpose=用途{at}\n" for at in range(3))
    (near,) = nearnesses(FORM, written(OLD), [written(many)])
    assert near.edits == 0
    (near,) = nearnesses(FORM, written(OLD), [written(OLD + "# 租金 | code=14 | purpose=租房")])
    assert near.edits == 1
