"""perfdesk import --as-learned: an annex of an unknown form in a batch, where nobody can be asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from command import Run
from learning.grids import parsed, save_excel, save_word

from perfdesk.forms.catalogue import forget

ANNEX = """
> 青溪县惠民工程明细表
受益村 | {own}柳湾村^2 | 受益人数 | {own}三百^2
项目名称 | {name}修桥^5
年度资金总额 | {budget_total}5^5
绩效目标 | {goal}修桥铺路，方便村民。^5
一级指标 | 二级指标 | 三级指标^2 | 指标值^2
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁数量^2 | {i:target}1座^2
"""
OTHER = ANNEX.replace("修桥", "修渠").replace("三百", "五百")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    forget()
    yield
    forget()


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    return save_word(parsed(99, ANNEX), tmp_path / "表.docx", filled=True)


def imported(run: Run, *words: object) -> tuple[int, list[dict[str, object]], str]:
    """The exit code, what is told of each source, and the messages."""
    code, out, err = run("import", *words, "--json")
    return code, json.loads(out)["sources"] if out else [], err


def test_without_the_word_it_is_refused_and_the_word_is_named(run: Run, annex: Path, tmp_path: Path) -> None:
    code, out, err = run("import", annex, "-o", tmp_path / "a.perfdesk")
    assert (code, out) == (2, "")
    assert err.endswith("加 --as-learned 可以从文件学表样，不经确认装入。\n")
    assert not (tmp_path / "a.perfdesk").exists()


def test_what_was_learned_is_in_the_document_and_a_person_has_to_look(run: Run, annex: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.perfdesk"
    code, (told,), _ = imported(run, annex, "-o", out, "--as-learned")
    assert code == 1
    assert "还没有人确认" in str(told["guessed"])
    assert "处程序没有把握" in str(told["guessed"])
    shape = json.loads(run("show", out, "--json")[1])
    fields = shape["projects"][0]["fields"]
    assert {fields["name"], fields["own.受益村"], fields["own.受益人数"]} == {"修桥", "柳湾村", "三百"}
    assert len(shape["projects"][0]["indicators"]) == 1
    assert run("export", out, "-o", tmp_path / "b.docx")[0] == 0
    assert "柳湾村" in "".join(cell.text for row in docx.Document(str(tmp_path / "b.docx")).tables[0].rows
                            for cell in row.cells)  # fmt: skip
    assert not (tmp_path / "data" / "perfdesk" / "forms").exists()


def test_a_second_file_is_read_by_the_form_of_the_first(run: Run, annex: Path, tmp_path: Path) -> None:
    second = save_word(parsed(99, OTHER), tmp_path / "又一表.docx", filled=True)
    out = tmp_path / "a.perfdesk"
    code, told, _ = imported(run, annex, second, "-o", out, "--as-learned")
    assert code == 1
    assert ["还没有人确认" in str(one["guessed"]) for one in told] == [True, False]
    shape = json.loads(run("show", out, "--json")[1])
    assert [one["fields"]["own.受益人数"] for one in shape["projects"]] == ["三百", "五百"]


def test_a_workbook_too(run: Run, tmp_path: Path) -> None:
    book = save_excel(parsed(99, ANNEX), tmp_path / "表.xlsx", filled=True)
    assert imported(run, book, "-o", tmp_path / "a.perfdesk", "--as-learned")[0] == 1


def test_a_known_form_is_read_as_ever(run: Run, annex: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.docx"
    blank = tmp_path / "blank.perfdesk"
    assert run("new", "--form", "ningxia-annex2-2024", "--projects", "1", "-o", blank)[0] == 0
    run("set", blank, "--project", "1", "name=修桥", "goal=修桥。")
    run("set", blank, "--project", "1", "--indicator", "1", "name=桥", "target=1座")
    assert run("export", blank, "-o", known)[0] == 0
    for more in ((), ("--as-learned",)):
        code, (told,), _ = imported(run, known, "-o", tmp_path / "a.perfdesk", "--force", *more)
        assert (code, "还没有人确认" in str(told["guessed"])) == (0, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--form", "ningxia-annex2-2024"), "只能写一个"),
        ((), "没有装入"),
    ],
)
def test_what_cannot_be_is_one_sentence(run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    letter = docx.Document()
    letter.add_paragraph("关于召开会议的通知")
    letter.save(str(tmp_path / "信.docx"))
    code, out, err = run("import", tmp_path / "信.docx", "-o", tmp_path / "a.perfdesk", "--as-learned", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not (tmp_path / "a.perfdesk").exists()


def test_of_a_damaged_file_nothing_can_be_learned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04nothing")
    _, _, err = run("import", tmp_path / "坏.docx", "-o", tmp_path / "a.perfdesk")
    assert "--as-learned" not in err


# The labels of the ministry's self-evaluation above, and a header of its own.
SELF = """
> 项目支出绩效自评表
项目名称^2 | {name}饮水^6
主管部门^2 | {supervisor}水利局^3 | 实施单位 | {unit_name}饮水站^2
资金~4 | - | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分
年度资金总额 | {total}20 | {a}21 | {b}20 | {weight}10 | {rate}95% | {score}9
其中：当年财政拨款 | {c}20 | {d}21 | {e}20 | - | {f}95% | -
其他资金 | {g}0 | {h}0 | {k}0 | - | {l}— | -
年度总体目标~2 | 预期目标^3 | 实际完成情况^4
{goal}维修管网30公里。^3 | {goal_done}维修管网31公里。^4
绩效指标完成情况~3 | 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际指标值 | 分值及得分 | 未完成原因和措施
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}管网 | {i:target}30公里 | {i:actual}31公里 | {i:m}20/20 | {i:n}无
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益 | {i:target}3万人 | {i:actual}4万人 | {i:o}30/30 | {i:p}无
"""


def test_a_form_that_reads_no_indicator_of_an_annex_is_not_its_form(run: Run, tmp_path: Path) -> None:
    path, out = save_word(parsed(99, SELF), tmp_path / "自评.docx", filled=True), tmp_path / "a.perfdesk"
    code, _, err = run("import", path, "-o", out)
    assert code == 2
    assert "按它一条指标也读不出" in err
    _, (told,), _ = imported(run, path, "-o", out, "--as-learned")
    assert told["left_out"] == []
    rows = json.loads(run("show", out, "--json")[1])["projects"][0]["indicators"]
    assert [row["fields"]["actual"] for row in rows] == ["31公里", "4万人"]
