"""merge, history and diff on the command line: names, keys, exit codes, and what bad input gets."""

import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import HEBEI, Run

from perfdesk import paths
from perfdesk.commands.merge_reports import PlanReport
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.questions import open_questions
from perfdesk.store import file

SCHEMA = paths.resources() / "schemas" / "merge-plan.json"


@pytest.fixture
def sent(tmp_path: Path, run: Run) -> Path:
    """The file that was sent round."""
    path = tmp_path / "书.perfdesk"
    assert run("import", HEBEI, "-o", path)[0] == 0
    return path


@pytest.fixture
def edited(sent: Path, run: Run) -> Callable[..., Path]:
    """A colleague's copy with fields set: name, author, then arguments of `set`."""

    def copy(name: str, author: str, *sets: str) -> Path:
        path = sent.with_name(f"{name}.perfdesk")
        shutil.copy(sent, path)
        assert run("set", path, "--author", author, *sets)[0] == 0
        return path

    return copy


def document(path: Path) -> Document:
    return file.read(path).document


def test_three_people_s_work_comes_together(sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    one = edited("甲", "甲", "--project", "1", "goal=甲写的目标")
    two = edited("乙", "乙", "--project", "2", "budget_total=88")
    assert run("set", sent, "compiler=办公室")[0] == 0
    out = tmp_path / "合.perfdesk"
    code, text, _ = run("merge", sent, one, two, "-o", out)
    assert code == 0
    assert "合入 2 处" in text
    merged = document(out)
    assert merged.fields["compiler"] == "办公室"
    assert merged.projects[0].fields["goal"] == "甲写的目标"
    assert merged.projects[1].budget_total == "88"
    assert {one.note for one in file.revisions(file.read(out))} == {"", "合并 乙.perfdesk、甲.perfdesk"}


def test_two_people_in_different_paragraphs_of_one_text_are_no_question(
    sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    """Was a question, and no answer kept both; git merge-file merges it."""
    lines = [f"第{number}科的分项目标写在这一段里，由本科自己负责。" for number in "一二三四五六七八"]
    assert run("set", sent, "itemised_goals=" + "\n".join(lines))[0] == 0
    mine = [lines[0] + "另加一句。", *lines[1:]]
    theirs = [*lines[:-1], lines[-1] + "再加一句。"]
    one = edited("甲", "甲", "itemised_goals=" + "\n".join(theirs))
    assert run("set", sent, "itemised_goals=" + "\n".join(mine))[0] == 0
    out, plan = tmp_path / "合.perfdesk", tmp_path / "plan.json"
    code, text, _ = run("merge", sent, one, "-o", out, "--plan", plan)
    assert code == 0
    assert "（本文件、甲.perfdesk，各改各的段落）" in text
    assert document(out).fields["itemised_goals"] == "\n".join([mine[0], *lines[1:-1], theirs[-1]])
    (row,) = json.loads(plan.read_bytes())["decisions"]
    assert (row["why"], row["open"]) == ("paragraphs", False)
    assert [(part["result"], part["from"]) for part in row["paragraphs"]] == [
        (mine[0], ["书.perfdesk"]),
        (theirs[-1], ["甲.perfdesk"]),
    ]
    # Once more changes nothing.
    assert run("merge", out, one, "-o", tmp_path / "又.perfdesk")[1].startswith("甲.perfdesk：已在")


def test_conflicts_have_their_keys_and_stay_in_the_file(sent: Path, edited: Callable[..., Path], run: Run) -> None:
    old = document(sent).projects[0]
    base = file.read(sent).revision
    one = edited("甲", "张三", "--project", "1", "goal=甲写的目标")
    assert run("set", sent, "--project", "1", "goal=我写的目标")[0] == 0
    out = sent.with_name("合.perfdesk")
    code, text, _ = run("merge", sent, one, "-o", out, "--json")
    shape = json.loads(text)
    assert code == 1
    assert shape == {
        "merged": 0,
        "identical": 0,
        "conflicts": [
            {
                "project": {"number": 1, "code": old.code, "name": old.name},
                "indicator": None,
                "field": "goal",
                "base": old.fields["goal"],
                "sides": [
                    {"file": "书.perfdesk", "value": "我写的目标"},
                    {"file": "甲.perfdesk", "value": "甲写的目标"},
                ],
            }
        ],
        "skipped": [],
        "bases": [{"file": "甲.perfdesk", "base": {"revision": base, "why": "两个文件共同的版本"}}],
    }
    project = document(out).projects[0]
    assert project.fields["goal"] == "我写的目标"
    ((key, question),) = open_questions(project.fields)
    assert key == "goal"
    assert [(one.file, one.author, one.value) for one in question.voices] == [
        ("书.perfdesk", "", "我写的目标"),
        ("甲.perfdesk", "张三", "甲写的目标"),
    ]


def test_the_order_of_the_files_decides_nothing(sent: Path, edited: Callable[..., Path], run: Run) -> None:
    copies = [
        edited("甲", "甲", "--project", "1", "goal=一", "period=2025"),
        edited("乙", "乙", "--project", "1", "goal=二"),
        edited("丙", "丙", "--project", "2", "goal=三"),
    ]
    results = set()
    for number, order in enumerate(itertools.permutations(copies)):
        out = sent.with_name(f"合{number}.perfdesk")
        assert run("merge", sent, *order, "-o", out)[0] == 1
        results.add(repr(document(out)))
    assert len(results) == 1


def test_merging_again_changes_nothing(sent: Path, edited: Callable[..., Path], run: Run) -> None:
    one = edited("甲", "甲", "--project", "1", "goal=甲写的目标")
    out = sent.with_name("合.perfdesk")
    assert run("merge", sent, one, "-o", out)[0] == 0
    before = out.read_bytes()
    code, text, _ = run("merge", out, one, sent, one, "-o", out, "--force")
    assert code == 0
    assert "已在“合.perfdesk”里" in text
    assert out.read_bytes() == before
    later = edited("甲2", "甲", "--project", "1", "goal=甲写的目标", "period=一年")
    assert run("merge", out, later, "-o", out, "--force")[0] == 0
    assert document(out).projects[0].fields["period"] == "一年"


def test_what_was_merged_and_changed_since_is_not_asked_again(
    sent: Path, edited: Callable[..., Path], run: Run
) -> None:
    one = edited("甲", "甲", "--project", "1", "goal=甲写的目标")
    assert run("merge", sent, one, "-o", sent, "--force")[0] == 0
    assert run("set", sent, "--project", "1", "goal=后来改的")[0] == 0
    assert run("set", one, "--project", "2", "goal=甲又写了")[0] == 0
    code, _, _ = run("merge", sent, one, "-o", sent, "--force")
    assert code == 0
    assert [p.fields["goal"] for p in document(sent).projects[:2]] == ["后来改的", "甲又写了"]


def test_a_base_may_be_given_and_word_annexes_come_too(sent: Path, run: Run, tmp_path: Path) -> None:
    book = document(sent)
    changed = SetFields({(book.projects[0].id, "goal"): "在 Word 里改的目标"}).apply(book)
    word = tmp_path / "甲.docx"
    with word.open("wb") as stream:
        write_document(form(book.form), changed, stream)
    out = tmp_path / "合.perfdesk"
    assert run("merge", sent, word, "-o", out, "--base", sent)[0] == 0
    assert document(out).projects[0].fields["goal"] == "在 Word 里改的目标"
    code, text, _ = run("merge", sent, word, "-o", out, "--force", "--json")
    assert code == 0, "the nearest version is found without it"
    ((name, base),) = [(one["file"], one["base"]) for one in json.loads(text)["bases"]]
    assert (name, base["revision"]) == ("甲.docx", file.read(sent).revision)
    assert base["why"] == "文件里没有版本号，与这个版本最接近（1 处不同，99% 相同）"
    assert document(out).projects[0].fields["goal"] == "在 Word 里改的目标"


def test_independent_imports_of_one_file_merge_without_a_question(run: Run, tmp_path: Path) -> None:
    mine, theirs, out = (tmp_path / f"{name}.perfdesk" for name in ("我", "甲", "合"))
    for path in (mine, theirs):
        assert run("import", HEBEI, "-o", path)[0] == 0
    assert run("set", theirs, "--project", "1", "goal=甲写的目标")[0] == 0
    assert run("set", mine, "--project", "2", "goal=我写的目标")[0] == 0
    assert run("merge", mine, theirs, "-o", out)[0] == 0
    assert [p.fields["goal"] for p in document(out).projects[:2]] == ["甲写的目标", "我写的目标"]


def test_the_plan_is_data_with_a_schema(sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    one = edited("甲", "甲", "--project", "1", "goal=甲写的目标")
    plan = tmp_path / "plan.json"
    assert run("merge", sent, one, "-o", tmp_path / "合.perfdesk", "--plan", plan)[0] == 0
    shape, schema = json.loads(plan.read_bytes()), json.loads(SCHEMA.read_bytes())
    assert schema == PlanReport.model_json_schema(by_alias=True)
    assert PlanReport.model_validate(shape).model_dump(by_alias=True) == shape
    (row,) = shape["decisions"]
    assert (row["why"], row["from"], row["result"], row["open"]) == ("one_side", ["甲.perfdesk"], "甲写的目标", False)


def test_a_bad_file_among_others_stops_none(sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    one = edited("甲", "甲", "--project", "1", "goal=甲写的目标")
    damaged, text, other = tmp_path / "坏.perfdesk", tmp_path / "信.txt", tmp_path / "别.perfdesk"
    damaged.write_bytes(sent.read_bytes()[:-30])
    text.write_text("你好，这不是附表。", encoding="utf-8")
    assert run("new", "--form", "ningxia-annex2-2024", "-o", other)[0] == 0
    year = edited("去年", "甲", "fiscal_year=1999")
    out = tmp_path / "合.perfdesk"
    code, _, err = run("merge", sent, damaged, text, other, year, one, tmp_path / "没有.perfdesk", "-o", out)
    assert code == 1
    assert err.count("\n") == 5
    assert "没有合并“别.perfdesk”：年度是 2024" in err  # another form would be one question
    assert "年度是 1999" in err
    assert document(out).projects[0].fields["goal"] == "甲写的目标"


def test_nothing_is_written_when_nothing_can_be_merged(sent: Path, run: Run, tmp_path: Path) -> None:
    damaged, out = tmp_path / "坏.perfdesk", tmp_path / "合.perfdesk"
    damaged.write_bytes(b"PK")
    assert run("merge", sent, damaged, "-o", out)[0] == 2
    assert run("merge", damaged, sent, "-o", out)[0] == 2
    assert not out.exists()
    out.write_bytes(b"x")
    assert run("merge", sent, sent, "-o", out)[0] == 2
    assert out.read_bytes() == b"x"


def test_a_folder_is_merged_whole(sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "收"
    folder.mkdir()
    for name, number in (("甲", 1), ("乙", 2)):
        edited(name, name, "--project", str(number), f"goal={name}写的").rename(folder / f"{name}.perfdesk")
    (folder / "~$乙.docx").write_bytes(b"lock")
    out = tmp_path / "合.perfdesk"
    assert run("merge", sent, folder, "-o", out)[0] == 0
    assert [p.fields["goal"] for p in document(out).projects[:2]] == ["甲写的", "乙写的"]


def test_history_tells_who_changed_what(sent: Path, run: Run) -> None:
    old = document(sent).projects[0].fields["goal"]
    assert run("set", sent, "--author", "张三", "--project", "1", "goal=新目标")[0] == 0
    code, text, _ = run("history", sent, "--json")
    assert code == 0
    newest, first = json.loads(text)["revisions"]
    assert (newest["author"], newest["parents"], first["changes"]) == ("张三", [first["id"]], [])
    (change,) = newest["changes"]
    assert (change["field"], change["before"], change["after"]) == ("goal", old, "新目标")
    code, text, _ = run("history", sent)
    assert code == 0
    assert "张三" in text
    assert "“新目标”" in text


def test_history_tells_who_decided_and_who_wrote_what_was_taken(
    sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    paths = [edited(name, name, "--project", "1", f"goal={name}写的") for name in ("甲", "乙")]
    out = tmp_path / "合.perfdesk"
    assert run("merge", *paths, "-o", out)[0] == 1
    opened = file.read(out)
    (project, *_) = opened.document.projects
    answer = SetFields({(project.id, "goal"): "乙写的", (project.id, "question.goal"): ""})
    file.save(out, answer.apply(opened.document), opened, author="处长")
    newest, *older = json.loads(run("history", out, "--json")[1])["revisions"]
    (decided,) = newest["decided"]
    assert (decided["project"]["number"], decided["indicator"], decided["field"]) == (1, None, "goal")
    assert (decided["value"], decided["written_by"], newest["author"]) == ("乙写的", ["乙"], "处长")
    assert all(one["decided"] == [] for one in older)
    lines = run("history", out)[1].splitlines()
    assert [line for line in lines if "选定" in line] == [f"  [选定] 1 {project.name} 绩效目标：“乙写的”，乙填写"]


def test_open_questions_are_told_in_words(sent: Path, edited: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    paths = [edited(name, name, "--project", "1", f"goal={name}写的") for name in ("甲", "乙")]
    out = tmp_path / "合.perfdesk"
    assert run("merge", *paths, "-o", out)[0] == 1
    code, text, _ = run("diff", sent, out)
    assert code == 0
    assert "绩效目标（待定）：“” → “乙.perfdesk：乙写的；甲.perfdesk：甲写的”" in text


def test_a_project_that_is_only_alike_needs_a_person(sent: Path, run: Run, tmp_path: Path) -> None:
    other, out = tmp_path / "重打.perfdesk", tmp_path / "合.perfdesk"
    first = document(sent).projects[0]
    name = first.name
    text = HEBEI.read_text(encoding="utf-8").replace(name, f"{name}（新）").replace(first.code, first.code[::-1])
    (tmp_path / "重打.txt").write_text(text, encoding="utf-8")
    assert run("import", tmp_path / "重打.txt", "-o", other)[0] in (0, 1)
    code, _, err = run("merge", sent, other, "-o", out)
    assert code == 1
    assert f"“重打.perfdesk”的项目“{name}（新）”与本文件的“{name}”相近" in err
    assert len(document(out).projects) == len(document(sent).projects) + 1


def test_what_a_word_annex_brought_is_in_the_history(sent: Path, edited: Callable[..., Path], run: Run) -> None:
    annex, out = sent.with_name("附件.docx"), sent.with_name("合.perfdesk")
    theirs = document(edited("甲", "甲", "--project", "1", "purpose=甲写的用途"))
    with annex.open("wb") as stream:
        write_document(form(theirs.form), theirs, stream)
    assert run("merge", sent, annex, "-o", out)[0] == 0
    assert json.loads(run("history", out, "--json")[1])["revisions"][0]["note"] == "合并 附件.docx"


def test_files_of_one_name_are_told_apart_from_where_they_stand(
    sent: Path, edited: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = edited("甲", "甲", "--project", "1", "goal=这里的")
    folder = sent.parent / "子"
    folder.mkdir()
    shutil.copy(here, folder / "甲.perfdesk")
    assert run("set", folder / "甲.perfdesk", "--project", "1", "goal=子里的")[0] == 0
    monkeypatch.chdir(sent.parent)
    code, text, _ = run("merge", sent.name, "甲.perfdesk", "子/甲.perfdesk", "-o", "合.perfdesk")
    assert code == 0
    assert f"{sent.parent.name}/甲.perfdesk：已在“子/甲.perfdesk”里" in text
    code, _, err = run("merge", ".", "甲.perfdesk", "-o", "又.perfdesk")
    assert code == 2
    assert "打不开“.”：这是一个文件夹" in err
