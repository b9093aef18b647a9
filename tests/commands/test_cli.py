"""The command line's contract: names, keys, exit codes; and never a traceback."""

import argparse
import errno
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import EXAMPLES, HEBEI, Run
from foreign_annex import NATION

from perfdesk.commands import one_document, shared
from perfdesk.forms.loader import forms
from perfdesk.store import file, lock


@pytest.fixture
def book(tmp_path: Path, run: Run) -> Path:
    """The Hebei example as a document."""
    path = tmp_path / "示例 book.perfdesk"
    assert run("import", HEBEI, "-o", path)[0] == 0
    return path


def shown(run: Run, path: Path) -> Any:
    code, out, _ = run("show", path, "--json")
    assert code == 0
    return json.loads(out)


def refused(run: Run, *arguments: object) -> str:
    """The one line that says why nothing was done."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert any("\u4e00" <= character <= "\u9fff" for character in err)
    return err


def test_forms_are_listed(run: Run) -> None:
    code, out, _ = run("forms", "--json")
    assert code == 0
    assert {row["id"] for row in json.loads(out)["forms"]} == set(forms())
    assert json.loads(out)["forms"][0].keys() == {"id", "title", "place", "origin", "digest"}
    assert {row["origin"] for row in json.loads(out)["forms"]} == {"shipped"}
    assert json.loads(out)["faults"] == []
    assert "hebei-book-2024" in run("forms")[1]


def test_a_new_document_is_empty_and_of_its_year(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.perfdesk"
    assert run("new", "--form", "ningxia-annex2-2024", "--year", "2031", "-o", path)[0] == 0
    content = shown(run, path)
    assert (content["form"], content["fields"]["fiscal_year"], content["projects"]) == (
        "ningxia-annex2-2024",
        "2031",
        [],
    )


def test_show_has_the_shape_of_the_contract(run: Run, book: Path) -> None:
    content = shown(run, book)
    assert set(content) == {"form", "fields", "projects"}
    assert all(set(project) == {"id", "fields", "indicators"} for project in content["projects"])
    assert all(set(row) == {"id", "fields"} for project in content["projects"] for row in project["indicators"])
    assert content["projects"][0]["fields"]["budget_total"] == "12.00"
    assert run("show", book)[0] == 0


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda path: path.stem)
def test_importing_reports_what_was_understood(run: Run, tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out.perfdesk"
    code, text, _ = run("import", source, "-o", out, "--json")
    report = json.loads(text)["sources"][0]
    assert code == 0
    assert set(report) == {"file", "form", "projects", "indicators", "recognised", "guessed", "left_out"}
    assert report["left_out"] == []
    assert report["projects"] == len(shown(run, out)["projects"])


def test_a_partly_recognised_source_asks_for_a_person(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "odd.txt"
    text = HEBEI.read_text(encoding="utf-8")
    source.write_text(
        text.replace("\n# 第一部分", "\n没有人认识的一行\n\n# 第一部分", 1) + "\n表后的说明\n", encoding="utf-8"
    )
    code, out, _ = run("import", source, "-o", tmp_path / "odd.perfdesk", "--json")
    left = json.loads(out)["sources"][0]["left_out"]
    assert code == 1
    assert {note["text"] for note in left} == {"没有人认识的一行", "表后的说明"}
    assert all("行" in note["place"] for note in left)


def test_a_foreign_annex_is_refused_and_says_how_to_insist(run: Run, tmp_path: Path) -> None:
    source, out = tmp_path / "申报表.txt", tmp_path / "out.perfdesk"
    source.write_text(NATION, encoding="utf-8")
    code, _, err = run("import", source, "-o", out)
    assert code == 2
    assert err.endswith("没有装入；用 --form 指定表样可以强行装入（--form ningxia-annex2-2024）。\n")
    assert run("import", source, "-o", out, "--form", "ningxia-annex2-2024")[0] == 1


@pytest.mark.parametrize(("name", "count"), [("mof-10-self", 2), ("mof-88-department", 1)])
def test_a_blank_form_is_made_to_be_printed(run: Run, tmp_path: Path, name: str, count: int) -> None:
    path, printed = tmp_path / "空白.perfdesk", tmp_path / "空白.docx"
    assert run("new", "--form", name, "--projects", "2", "-o", path)[0] == 0
    content = shown(run, path)
    assert [len(one["indicators"]) for one in content["projects"]] == [6] * count
    assert run("export", path, "-o", printed)[0] == 0
    assert printed.stat().st_size > 0
    assert run("new", "--form", name, "--projects", "101", "-o", path, "--force")[0] == 2


def test_what_is_left_out_beside_the_tables_of_a_further_source_is_kept(run: Run, tmp_path: Path) -> None:
    odd, out = tmp_path / "odd.txt", tmp_path / "out.perfdesk"
    odd.write_text(HEBEI.read_text(encoding="utf-8") + "\n表后的说明\n", encoding="utf-8")
    assert run("import", HEBEI, odd, "-o", out)[0] == 1
    assert "表后的说明" in shown(run, out)["fields"]["unread.import"]


def test_setting_fields_is_seen_in_the_document(run: Run, book: Path) -> None:
    assert run("set", book, "department_name=望沙县水务局")[0] == 0
    assert run("set", book, "--project", "2", "budget_total=1.80", "goal=a=b", "--author", "张三")[0] == 0
    code = shown(run, book)["projects"][0]["fields"]["code"]
    assert run("set", book, "--project", code, "--indicator", "3", "target=≥95%")[0] == 0
    content = shown(run, book)
    assert content["fields"]["department_name"] == "望沙县水务局"
    assert content["projects"][1]["fields"]["budget_total"] == "1.80"
    assert content["projects"][1]["fields"]["goal"] == "a=b"
    assert content["projects"][0]["indicators"][2]["fields"]["target"] == "≥95%"


def test_checks_find_the_planted_mistakes(run: Run, book: Path) -> None:
    code, out, _ = run("check", book, "--json")
    report = json.loads(out)
    found = {(finding["project"]["number"], finding["rule"]) for finding in report["findings"]}
    planted = {(3, "cost-over-budget"), (4, "fund-sum"), (5, "duplicate-indicator"), (6, "project-code")}
    assert code == 1
    assert found == planted
    assert report["counts"] == {"error": 4, "warning": 0, "info": 0}
    keys = {"rule", "severity", "file", "project", "indicator", "row", "field", "message", "evidence"}
    assert all(set(finding) == keys for finding in report["findings"])
    assert set(report["findings"][0]["project"]) == {"number", "code", "name"}
    assert run("check", book)[0] == 1


def test_a_folder_is_checked_whole_and_a_bad_file_stops_no_other(run: Run, book: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.perfdesk").write_bytes(b"no zip")
    (tmp_path / "~$lock.docx").write_bytes(b"")
    code, out, err = run("check", tmp_path, "--json")
    assert code == 1
    assert {finding["file"] for finding in json.loads(out)["findings"]} == {str(book)}
    assert "坏.perfdesk" in err


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda path: path.stem)
def test_an_exported_word_annex_comes_back_equal(run: Run, tmp_path: Path, source: Path) -> None:
    document, word, again = (tmp_path / name for name in ("a.perfdesk", "a.docx", "b.perfdesk"))
    assert run("import", source, "-o", document)[0] == 0
    assert run("export", document, "-o", word)[0] == 0
    assert run("import", word, "-o", again)[0] == 0
    code, out, _ = run("diff", document, again, "--json")
    assert (code, json.loads(out)) == (0, {"changes": []})


def test_both_seeds_survive_word(run: Run, tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        document, word = tmp_path / f"{seed.stem}.perfdesk", tmp_path / f"{seed.stem}.docx"
        assert run("import", seed, "-o", document)[0] == 0
        assert run("export", document, "-o", word)[0] == 0
        assert json.loads(run("diff", document, word, "--json")[1]) == {"changes": []}


def test_a_project_can_be_exported_alone(run: Run, book: Path, tmp_path: Path) -> None:
    word = tmp_path / "one.docx"
    assert run("export", book, "-o", word, "--project", "2")[0] == 0
    content = shown(run, word)
    assert len(content["projects"]) == 1


def test_a_project_that_is_exported_alone_keeps_its_number(run: Run, book: Path, tmp_path: Path) -> None:
    word, excel = tmp_path / "some.docx", tmp_path / "some.xlsx"
    for out in (word, excel):
        assert run("export", book, "-o", out, "--project", "4", "--project", "2")[0] == 0
    with zipfile.ZipFile(word) as package:
        text = package.read("word/document.xml").decode()
    titles = ["2.公共图书馆免费开放绩效目标表", "4.非物质文化遗产数据库建设绩效目标表"]
    # In the contents and above the table.
    assert re.findall(r"\d\.[^<]*绩效目标表", text) == titles * 2
    workbook = openpyxl.load_workbook(excel)
    assert {"2 公共图书馆免费开放", "4 非物质文化遗产数据库建设"} < set(workbook.sheetnames)
    numbers = [str(cell.value) for cell in workbook["指标清单"]["A"]]
    assert {"2", "4"} == {number for number in numbers if number.isdigit()}


@pytest.mark.usefixtures("qapp")  # PDF would start a Qt of its own, and tests of the window after it find that one
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
def test_every_kind_of_file_is_written(run: Run, book: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    assert run("export", book, "-o", out)[0] == 0
    assert out.read_bytes()[:4] in (b"PK\x03\x04", b"%PDF")


def test_differences_are_told_in_words_and_as_data(run: Run, book: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.perfdesk"
    other.write_bytes(book.read_bytes())
    run("set", other, "--project", "1", "--indicator", "2", "target=≥300人次")
    changes = json.loads(run("diff", book, other, "--json")[1])["changes"]
    assert [(c["kind"], c["field"], c["before"], c["after"]) for c in changes] == [
        ("set", "target", "≥240人次", "≥300人次")
    ]
    assert set(changes[0]) == {"kind", "project", "indicator", "field", "before", "after"}
    assert "≥300人次" in run("diff", book, other)[1]
    assert "相同" in run("diff", book, book)[1]


def test_nothing_is_overwritten_without_force(run: Run, book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    assert "--force" in refused(run, "new", "--form", "hebei-book-2024", "-o", book)
    assert "--force" in refused(run, "import", HEBEI, "-o", book)
    word = tmp_path / "a.docx"
    word.write_bytes(b"mine")
    assert "--force" in refused(run, "export", book, "-o", word)
    assert (book.read_bytes(), word.read_bytes()) == (before, b"mine")
    assert run("export", book, "-o", word, "--force")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["import"],
        ["show", "missing.perfdesk", "--json"],
        ["check", "missing.docx"],
        ["new", "--form", "nowhere", "-o", "x.perfdesk"],
        ["new", "--form", "hebei-book-2024", "--year", "24", "-o", "x.perfdesk"],
        ["import", "missing.txt", "-o", "x.perfdesk"],
        ["import", "missing.txt", "-o", "x.perfdesk", "--form", "nowhere"],
        ["export", "missing.perfdesk", "-o", "x.docx"],
        ["diff", "a.perfdesk", "b.perfdesk"],
        ["set", "missing.perfdesk", "name=x"],
        ["--no-such-option"],
        ["show", "a\0b"],
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(run, *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--project", "99", "name=x"],
        ["--project", "1", "--indicator", "99", "name=x"],
        ["--indicator", "1", "name=x"],
        ["no_such_field=x"],
        ["not an assignment"],
    ],
)
def test_a_set_that_cannot_be_done_changes_nothing(run: Run, book: Path, arguments: list[str]) -> None:
    before = book.read_bytes()
    refused(run, "set", book, *arguments)
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.txt", b""),
        ("散文.txt", "今天天气很好。\n没有表格。\n".encode()),
        ("编码.txt", b"\x81\xff\xfe\x80 \x80\x80"),
        ("二进制.txt", b"\x00\x01\x02" * 100),
        ("坏.docx", b"PK\x03\x04 damaged"),
        ("坏.xlsx", b"no zip"),
        ("旧.doc", b"\xd0\xcf\x11\xe0"),
        ("图.png", b"\x89PNG"),
        ("扫描.pdf", b"%PDF-1.4"),
        ("坏.perfdesk", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_bad_sources_are_refused_and_leave_nothing(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    source, out = tmp_path / name, tmp_path / "out.perfdesk"
    source.write_bytes(content)
    for arguments in (("check", source), ("import", source, "-o", out)):
        assert name in refused(run, *arguments)
    assert not out.exists()


def test_a_cut_off_table_keeps_what_was_understood(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "cut.txt"
    text = HEBEI.read_text(encoding="utf-8")
    source.write_text(text[: text.index("年养护费用")], encoding="utf-8")
    out = tmp_path / "cut.perfdesk"
    assert run("import", source, "-o", out)[0] in (0, 1)
    assert [len(project["indicators"]) for project in shown(run, out)["projects"]] == [7, 7, 3]


def test_a_folder_that_cannot_be_written_is_named(run: Run, book: Path, tmp_path: Path) -> None:
    assert "不存在" in refused(run, "export", book, "-o", tmp_path / "nowhere" / "a.docx")
    (tmp_path / "file").write_bytes(b"")
    refused(run, "export", book, "-o", tmp_path / "file" / "a.docx")


def test_the_module_and_the_installed_command_are_the_same_program(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("perfdesk")
    commands = [[sys.executable, "-m", "perfdesk"]] + ([[str(script)]] if script.exists() else [])
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    outputs = set()
    for command in commands:
        done = subprocess.run([*command, "forms", "--json"], capture_output=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        outputs.add(done.stdout)
        assert subprocess.run([*command, "show", "无"], capture_output=True, check=False).returncode == 2
    assert len(outputs) == 1
    assert json.loads(outputs.pop().decode("utf-8"))["forms"]


def test_a_batch_ends_with_a_summary_and_rules_can_be_left_out(run: Run, book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    for name in ("甲.perfdesk", "乙.perfdesk"):
        (folder / name).write_bytes(book.read_bytes())
    code, out, _ = run("check", folder)
    lines = out.splitlines()
    assert code == 1
    assert lines[-4].split("\t") == ["汇总", "错误", "提醒", "提示"]
    each, total = lines[-2].split("\t"), lines[-1].split("\t")
    assert total == ["合计 2 个文件", *(str(2 * int(number)) for number in each[1:])]
    found = json.loads(run("check", book, "--json")[1])["findings"]
    rules = {finding["rule"] for finding in found}
    assert "fund-sum" in rules
    left = json.loads(run("check", book, "--without", "fund-sum", "--json")[1])["findings"]
    assert {finding["rule"] for finding in left} == rules - {"fund-sum"}
    assert run("check", book, "--without", "no-such-rule")[0] == 2


# --- what the system cannot do -----------------------------------------------------------------------------------

TOO_LONG = "绩" * 90 + ".perfdesk"


@pytest.mark.skipif(os.name == "nt", reason="Windows counts characters, not bytes")
def test_a_name_that_is_too_long_is_one_sentence(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "书.perfdesk"
    assert run("import", HEBEI, "-o", book)[0] == 0
    long = tmp_path / TOO_LONG
    for arguments in (
        ("new", "--form", "hebei-book-2024", "-o", long),
        ("import", HEBEI, "-o", long),
        ("export", book, "-o", long.with_suffix(".docx")),
        ("merge", book, book, "-o", long),
        ("merge", book, long, "-o", tmp_path / "合.perfdesk"),
        ("rollup", book, "-o", long.with_suffix(".xlsx")),
        ("rollup", long, "-o", tmp_path / "汇.xlsx"),
        ("set", long, "compiler=甲"),
        ("show", long),
        ("check", long),
        ("history", long),
        ("diff", book, long),
    ):
        code, _, said = run(*arguments)
        assert code == 2, arguments
        assert "路径太长" in said, said
    assert list(tmp_path.iterdir()) == [book]


@pytest.mark.parametrize("command", ["show", "check", "history", "set"])
def test_any_failure_of_the_disk_is_one_sentence(
    command: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "书.perfdesk"
    assert run("import", HEBEI, "-o", book)[0] == 0

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EREMOTEIO if hasattr(errno, "EREMOTEIO") else errno.EIO, "Remote I/O error")

    monkeypatch.setattr(file, "read", fails)
    code, out, said = run(command, book, *(["compiler=甲"] if command == "set" else []))
    assert (code, out) == (2, "")
    assert said.startswith("perfdesk: 没有做完：系统报告“Remote I/O error”")
    assert said.count("\n") == 1


def test_an_option_that_looks_like_a_file_opens_no_window() -> None:
    command = [sys.executable, "-m", "perfdesk", "--form=表样/a.toml"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("perfdesk: 命令有误")


@pytest.mark.parametrize(("word", "nearest"), [("chek", "check"), ("exprot", "export"), ("xyz", "")])
def test_a_mistyped_command_names_the_nearest_and_opens_no_window(tmp_path: Path, word: str, nearest: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "perfdesk", word, "a.perfdesk"], capture_output=True, text=True, encoding="utf-8"
    )
    near = f"，最接近的命令是“{nearest}”" if nearest else ""
    assert done.returncode == 2
    assert done.stderr == f"perfdesk: 没有命令或文件“{word}”{near}。用 perfdesk --help 查看全部命令。\n"


def test_findings_quote_no_name_of_a_page(run: Run, book: Path) -> None:
    run("set", book, "--project", "1", f"name={'长' * 5000}")
    _, out, _ = run("check", book)
    assert max(map(len, out.splitlines())) < 500


def test_a_line_end_in_a_name_does_not_make_two_lines(run: Run, tmp_path: Path) -> None:
    code, _, said = run("show", tmp_path / "一\n二\r\n三\u2028四.perfdesk")
    assert code == 2
    assert said.count("\n") == 1
    assert "一 二 三 四" in said


def test_opening_sweeps_what_a_killed_save_left(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "书.perfdesk"
    assert run("import", HEBEI, "-o", book)[0] == 0
    left = book.with_name(f"{lock.prefix_of(book)}12345678.tmp")
    left.write_bytes(b"half")
    assert run("show", book)[0] == 0
    assert list(tmp_path.iterdir()) == [book]


def test_two_new_files_of_one_name_are_never_both_saved(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One comes between the question whether the name is free and the writing."""
    out = tmp_path / "新.perfdesk"
    plain = shared.free

    def slow(path: Path, options: argparse.Namespace) -> Path:
        free = plain(path, options)
        path.write_bytes(b"theirs")
        return free

    monkeypatch.setattr(one_document, "free", slow)
    code, _, said = run("new", "--form", "hebei-book-2024", "-o", out)
    assert (code, out.read_bytes()) == (2, b"theirs")
    assert "没有覆盖" in said
