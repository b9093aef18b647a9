"""An office's own file that cannot be filled: the annex is written otherwise, and that is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run
from learning.grids import parsed, save_excel, save_word

from perfdesk.exporters.original import excel, word
from perfdesk.exporters.original.members import NoFit
from perfdesk.forms.catalogue import forget
from perfdesk.importers import checked_original

ANNEX = """
> 青溪县惠民工程明细表
项目名称 | {name}修桥^5
年度资金总额 | {budget_total}5^5
绩效目标 | {goal}修桥铺路，方便村民。^5
一级指标 | 二级指标 | 三级指标^2 | 指标值^2
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁数量^2 | {i:target}1座^2
"""


@pytest.fixture
def documents(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Path]]:
    """A document with a Word original and one with an Excel original, by the ending."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    forget()
    made = {}
    for save, suffix in ((save_word, ".docx"), (save_excel, ".xlsx")):
        annex = save(parsed(99, ANNEX), tmp_path / f"表{suffix}", filled=True)
        made[suffix] = tmp_path / f"{suffix[1:]}.perfdesk"
        assert run("import", annex, "-o", made[suffix], "--as-learned")[0] == 1
    yield made
    forget()


def refusing(*_: object) -> None:
    raise NoFit("原件的表格与表样不同")


def damaged(_: bytes) -> None:
    raise checked_original.OriginalRefused("太大")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_where_it_fits_nothing_is_said(documents: dict[str, Path], suffix: str, run: Run, tmp_path: Path) -> None:
    assert run("export", documents[suffix], "-o", tmp_path / f"a{suffix}") == (0, "", "")
    other = ".xlsx" if suffix == ".docx" else ".docx"
    assert run("export", documents[suffix], "-o", tmp_path / f"a{other}") == (0, "", "")


@pytest.mark.parametrize(("module", "name", "suffix"), [(word, "write_word", ".docx"), (excel, "write_excel", ".xlsx")])
def test_an_original_that_does_not_fit_is_told(
    documents: dict[str, Path], module: object, name: str, suffix: str, run: Run, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, name, refusing)
    code, out, err = run("export", documents[suffix], "-o", tmp_path / f"a{suffix}")
    assert (code, out) == (1, "")
    assert err == "perfdesk: 没有填在原件上（原件的表格与表样不同），版面是按表样另排的，请与原件核对。\n"
    assert (tmp_path / f"a{suffix}").exists()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_an_original_that_cannot_be_used_is_told(
    documents: dict[str, Path], suffix: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_original, "checked_members", damaged)
    code, _, err = run("export", documents[suffix], "-o", tmp_path / f"a{suffix}")
    assert (code, "没有填在原件上" in err) == (1, True)
