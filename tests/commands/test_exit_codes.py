"""Exit codes and refusals, a row for each: 0 done; 1 done, and a person is needed; 2 not done, and why in one line."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from command import HEBEI, Run
from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.check import check
from perfdesk.store import file

BOOK = written("""
department_name=青禾县档案馆 | fiscal_year=2031
# 网站维护费 | code=QH01 | budget_total=5 | budget_fiscal=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
# 库房租金 | code=ＱＨ０２ | budget_total=3 | budget_fiscal=3
# 宣传 | code=2 | budget_total=1 | budget_fiscal=1
""")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small document in the current folder."""
    monkeypatch.chdir(tmp_path)
    file.save(Path("书.perfdesk"), BOOK)
    return Path("书.perfdesk")


def document(path: Path) -> Document:
    return file.read(path).document


def put(path: Path, key: str, text: str, node: str = "d") -> None:
    opened = file.read(path)
    file.save(path, SetFields({(node, key): text}).apply(opened.document), opened)


# --- new ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "code"), [("2031", 0), ("", 0), ("203", 2), ("20311", 2), ("２０３１", 2), ("二〇三一", 2), ("203x", 2)]
)
def test_a_year_is_four_digits_or_that_of_the_form(run: Run, tmp_path: Path, year: str, code: int) -> None:
    out = tmp_path / "新.perfdesk"
    found, _, err = run("new", "--form", "hebei-book-2024", "--year", year, "-o", out)
    assert found == code
    assert err == (f"perfdesk: 年度“{year}”不是四位数字。\n" if code else "")
    assert (document(out).fields["fiscal_year"] if out.exists() else None) == (None if code else year or "2024")


# --- set: which node ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("1", "网站维护费"),
        ("3", "宣传"),
        # A number is a number, though a project has it as its code.
        ("2", "库房租金"),
        # A code is the same in full width.
        ("QH01", "网站维护费"),
        ("ＱＨ０１", "网站维护费"),
        ("QH02", "库房租金"),
    ],
)
def test_a_project_is_meant_by_its_number_or_its_code(run: Run, book: Path, project: str, name: str) -> None:
    assert run("set", book, "--project", project, "goal=好") == (0, "", "")
    assert [one.name for one in document(book).projects if one.fields["goal"]] == [name]


@pytest.mark.parametrize("project", ["0", "4", "-1", "１", "QH", "网站维护费", ""])
def test_what_is_no_number_and_no_code_is_refused_with_how_many_there_are(run: Run, book: Path, project: str) -> None:
    before = book.read_bytes()
    assert run("set", book, f"--project={project}", "goal=好") == (
        2, "", f"perfdesk: 没有编号或编码为“{project}”的项目；共有 3 个项目。\n",
    )  # fmt: skip
    assert book.read_bytes() == before


@pytest.mark.parametrize(("number", "code"), [(0, 2), (1, 0), (2, 0), (3, 2)])
def test_an_indicator_is_one_of_its_project(run: Run, book: Path, number: int, code: int) -> None:
    found, _, err = run("set", book, "--project", "1", "--indicator", number, "target=9次")
    assert found == code
    said = f"perfdesk: 项目“网站维护费”没有第 {number} 条指标；共有 2 条。\n"
    assert err == (said if code else "")
    targets = [row.target for row in document(book).projects[0].indicators]
    assert targets == [("9次" if code == 0 and at == number else old) for at, old in ((1, "≥4次"), (2, "1个"))]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--indicator", "1", "target=9次"], "--indicator 要和 --project 一起使用。"),
        (["--project", "1", "target=9次"], "“target=9次”不是“字段=内容”；这里的字段有 "),
        (["name=甲"], "“name=甲”不是“字段=内容”；这里的字段有 "),
        (["compiler"], "“compiler”不是“字段=内容”；这里的字段有 "),
    ],
)
def test_a_key_belongs_to_what_is_set(run: Run, book: Path, arguments: list[str], says: str) -> None:
    code, out, err = run("set", book, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"perfdesk: {says}")


def test_several_fields_are_one_revision_by_one_author(run: Run, book: Path) -> None:
    assert run("set", book, "--author", "张三", "compiler=李四", "money_unit=元", "compiler=王五")[0] == 0
    newest, first = json.loads(run("history", book, "--json")[1])["revisions"]
    assert (newest["author"], newest["parents"]) == ("张三", [first["id"]])
    assert {one["field"]: one["after"] for one in newest["changes"]} == {"compiler": "王五", "money_unit": "元"}


# --- check -------------------------------------------------------------------------------------------------------


