"""The command line on a document whose form this computer does not have."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from notation import document as written

from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.forms.loader import form_of
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.store import file

BOOK = """
department_name=青水县图书馆 | fiscal_year=2031 | own.contact=何某
# 书库改造 | code=QS01 | budget_total=12.50 | own.site=东街
- 数量 | 书架 | ≥40组 | own.unit=组
"""
NOTICE = (
    "本机没有表样“qingshui-2031”，按普通表格显示；可以编辑、合并、保存，不会丢内容。"
    "请有它的同事在“表样管理”里导出发来，再在这里的“表样管理”里装入，文件就照原样显示。"
)


def strange() -> Document:
    return replace(written(BOOK), form="qingshui-2031")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "图书馆.perfdesk"
    file.save(path, strange())
    return path


def test_show_prints_every_field_and_says_that_the_form_is_missing(run: Run, saved: Path) -> None:
    code, out, err = run("show", saved)
    assert (code, err) == (0, f"perfdesk: {NOTICE}\n")
    for text in ("（qingshui-2031）", "own.contact：何某", "own.site：东街", "≥40组", "own.unit：组"):
        assert text in out
    code, out, err = run("show", saved, "--json")
    assert (code, json.loads(out)["form"]) == (0, "qingshui-2031")
    assert json.loads(out)["projects"][0]["fields"]["own.site"] == "东街"


def test_set_says_so_and_changes_fields_that_only_this_document_has(run: Run, saved: Path) -> None:
    code, _, err = run("set", saved, "--project", "1", "own.site=西街", "goal=添置书架")
    assert (code, err) == (0, f"perfdesk: {NOTICE}\n")
    document = file.read(saved).document
    assert document.form == "qingshui-2031"
    wanted = strange().with_fields({("p1", "own.site"): "西街", ("p1", "goal"): "添置书架"})
    assert document == wanted
    code, _, err = run("set", saved, "--project", "1", "own.sight=西街")
    assert code == 2
    assert "own.site" in err


def test_check_does_what_needs_no_form(run: Run, saved: Path) -> None:
    file.save(saved, strange().with_fields({("p1", "budget_fiscal"): "99"}))
    code, out, err = run("check", saved, "--json")
    assert f"perfdesk: {saved}：{NOTICE}" in err
    assert code == 1
    assert "fund-sum" in {one["rule"] for one in json.loads(out)["findings"]}
    assert "表样" not in "".join(one["message"] for one in json.loads(out)["findings"])


@pytest.mark.usefixtures("qapp")  # or the PDF would make a smaller application, with which no window can be tested
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
def test_export_writes_a_plain_table(run: Run, saved: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"表{suffix}"
    code, _, err = run("export", saved, "-o", out)
    assert (code, err) == (0, f"perfdesk: {NOTICE}\n")
    assert out.stat().st_size > 1000


def test_export_by_a_form_that_is_here_needs_no_stand_in(run: Run, saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "表.docx"
    code, _, err = run("export", saved, "-o", out, "--form", "hebei-book-2024")
    assert code == 1
    assert err.startswith("perfdesk: “部门预算绩效文本”（河北省）不印已经填写的 3 栏：")
    assert read_source(out).document.projects[0].code == "QS01"


def test_two_versions_are_compared_and_merged_and_their_past_is_told(run: Run, saved: Path, tmp_path: Path) -> None:
    mine, theirs, out = saved, tmp_path / "同事.perfdesk", tmp_path / "合并.perfdesk"
    theirs.write_bytes(saved.read_bytes())
    run("set", mine, "--project", "1", "own.site=西街")
    run("set", theirs, "--project", "1", "--indicator", "1", "own.unit=列")
    code, said, _ = run("diff", mine, theirs)
    assert code == 0
    assert "西街" in said
    assert "列" in said
    assert run("merge", mine, theirs, "-o", out)[0] == 0
    merged = file.read(out).document
    assert merged == strange().with_fields({("p1", "own.site"): "西街", ("p1.1", "own.unit"): "列"})
    code, said, _ = run("history", mine)
    assert code == 0
    assert "西街" in said


def test_of_files_of_two_forms_the_fields_are_merged_and_the_form_is_one_question(
    run: Run, saved: Path, tmp_path: Path
) -> None:
    other, out = tmp_path / "别的.perfdesk", tmp_path / "合并.perfdesk"
    file.save(other, replace(strange(), form="donghe-2031").with_fields({("p1", "goal"): "添置书架"}))
    code, said, _ = run("merge", saved, other, "-o", out)
    assert code == 1
    assert "[待定] 全文 表样：原为“（不详）”；图书馆.perfdesk “qingshui-2031”；别的.perfdesk “donghe-2031”" in said
    merged = file.read(out).document
    assert (merged.form, merged.fields_of("p1")["goal"]) == ("qingshui-2031", "添置书架")
    code, said, _ = run("check", out)
    assert code == 1
    assert "表样不一样：别的.perfdesk是“donghe-2031”；图书馆.perfdesk是“qingshui-2031”" in said


def test_rollup_counts_a_file_without_form_and_says_which_unit_of_money_it_took(
    run: Run, saved: Path, tmp_path: Path
) -> None:
    code, out, err = run("rollup", saved, "-o", tmp_path / "汇总.xlsx")
    assert code == 1
    assert "汇总 1 个文件，1 个项目" in out
    assert "没有写明金额单位，按万元计入" in err
    file.save(saved, strange().with_fields({("d", "money_unit"): "元"}))
    assert run("rollup", saved, "-o", tmp_path / "汇总2.xlsx")[0] == 0


def test_a_missing_form_is_still_refused_where_one_was_asked_for(run: Run, saved: Path, tmp_path: Path) -> None:
    code, _, err = run("export", saved, "-o", tmp_path / "表.docx", "--form", "hebei-book-2042")
    assert code == 2
    assert "没有表样“hebei-book-2042”" in err
    assert form_of(strange()).title == "普通表格"


def test_forms_names_the_files_that_are_not_used(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(whole.replace("budget_fiscal", "budget_fiscl"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(whole.replace("hebei-book-2024", "qingshui-2031"), encoding="utf-8")
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path)
    forget()
    try:
        code, out, err = run("forms", "--json")
        assert code == 1
        shipped = {path.stem: "shipped" for path in (paths.resources() / "forms").glob("*.toml")}
        listed = {one["id"]: one["origin"] for one in json.loads(out)["forms"]}
        assert listed == {**shipped, "qingshui-2031": "own"}
        (fault,) = json.loads(out)["faults"]
        assert fault["file"] == str(tmp_path / "a.toml")
        assert "没有“budget_fiscl”这个字段，是否指“budget_fiscal”" in fault["message"]
        assert err == f"perfdesk: {fault['message']}\n"
        assert "qingshui-2031  部门预算绩效文本（河北省），自己的表样" in run("forms")[1]
    finally:
        forget()
