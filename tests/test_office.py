"""The settings of a bureau: what the file may say, what is wrong with it, who wins."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfdesk import office as module
from perfdesk import paths
from perfdesk.forms import catalogue
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.loader import form
from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.office import KEYS, LOCKABLE, Office, office
from perfdesk.rules import office_rules, settings
from perfdesk.rules.check import check
from perfdesk.rules.finding import Severity

WHOLE = """
department = "清水县农业农村局"
form = "hebei-book-2024"
forms_folder = '\\\\server\\预算\\表样'
backups_folder = "/data/备份"
rules_off = ["leftover", "description-copies-name"]
locked = ["rules_off"]

[rules]
satisfaction_low = 90
"""


def forget() -> None:
    for remembered in (module.office, settings.in_force, settings.settings):
        remembered.cache_clear()
    catalogue.forget()


@pytest.fixture(autouse=True)
def _office_forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bureau's file; it is not there yet."""
    path = tmp_path / "perfdesk-office.toml"
    monkeypatch.setattr(paths, "office_files", lambda: (tmp_path / "no-such-folder" / path.name, path))
    return path


def told(file: Path, text: str) -> Office:
    file.write_text(text, encoding="utf-8")
    return office()


def test_every_key_is_read(file: Path) -> None:
    found = told(file, WHOLE)
    assert found == Office(
        file,
        department="清水县农业农村局",
        form="hebei-book-2024",
        forms_folder="\\\\server\\预算\\表样",
        backups_folder="/data/备份",
        rules_off=frozenset({"leftover", "description-copies-name"}),
        locked=frozenset({"rules_off"}),
        rules={"satisfaction_low": 90},
    )


def test_without_a_file_nothing_is_set(file: Path) -> None:
    assert office() == Office()
    assert not office().holds("form")
    assert office_rules.problems() == ()


def test_the_first_file_that_is_there_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / name for name in ("one", "two", "three")]
    monkeypatch.setattr(paths, "office_files", lambda: tuple(files))
    files[1].write_text('department = "二"', encoding="utf-8")
    files[2].write_text('department = "三"\nform = "x"', encoding="utf-8")
    assert (office().department, office().form) == ("二", "")


def test_notepad_may_put_its_mark_before_the_text(file: Path) -> None:
    file.write_bytes("\ufeffdepartment = '清水县'\r\n".encode())
    assert office().department == "清水县"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("department = \n", "单位设置文件 perfdesk-office.toml 写法不对（第 1 行），没有使用。"),
        ("form = 'x'\n[rules\n", "单位设置文件 perfdesk-office.toml 写法不对（第 2 行），没有使用。"),
        ("\n\n" + "a = " + "[" * 20_000, "没有使用。"),
        ("department = '清水县'".encode("gbk"), "单位设置文件 perfdesk-office.toml 不是 UTF-8 编码，没有使用。"),
        ("#" * 70_000, "单位设置文件 perfdesk-office.toml 大于 64 KB，没有使用。"),
    ],
    ids=["no value", "second line", "brackets", "GBK", "too large"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(file: Path, content: str | bytes, sentence: str) -> None:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    [problem] = office().problems
    assert problem.endswith(sentence)
    assert office() == Office(file, problems=(problem,))


def test_a_file_that_may_not_be_read_is_one_sentence(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("form = 'x'")
    monkeypatch.setattr(Path, "open", _denied)
    assert office().problems == ("单位设置文件 perfdesk-office.toml 打不开（Permission denied），没有使用。",)


def _denied(path: Path, mode: str = "r") -> None:
    raise PermissionError(13, os.strerror(13), str(path))


@pytest.mark.parametrize("value", ["5", "true", "['x']", "''", "'  '", '"a\\u0007b"', '"a\\nb"'])
def test_a_value_of_another_kind_is_named_and_the_rest_holds(file: Path, value: str) -> None:
    found = told(file, f'department = {value}\nform = "x"')
    assert found.problems == ("单位设置文件 perfdesk-office.toml 里的“department”应当是文字，没有使用。",)
    assert (found.department, found.form) == ("", "x")


@pytest.mark.parametrize("value", ["'leftover'", "[1]", "[['leftover']]", "['']"])
def test_a_list_is_a_list_of_texts(file: Path, value: str) -> None:
    found = told(file, f"rules_off = {value}")
    assert found.problems == ("单位设置文件 perfdesk-office.toml 里的“rules_off”应当是文字的列表，没有使用。",)
    assert found.rules_off is None


def test_an_unknown_key_is_named_with_those_there_are(file: Path) -> None:
    [problem] = told(file, "depatment = 'x'").problems
    assert problem.startswith("单位设置文件 perfdesk-office.toml 里的“depatment”不认识，没有使用；可以写的有：")
    assert all(key.name in problem for key in KEYS)


def test_only_what_the_file_sets_and_a_user_may_change_is_locked(file: Path) -> None:
    found = told(file, 'form = "x"\nlocked = ["form", "department", "rules"]')
    assert found.locked == {"form"}
    assert found.holds("form")
    assert not found.holds("department")
    said = "单位设置文件 perfdesk-office.toml 里 locked 写的"
    assert found.problems == (
        f"{said}“department”没有使用：文件里没有设它。",
        f"{said}“rules”没有使用：能锁定的有 {'、'.join(LOCKABLE)}。",
    )


def test_a_folder_beside_the_file_is_found_from_there(file: Path) -> None:
    assert told(file, "forms_folder = '表样'").shared_forms == file.parent / "表样"


def test_a_folder_may_name_the_users_own(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_USER", "张三")
    monkeypatch.setenv("HOME", "/home/zhang")
    found = told(file, "forms_folder = '~/表样'\nbackups_folder = '/data/$OFFICE_USER'")
    assert (found.forms_folder, found.backups_folder) == ("/home/zhang/表样", "/data/张三")


def test_backups_go_to_a_whole_path(file: Path) -> None:
    found = told(file, "backups_folder = '备份'")
    assert found.problems == ("单位设置文件 perfdesk-office.toml 里的“backups_folder”应当是完整的路径，没有使用。",)
    assert found.backups_folder == ""


def test_copies_of_another_folder_are_kept_apart(file: Path) -> None:
    one = told(file, "forms_folder = 'one'").copies_of_forms
    forget()
    other = told(file, "forms_folder = 'two'").copies_of_forms
    assert one is not None
    assert other is not None
    assert one != other
    assert one.parent == other.parent == paths.office_forms()


def test_beside_the_program_comes_before_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'first'}{os.pathsep}{tmp_path / 'second'}")
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "program" / "app" / "perfdesk")
    found = paths.office_files()
    assert found[0] == tmp_path / "program" / "perfdesk-office.toml"
    assert found[1:] == tuple(tmp_path / one / "perfdesk" / "perfdesk-office.toml" for one in ("first", "second"))
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "site-packages" / "perfdesk")
    assert paths.office_files() == found[1:]