def judged(path: Path, *kinds: str) -> list[str]:
    """Rules left out so that only findings of these severities are left."""
    found = check(document(path), form("hebei-book-2024"))
    return sorted({one.rule for one in found if one.severity.value not in kinds})


def without(rules: list[str]) -> list[str]:
    return [word for rule in rules for word in ("--without", rule)]


def test_only_errors_need_a_person(run: Run, book: Path) -> None:
    """Warnings are told, and all is done."""
    code, out, _ = run("check", book, "--json")
    counts = json.loads(out)["counts"]
    assert (code, counts["error"] > 0) == (1, True)
    code, out, _ = run("check", book, "--json", *without(judged(book, "warning")))
    assert (code, json.loads(out)["counts"]["error"]) == (0, 0)


def test_a_file_that_cannot_be_read_needs_a_person_and_alone_is_not_done(run: Run, book: Path) -> None:
    bad = Path("坏.perfdesk")
    bad.write_bytes(b"PK")
    rules = without(judged(book, "warning"))
    assert run("check", book, *rules)[0] == 0
    code, out, err = run("check", book, bad, *rules)
    assert (code, "打不开“坏.perfdesk”" in err) == (1, True)
    assert out.startswith("书.perfdesk：错误 0，")
    code, out, err = run("check", bad, *rules)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_empty_folder_is_refused_with_what_could_be_checked(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", tmp_path, "--json")
    assert (code, out) == (2, "")
    assert err == f"perfdesk: 文件夹 {tmp_path} 里没有可以审核的文件（.perfdesk、.txt、.docx、.xlsx）。\n"


def test_a_rule_that_is_not_known_is_named_with_all_that_are(run: Run, book: Path) -> None:
    code, _, err = run("check", book, "--without", "zzz", "--without", "fund-sum", "--without", "aaa")
    assert code == 2
    assert err.startswith("perfdesk: 没有名为“aaa、zzz”的规则；规则有 ")
    assert "fund-sum" in err


def test_a_finding_in_words_names_project_and_evidence(run: Run, book: Path) -> None:
    put(book, "budget_fiscal", "4", "p1")
    lines = run("check", book)[1].splitlines()
    (line,) = [line for line in lines if "财政" in line and "1.网站维护费" in line]
    assert line.startswith("  [错误] 1.网站维护费：")
    assert any(line.startswith("  [提醒] 全文：") for line in lines)
    assert not any(line.startswith(("汇总", "合计")) for line in lines), "one file needs no summary"


# --- export and import -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "said"), [("表.doc", ".doc"), ("表", "没有后缀的"), ("表.pdf.txt", ".txt")])
def test_an_ending_that_cannot_be_written_is_named(run: Run, book: Path, name: str, said: str) -> None:
    assert run("export", book, "-o", name) == (
        2, "", f"perfdesk: 不能导出 {said} 文件；可以导出 .docx、.xlsx 和 .pdf。\n",
    )  # fmt: skip
    assert not Path(name).exists()


def test_a_form_that_does_not_print_all_needs_a_person(run: Run, book: Path) -> None:
    assert run("export", book, "-o", "全.docx") == (0, "", "")
    put(book, "overall_goal", "保管好档案")
    code, _, err = run("export", book, "-o", "宁.docx", "--form", "ningxia-annex2-2024")
    assert code == 1
    assert "不印已经填写的" in err
    assert Path("宁.docx").stat().st_size > 1000
    assert run("export", book, "-o", "冀.docx", "--form", "hebei-book-2024") == (0, "", "")


@pytest.mark.usefixtures("qapp")
def test_a_choice_of_projects_is_another_document(run: Run, book: Path) -> None:
    """If it kept the id, merging it would look as if somebody had removed the others."""
    assert run("export", book, "-o", "一.pdf", "--project", "QH02")[0] == 0
    assert run("export", book, "-o", "全.pdf")[0] == 0
    for name in ("一", "全"):
        assert run("import", f"{name}.pdf", "-o", f"{name}.perfdesk")[0] == 0
    one, whole = document(Path("一.perfdesk")), document(Path("全.perfdesk"))
    assert (one.id == BOOK.id, [project.name for project in one.projects]) == (False, ["库房租金"])
    assert (whole.id, len(whole.projects)) == (BOOK.id, 3)
    code, out, _ = run("merge", book, "全.perfdesk", "-o", "合.perfdesk")
    assert (code, "全.perfdesk：与“书.perfdesk”内容相同" in out) == (0, True)


@pytest.mark.usefixtures("qapp")
def test_a_bare_pdf_is_imported_by_what_its_pages_show(run: Run, book: Path) -> None:
    assert run("export", book, "-o", "裸.pdf", "--bare")[0] == 0
    code, out, err = run("import", "裸.pdf", "-o", "裸.perfdesk")
    assert (code, err, "按页面上的表格线" in out) == (0, "", True)
    found = document(Path("裸.perfdesk"))
    assert [project.name for project in found.projects] == [project.name for project in BOOK.projects]


def test_importing_says_in_words_what_was_understood(run: Run, tmp_path: Path) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_text(HEBEI.read_text(encoding="utf-8") + "\n表后的说明\n", encoding="utf-8")
    code, out, err = run("import", odd, "-o", tmp_path / "a.perfdesk")
    lines = out.splitlines()
    assert (code, err) == (1, "")
    found = document(tmp_path / "a.perfdesk")
    rows = sum(len(project.indicators) for project in found.projects)
    assert lines[0] == f"{odd}：部门预算绩效文本，项目 {len(found.projects)} 个，指标 {rows} 条"
    assert lines[-1].startswith("  未识别 ")
    assert lines[-1].endswith("表后的说明")


# --- several documents -------------------------------------------------------------------------------------------


def test_differences_in_words_name_project_and_place(run: Run, book: Path) -> None:
    other = Path("乙.perfdesk")
    shutil.copy(book, other)
    put(other, "target", "≥6次", "p1.1")
    assert run("diff", book, other)[:2] == (0, "1 网站维护费 维护次数 · 指标值：“≥4次” → “≥6次”\n")
    assert run("diff", book, book)[:2] == (0, "两份文件内容相同。\n")
    assert json.loads(run("diff", book, book, "--json")[1]) == {"changes": []}


def test_a_merge_tells_what_it_took_and_what_it_asks(run: Run, book: Path) -> None:
    other = Path("乙.perfdesk")
    shutil.copy(book, other)
    put(other, "target", "≥6次", "p1.1")
    put(other, "goal", "乙的目标", "p2")
    put(book, "goal", "我的目标", "p2")
    code, out, err = run("merge", book, other, "-o", "合.perfdesk", "--plan", "合.json")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "合入 1 处，不用改 0 处，待定 1 处。",
        "  [合入] 1 网站维护费 维护次数 · 指标值：“≥6次”（乙.perfdesk）",
        "  [待定] 2 库房租金 绩效目标：原为“”；书.perfdesk “我的目标”；乙.perfdesk “乙的目标”",
    ]
    assert [one["open"] for one in json.loads(Path("合.json").read_bytes())["decisions"]] == [False, True]
    before = Path("合.json").read_bytes()
    code, _, err = run("merge", book, other, "-o", "又.perfdesk", "--plan", "合.json")
    assert (code, "合.json 已经存在，没有覆盖。要覆盖请加 --force。" in err) == (2, True)
    assert (Path("又.perfdesk").exists(), Path("合.json").read_bytes()) == (False, before)


