"""Records in a workbook that comes back: edits in their lists count, a list that is not there says nothing."""

from collections.abc import Callable

import pytest
from mailed import came_back, exported, in_excel, merged
from merge.histories import edited, sent
from notation import document
from openpyxl.workbook import Workbook

from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields, Several

BOOK = document("""
    fiscal_year=2031 | department_name=东岭县档案馆 | money_unit=万元
    # 网站维护 | code=13990031P00010110001A | purpose=用于网站。
    - 数量 | 维护次数 | ≥4次 | basis=合同
    + costs | 印刷 | amount=1.00 | basis=2×0.5
    + costs | 差旅 | amount=2.00
    + tasks | 改版 | total=3.00
    # 库房恒温 | code=13990031P00010110002B | purpose=用于库房。
    - 质量 | 合格率 | ≥95% | basis=标准
    + costs | 设备 | amount=5.00
""")


def costs(one: Document) -> list[str]:
    """The costs of each project: item and amount."""
    return [
        " ".join(f"{row.name}{row.fields['amount']}" for row in p.records if "amount" in row.fields)
        for p in one.projects
    ]


def came(change: Callable[[Workbook], object]) -> Document:
    """BOOK after its workbook was changed so and merged."""
    ours = sent(BOOK)
    plan = merged(ours, [came_back(in_excel(exported(ours, ".xlsx"), change), ".xlsx")])
    assert plan.open == ()
    return plan.result()


def write(tab: str, cell: str, value: object) -> Callable[[Workbook], object]:
    """Somebody writes into a cell."""
    return lambda book: setattr(book[tab][cell], "value", value)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda book: None, ["印刷1.00 差旅2.00", "设备5.00"]),
        (write("费用清单", "G2", 1.5), ["印刷1.50 差旅2.00", "设备5.00"]),
        (write("费用清单", "E4", "设备购置"), ["印刷1.00 差旅2.00", "设备购置5.00"]),
        (lambda book: book["费用清单"].delete_rows(3), ["印刷1.00", "设备5.00"]),
        (lambda book: book["费用清单"].append([2, None, "13990031P00010110002B", "库房恒温", "运输", None, 0.5]),
         ["印刷1.00 差旅2.00", "设备5.00 运输0.5"]),
        # A sheet that somebody deleted, or that an earlier program did not write, took nothing with it.
        (lambda book: book.remove(book["费用清单"]), ["印刷1.00 差旅2.00", "设备5.00"]),
        (lambda book: [book.remove(book[tab]) for tab in ("费用清单", "任务清单")], ["印刷1.00 差旅2.00", "设备5.00"]),
    ],
)  # fmt: skip
def test_what_was_edited_in_a_list_of_records_counts(change: Callable[[Workbook], object], found: list[str]) -> None:
    one = came(change)
    assert costs(one) == found
    assert one.projects[0].records[0] == BOOK.projects[0].records[0], "the task is as it was"
    assert [project.fields for project in one.projects] == [project.fields for project in BOOK.projects]


def test_a_list_of_records_that_is_not_there_leaves_what_ours_did_meanwhile() -> None:
    base = sent(BOOK)
    ours = edited(
        "我", base, Several((SetFields({("p1.costs1", "amount"): "9.00"}), Remove(frozenset({"p2.costs1"}))), "改")
    )
    data = in_excel(exported(base, ".xlsx"), lambda book: book.remove(book["费用清单"]))
    plan = merged(ours, [came_back(data, ".xlsx")])
    assert plan.open == ()
    assert costs(plan.result()) == ["印刷9.00 差旅2.00", ""]


def test_word_prints_no_such_records_and_removes_none() -> None:
    base = sent(BOOK)
    plan = merged(base, [came_back(exported(base, ".docx"))])
    assert plan.result().projects == BOOK.projects
