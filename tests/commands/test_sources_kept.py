"""No command writes over a file that it reads, also with --force; what keeps its revisions may replace itself."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import HEBEI, Run

Arguments = Callable[[Path, Path], list[object]]


@pytest.fixture
def book(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "示例.perfdesk"
    assert run("import", HEBEI, "-o", path)[0] == 0
    return path


@pytest.fixture
def word(tmp_path: Path, run: Run, book: Path) -> Path:
    path = tmp_path / "表.docx"
    assert run("export", book, "-o", path)[0] == 0
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        lambda book, word: ["export", word, "-o", word],
        lambda book, word: ["export", word, "-o", word.parent / "." / word.name, "--form", "ningxia-annex2-2024"],
        lambda book, word: ["import", word, "-o", word],
        lambda book, word: ["rollup", book, word, "-o", word],
        lambda book, word: ["check", book, word, "--summary", word],
        lambda book, word: ["merge", book, word, "-o", word],
        lambda book, word: ["merge", book, book, "-o", word, "--base", word],
        lambda book, word: ["merge", book, word, "-o", book.with_name("合.perfdesk"), "--plan", word],
        lambda book, word: ["merge", book, word, "-o", book.with_name("合.perfdesk"), "--plan", book],
    ],
    ids=["export", "export, other form", "import", "rollup", "check", "merge", "base", "plan", "plan, own"],
)
def test_what_is_read_is_not_written_over(arguments: Arguments, run: Run, book: Path, word: Path) -> None:
    before = book.read_bytes(), word.read_bytes()
    code, out, told = run(*arguments(book, word), "--force")
    assert (code, out, told.count("\n")) == (2, "", 1)
    assert "就是要读的文件，不能写在它上面；请换一个名称。" in told
    assert (book.read_bytes(), word.read_bytes()) == before
    assert not book.with_name("合.perfdesk").exists()


def test_a_merge_and_its_reasons_are_two_files(run: Run, book: Path, word: Path) -> None:
    out = book.with_name("合.perfdesk")
    code, _, told = run("merge", book, word, "-o", out, "--plan", out, "--force")
    assert (code, "不能写到同一个文件" in told) == (2, True)
    assert not out.exists()


def test_what_libraries_log_and_warn_of_is_not_among_the_lines_of_a_command() -> None:
    said = (
        "import logging, sys, warnings; sys.argv = ['perfdesk', 'forms', '--json']; from perfdesk.__main__ import main;"
        "main(); logging.getLogger('pypdf').warning('a broken xref'); warnings.warn('an extension')"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True)
    assert done.stderr == b""
    assert b'"forms"' in done.stdout
