"""check over a folder: by several processes or by one the output is the same; the summary that a bureau sends."""

import json
import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from command import HEBEI, Run
from notation import document as written

from perfdesk.commands import check_file
from perfdesk.commands.check_file import WORD, FileChecked, check_all
from perfdesk.commands.check_summary import most_frequent, summary
from perfdesk.rules.table import RULES
from perfdesk.store import file
from perfdesk.work import side_by_side
from perfdesk.work.side_by_side import in_order, processors

WRONG = """
department_name={} | fiscal_year=2025
# 网站维护费{} | code=13040024P00301410012O | budget_total=30 | budget_fiscal=22.20
- 成本 | 年服务费 | ≤34.44万元
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of two departments, an annex, and a file that cannot be read in the middle."""
    found = tmp_path / "各单位"
    found.mkdir()
    for number, name in enumerate(("青禾县档案馆", "青禾县文化馆", "青禾县档案馆")):
        file.save(found / f"{number}.perfdesk", written(WRONG.format(name, number)))
    (found / "1坏.perfdesk").write_bytes(b"PK")
    shutil.copy(HEBEI, found / "装.txt")
    return found


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child is worth its start for two files already."""
    monkeypatch.setattr(check_file, "_WORTH_A_CHILD", 1)


@pytest.mark.parametrize("words", [(), ("--json",), ("--without", "fund-sum")])
def test_by_several_processes_everything_is_told_as_by_one(
    run: Run, folder: Path, many: None, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = check_file.in_order
    monkeypatch.setattr(check_file, "in_order", lambda word, all_of, n: asked.append(n) or real(word, all_of, n))
    one = run("check", folder, "--jobs", "1", *words)
    assert asked == []
    assert run("check", folder, "--jobs", "3", *words) == one
    assert asked == [3]
    assert one[0] == 1
    assert "1坏.perfdesk" in one[2]


def test_a_few_documents_are_not_worth_a_child(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_file, "in_order", lambda *_: pytest.fail("a child was started"))
    names = [one.name for one in check_all(sorted(folder.glob("*.perfdesk")), (), 8)]
    assert [Path(name).name for name in names] == ["0.perfdesk", "1.perfdesk", "1坏.perfdesk", "2.perfdesk"]


SLOW_FIRST = """
import json, sys, time
for line in sys.stdin:
    at = json.loads(line)["at"]
    time.sleep(0.3 if at == 0 else 0)
    if at == 3:
        sys.exit(1)
    print(json.dumps({"at": at}), flush=True)
