"""The tool that plants faults: which it knows, and that it tells a fault that is noticed from one that is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("processes cannot be forked there", allow_module_level=True)

import pwd

from mutation import Fault, _nobody_may_run_this, faults, room_tests, table

TESTS = Path(__file__).resolve().parent


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("x = a < b", ["x = (a <= b)"]),
        ("x = a == b", ["x = (a != b)"]),
        ("x = a < b < c", ["x = (a <= b < c)", "x = (a < b <= c)"]),
        ("x = a and b", ["x = (a or b)", "x = (a)", "x = (b)"]),
        ("x = not a", ["x = (a)"]),
        ("x = a if b else c", ["x = a if True else c", "x = a if False else c"]),
        ("x = 7", ["x = (8)"]),
        ("x = '0.5'", []),
        ("x = '50'", ["x = ('51')"]),
        ("x = True", ["x = (False)"]),
        ("x = min(a, b)", ["x = (max(a, b))"]),
        ("x = sorted(a, key=b)", ["x = (list(a))"]),
        ("x = a + b", ["x = (a - b)"]),
        ("x = a + '元'", []),
        ("x += y", ["pass"]),
        ("tell(x)", ["pass"]),
        ("x: 1 | 2 = y", []),
        ("zip(a, b, strict=True)", ["pass"]),
    ],
)
def test_the_faults_of_a_line(tmp_path: Path, source: str, faulty: list[str]) -> None:
    file = tmp_path / "line.py"
    file.write_text(source, encoding="utf-8")
    assert sorted(one.source.decode() for one in faults(file)) == sorted(faulty)


def test_a_fault_behind_chinese_letters_is_planted_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "line.py"
    file.write_text("x = ('预算数', a < b)", encoding="utf-8")
    assert [one.source.decode() for one in faults(file)] == ["x = ('预算数', (a <= b))"]


def test_the_room_tests_a_room_and_of_a_file_are_those_of_the_room() -> None:
    assert room_tests(Path("perfdesk/merge")) == room_tests(Path("perfdesk/merge/order.py")) == Path("tests/merge")


def test_the_table_counts_by_file() -> None:
    one, two = Path("room/one.py"), Path("room/two.py")
    drawn = [Fault(one, 1, "1", "2", b""), Fault(one, 2, "1", "2", b""), Fault(two, 1, "1", "2", b"")]
    assert table(drawn, drawn[:1]) == (
        "room/one.py     1 of    2 noticed   50%\n"
        "room/two.py     1 of    1 noticed  100%\n"
        "all             2 of    3 noticed   67%"
    )


def printed(folder: Path, asked: str) -> list[str]:
    """What the tool prints of a room with one function and one test."""
    for name, text in {
        "rooms/school/grades.py": "def grade(points):\n    return 1 if points >= 90 else 2\n",
        "tests/school/test_grades.py": "import os\n\nfrom rooms.school.grades import grade\n\n\n"
        f"def test_grade():\n    assert {asked}\n",
        "pytest.ini": "[pytest]\npythonpath = .\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tool = [sys.executable, TESTS / "mutation.py", "rooms/school"]
    ended = subprocess.run(tool, cwd=folder, capture_output=True, encoding="utf-8", check=True, timeout=300)
    return [line.partition("] ")[2] or line for line in ended.stdout.splitlines()]


def test_what_no_test_notices_is_printed(tmp_path: Path) -> None:
    """The tests of this room ask nothing at the bound itself."""
    assert printed(tmp_path, "(grade(91), grade(70)) == (1, 2)") == [
        "rooms/school/grades.py:2: 90  ->  (91)",
        "rooms/school/grades.py:2: points >= 90  ->  (points > 90)",
        "rooms/school/grades.py     4 of    6 noticed   67%",
        "all                        4 of    6 noticed   67%",
        "Of 6 faults that are possible.",
    ]


def test_faults_do_not_run_with_the_rights_of_root_if_they_need_not(tmp_path: Path) -> None:
    """The test passes for the one user that is meant; for another the tool would say that it fails without a fault."""
    gives_up = os.geteuid() == 0 and _nobody_may_run_this()
    user = pwd.getpwnam("nobody").pw_uid if gives_up else os.geteuid()
    assert (
        printed(tmp_path, f"os.geteuid() == {user} and grade(91) + grade(90) == 2")[-1]
        == "Of 6 faults that are possible."
    )