def test_the_past_in_words_is_the_newest_first_and_tells_each_change(run: Run, book: Path) -> None:
    assert run("set", book, "--author", "张三", "--project", "2", "goal=租用")[0] == 0
    lines = run("history", book)[1].splitlines()
    assert len(lines) == 3
    assert "  张三  " in lines[0]
    assert lines[1] == "  2 库房租金 绩效目标：“” → “租用”"
    assert "  （未署名）  " in lines[2]


def test_an_annex_has_no_past(run: Run, book: Path) -> None:
    assert run("export", book, "-o", "表.docx")[0] == 0
    code, out, err = run("history", "表.docx", "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_roll_up_is_written_where_it_is_asked_and_does_not_count_itself(run: Run, book: Path) -> None:
    assert run("rollup", ".") == (2, "", "perfdesk: 请用 -o 指定工作簿。\n")
    out = Path("汇总.xlsx").absolute()
    assert run("rollup", book, "-o", out) == (0, "汇总 1 个文件，3 个项目，0 条说明\n", "")
    assert run("rollup", Path.cwd(), "-o", out)[0] == 2
    assert run("rollup", Path.cwd(), "-o", out, "--force") == (0, "汇总 1 个文件，3 个项目，0 条说明\n", "")
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "项目"]


def test_what_only_a_person_can_judge_is_told_by_the_exit_code(run: Run, book: Path) -> None:
    put(book, "budget_total", "五万", "p1")
    code, out, err = run("rollup", book, "-o", "汇总.xlsx")
    assert (code, out) == (1, "汇总 1 个文件，3 个项目，1 条说明\n")
    assert "金额“五万”读不懂，没有计入" in err