# --- rules -------------------------------------------------------------------------------------------------------


def test_a_threshold_is_the_bureaus(file: Path) -> None:
    usual = settings.settings()
    forget()
    told(file, "[rules]\nsatisfaction_low = 90\n[rules.look_alikes]\nQ = '0'")
    changed = settings.settings()
    assert (usual.satisfaction_low, changed.satisfaction_low) == (80, 90)
    assert changed.look_alikes == {**usual.look_alikes, "Q": "0"}
    assert changed.units == usual.units


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("satisfaction_low = 'high'", "“satisfaction_low”不合要求"),
        ("satisfaction_low = nan", "“satisfaction_low”不合要求"),
        ("units = [1]", "“units”不合要求"),
        ("severities = { plan = 'grave' }", "“severities”不合要求"),
        ("wrong_words = { '(' = 'x' }", "“wrong_words”不合要求"),
        ("satisfaction = 90", "“satisfaction”不认识"),
    ],
)
def test_a_setting_that_cannot_be_leaves_the_programs_own(file: Path, line: str, why: str) -> None:
    usual = settings.settings()
    forget()
    told(file, f"[rules]\n{line}\nreconcile_sure = 0.5")
    assert office_rules.problems() == (f"单位设置文件的 rules 里{why}，用的是程序自带的。",)
    assert settings.settings() == usual.model_copy(update={"reconcile_sure": settings.settings().reconcile_sure})
    assert str(settings.settings().reconcile_sure) == "0.5"


def test_rules_that_there_are_not_are_named(file: Path) -> None:
    told(file, "rules_off = ['plan', 'no-such']\n[rules]\nswitched_off = ['other']\nseverities = { third = 'info' }")
    assert office_rules.problems() == tuple(
        f"单位设置文件说到的审核规则“{name}”不存在。" for name in ("no-such", "other", "third")
    )


def test_a_rule_is_as_grave_as_the_bureau_says_whatever_its_case(file: Path) -> None:
    hebei = form("hebei-book-2024")
    empty = new_document(hebei)
    document = empty.with_projects([new_project(hebei, empty)])
    usual = [one for one in check(document, hebei) if one.rule == "missing-required"]
    assert Severity.ERROR in {one.severity for one in usual}
    forget()
    told(file, "[rules]\nseverities = { missing-required = 'info' }")
    changed = [one for one in check(document, hebei) if one.rule == "missing-required"]
    assert {one.severity for one in changed} == {Severity.INFO}
    assert {bool(one.project) for one in changed} == {True, False}
    assert [one.message for one in changed] == [one.message for one in usual]


def test_a_new_document_begins_with_the_department() -> None:
    hebei = form("hebei-book-2024")
    assert new_document(hebei, "2027", "清水县农业农村局").fields[DEPARTMENT_NAME] == "清水县农业农村局"
    assert new_document(hebei, "2027").fields[DEPARTMENT_NAME] == ""
