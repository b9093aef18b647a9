"""set: which node is meant, by its number, and which field, by its key or by what it is called."""

from collections.abc import Callable
from pathlib import Path

import pytest
from notation import document as written
from own_form import own_book, put_into

from perfdesk.store import file
from perfdesk.work.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]
ONE = """
# 档案工作
- 数量 | 整理数量 | 1万卷
+ tasks | 修缮库房 | total=3.00
+ tasks | 购置书架 | total=2.00
+ goals | 库房达标
"""
TWO = ONE + "# 宣传\n+ tasks | 展览\n"


def saved(folder: Path, text: str) -> Path:
    path = folder / "书.perfdesk"
    Workspace(written(text)).save(path)
    return path


@pytest.mark.parametrize(
    ("arguments", "node", "key", "text"),
    [
        (["--record", "tasks:2", "total=4.00"], "p1.tasks2", "total", "4.00"),
        (["--project", "1", "--record", "tasks:1", "other=1.00"], "p1.tasks1", "other", "1.00"),
        (["--record", "任务:2", "金额合计=4.00"], "p1.tasks2", "total", "4.00"),
        (["--record", "任务：2", "预算金额=4.00"], "p1.tasks2", "total", "4.00"),
        (["--record", "goals:1", "rate=80%"], "p1.goals1", "rate", "80%"),
        (["--record", "goals:1", "own.note=好"], "", "", ""),
        (["--project", "1", "预算数=5.00"], "p1", "budget_total", "5.00"),
        (["--project", "1", "年度资金总额=5.00"], "p1", "budget_total", "5.00"),
        (["--project", "1", " 绩效 目标 =办好"], "p1", "goal", "办好"),
        (["--project", "1", "funds.carry.plan=5.00"], "p1", "funds.carry.plan", "5.00"),
        (["--project", "1", "上年结转资金=5.00"], "p1", "funds.carry.plan", "5.00"),
        (["--project", "1", "--indicator", "1", "三级指标=卷数"], "p1.1", "name", "卷数"),
        (["部门名称=青禾县档案馆"], "d", "department_name", "青禾县档案馆"),
    ],
)
def test_a_field_is_set_by_its_key_or_by_its_title(
    run: Run, tmp_path: Path, arguments: list[str], node: str, key: str, text: str
) -> None:
    path = saved(tmp_path, ONE)
    before = file.read(path).document
    code, _, said = run("set", path, *arguments)
    after = file.read(path).document
    if not node:
        assert (code, after) == (2, before)
        assert "这里的字段有 text、done、rate" in said
        return
    assert (code, said) == (0, "")
    assert after == before.with_fields({(node, key): text}) != before


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        (TWO, ["--record", "tasks:1", "total=1"], "文件里有 2 个项目，--record 要和 --project 一起使用。"),
        (ONE, ["--record", "tasks:3", "total=1"], "项目“档案工作”没有第 3 条任务；共有 2 条。"),
        (ONE, ["--record", "tasks:0", "total=1"], "项目“档案工作”没有第 0 条任务；共有 2 条。"),
        (ONE, ["--record", "sites:1", "name=x"], "项目“档案工作”没有第 1 条地点；共有 0 条。"),
        (ONE, ["--record", "task:1", "total=1"], "“task:1”不是“种类:序号”"),
        (ONE, ["--record", "tasks", "total=1"], "种类有 tasks（任务）、schedule（进度）、costs（费用）"),
        (ONE, ["--record", "tasks:²", "total=1"], "“tasks:²”不是“种类:序号”"),
        (ONE, ["--record", f"tasks:{'9' * 5000}", "total=1"], "共有 2 条。"),
        (ONE, ["--project", "1", "--record", "tasks:1", "--indicator", "1", "x=1"], "只能用一个"),
        (ONE, ["--record", "tasks:1", "target=1"], "这里的字段有 item、content、total、fiscal、other。"),
        (ONE, ["--project", "1", "备=1"], "“备=1”不是“字段=内容”"),
        # The form does not print it.
        (ONE, ["--project", "1", "实际完成情况=好"], "“实际完成情况=好”不是“字段=内容”"),
        (ONE, ["--project", "1", "=1"], "“=1”不是“字段=内容”"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_changed(
    run: Run, tmp_path: Path, text: str, arguments: list[str], said: str
) -> None:
    path = saved(tmp_path, text)
    before = path.read_bytes()
    code, _, told = run("set", path, *arguments)
    assert code == 2
    assert said in told
    assert path.read_bytes() == before


def test_a_field_of_a_county_s_own_is_set_by_the_title_that_it_prints(
    run: Run, own_forms: Path, tmp_path: Path
) -> None:
    put_into(own_forms)
    path = tmp_path / "自评.perfdesk"
    Workspace(own_book()).save(path)
    assert run("set", path, "--project", "1", "--indicator", "1", "得分=5", "全年完成值=6次")[0] == 0
    fields = file.read(path).document.projects[0].indicators[0].fields
    assert (fields["own.points"], fields["actual"], fields["score"]) == ("5", "6次", "")


def test_a_title_of_two_fields_asks_for_the_key(run: Run, own_forms: Path, tmp_path: Path) -> None:
    """The county calls a field of its own 得分, as the program calls another one, which the document has too."""
    put_into(own_forms)
    path = tmp_path / "自评.perfdesk"
    book = own_book()
    Workspace(book.with_fields({(book.projects[0].indicators[0].id, "score"): "4"})).save(path)
    code, _, said = run("set", path, "--project", "1", "--indicator", "1", "得分=6")
    assert (code, said) == (2, "perfdesk: 叫“得分”的字段不止一个，请写字段名：own.points、score。\n")


def test_a_change_of_a_record_is_a_revision_that_says_what_changed(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, ONE)
    assert run("set", path, "--author", "张三", "--record", "tasks:2", "total=4.00")[0] == 0
    _, told, _ = run("history", path)
    assert "张三" in told
    assert "任务2 购置书架 · 总额" in told
    _, shown, _ = run("show", path)
    assert "   任务2 购置书架\n      任务名称：购置书架\n      总额：4.00\n" in shown
