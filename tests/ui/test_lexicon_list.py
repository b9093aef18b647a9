"""表样管理 → 定过的栏目…: what was confirmed is seen, removed and brought back, by keyboard alone."""

from pathlib import Path

import pytest
from clerk import User
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.learning.own_words import OwnWord, OwnWords, words_text
from perfdesk.ui.dialogs.lexicon_list import OwnWordsDialog
from perfdesk.ui.dialogs.manage_forms import ManageFormsDialog
from perfdesk.work.own_lexicon import listed_words, remember

WORDS = (
    OwnWord("project", "牵头股室", "supervisor", "青溪乡申报表"),
    OwnWord("project", "惠及农户", "own.惠及农户", "青溪乡申报表"),
    OwnWord("indicator", "内部号", "", "云山县目标表"),
    OwnWord("sources", "乡里凑的", "other", "云山县目标表"),
    OwnWord("measures", "花掉的", "executed", "云山县目标表"),
    OwnWord("cells", "一式三份", "note", "云山县目标表"),
    OwnWord("cells", "村情", "label", "云山县目标表"),
    OwnWord("tasks", "活儿", "item", "云山县目标表"),
    OwnWord("document", "填报股室", "fill_unit", "他的表", theirs=True),
)


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "own_forms", lambda: tmp_path / "forms")


@pytest.fixture
def dialog(qtbot: QtBot) -> OwnWordsDialog:
    paths.own_forms().mkdir()
    paths.own_words().write_bytes(words_text(OwnWords(WORDS)))
    return shown(qtbot)


def shown(qtbot: QtBot) -> OwnWordsDialog:
    made = OwnWordsDialog(None)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def rows(dialog: OwnWordsDialog) -> list[str]:
    model = dialog.list.model()
    return [" ".join(model.index(row, at).data() for at in range(4)) for row in range(model.rowCount())]


def test_each_word_says_where_it_stands_what_it_means_and_in_which_annex_it_was_confirmed(
    dialog: OwnWordsDialog,
) -> None:
    assert rows(dialog)[::-1] == [
        "牵头股室 项目 主管部门及代码 青溪乡申报表",
        "惠及农户 项目 自定义 青溪乡申报表",
        "内部号 每行的指标 不填 云山县目标表",
        "乡里凑的 资金来源 其他资金 云山县目标表",
        "花掉的 资金栏目 执行数 云山县目标表",
        "一式三份 任何地方 说明，不填 云山县目标表",
        "村情 任何地方 标题 云山县目标表",
        "活儿 每行的任务 任务名称 云山县目标表",
        "填报股室 全部门 填报单位（同事定的，还要问您） 他的表",
    ]


def test_a_word_is_removed_and_brought_back_by_keyboard(dialog: OwnWordsDialog) -> None:
    dialog.list.selectRow(2)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert "村情" not in " ".join(rows(dialog))
    assert dialog.sentence.text() == "“村情”已删除，下次遇到照旧问您；可以撤销。"
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert len(listed_words()) == len(WORDS) - 2
    for _ in range(2):
        QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {*listed_words()} == {*WORDS}
    assert (dialog.undo.isEnabled(), dialog.list.currentIndex().data()) == (False, "村情")


def test_the_last_one_is_removed_too(qtbot: QtBot) -> None:
    remember(WORDS[:1])
    dialog = shown(qtbot)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert (rows(dialog), dialog.remove.isEnabled(), dialog.undo.isEnabled()) == ([], False, True)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert listed_words() == WORDS[:1]


def test_without_words_the_sentence_says_how_they_come(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert dialog.sentence.text().startswith("还没有。")
    assert not dialog.remove.isEnabled()


def test_a_file_that_cannot_be_read_is_said_and_nothing_is_offered(qtbot: QtBot, user: User) -> None:
    paths.own_forms().mkdir()
    paths.own_words().write_text("format = 9", encoding="utf-8")
    dialog = shown(qtbot)
    assert "更新的版本" in dialog.sentence.text()
    assert dialog.sentence.text().endswith("没有改动。")
    assert not dialog.remove.isEnabled()
    assert paths.own_words().read_text(encoding="utf-8") == "format = 9"


def test_what_cannot_be_removed_is_one_sentence(dialog: OwnWordsDialog, user: User) -> None:
    paths.own_words().write_text("format = 9", encoding="utf-8")
    dialog.remove.click()
    assert ["更新的版本" in one for one in user.warned] == [True]


def test_the_list_is_reached_from_the_forms(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(WORDS)
    seen: list[int] = []
    monkeypatch.setattr(OwnWordsDialog, "exec", lambda one: seen.append(len(rows(one))))
    forms = ManageFormsDialog(None, tmp_path, None)
    qtbot.addWidget(forms)
    forms.words.click()
    assert seen == [len(WORDS)]
    assert forms.words.shortcut().toString() == "Alt+L"
