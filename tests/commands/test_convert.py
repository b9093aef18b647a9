"""`perfdesk convert`: one more revision in another form, with a report of what differs."""

import json
from pathlib import Path

import pytest
from command import Run

from perfdesk.store.file import read

HEBEI, NINGXIA = "hebei-book-2024", "ningxia-annex2-2024"


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book with one project, which the Hebei form prints."""
    source, path = tmp_path / "book.txt", tmp_path / "本单位.perfdesk"
    example = Path(__file__).resolve().parents[2] / "resources" / "examples" / "hebei-book-qinghe-2025.txt"
    source.write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("import", source, "-o", path)[0] == 0
    return path


def test_the_report_says_what_is_called_otherwise_what_is_kept_and_what_is_asked(run: Run, book: Path) -> None:
    out = book.with_name("换.perfdesk")
    code, printed, _ = run("convert", book, "--form", NINGXIA, "-o", out, "--json")
    shape = json.loads(printed)
    assert (code, [*shape]) == (1, ["renamed", "kept", "asked"])
    about = {"owner": "project", "field": "budget_total", "nodes": 6}
    assert {**about, "before": "预算数", "after": "年度资金总额"} in shape["renamed"]
    assert {"owner": "project", "field": "code", "title": "项目编码", "nodes": 6} in shape["kept"]
    assert {"owner": "project", "field": "period", "title": "项目期", "nodes": 6} in shape["asked"]


def test_the_new_file_goes_on_from_the_old_one_and_loses_nothing(run: Run, book: Path) -> None:
    out = book.with_name("换.perfdesk")
    code, printed, _ = run("convert", book, "--form", NINGXIA, "-o", out, "--author", "李青")
    assert code == 1
    assert printed.startswith("本单位.perfdesk → 换.perfdesk：部门项目支出预算绩效目标表（宁夏回族自治区）\n")
    assert "  名称不同 预算数 → 年度资金总额 6 个项目\n" in printed
    assert "  不印，保留 项目编码 6 个项目\n" in printed
    assert "  待填 项目期 6 个项目\n" in printed
    before, after = read(book), read(out)
    assert (before.document.form, after.document.form) == (HEBEI, NINGXIA)
    assert [dict(one.fields) for one in after.document.projects] == [
        dict(one.fields) for one in before.document.projects
    ]
    assert json.loads(run("history", out, "--json")[1])["revisions"][0]["parents"] == [before.revision]
    assert "换表样" not in run("merge", book, out, "-o", book.with_name("合.perfdesk"), "--json")[2]
    assert read(book.with_name("合.perfdesk")).document.form == NINGXIA


def test_converted_back_it_is_the_same_but_for_what_the_other_form_began_with(run: Run, book: Path) -> None:
    there, back = book.with_name("去.perfdesk"), book.with_name("回.perfdesk")
    run("convert", book, "--form", NINGXIA, "-o", there)
    run("convert", there, "--form", HEBEI, "-o", back)
    before, after = read(book).document, read(back).document
    assert (after.form, after.projects) == (before.form, before.projects)
    assert {**before.fields, "annex_number": "2"} == dict(after.fields)


@pytest.mark.parametrize(
    ("form", "said"), [("hebei-book-2024", "已经是表样“部门预算绩效文本”"), ("no-such", "没有表样“no-such”")]
)
def test_what_cannot_be_done_is_one_line(run: Run, book: Path, form: str, said: str) -> None:
    out = book.with_name("换.perfdesk")
    code, _, err = run("convert", book, "--form", form, "-o", out)
    assert code == 2
    assert said in err
    assert not out.exists()


def test_a_file_that_is_there_is_not_overwritten(run: Run, book: Path) -> None:
    before = book.read_bytes()
    assert run("convert", book, "--form", NINGXIA, "-o", book)[0] == 2
    assert book.read_bytes() == before
    assert run("convert", book, "--form", NINGXIA, "-o", book, "--force")[0] == 1
    assert read(book).document.form == NINGXIA