"""


def test_answers_come_in_order_and_a_child_that_ends_costs_only_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "program", lambda: [sys.executable, "-c", SLOW_FIRST])
    told = [*in_order("", [{"at": at} for at in range(8)], 2)]
    assert told == [None if at == 3 else {"at": at} for at in range(8)]


def test_no_more_children_are_started_than_allowed_and_all_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[side_by_side._Child] = []
    real = side_by_side._Child

    class Watched(real):
        def __init__(self, word: str) -> None:
            super().__init__(word)
            started.append(self)

    monkeypatch.setattr(side_by_side, "_Child", Watched)
    monkeypatch.setattr(side_by_side, "program", lambda: [sys.executable, "-c", SLOW_FIRST])
    answers = in_order("", [{"at": at} for at in (5, 6, 7, 8, 9)], 2)
    assert next(answers) == {"at": 5}
    answers.close()
    assert 1 <= len(started) <= 2
    assert all(one._process.poll() is not None for one in started)
    assert 1 <= processors() <= side_by_side.MOST


def test_a_file_whose_child_ends_is_told_as_not_checked(
    folder: Path, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_file, "in_order", lambda _word, questions, _n: [None for _ in questions])
    paths = sorted(folder.iterdir())
    assert [one.failure for one in check_all(paths, (), 2)] == [f"{path} 审核时出错，没有审核。" for path in paths]


def test_a_child_that_nobody_asks_anything_just_ends() -> None:
    child = side_by_side._Child(WORD)
    child._process.stdin.close()
    assert child._process.wait(60) == 0
    child.end()


@pytest.mark.skipif(os.name == "nt", reason="such names there are not")
def test_a_name_that_is_no_text_goes_to_a_child_and_back(folder: Path, many: None) -> None:
    shutil.copy(folder / "0.perfdesk", folder / os.fsdecode(b"\xff.perfdesk"))
    paths = sorted(folder.glob("*.perfdesk"))
    assert [one.name for one in check_all(paths, (), 2)] == [str(path) for path in paths]


# --- the summary -------------------------------------------------------------------------------------------------


def test_json_has_the_summary_beside_what_it_always_had(run: Run, folder: Path) -> None:
    found = json.loads(run("check", folder, "--json")[1])
    assert [*found] == ["findings", "counts", "summary"]
    told = found["summary"]
    assert [(one["department"], one["files"]) for one in told["departments"][:2]] == [
        ("青禾县档案馆", 2),
        ("青禾县文化馆", 1),
    ]
    assert [Path(one["file"]).name for one in told["files"]] == ["0.perfdesk", "1.perfdesk", "2.perfdesk", "装.txt"]
    assert [Path(one["file"]).name for one in told["unread"]] == ["1坏.perfdesk"]
    for kind, number in found["counts"].items():
        assert sum(one["counts"][kind] for one in told["departments"]) == number
        assert sum(head[kind] for one in told["departments"] for head in one["heads"].values()) == number
    counts = [one["count"] for one in told["rules"]]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) <= 10


def test_the_ten_most_frequent_rules_are_named_the_most_frequent_first() -> None:
    rules = ["plan", "basis", *["fund-sum"] * 2, "attribute", "leftover", "goal-sum", "direction", "vague-target"]
    rules += ["weight-sum", "doubled-text", "placeholder", *["project-code"] * 3]
    rows = [{"rule": name, "severity": "warning"} for name in rules]
    found = most_frequent(summary([FileChecked("甲", "乙", rows)]))
    assert found[:3] == [("project-code", 3), ("fund-sum", 2), ("attribute", 1)]
    assert len(found) == 10
    assert "weight-sum" not in dict(found)


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def test_the_workbook_has_departments_files_rules_and_what_was_not_read(run: Run, folder: Path, tmp_path: Path) -> None:
    out = folder / "汇总.xlsx"
    code, printed, told = run("check", folder, "--summary", out)
    sheets = _sheets(out)
    assert [*sheets] == ["审核汇总", "按文件", "最常见的意见", "没有读到的文件"]
    rows = {row[0]: row for row in sheets["审核汇总"][2:]}
    heads = sheets["审核汇总"][2]
    assert (heads[:3], heads[-1]) == (["单位", "文件数", "完整性\n错误"], "合计")
    assert rows["青禾县档案馆"][1] == 2
    assert rows["合计"][1] == 4
    total = printed.splitlines()[-1].split("\t")[1:]
    assert rows["合计"][-1] == sum(map(int, total)) == sum(rows["合计"][2:-1])
    assert sheets["没有读到的文件"][2][0] == "1坏.perfdesk"
    assert code == 1
    assert run("check", folder, "--summary", out)[0] == 2, "nothing is overwritten"
    again = run("check", folder, "--summary", out, "--force")
    assert again == (code, printed, told), "the summary itself is not checked"


def test_the_word_file_has_the_same_lists(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.docx"
    assert run("check", folder, "--summary", out)[0] == 1
    word = docx.Document(str(out))
    assert [len(table.rows) for table in word.tables][:2] == [5, 5]
    texts = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
    assert texts[0] == "审核汇总"
    assert texts[1].startswith("3 个单位，4 个文件：错误 ")
    assert texts[1].endswith("没有读到的 1 个。")
    assert texts[2:] == ["按文件", "最常见的意见", "没有读到的文件"]


@pytest.mark.parametrize("name", ["汇总.pdf", "汇总"])
def test_a_summary_of_another_kind_is_refused_before_anything_is_read(run: Run, folder: Path, name: str) -> None:
    code, out, err = run("check", folder, "--summary", folder / name)
    assert (code, out) == (2, "")
    assert ".docx、.xlsx" in err


def test_where_everything_could_be_read_and_nothing_is_wrong_no_empty_list_is_written(tmp_path: Path) -> None:
    from perfdesk.commands.check_summary import tables

    found = tables(summary([FileChecked("甲.perfdesk")]))
    assert [one.title for one in found] == ["审核汇总", "按文件"]
    assert found[0].rows[0][0] == "（未填单位）"


def _found(*cases: tuple[str, str]) -> FileChecked:
    """A file with a finding of each rule, as grave as is said."""
    return FileChecked("甲.perfdesk", "青禾县水务局", [{"rule": name, "severity": how} for name, how in cases])


def test_each_head_has_a_column_for_errors_and_for_warnings_and_all_hints_have_one() -> None:
    from perfdesk.commands.check_summary import tables

    cases = [("fund-sum", "error"), ("basis", "warning"), ("one-basis", "info"), ("two-things", "info")]
    by_department, by_file, *_ = tables(summary([_found(*cases)]))
    heads = ("完整性\n错误", "完整性\n提醒", "提示", "合计")
    assert by_department.heads == ("单位", "文件数", *heads), "what nobody has takes no room from the names"
    assert by_department.rows == [("青禾县水务局", 1, 1, 1, 2, 4)]
    assert by_department.total == ("合计", 1, 1, 1, 2, 4)
    assert by_file.heads == ("单位", "文件", *heads)
    assert by_file.rows == [("青禾县水务局", "甲.perfdesk", 1, 1, 2, 4)]


def test_names_of_departments_have_room_beside_all_columns() -> None:
    from perfdesk.commands.check_summary import tables
    from perfdesk.exporters.lists import list_widths

    cases = [(one.id, how) for one in RULES for how in ("error", "warning", "info")]
    by_department, by_file, *_ = tables(summary([_found(*cases)]))
    assert len(by_department.heads) == 2 + 4 * 2 + 2
    assert list_widths(by_department)[0] >= 7
    assert min(list_widths(by_file)[:2]) >= 6.5, "four in all columns was too little"
