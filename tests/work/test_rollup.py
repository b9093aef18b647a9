"""汇总: many files in one table; nothing counted twice, nothing left out without a word."""

import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from notation import document
from packing import repacked

from perfdesk.commands.cli import main
from perfdesk.exporters.list_in_word import write_list
from perfdesk.exporters.lists import Incomplete
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.answers import WORDS, answer
from perfdesk.rules.check import check
from perfdesk.rules.finding import Severity
from perfdesk.store import file
from perfdesk.work.rollup import roll_up
from perfdesk.work.rollup_lists import tables

ARCHIVE = """
department_name=青禾县档案馆 | fiscal_year=2025
# 网站维护费 | code=A1 | budget_total=22.20 | budget_fiscal=22.20
- 数量 | 维护次数 | ≥4次
- 质量 | 正常运行率 | ≥95%
# 库房租金 | code=A2 | budget_total=5 | budget_fiscal=3 | budget_other=2
- 数量 | 库房面积 | ≥200平方米
"""
FORESTRY = """
department_name=青禾县林业局 | fiscal_year=2025 | money_unit=元
# 补植 | code=B1 | budget_total=25000 | budget_fiscal=25000
- 数量 | 补植株数 | ≥300株
"""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A folder with two departments' files."""
    folder = tmp_path / "县"
    (folder / "郊区").mkdir(parents=True)
    file.save(folder / "档案馆.perfdesk", document(ARCHIVE))
    forestry = document(FORESTRY)
    file.save(
        folder / "郊区" / "林业局.perfdesk", type(forestry)("f", forestry.form, forestry.fields, forestry.projects)
    )
    return folder


