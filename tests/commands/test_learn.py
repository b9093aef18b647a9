"""perfdesk learn: what it prints, writes and installs, and with which exit code."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from command import Run
from learning import shipped
from learning.grids import parsed, save_excel, save_word

from perfdesk.forms.catalogue import forget
from perfdesk.forms.form_file import read_form
from perfdesk.forms.loader import form
from perfdesk.work.own_lexicon import listed_words

SIMPLE = """
> 项目支出绩效目标表
项目名称 | {name}桥^2 | 受益人数 | {own}三百^2
年度资金总额 | {budget_total}5^5
绩效目标 | {goal}修桥铺路，方便村民。^5
一级指标 | 二级指标 | 三级指标^2 | 指标值^2
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁数量^2 | {i:target}1座^2
"""
KNOWN = SIMPLE.replace("受益人数", "实施单位")


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    return save_word(parsed(99, SIMPLE), tmp_path / "表.docx", filled=True)


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    forget()
    yield tmp_path / "data"
    forget()


def test_the_json_has_the_shape_of_the_contract(run: Run, annex: Path) -> None:
    code, out, _ = run("learn", annex, "--json")
    shape = json.loads(out)
    assert code == 1
    assert (shape["schema"], shape["source"], shape["flagged"]) == ("perfdesk-learn/1", "表.docx", 1)
    assert {"form", "likeness"} == set(shape["like"][0])
    table = shape["tables"][0]
    assert (table["number"], table["rows"], table["columns"]) == (1, 5, 6)
    assert shape["lines"] == [{"text": "项目支出绩效目标表", "key": ""}]
    cell = next(one for one in table["cells"] if one["text"] == "三百")
    assert cell.pop("reason")
    assert cell == {
        "row": 0, "column": 4, "rows": 1, "columns": 2, "text": "三百", "role": "value", "owner": "project",
        "key": "own.受益人数", "confidence": cell["confidence"], "flag": True,
    }  # fmt: skip


def test_of_several_tables_each_has_its_number_and_its_cells(run: Run, tmp_path: Path) -> None:
    name, document = "hebei-book-2024", shipped.filled("hebei-book-2024")
    path = shipped.write(form(name), document, tmp_path / "书.xlsx")
    code, out, said = run("learn", path, "--json")
    shape = json.loads(out)
    assert (code, [one["number"] for one in shape["tables"]]) == (1, [*range(1, len(document.projects) + 3)])
    assert list(shape) == ["schema", "source", "like", "tables", "lines", "flagged"]
    assert [list(one) for one in shape["tables"]] == [["number", "rows", "columns", "cells"]] * len(shape["tables"])
    cells = {one["text"]: one for one in shape["tables"][1]["cells"]}
    assert list(cells["项目编码"]) == [
        "row", "column", "rows", "columns", "text", "role", "owner", "key", "confidence", "flag", "reason",
    ]  # fmt: skip
    assert all(line.startswith("perfdesk: 书.xlsx 第 ") for line in said.splitlines())
    # What is doubtful in the list behind the annexes is nobody's question: it is no part of the form.
    doubtful = [cell["text"] for one in shape["tables"] for cell in one["cells"] if cell["flag"]]
    assert (shape["flagged"], "单位：万元" in doubtful, len(doubtful) > 5) == (1, True, True)
    in_words = run("learn", path)[1]
    assert (in_words.count("[请确认]"), "书.xlsx：" in in_words, "1 处请确认" in in_words) == (1, True, True)


def test_a_pdf_with_ruled_tables_is_learned_like_its_word_file(run: Run, tmp_path: Path, own_folder: Path) -> None:
    one, document = form("mof-101-project"), shipped.of_one(shipped.filled("mof-101-project"))
    found = []
    for kind in ("docx", "pdf"):
        code, out, said = run("learn", shipped.write(one, document, tmp_path / f"表.{kind}"), "--json", "--install")
        cells = json.loads(out)["tables"][0]["cells"]
        found.append([(one["row"], one["column"], one["role"], one["key"], shipped.bare(one["text"])) for one in cells])
        assert (code, "已保存到" in said) == (0, True)
    assert found[0] == found[1]
    assert len([one for one in json.loads(run("forms", "--json")[1])["forms"] if one["origin"] == "own"]) == 2


def test_a_layout_of_known_labels_asks_nothing(run: Run, tmp_path: Path) -> None:
    path = save_excel(parsed(99, KNOWN), tmp_path / "表.xlsx", filled=False)
    assert run("learn", path)[0] == 0


def test_what_a_person_says_takes_the_place_of_what_was_guessed(run: Run, annex: Path, tmp_path: Path) -> None:
    said = tmp_path / "answers.json"
    said.write_text(
        json.dumps({"cells": [
            {"table": 1, "row": 0, "column": 4, "key": "overview"},
            {"table": 1, "row": 1, "column": 1, "key": "funds.total.plan"},
            {"table": 1, "row": 4, "column": 4, "key": "actual"},
            {"table": 1, "row": 2, "column": 0, "role": "note"},
        ]})
    )  # fmt: skip
    code, out, _ = run("learn", annex, "--confirm", said, "--json")
    cells = {one["text"]: one for one in json.loads(out)["tables"][0]["cells"]}
    assert code == 0
    assert (cells["三百"]["key"], cells["5"]["key"], cells["1座"]["key"]) == ("overview", "budget_total", "actual")
    assert cells["指标值"]["key"] == "actual"
    assert cells["绩效目标"]["role"] == "note"


@pytest.mark.parametrize(
    ("text", "word"), [("{", "JSON"), ('{"cells": [{"table": 9, "row": 0, "column": 0}]}', "第 9 张表")]
)
def test_answers_that_do_not_fit_are_refused_in_one_line(
    run: Run, annex: Path, tmp_path: Path, text: str, word: str
) -> None:
    said = tmp_path / "answers.json"
    said.write_text(text)
    code, _, error = run("learn", annex, "--confirm", said)
    assert code == 2
    assert word in error
    assert error.count("\n") == 1


def test_the_form_that_is_written_can_be_used(run: Run, annex: Path, tmp_path: Path) -> None:
    out = tmp_path / "form.toml"
    assert run("learn", annex, "-o", out)[0] == 1
    learned = read_form(out)
    assert learned.title == "项目支出绩效目标表"
    assert [(one.key, one.title) for one in learned.own_fields] == [("own.受益人数", "受益人数")]
    assert run("learn", annex, "-o", out)[0] == 2
    assert run("learn", annex, "-o", out, "--force")[0] == 1


def test_an_installed_form_reads_the_file_that_it_was_learned_from(
    run: Run, annex: Path, tmp_path: Path, own_folder: Path
) -> None:
    assert run("learn", annex, "--install")[0] == 1
    rows = json.loads(run("forms", "--json")[1])["forms"]
    name = next(one["id"] for one in rows if one["origin"] == "own")
    out = tmp_path / "a.perfdesk"
    assert run("import", annex, "--form", name, "-o", out)[0] == 0
    project = json.loads(run("show", out, "--json")[1])["projects"][0]
    assert project["fields"] == {
        "name": "桥", "own.受益人数": "三百", "budget_total": "5", "goal": "修桥铺路，方便村民。"
    }  # fmt: skip
    assert project["indicators"][0]["fields"]["target"] == "1座"


def test_what_was_confirmed_of_an_installed_form_is_known_at_the_next_annex(
    run: Run, annex: Path, tmp_path: Path, own_folder: Path
) -> None:
    said = tmp_path / "a.json"
    said.write_text(json.dumps({"cells": [{"table": 1, "row": 0, "column": 4, "key": "contact"}]}), encoding="utf-8")
    run("learn", annex, "--confirm", said, "--json")
    assert listed_words() == ()
    run("learn", annex, "--confirm", said, "--install")
    assert [(one.label, one.key) for one in listed_words()] == [("受益人数", "contact")]
    cells = json.loads(run("learn", annex, "--json")[1])["tables"][0]["cells"]
    [cell] = (one for one in cells if one["text"] == "三百")
    assert (cell["key"], cell["flag"], "您在" in cell["reason"]) == ("contact", False, True)


def test_what_is_exported_is_the_file_that_the_form_was_learned_from_also_elsewhere(
    run: Run, tmp_path: Path, own_folder: Path
) -> None:
    path = save_word(parsed(99, SIMPLE), tmp_path / "表.docx", filled=True)
    with_mark(path)
    assert run("learn", path, "--install")[0] == 1
    folder = next((own_folder / "perfdesk" / "forms").iterdir())
    assert sorted(one.name for one in folder.iterdir()) == ["form.toml", "original.docx"]
    name = next(one["id"] for one in json.loads(run("forms", "--json")[1])["forms"] if one["origin"] == "own")
    book, first, second = tmp_path / "a.perfdesk", tmp_path / "1.docx", tmp_path / "2.docx"
    assert run("import", path, "--form", name, "-o", book)[0] == 1  # the header is no part of a form
    assert run("export", book, "-o", first)[0] == 0
    assert "监制" in docx.Document(str(first)).sections[0].header.paragraphs[0].text
    assert "修桥铺路" in docx.Document(str(first)).element.xml
    back = tmp_path / "back.perfdesk"
    assert run("import", first, "-o", back)[0] == 1  # without a word about the form
    assert (shown(run, back), shown(run, back)["form"]) == (shown(run, book), name)
    shutil.rmtree(folder)
    forget()
    assert run("export", book, "-o", second)[0] == 0
    assert second.read_bytes() == first.read_bytes()


def shown(run: Run, path: Path) -> dict[str, object]:
    """What a document says, without ids and what was met on the way in."""
    shape = json.loads(run("show", path, "--json")[1])
    shape["fields"] = {key: text for key, text in shape["fields"].items() if not key.startswith("unread.")}
    for node in [*shape["projects"], *(row for one in shape["projects"] for row in one["indicators"])]:
        node.pop("id")
    return dict(shape)


def with_mark(path: Path) -> None:
    """With a header, which only the office's own file has."""
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "青溪县财政局监制"
    document.save(str(path))


def test_a_file_that_cannot_be_filled_says_so_and_is_learned_all_the_same(
    run: Run, tmp_path: Path, own_folder: Path
) -> None:
    path = save_word(parsed(99, SIMPLE), tmp_path / "表.docx", filled=True)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/embeddings/a.bin", b"")
    code, _, error = run("learn", path, "--install")
    assert code == 1
    assert "导出时不在 表.docx 上填写，按表样另排版面：里面有嵌入的对象。" in error
    folder = next((own_folder / "perfdesk" / "forms").iterdir())
    assert [one.name for one in folder.iterdir()] == ["form.toml"]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", b"%PDF-1.4", "PDF"),
        ("a.doc", b"\xd0\xcf", ".docx"),
        ("a.txt", b"x", ".docx"),
        ("a.png", b"\x89", ".docx"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_one_line(
    run: Run, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, _, error = run("learn", path)
    assert code == 2
    assert word in error
    assert error.count("\n") == 1


def test_a_file_without_an_annex_is_refused(run: Run, tmp_path: Path) -> None:
    path = save_word(parsed(99, "会议时间 | {x}三月\n参加人员 | {x}五人"), tmp_path / "a.docx", filled=True)
    assert run("learn", path)[0] == 2
