"""perfdesk learn where it cannot be done: one Chinese sentence, exit code 2, no file changed and none half written."""

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from command import Run
from learning.grids import parsed, save_excel, save_word

from perfdesk.forms.catalogue import forget
from perfdesk.store import disk

ANNEX = """
> 项目支出绩效目标表
项目名称 | {name}桥^2 | 实施单位 | {unit_name}青溪县交通局^2
年度资金总额 | {budget_total}5^5
绩效目标 | {goal}修桥铺路，方便村民。^5
一级指标 | 二级指标 | 三级指标^2 | 指标值^2
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁数量^2 | {i:target}1座^2
"""
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage EncryptionInfo".encode("utf-16-le")


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    return save_word(parsed(99, ANNEX), tmp_path / "表.docx", filled=True)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's own folder of data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    forget()
    yield tmp_path / "data"
    forget()


def there(folder: Path) -> dict[Path, bytes | None]:
    """All that is in a folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refused(run: Run, folder: Path, *arguments: object) -> str:
    """The sentence that is said; nothing may have changed."""
    before = there(folder)
    code, out, said = run("learn", *arguments)
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert there(folder) == before
    assert said.startswith("perfdesk: ")
    assert said.endswith(("。\n", "）\n"))
    return said


# --- what there is to learn from -----------------------------------------------------------------------------------


def test_a_list_in_one_cell_is_no_table_to_learn_from(run: Run, tmp_path: Path) -> None:
    """Nested tables, tables by tabs and pictures are tested in learning/test_unlearnable.py."""
    word = docx.Document()
    table = word.add_table(2, 2)
    for at, text in enumerate(["项目名称", "桥", "绩效指标", "产出指标 桥 1座\n产出指标 路 3条\n产出指标 渠 2公里"]):
        table.cell(at // 2, at % 2).text = text
    word.save(str(tmp_path / "a.docx"))
    assert "写在一格里" in refused(run, tmp_path, tmp_path / "a.docx", "-o", tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", LOCKED, "加了打开密码"),
        ("a.wps", LOCKED, "加了打开密码"),
        ("a.et", b"\x07", "WPS 表格格式"),
        ("a.xlsx", b"PK\x03\x04", "已损坏"),
        ("form.toml", b'id = "x"\ntitle = "x"\n', "没有可以学成表样的表格"),
    ],
)
def test_a_file_of_another_kind(run: Run, tmp_path: Path, own: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert says in refused(run, tmp_path, tmp_path / name, "--install", "-o", tmp_path / "out.toml")


def test_a_file_that_is_cut_off_or_has_too_long_a_name(run: Run, annex: Path, tmp_path: Path) -> None:
    cut = tmp_path / "半.docx"
    cut.write_bytes(annex.read_bytes()[:2000])
    assert "已损坏" in refused(run, tmp_path, cut)
    assert "路径太长" in refused(run, tmp_path, tmp_path / f"{'长' * 200}.docx")


# --- where the form is to be ---------------------------------------------------------------------------------------


def test_the_annex_is_never_written_over_also_with_force(run: Run, annex: Path, tmp_path: Path) -> None:
    said = tmp_path / "答.json"
    said.write_text(json.dumps({"cells": []}))
    roundabout = tmp_path / "无" / ".." / annex.name
    (tmp_path / "无").mkdir()
    for out in (annex, roundabout, said):
        text = refused(run, tmp_path, annex, "--confirm", said, "-o", out, "--force")
        assert "就是要读的文件" in text
    code, _, text = run("import", annex, "-o", annex, "--force")
    assert (code, "就是要读的文件" in text) == (2, True)


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("有.toml", "已经存在，没有覆盖"),
        ("夹", "已经存在，没有覆盖"),
        ("没有/a.toml", "文件夹不存在"),
        (f"{'长' * 200}.toml", "路径太长"),
    ],
)
def test_a_place_for_the_form_that_is_none(run: Run, annex: Path, tmp_path: Path, out: str, says: str) -> None:
    (tmp_path / "有.toml").write_text("x")
    (tmp_path / "夹").mkdir()
    assert says in refused(run, tmp_path, annex, "-o", tmp_path / out)


@pytest.mark.parametrize(
    ("number", "says", "install"), [(errno.ENOSPC, "磁盘已满", True), (errno.EROFS, "磁盘是只读的", False)]
)
def test_a_disk_that_takes_nothing_has_nothing_afterwards(
    run: Run, annex: Path, own: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str, install: bool
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    (own / "perfdesk" / "forms").mkdir(parents=True)
    monkeypatch.setattr(disk, "write", fail)
    to = ("--install",) if install else ("-o", annex.with_suffix(".toml"))
    assert says in refused(run, annex.parent, annex, *to)


def test_a_folder_of_the_user_that_cannot_be_made_is_said_in_chinese(
    run: Run, annex: Path, tmp_path: Path, own: Path
) -> None:
    own.write_bytes(b"")
    said = refused(run, tmp_path, annex, "--install")
    assert "没有保存表样“项目支出绩效目标表”：路径里有一段不是文件夹" in said


def test_a_form_that_is_there_already_stays_when_it_cannot_be_written_again(
    run: Run, annex: Path, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("learn", annex, "--install")[0] == 0

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no")

    monkeypatch.setattr(disk, "write", fail)
    assert "磁盘已满" in refused(run, tmp_path, annex, "--install")


def test_of_a_form_that_is_written_half_nothing_is_left(
    run: Run, annex: Path, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office's own file was written, the form file was not."""
    (own / "perfdesk" / "forms").mkdir(parents=True)
    taken, before = [], disk.replace

    def fail_at_second(*arguments: Any) -> None:
        taken.append(arguments)
        if len(taken) > 1:
            raise OSError(errno.ENOSPC, "no")
        before(*arguments)

    monkeypatch.setattr(disk, "replace", fail_at_second)
    assert "磁盘已满" in refused(run, tmp_path, annex, "--install")
    assert len(taken) > 1