def test_the_workbook_has_departments_projects_and_totals(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    assert main(["rollup", str(county), "-o", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["汇总", "项目"]
    head, *rows = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=3)]
    assert head[:8] == [
        "单位", "年度", "文件数", "项目数", "预算数", "财政资金", "其他资金", "指标数",
    ]  # fmt: skip
    assert [row[:8] for row in rows] == [
        ["青禾县档案馆", "2025", 1, 2, 27.2, 25.2, 2, 3],
        ["青禾县林业局", "2025", 1, 1, 2.5, 2.5, 0, 1],
        ["合计", None, 2, 3, 29.7, 27.7, 2, 4],
    ]
    for number in range(8, 11):
        assert rows[0][number] + rows[1][number] == rows[2][number]
    projects = [[cell.value for cell in row] for row in book["项目"].iter_rows(min_row=3)]
    assert [row[3] for row in projects] == ["项目名称", "网站维护费", "库房租金", "补植", None]
    assert projects[-1][4] == 29.7
    assert {row[-1] for row in projects[1:-1]} == {"档案馆.perfdesk", "林业局.perfdesk"}


def test_older_versions_and_copies_are_counted_once(county: Path) -> None:
    sent = county / "档案馆.perfdesk"
    shutil.copy(sent, county / "旧.perfdesk")
    opened = file.read(sent)
    file.save(sent, SetFields({("p1", "budget_total"): "30"}).apply(opened.document), opened)
    found = roll_up(sorted(county.rglob("*.perfdesk")))
    assert [one.money[0] for one in found.projects] == [Decimal(30), Decimal(5), Decimal("2.5")]
    assert found.remarks == ["没有计入“旧.perfdesk”：已计入“档案馆.perfdesk”，这是它的较早版本。"]
    other = file.read(county / "旧.perfdesk")
    file.save(county / "旧.perfdesk", SetFields({("p2", "budget_total"): "9"}).apply(other.document), other)
    found = roll_up(sorted(county.rglob("*.perfdesk")))
    assert len(found.projects) == 3
    assert "双方各有修改，请先合并" in found.remarks[0]


def saved(path: Path, text: str, node: str = "d") -> Path:
    """A file of a document with an id of its own."""
    one = document(text)
    file.save(path, Document(node, one.form, one.fields, one.projects))
    return path


@pytest.mark.parametrize(
    ("unit", "text", "amount"),
    [
        ("万元", "22.20", "22.20"),
        ("元", "22200", "2.22"),
        ("元", "5", "0.0005"),
        ("亿元", "0.5", "5000"),
        ("", "1,000", "1000"),
        ("万元", "", "0"),
        ("万元", " ", "0"),
        ("万元", "五万", None),
        # A unit that is written in the cell counts before the form's.
        ("万元", "5170.0549万元", "5170.0549"),
        ("元", "5170.05 万元", "5170.05"),
        ("万元", "123.45元", "0.012345"),
        ("亿元", "３千元", "0.3"),
        ("", "1,000元", "0.1"),
        ("万元", "≤5万元", None),
        ("万元", "5元/人", None),
        ("万元", "3-5万元", None),
    ],
)
def test_every_amount_is_counted_in_ten_thousand_yuan(tmp_path: Path, unit: str, text: str, amount: str | None) -> None:
    path = saved(tmp_path / "a.perfdesk", f"money_unit={unit} | fiscal_year=2025\n# 甲 | budget_other={text}")
    found = roll_up([path])
    assert found.projects[0].money == (Decimal(0), Decimal(0), None if amount is None else Decimal(amount))
    assert len(found.remarks) == (amount is None)
    assert tables(found)[1].rows[0][6] == ("读不懂" if amount is None else Decimal(amount))


def test_departments_are_those_of_one_name_and_one_year(tmp_path: Path) -> None:
    texts = [
        ("青禾县档案馆", "2025", 2),
        (" 青禾县档案馆 ", "２０２５", 1),
        ("青禾县档案馆", "2026", 1),
        ("", "2025", 1),
    ]
    paths = [
        saved(tmp_path / f"{at}.perfdesk", f"department_name={name} | fiscal_year={year}" + "\n# 甲" * count, f"d{at}")
        for at, (name, year, count) in enumerate(texts)
    ]
    first, second, *rest = tables(roll_up(paths))
    assert [row[:4] for row in first.rows] == [
        ("青禾县档案馆", "2025", 2, 3),
        ("青禾县档案馆", "2026", 1, 1),
        ("（未填单位）", "2025", 1, 1),
    ]
    assert first.intro == ("3 个单位，4 个文件，5 个项目。金额单位：万元。",)
    assert first.total[:4] == ("合计", "", 4, 5)
    assert second.total[:4] == ("合计", "", "", "")
    assert rest == []


def test_findings_are_counted_by_severity_and_those_answered_are_not(tmp_path: Path) -> None:
    text = "department_name=甲局 | fiscal_year=2025\n# 甲 | code=A1 | budget_total=5 | budget_fiscal=4"
    one = document(text)
    found = check(one, form(one.form))
    path = saved(tmp_path / "a.perfdesk", text)
    first, second = tables(roll_up([path]))
    counted = Counter(finding.severity for finding in found)
    assert first.rows[0][8:] == tuple(counted[severity] for severity in Severity)
    own = Counter(finding.severity for finding in found if finding.project)
    assert second.rows[0][8:11] == tuple(own[severity] for severity in Severity)
    assert counted != own, "some are about the department's own texts"
    (answered,) = [finding for finding in found if finding.rule == "fund-sum"]
    edit = answer(one, answered, WORDS[0], "上级已同意")
    file.save(path, edit.apply(file.read(path).document))
    after = tables(roll_up([path]))[1].rows[0][8:11]
    severities = [*Severity]
    assert [number - now for number, now in zip(second.rows[0][8:11], after, strict=True)] == [
        severity is answered.severity for severity in severities
    ]


def test_only_codes_that_several_files_have_are_doubtful(tmp_path: Path) -> None:
    paths = [
        saved(tmp_path / "一.perfdesk", "fiscal_year=2025\n# 甲 | code=A1\n# 乙 | code=A1\n# 丙\n# 丁 | code=B1", "d1"),
        saved(tmp_path / "二.perfdesk", "fiscal_year=2025\n# 戊 | code=Ａ１\n# 己\n# 庚 | code=C1", "d2"),
    ]
    assert roll_up(paths).remarks == ["项目编码 A1 在 “一.perfdesk”、“二.perfdesk” 里都有，请核对是否重复计入。"]
    assert roll_up(paths[:1]).remarks == []


def test_a_file_that_was_typed_twice_is_said_once(tmp_path: Path) -> None:
    many = "fiscal_year=2025" + "".join(f"\n# 项目{at} | code=A{at}" for at in range(1, 31))
    once = "fiscal_year=2025\n# 另一个 | code=B1\n# 又一个 | code=A30"
    paths = [
        saved(tmp_path / f"{name}.perfdesk", text, name)
        for name, text in zip("一二三", (many, many, once), strict=True)
    ]
    assert roll_up(paths).remarks == [
        "项目编码 A1、A2、A3 等 29 个 在 “一.perfdesk”、“二.perfdesk” 里都有，请核对是否重复计入。",
        "项目编码 A30 在 “一.perfdesk”、“二.perfdesk”、“三.perfdesk” 里都有，请核对是否重复计入。",
    ]
    few = "fiscal_year=2025" + "".join(f"\n# 项目{at} | code=A{at}" for at in range(1, 4))
    saved(paths[0], few, "四")
    assert roll_up(paths[:2]).remarks[0].startswith("项目编码 A1、A2、A3 在 “一.perfdesk”")


def test_departments_that_differ_by_spaces_or_width_stay_apart_and_are_asked_about(tmp_path: Path) -> None:
    names = ("青禾县第8局", "青禾县第 8 局", "青禾县第８局", "青禾县第9局", "青禾县第9局 ")
    paths = [
        saved(tmp_path / f"{at}.perfdesk", f"department_name={name} | fiscal_year=202{at}", f"d{at}")
        for at, name in enumerate(names)
    ]
    found = roll_up(paths)
    assert found.remarks == [
        "单位 “青禾县第8局”、“青禾县第 8 局”、“青禾县第８局” 只差空格或全角半角，没有合在一起；"
        "如果是同一个单位，请把名称改成一样再汇总。"
    ]
    assert [row[0] for row in tables(found)[0].rows] == [name.strip() for name in names]


LACKING = """
department_name=青禾县林业局 | fiscal_year=2025
# 补植 | budget_total=约五万 | budget_fiscal=3
# 巡护 | budget_total=2.5 | budget_fiscal=2
"""


def test_a_sum_that_lacks_an_amount_says_so_in_its_own_cell(county: Path, tmp_path: Path) -> None:
    """Unmarked, the 预算数 of a department was less than its 财政资金 and looked like any other number."""
    saved(county / "林业局2.perfdesk", LACKING.replace("林业局", "林业二局"), "l2")
    first, second, doubts = tables(roll_up(sorted(county.rglob("*.perfdesk"))))
    sums = {row[0]: row[4:7] for row in first.all_rows}
    assert sums["青禾县林业二局"] == (Incomplete(Decimal("2.5")), Decimal(5), Decimal(0))
    assert sums["青禾县林业局"] == (Decimal("2.5"), Decimal("2.5"), Decimal(0))
    assert sums["合计"] == (Incomplete(Decimal("32.2")), Decimal("32.7"), Decimal(2)) == second.total[4:7]
    assert "（不全）" in first.intro[1]
    assert len(doubts.rows) == 1
    out = tmp_path / "汇总.xlsx"
    assert main(["rollup", str(county), "-o", str(out)]) == 1
    cells = {row[0].value: row[4:6] for row in openpyxl.load_workbook(out)["汇总"].iter_rows(min_row=5)}
    lacking, whole = cells["青禾县林业二局"]
    assert (lacking.value, lacking.number_format) == (2.5, '#,##0.00####"（不全）"')
    assert (whole.value, whole.number_format) == (5, "#,##0.00####")
    assert "（不全）" in cells["合计"][0].number_format


def test_a_sum_that_lacks_an_amount_says_so_in_word(tmp_path: Path) -> None:
    first = tables(roll_up([saved(tmp_path / "林业局.perfdesk", LACKING)]))[0]
    stream = BytesIO()
    write_list(first, stream)
    (table,) = docx.Document(stream).tables
    assert [cell.text for cell in table.rows[1].cells][4:6] == ["2.50（不全）", "5.00"]


def test_who_gives_up_is_heard_at_every_file(county: Path) -> None:
    calls: list[int] = []

    def go_on() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        roll_up(sorted(county.rglob("*.perfdesk")), go_on)
    assert len(calls) == 2


def test_a_file_whose_past_is_damaged_is_counted_and_that_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.perfdesk", "fiscal_year=2025\n# 甲")
    opened = file.read(path)
    file.save(path, SetFields({("p1", "goal"): "好"}).apply(opened.document), opened)
    repacked(path, "history/revisions.jsonl", b"[]\n")
    found = roll_up([path])
    assert len(found.projects) == 1
    assert len(found.remarks) == 1
    assert "修订历史" in found.remarks[0]


def test_copies_of_one_name_are_told_apart(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(county / "档案馆.perfdesk", county / "郊区" / "档案馆.perfdesk")
    monkeypatch.chdir(county)
    found = roll_up(sorted(Path().rglob("*.perfdesk")))
    assert found.remarks == ["没有计入“郊区/档案馆.perfdesk”：已计入“县/档案馆.perfdesk”，两份内容相同。"]
    assert len(found.projects) == 3


def test_what_cannot_be_counted_is_said(county: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (county / "坏.perfdesk").write_bytes(b"PK")
    twin = document(ARCHIVE.replace("=5 ", "=五万 ").replace("code=A2", "code=C7"))
    file.save(county / "另报.perfdesk", type(twin)("t", twin.form, twin.fields, twin.projects))
    out = tmp_path / "汇总.xlsx"
    assert main(["rollup", str(county), "-o", str(out)]) == 1
    said = capfd.readouterr().err
    assert "打不开“坏.perfdesk”" in said
    assert "金额“五万”读不懂" in said
    assert "项目编码 A1 在 “另报.perfdesk”、“档案馆.perfdesk” 里都有" in said
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "项目", "请核对"]


def test_nothing_is_written_for_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "汇总.xlsx"
    assert main(["rollup", str(tmp_path), "-o", str(out)]) == 2
    assert main(["rollup", str(tmp_path)]) == 2
    assert not out.exists()
    assert capfd.readouterr().err.count("\n") == 2


def test_an_empty_department_is_a_row(tmp_path: Path) -> None:
    file.save(tmp_path / "空.perfdesk", document("department_name=青禾县信访局 | fiscal_year=2025"))
    first, second = tables(roll_up([tmp_path / "空.perfdesk"]))
    assert first.rows[0][:7] == ("青禾县信访局", "2025", 1, 0, *[Decimal(0)] * 3)
    assert first.total[:7] == ("合计", "", 1, 0, *[Decimal(0)] * 3)
    assert second.rows == []


def test_the_libraries_of_word_and_excel_are_not_waited_for() -> None:
    """The window and most commands start without them: a third of a second."""
    script = "import sys, perfdesk.commands.cli, perfdesk.ui.app; print({'docx', 'openpyxl'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_records_stand_on_a_sheet_of_their_kind_with_where_they_are_from(county: Path) -> None:
    tasks = """
        department_name=青禾县林业局 | fiscal_year=2025 | money_unit=元
        # 补植
        + tasks | 购苗 | total=25000 | fiscal=约2万
        # 巡护
        + tasks | 修路 | total=0.5万元
        + sites | 河西路
    """
    file.save(county / "任务.perfdesk", replace(document(tasks), id="t"))
    found = {one.title: one for one in tables(roll_up(sorted(county.rglob("*.perfdesk"))))}
    assert list(found) == ["汇总", "项目", "任务", "地点"]
    heads = ("单位", "年度", "项目名称", "任务名称", "总额", "财政拨款", "文件")
    assert found["任务"].heads == heads
    assert found["任务"].rows == [
        ("青禾县林业局", "2025", "补植", "购苗", Decimal("2.5"), "约2万", "任务.perfdesk"),
        ("青禾县林业局", "2025", "巡护", "修路", Decimal("0.5"), "", "任务.perfdesk"),
    ]
    assert found["地点"].rows == [("青禾县林业局", "2025", "巡护", "河西路", "任务.perfdesk")]
