"""What a bureau has set: below the user's own values, seen in the options, said at the start when it is wrong."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from clerk import Do
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QTabWidget
from pytestqt.qtbot import QtBot

from perfdesk import office as office_module
from perfdesk import paths
from perfdesk.forms.catalogue import catalogue
from perfdesk.forms.loader import forms
from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.rules import settings as rule_settings
from perfdesk.ui import preferences
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.dialogs.options import Options, OptionsDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.office_notice import OfficeNotice
from perfdesk.work import office_forms

SECOND = "ningxia-annex2-2024"
Told = Callable[[str], None]


def _forget() -> None:
    for remembered in (
        office_module.office, rule_settings.in_force, rule_settings.settings, office_forms.current,
    ):  # fmt: skip
        remembered.cache_clear()


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """The bureau's file says this."""
    file = tmp_path / "office" / "perfdesk-office.toml"
    file.parent.mkdir()
    monkeypatch.setattr(paths, "office_files", lambda: (file,))
    monkeypatch.setattr(paths, "office_forms", lambda: tmp_path / "office-forms")

    def tell(text: str) -> None:
        file.write_text(text, encoding="utf-8")
        _forget()

    _forget()
    yield tell
    _forget()


@pytest.fixture
def own(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own settings; nothing is set yet."""
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings.ini")


def shown(qtbot: QtBot, problems: tuple[str, ...] = ()) -> OptionsDialog:
    now = Options(
        "", 100, preferences.rules_off(), preferences.backup_choice(), preferences.department(), preferences.form()
    )
    dialog = OptionsDialog(now, catalogue(), None, problems)
    qtbot.addWidget(dialog)
    assert dialog.options == now
    return dialog


def sayings(dialog: OptionsDialog) -> list[str]:
    labels = dialog.findChildren(QLabel)
    return [one.text() for one in labels if one.text().startswith("由单位") and not one.isHidden()]


def rule(dialog: OptionsDialog, title: str) -> tuple[bool, bool, bool]:
    """Whether it is asked, can be changed, is said to be the bureau's."""
    rows = (dialog.rules.item(at) for at in range(dialog.rules.count()))
    row = next(one for one in rows if title in one.text())
    enabled = bool(row.flags() & Qt.ItemFlag.ItemIsEnabled)
    return row.checkState() is Qt.CheckState.Checked, enabled, "由单位设置" in row.text()


def test_the_users_own_comes_before_the_bureaus(own: None, told: Told) -> None:
    told(f"department = '清水县'\nform = '{SECOND}'\nrules_off = ['leftover']")
    assert (preferences.department(), preferences.form()) == ("清水县", SECOND)
    assert preferences.rules_off() == {"leftover"}
    preferences.set_department("")
    preferences.set_form("hebei-book-2024")
    preferences.set_rules_off([])
    assert (preferences.department(), preferences.form()) == ("", "hebei-book-2024")
    assert preferences.rules_off() == frozenset()


def test_backups_go_where_the_bureau_says_until_the_user_says_otherwise(own: None, told: Told, tmp_path: Path) -> None:
    told(f"backups_folder = '{tmp_path}'")
    assert preferences.backups_root() == tmp_path / preferences.BACKUPS
    preferences.set_backup_choice(preferences.BackupChoice())
    assert preferences.backups_root() == paths.backups()


def test_what_is_locked_is_the_bureaus_whatever_the_user_has(own: None, told: Told) -> None:
    preferences.set_department("自己的")
    preferences.set_form("hebei-book-2024")
    preferences.set_rules_off(["plan"])
    told(
        f"department = '清水县'\nform = '{SECOND}'\nrules_off = ['leftover']\n"
        "locked = ['department', 'form', 'rules_off']"
    )
    assert (preferences.department(), preferences.form()) == ("清水县", SECOND)
    assert preferences.rules_off() == {"leftover", "plan"}


def test_options_say_what_the_bureau_has_set_and_leave_it_open(qtbot: QtBot, own: None, told: Told) -> None:
    told(f"department = '清水县'\nform = '{SECOND}'\nrules_off = ['leftover']")
    dialog = shown(qtbot)
    assert sayings(dialog) == ["由单位设置", "由单位设置"]
    assert dialog.department.isEnabled()
    assert dialog.form.isEnabled()
    assert rule(dialog, "遗留文字") == (False, True, True)
    assert rule(dialog, "必填内容") == (True, True, False)


def test_what_the_user_has_chosen_is_not_called_the_bureaus(qtbot: QtBot, own: None, told: Told) -> None:
    told("department = '清水县'")
    preferences.set_department("自己的")
    assert sayings(shown(qtbot)) == []


def test_what_is_locked_is_grey(qtbot: QtBot, own: None, told: Told) -> None:
    told("department = '清水县'\nrules_off = ['leftover']\nlocked = ['department', 'rules_off']")
    dialog = shown(qtbot)
    assert sayings(dialog) == ["由单位设置，不能改"]
    assert not dialog.department.isEnabled()
    assert dialog.form.isEnabled()
    assert rule(dialog, "遗留文字") == (False, False, True)
    assert rule(dialog, "必填内容") == (True, True, False)


def test_without_a_file_the_options_have_no_page_for_it(qtbot: QtBot, own: None) -> None:
    dialog = shown(qtbot)
    pages = dialog.findChildren(QTabWidget)[0]
    assert [pages.tabText(at) for at in range(pages.count())] == ["常用", "审核规则", "表样", "字体", "备份"]
    assert sayings(dialog) == []


def test_the_page_of_the_bureau_shows_its_values_and_what_is_wrong(qtbot: QtBot, own: None, told: Told) -> None:
    told("department = '清水县'\nrules_off = ['plan', 'leftover']\nforms_folder = 'x'")
    dialog = shown(qtbot, ("一处不对。",))
    pages = dialog.findChildren(QTabWidget)[0]
    assert pages.tabText(pages.count() - 1) == "单位设置"
    [rows] = pages.widget(pages.count() - 1).findChildren(QListWidget)
    assert [rows.item(at).text() for at in range(1, rows.count())] == [
        "一处不对。",
        "部门名称：清水县",
        "单位的表样文件夹：x",
        "不审核的规则：leftover、plan",
    ]


def test_a_form_that_is_not_here_keeps_its_row(qtbot: QtBot, own: None, told: Told) -> None:
    told("form = 'gone-2031'")
    dialog = shown(qtbot)
    assert dialog.form.currentText() == "gone-2031（这台电脑上没有）"


def test_a_new_document_begins_with_the_bureaus_form(qtbot: QtBot) -> None:
    for proposed, form in (("", "hebei-book-2024"), (SECOND, SECOND), ("gone-2031", "hebei-book-2024")):
        dialog = NewDocumentDialog(None, None, proposed)
        qtbot.addWidget(dialog)
        assert dialog.form.id == form


def test_a_new_document_names_the_bureaus_department(
    told: Told, window: MainWindow, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    told("department = '清水县农业农村局'")
    monkeypatch.setattr("perfdesk.ui.documents.ask_new_document", lambda *_: (forms()[SECOND], "2027"))
    do("new")
    assert window.session.document.fields[DEPARTMENT_NAME] == "清水县农业农村局"


def test_options_that_were_only_looked_at_stay_the_bureaus(
    told: Told, window: MainWindow, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    told("department = '清水县'\nrules_off = ['leftover']")
    monkeypatch.setattr("perfdesk.ui.choosing_options.ask_options", lambda now, *_: now._replace(author="张三"))
    do("options")
    told("department = '清水市'\nrules_off = ['plan']")
    assert (preferences.author(), preferences.department()) == ("张三", "清水市")
    assert preferences.rules_off() == {"plan"}


def test_what_the_user_changes_is_his_from_then_on(
    told: Told, window: MainWindow, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    told("department = '清水县'")
    own = {"department": "自己的", "form": SECOND}
    monkeypatch.setattr("perfdesk.ui.choosing_options.ask_options", lambda now, *_: now._replace(**own))
    do("options")
    told("department = '清水市'")
    assert (preferences.department(), preferences.form()) == ("自己的", SECOND)


def test_the_start_says_what_is_wrong(qtbot: QtBot, told: Told, window: MainWindow) -> None:
    told("depatment = 'x'\nrules_off = ['no-such']")
    notice = OfficeNotice(window, lambda: [window])
    qtbot.waitUntil(lambda: "depatment" in window.statusBar().currentMessage())
    assert window.statusBar().currentMessage().endswith("（共 2 处，见“选项 → 单位设置”）")
    assert not notice._timer.isActive()


def test_forms_from_the_share_are_offered_without_another_start(
    qtbot: QtBot, told: Told, tmp_path: Path, window: MainWindow
) -> None:
    text = (paths.resources() / "forms" / f"{SECOND}.toml").read_text(encoding="utf-8")
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.toml").write_text(text.replace(f'id = "{SECOND}"', 'id = "qingshui-2031"'), encoding="utf-8")
    told(f"forms_folder = '{share}'")
    assert "qingshui-2031" not in forms()
    notice = OfficeNotice(window, lambda: [window])
    notice._left = 1_000_000  # a busy machine may take longer than a user is to be left without a word
    qtbot.waitUntil(lambda: not notice._timer.isActive())
    assert "qingshui-2031" in forms()
    assert window.statusBar().currentMessage() == ""


def test_a_share_that_hangs_is_said_after_a_while(
    qtbot: QtBot, told: Told, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging:
        problem = "单位的表样文件夹没有回应。"

        def done(self, seconds: float = 0) -> bool:
            return False

    told("forms_folder = 'x'")
    monkeypatch.setattr(office_forms, "current", cache(Hanging))
    notice = OfficeNotice(window, lambda: [window])
    notice._left = 3
    qtbot.waitUntil(lambda: window.statusBar().currentMessage() == Hanging.problem)


def test_without_a_file_nothing_is_looked_after(told: Told, window: MainWindow) -> None:
    assert not OfficeNotice(window, lambda: [window])._timer.isActive()