@pytest.mark.skipif(shutil.which("mount") is None, reason="the system has no mount")
@pytest.mark.slow
def test_a_full_disk_is_left_as_it_was(annex: Path, tmp_path: Path) -> None:
    disk_of_4k = tmp_path / "满"
    disk_of_4k.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk_of_4k], capture_output=True)
    if made.returncode:
        pytest.skip("nobody may mount here")
    try:
        (disk_of_4k / "x").write_bytes(bytes(4096))
        command = [sys.executable, "-m", "perfdesk", "learn", annex, "-o", disk_of_4k / "a.toml"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        assert (done.returncode, "磁盘已满" in done.stderr) == (2, True)
        assert [one.name for one in disk_of_4k.iterdir()] == ["x"]
    finally:
        subprocess.run(["umount", disk_of_4k], check=True)


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", ["水务局 绩效　目标表（2031）", "长" * 80])
def test_a_name_may_be_long_and_have_spaces(run: Run, tmp_path: Path, own: Path, stem: str) -> None:
    path = save_excel(parsed(99, ANNEX), tmp_path / f"{stem}.xlsx", filled=True)
    out = tmp_path / f"{stem}.toml"
    code, _, said = run("learn", path, "-o", out, "--install")
    assert (code, out.is_file(), said.count("\n")) == (0, True, 1)
    assert "已保存到" in said


def test_what_was_not_read_of_a_source_is_told_and_is_for_a_person(run: Run, annex: Path, tmp_path: Path) -> None:
    """A hidden sheet, or a page that is a picture, was left out without a word."""
    book = openpyxl.Workbook()
    table = docx.Document(str(annex)).tables[0]
    for row in table.rows:
        book.active.append([cell.text for cell in row.cells])
    book.create_sheet("底稿").sheet_state = "hidden"
    path = tmp_path / "表.xlsx"
    book.save(path)
    code, _, told = run("learn", path)
    assert (code, "表.xlsx 隐藏的工作表“底稿”没有装入" in told) == (1, True)
