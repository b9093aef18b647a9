"""A file of a form that is not here leads to the mapping window, by keyboard and by mouse, and to a document."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import Do, User, names
from learning.annexes import BRIDGE, TABLES, annex, beside, cell, mapping
from learning.grids import layouts, save_word
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.exporters.original.members import NoFit
from perfdesk.exporters.word import write_document
from perfdesk.forms.catalogue import FormOrigin, catalogue
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.importers.load import Imported, read_source
from perfdesk.learning.answer import CellRole
from perfdesk.learning.keeping import LearnedForm
from perfdesk.learning.mapping import AnnexMapping, CellState
from perfdesk.learning.sketch import Sketch, read_sketch
from perfdesk.model.document import Document
from perfdesk.store import atomic
from perfdesk.ui import learning_forms
from perfdesk.ui.dialogs.import_report import Goal
from perfdesk.ui.dialogs.learn_form import MappingDialog
from perfdesk.ui.file_names import folder
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.mapping_model import STATE_WORDS
from perfdesk.ui.views.mapping_delegate import LOOKS, grounds, name_colour, sign_colour, sign_room
from perfdesk.work import gather, mapping_drafts, unknown_annex
from perfdesk.work import own_forms as own_forms_module
from perfdesk.work.exchanged_forms import export_form
from perfdesk.work.mapping_result import install

LEARN, NOT = "照它学一个表样…", "不装入"


@pytest.fixture(autouse=True)
def _own_folder(own_forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "mapping_drafts", lambda: own_forms.with_name("drafts"))


class ReaderHere:
    """Reads in this process, which takes a tenth of the time; the process of its own has tests enough."""

    def __init__(self, carried: object = None) -> None:
        pass

    def __enter__(self) -> "ReaderHere":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def read(self, path: Path, wanted: Form | None = None, go_on: object = None) -> Imported:
        return read_source(path, wanted)

    def sketch(self, path: Path, go_on: object = None) -> Sketch:
        return read_sketch(path)


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "everything_works" not in request.node.name:
        for module in (unknown_annex, gather):
            monkeypatch.setattr(module, "Reader", ReaderHere)


class Clerk:
    """Someone at the mapping window, who presses real keys; counts them."""

    def __init__(self, dialog: MappingDialog) -> None:
        self.dialog = dialog
        self.keys = 0

    def press(self, names: str) -> None:
        for name in names.split():
            one = QKeySequence(name)[0]
            QTest.keyClick(self.dialog.windowHandle(), one.key(), one.keyboardModifiers())
            self.keys += 1

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.dialog.windowHandle(), letter)
            self.keys += 1

    def middle(self, text: str) -> QPoint:
        sheet = self.dialog.sheet
        place = self.dialog.model.places.of(cell(self.dialog.mapping, text).spot)
        return sheet.visualRect(sheet.model().index(place.row, place.column)).center()

    def click(self, text: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.dialog.sheet.viewport(), Qt.MouseButton.LeftButton, keys, self.middle(text))

    def drag(self, start: QPoint, end: QPoint) -> None:
        where, button = self.dialog.sheet.viewport(), Qt.MouseButton.LeftButton
        QTest.mousePress(where, button, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(where, (start + end) / 2)
        QTest.mouseMove(where, end)
        QTest.mouseRelease(where, button, Qt.KeyboardModifier.NoModifier, end)

    def choose(self, words: str) -> None:
        panel = self.dialog.panel
        row = next(at for at, one in enumerate(panel.choices) if words in one.words)
        where = panel.table.visualRect(panel.table.model().index(row, 1)).center()
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)

    @property
    def mapping(self) -> AnnexMapping:
        return self.dialog.mapping

    def role(self, text: str) -> CellRole:
        return cell(self.mapping, text).role

    def key(self, text: str) -> str:
        return cell(self.mapping, text).key


Act = Callable[[Clerk], object]


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[AnnexMapping], Clerk]:
    """The mapping window by itself, with the keyboard in it."""

    def show(one: AnnexMapping, path: Path = Path("表.docx"), parent: QWidget | None = None) -> Clerk:
        dialog = MappingDialog(one, path, parent)
        qtbot.addWidget(dialog)
        dialog.resize(1280, 720)
        dialog.open()
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        # A dialog counts as active as soon as its parent is; keys go to it only when it has the focus.
        qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget() or dialog))
        return Clerk(dialog)

    return show


@pytest.fixture
def at_window(monkeypatch: pytest.MonkeyPatch, shown: Callable[..., Clerk]) -> Callable[[Act], list[Clerk]]:
    """What the clerk does when the mapping window comes up."""

    def set_up(act: Act) -> list[Clerk]:
        met: list[Clerk] = []

        def ask(one: AnnexMapping, path: Path, parent: QWidget) -> AnnexMapping | None:
            clerk = shown(one, path, parent)
            met.append(clerk)
            act(clerk)
            taken = clerk.dialog.result() == 1
            clerk.dialog.close()
            return clerk.mapping if taken else None

        monkeypatch.setattr(learning_forms, "ask_mapping", ask)
        return met

    return set_up


# --- from the file to the document ---------------------------------------------------------------------------------


def test_an_unknown_annex_is_learned_with_three_keys_and_everything_works_on_it(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, do: Do, at_window: Callable[[Act], list[Clerk]]
) -> None:
    received = tmp_path / "收到的"
    received.mkdir()
    path = annex(BRIDGE, received)
    met = at_window(lambda clerk: clerk.press("Return Return"))
    user.answers = [LEARN]
    window.workbench.take_in([path])
    qtbot.waitUntil(lambda: window.session.is_open)
    assert user.heard == ["“表.docx”的表样本机没有。要照它学一个表样吗？原文件不会改动。"]
    assert met[0].keys == 2
    assert names(window) == ["石桥"]
    session = window.session
    assert session.document.projects[0].fields["own.受益农户"] == "三百户"
    assert session.form.title == "石桥乡项目申报表"
    said = "表样“石桥乡项目申报表”已保存到我的表样，导出 Word 时就填在 表.docx 的空表上。"
    assert window.statusBar().currentMessage() == said
    assert window.focusWidget() is window.workbench.annex.table, "the clerk goes on typing"
    assert folder(session) == received
    assert [entry.origin for entry in catalogue().entries.values()].count(FormOrigin.OWN) == 1
    # Edit, check, save, export.
    do("add-indicator", "undo", "check-all")
    user.answers = [tmp_path / "石桥.perfdesk"]
    do("save")
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(session.form, session.document, stream)
    assert user.warned == []


def test_where_the_form_cannot_be_kept_the_window_comes_again_with_all_answers(
    window: MainWindow,
    user: User,
    qtbot: QtBot,
    tmp_path: Path,
    at_window: Callable[[Act], list[Clerk]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = [True]

    def write(path: Path, fill: object) -> None:
        if failing:
            failing.clear()
            raise atomic.WriteError(f"没有保存“{path.name}”：磁盘已满。")
        kept(path, fill)

    kept = own_forms_module._write
    monkeypatch.setattr(own_forms_module, "_write", write)
    met = at_window(lambda clerk: clerk.press("Return Return" if clerk.mapping.open else "Return"))
    user.answers = [LEARN]
    window.workbench.take_in([annex(BRIDGE, tmp_path)])
    qtbot.waitUntil(lambda: window.session.is_open)
    assert user.warned == ["没有保存表样“石桥乡项目申报表”：磁盘已满。"]
    assert [one.keys for one in met] == [2, 1], "nothing is asked twice"
    assert names(window) == ["石桥"]


def test_why_the_file_is_not_filled_is_said(
    window: MainWindow,
    user: User,
    qtbot: QtBot,
    tmp_path: Path,
    at_window: Callable[[Act], list[Clerk]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unfilled(*_: object) -> LearnedForm:
        raise NoFit("有宏")

    monkeypatch.setattr("perfdesk.learning.keeping._with_original", unfilled)
    at_window(lambda clerk: clerk.press("Return Return"))
    user.answers = [LEARN]
    window.workbench.take_in([annex(BRIDGE, tmp_path)])
    qtbot.waitUntil(lambda: window.session.is_open)
    assert window.statusBar().currentMessage().endswith("导出时按表样另排版面（有宏）。")


def test_the_form_is_at_hand_for_the_next_file(window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path) -> None:
    install(mapping(BRIDGE, tmp_path), annex(BRIDGE, tmp_path))
    other = annex(BRIDGE.replace("石桥", "木桥").replace("三百户", "五百户"), tmp_path)
    user.answers = [None]
    window.documents.import_path(other)
    qtbot.waitUntil(lambda: not window.workbench.tasks.busy)
    assert user.answers == []
    assert user.heard == []


def test_who_does_not_want_to_learn_has_nothing(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, at_window: Callable[[Act], list[Clerk]]
) -> None:
    met = at_window(lambda clerk: None)
    user.answers = [NOT]
    window.documents.open_path(annex(BRIDGE, tmp_path))
    qtbot.waitUntil(lambda: user.answers == [])
    assert (met, window.session.is_open) == ([], False)


def test_work_that_was_put_aside_goes_on_when_the_same_file_comes(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, at_window: Callable[[Act], list[Clerk]]
) -> None:
    path = annex(BRIDGE, tmp_path)
    at_window(lambda clerk: clerk.press("6 Esc"))
    user.answers = [LEARN]
    window.documents.open_path(path)
    qtbot.waitUntil(lambda: user.answers == [])
    assert not window.session.is_open
    seen: list[CellRole] = []
    at_window(lambda clerk: (seen.append(clerk.role("三百户")), clerk.press("Return")))
    user.answers = ["接着上次的学…"]
    window.documents.open_path(path)
    qtbot.waitUntil(lambda: window.session.is_open)
    assert seen == [CellRole.NOTE]
    assert [*paths.mapping_drafts().iterdir()] == []


def test_of_blank_paper_an_empty_document_begins(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, at_window: Callable[[Act], list[Clerk]]
) -> None:
    at_window(lambda clerk: clerk.press("Return Return"))
    user.answers = [tmp_path / "表.docx"]
    annex(BRIDGE, tmp_path, filled=False)
    window.actions_by_id["learn"].trigger()
    qtbot.waitUntil(lambda: window.session.is_open)
    assert names(window) == [""]
    assert window.session.form.title == "石桥乡项目申报表"


def test_a_form_that_is_here_need_not_be_learned(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, at_window: Callable[[Act], list[Clerk]]
) -> None:
    met = at_window(lambda clerk: None)
    user.answers = [save_word(layouts()[0], tmp_path / "a.docx", filled=True), "取消"]
    window.actions_by_id["learn"].trigger()
    qtbot.waitUntil(lambda: user.answers == [])
    assert "项目支出绩效目标申报表" in user.heard[-1]
    assert met == []


def test_a_variant_says_from_which_form_it_differs_and_can_still_be_read_by_it(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    path = save_word(layouts()[29], tmp_path / "a.docx", filled=True)
    user.answers = [NOT]
    window.documents.open_path(path)
    qtbot.waitUntil(lambda: user.answers == [])
    assert "相近，有 7 处不同" in user.heard[0]
    assert forms()["mof-101-project"].title in user.heard[0]


def test_what_a_known_form_reads_in_part_is_offered_to_be_learned_or_read_by_it_all_the_same(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    for number, words in ((35, "有 4 处不同"), (39, "有 15 处没有地方放")):
        user.answers, user.heard = [NOT], []
        window.documents.open_path(save_word(layouts()[number - 1], tmp_path / f"{number}.docx", filled=True))
        qtbot.waitUntil(lambda: user.answers == [])
        assert words in user.heard[0]
    user.answers = ["仍按“项目支出绩效自评表”装入…", Goal.NEW]
    window.documents.open_path(tmp_path / "39.docx")
    qtbot.waitUntil(lambda: window.session.is_open)
    assert window.session.document.form == "mof-10-self"


def test_what_a_known_form_reads_whole_asks_nothing(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    user.answers = [Goal.NEW]
    window.documents.open_path(save_word(layouts()[8], tmp_path / "a.docx", filled=True))
    qtbot.waitUntil(lambda: window.session.is_open)
    assert user.heard == []


def test_a_colleague_s_unknown_annex_is_learned_and_then_merged(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, book: Document,
    at_window: Callable[[Act], list[Clerk]], decide: Callable[..., list[str]],
) -> None:  # fmt: skip
    window.session.start(book, saved=True)
    at_window(lambda clerk: clerk.press("Return Return"))
    merged: list[int] = []
    decide(lambda dialog: merged.append(len(dialog.plan.sides)))
    user.answers = ["照它学一个表样…"]
    window.workbench.merging.merge_paths([annex(BRIDGE.replace("2031", "2025"), tmp_path)])
    qtbot.waitUntil(lambda: bool(merged))
    assert "再一起合并" in user.heard[0]
    assert "石桥" in names(window)


def test_the_others_are_merged_without_what_is_not_learned(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, book: Document, colleagues: list[Path],
    decide: Callable[..., list[str]],
) -> None:  # fmt: skip
    window.session.start(book, saved=True)
    told = decide(lambda dialog: None, False)
    user.answers = ["不学，合并其余的"]
    window.workbench.merging.merge_paths([*colleagues, annex(BRIDGE, tmp_path)])
    qtbot.waitUntil(lambda: bool(told))
    assert "没有找到已知表样" in told[0] or "表样都不相符" in told[0]


HALL = """
> 云山县会堂修缮进度表
项目名称 | {name}修会堂 | 楼层数 | {own}两层
工期 | {own}三个月 | 监理 | {own}魏二
序号 | 实施内容 | 开始时间 | 完成时间
1 | {s:content}拆旧 | {s:start}3月 | {s:end}4月
2 | {s:content}砌墙 | {s:start}4月 | {s:end}5月
"""


def named(path: Path, name: str) -> Path:
    return path.rename(path.with_name(name))


def test_of_several_unknown_files_each_is_named_and_learned_or_left_out_and_the_end_says_what_came_in(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, book: Document,
    at_window: Callable[[Act], list[Clerk]], decide: Callable[..., list[str]],
) -> None:  # fmt: skip
    window.session.start(book, saved=True)
    texts = {"甲.docx": HALL, "乙.docx": BRIDGE, "丙.docx": BRIDGE.replace("石桥", "木桥")}
    files = [named(annex(text, tmp_path), name) for name, text in texts.items()]
    met = at_window(lambda clerk: clerk.press("Return Return"))
    merged: list[list[str]] = []
    decide(lambda dialog: merged.append([side.name for side in dialog.plan.sides[1:]]))
    user.answers = ["不学这一份", "照它学一个表样…"]
    window.workbench.merging.merge_paths(files)
    qtbot.waitUntil(lambda: bool(merged))
    assert ["“甲.docx”" in user.heard[0], "有 3 份" in user.heard[0]] == [True, True]
    assert ["“乙.docx”" in user.heard[1], "有 2 份" in user.heard[1]] == [True, True]
    # The third is of the form that the second taught.
    assert (len(met), [sorted(one) for one in merged]) == (1, [["丙.docx", "乙.docx"]])
    end = user.heard[-1].splitlines()
    assert end[0] in ("合入了 2 份：乙.docx、丙.docx。", "合入了 2 份：丙.docx、乙.docx。")
    assert end[1] == "没有合入 1 份："
    assert "甲.docx" in end[2]
    assert {"石桥", "木桥"} <= {*names(window)}


def test_who_puts_the_window_aside_is_asked_about_the_same_file_again_and_nothing_is_lost(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, book: Document,
    at_window: Callable[[Act], list[Clerk]], decide: Callable[..., list[str]], colleagues: list[Path],
) -> None:  # fmt: skip
    window.session.start(book, saved=True)
    at_window(lambda clerk: clerk.press("Return Escape"))
    told = decide(lambda dialog: None, False)
    user.answers = ["照它学一个表样…", "不学，合并其余的"]
    window.workbench.merging.merge_paths([*colleagues, annex(BRIDGE, tmp_path)])
    qtbot.waitUntil(lambda: bool(told))
    assert [one.count("表.docx") for one in user.heard[:2]] == [1, 1]
    assert mapping_drafts.resumed(mapping(BRIDGE, tmp_path)) is not None


# --- bad input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "way_out"),
    [
        ("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
        ("表.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
        ("表.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .xlsx"),
        ("表.jpg", b"\xff\xd8\xff\xe0", "文字识别"),
        ("表.txt", "项目名称：桥\n绩效目标：修桥".encode(), "另存为 .docx"),
    ],
)
def test_what_cannot_be_learned_from_is_one_sentence_with_the_way_out(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, way_out: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    user.answers = [path]
    window.actions_by_id["learn"].trigger()
    qtbot.waitUntil(lambda: bool(user.warned))
    assert len(user.warned) == 1
    assert way_out in user.warned[0]
    assert user.warned[0].count("。") == 1


@pytest.mark.parametrize("name", ["同事的.zip", "同事的.toml"])
def test_a_form_that_a_colleague_hands_on_is_taken_in_where_it_is_dropped(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    path, found = tmp_path / name, mapping(BRIDGE, tmp_path)
    export_form(found.form, tmp_path / "同事的.zip")
    (tmp_path / "同事的.toml").write_bytes(found.definition)
    for answer in ("不装入", "装入表样"):
        assert found.form.id not in forms()
        user.answers = [answer]
        window.workbench.take_in([path])
    assert found.form.id in forms()
    assert user.heard == [f"“{name}”是一份表样，不是填好的表。要装入到我的表样吗？"] * 2
    assert window.statusBar().currentMessage() == f"已装入“{name}”，新建时可以选。"


def test_a_zip_of_annexes_is_told_without_a_question(window: MainWindow, user: User, tmp_path: Path) -> None:
    path = tmp_path / "各单位.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("甲.docx", b"x")
    window.workbench.take_in([path])
    assert user.heard == user.warned
    assert len(user.warned) == 1
    assert "请先解压，再打开" in user.warned[0]


def test_a_zip_that_is_no_form_is_one_sentence(window: MainWindow, user: User, tmp_path: Path) -> None:
    path = tmp_path / "几份表.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    user.answers = ["装入表样"]
    window.workbench.take_in([path])
    assert len(user.warned) == 1
    assert user.warned[0].startswith("没有装入“几份表.zip”：")


def test_a_letter_without_a_table_is_refused_and_nothing_is_asked(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    window.documents.open_path(annex("> 关于修桥的请示\n姓名 | 年龄\n张三 | 40", tmp_path))
    qtbot.waitUntil(lambda: bool(user.warned))
    assert len(user.heard) == 1


# --- the window: keys ----------------------------------------------------------------------------------------------


def test_enter_takes_what_is_marked_and_goes_on_and_at_last_to_the_button(
    tmp_path: Path, shown: Callable[..., Clerk]
) -> None:
    clerk = shown(mapping(BRIDGE.replace("备注 | {remarks}无^3", "验收组 | {own}李一^3"), tmp_path))
    dialog = clerk.dialog
    assert dialog.head.text() == "还有 2 处请您确认"
    clerk.press("Return")
    assert dialog.head.text() == "还有 1 处请您确认"
    assert [one.spot.text for one in dialog.sheet.chosen()] == ["李一"]
    assert not dialog.open_list.isHidden()
    clerk.press("Return")
    assert dialog.head.text() == "都认好了，请按“学成表样”"
    assert dialog.open_list.isHidden()
    assert dialog.learn.hasFocus()
    clerk.press("Return")
    assert dialog.result() == 1


@pytest.mark.parametrize(("number", "role"), [("4", CellRole.VALUE), ("5", CellRole.LABEL), ("6", CellRole.NOTE)])
def test_numbers_take_their_choice_in_the_line_and_in_the_sheet(
    tmp_path: Path, shown: Callable[..., Clerk], number: str, role: CellRole
) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.press(number)
    assert clerk.role("三百户") is role
    clerk.click("石桥")
    clerk.press(number)
    assert clerk.role("石桥") is role


def test_letters_look_for_a_field_arrows_walk_and_enter_takes(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.type("lxdh")
    assert clerk.dialog.panel.choices[0].words == "联系电话"
    clerk.press("Return")
    assert clerk.key("三百户") == "phone"
    assert clerk.dialog.panel.query.text() == ""
    clerk.press("Ctrl+Z")
    first = clerk.dialog.panel.table.currentIndex().row()
    clerk.press("Up")
    assert clerk.dialog.panel.table.currentIndex().row() == first - 1
    wanted = clerk.dialog.panel.choices[first - 1].decisions[0].key
    clerk.press("Return")
    assert clerk.key("三百户") == wanted


def test_a_letter_in_the_sheet_begins_to_look_for_a_field(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.click("无")
    clerk.type("xmgk")
    clerk.press("Return")
    assert clerk.key("无") == "overview"


def test_every_step_is_undone_and_done_again(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.press("6")
    clerk.press("Ctrl+Z")
    assert clerk.role("三百户") is CellRole.VALUE
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["三百户"]
    clerk.press("Ctrl+Y")
    assert clerk.role("三百户") is CellRole.NOTE
    clerk.press("Ctrl+Y")


THREE = BRIDGE.replace("备注 | {remarks}无^3", "验收组 | {own}李一^3\n复核组 | {own}王二^3")


def test_after_an_answer_comes_what_is_asked_behind_it(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(THREE, tmp_path))
    clerk.press("F8 Return")
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["王二"]
    clerk.press("Return")
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["三百户"]


def test_what_is_asked_again_after_undoing_is_shown(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(THREE, tmp_path))
    clerk.press("F8 Return Ctrl+Z")
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["李一"]


def test_f8_walks_through_what_is_asked(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE.replace("备注 | {remarks}无^3", "验收组 | {own}李一^3"), tmp_path))
    where = []
    for key in ("F8", "F8", "Shift+F8"):
        clerk.press(key)
        where.append(clerk.dialog.sheet.chosen()[0].spot.text)
    assert where == ["李一", "三百户", "李一"]


def test_the_end_of_rows_moves_by_keys(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.press("Ctrl+Shift+Up")
    assert clerk.mapping.table.bands[0].end == 5
    clerk.press("Ctrl+Shift+Down Ctrl+Shift+Down")
    assert clerk.mapping.table.bands[0].end == 7


# --- several tables ------------------------------------------------------------------------------------------------


def test_all_tables_stand_below_each_other_with_the_lines_between(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(TABLES, tmp_path))
    model = clerk.dialog.model
    first = [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]
    assert first == [
        "项目名称", "绩效目标", "二、绩效指标", "一级指标", "产出指标", "效益指标", "三、签字", "单位盖章处", "验收组",
    ]  # fmt: skip
    assert clerk.dialog.sheet.columnSpan(2, 0) == model.columnCount()
    assert clerk.dialog.reading.text() == "读出项目 1 个，指标 2 条。"
    rows = clerk.dialog.open_list.model()
    assert [rows.data(rows.index(row, 0)) for row in range(rows.rowCount())] == [
        "表 1 第 1 行 受益农户", "表 3 第 1 行 验收组", "表 3 第 1 行 复核组",
    ]  # fmt: skip


def test_the_keyboard_goes_through_all_tables(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(TABLES, tmp_path))
    where = []
    for key in ("F8", "F8", "F8"):
        where.append(clerk.dialog.sheet.chosen()[0].spot.text)
        clerk.press(key)
    assert where == ["三百户", "李一", "王二"]
    clerk.click("绩效目标")
    clerk.press("Down")
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["一级指标"]
    clerk.click("王二")
    clerk.type("lxdh")
    clerk.press("Return")
    assert (clerk.key("王二"), clerk.key("三百户")) == ("phone", "own.受益农户")
    clerk.press("Ctrl+Z")
    assert clerk.key("王二") == "own.复核组"


def test_the_rows_of_a_further_table_are_dragged_and_end_in_it(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(TABLES, tmp_path))
    sheet, places = clerk.dialog.sheet, clerk.dialog.model.places
    last, above = (sheet.visualRect(sheet.model().index(places.row_of(1, row), 0)) for row in (2, 1))
    clerk.drag(QPoint(last.center().x(), last.bottom()), QPoint(last.center().x(), above.bottom() + 2))
    assert [(band.table, band.end) for band in clerk.mapping.tables[1].bands] == [(1, 2)]
    below = sheet.visualRect(sheet.model().index(places.row_of(2, 0), 0))
    clerk.drag(QPoint(above.center().x(), above.bottom()), below.center())
    assert [(band.table, band.end) for band in clerk.mapping.tables[1].bands] == [(1, 3)]
    clerk.click("1座")
    clerk.press("Ctrl+Shift+Up")
    assert [band.end for band in clerk.mapping.tables[1].bands] == [2]


def test_what_is_left_out_of_the_file_is_said(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    other = "\n>> 石桥乡绩效任务表\n任务名称 | 主要内容 | 预算金额\n{t:item}修路 | {t:content}三条 | {t:total}5\n"
    clerk = shown(mapping(TABLES.rstrip() + other, tmp_path))
    assert clerk.mapping.numbers == (0, 1, 2)
    told = [label.text() for label in clerk.dialog.findChildren(QLabel)]
    assert any("第 4 张表“任务名称”没有写进表样" in text for text in told)


def test_tab_leads_everywhere(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    dialog = (clerk := shown(mapping(BRIDGE, tmp_path))).dialog
    met = set()
    for _ in range(12):
        met.add(dialog.focusWidget())
        clerk.press("Tab")
    assert {dialog.panel.query, dialog.sheet, dialog.open_list, dialog.name, dialog.learn} <= met


def test_what_is_still_open_is_asked_about_once_before_the_form_is_made(
    tmp_path: Path, user: User, shown: Callable[..., Clerk]
) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    user.answers = ["再看看"]
    clerk.press("Ctrl+Return")
    assert clerk.dialog.isVisible()
    assert "还有 1 处没有确认" in user.heard[0]
    user.answers = ["照现在的用"]
    clerk.press("Ctrl+Return")
    assert clerk.dialog.result() == 1


def test_the_form_is_called_as_somebody_types(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    assert clerk.dialog.name.text() == "石桥乡项目申报表"
    clerk.dialog.name.setFocus()
    clerk.press("Ctrl+A")
    clerk.type("ABC")
    clerk.press("Tab")
    assert clerk.mapping.form.title == "ABC"
    clerk.dialog.name.clear()
    clerk.dialog.name.editingFinished.emit()
    assert clerk.mapping.form.title == "ABC"


# --- the window: mouse -----------------------------------------------------------------------------------------------


def test_a_click_on_a_cell_and_on_a_choice_does_the_same(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.click("无")
    clerk.choose("自定义")
    assert clerk.key("无") == "own.备注"


def test_header_cells_that_are_dragged_over_become_a_header(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    text = "项目名称 | {name}桥^2\n绩效目标 | {goal}修桥铺路，方便村民。^2\n步骤 | 由谁 | 何时\n勘察 | 甲队 | 三月"
    clerk = shown(mapping(text, tmp_path))
    clerk.drag(clerk.middle("步骤"), clerk.middle("何时"))
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["步骤", "由谁", "何时"]
    clerk.choose("逐行填进度")
    assert [(band.owner.value, band.body, band.end) for band in clerk.mapping.table.bands] == [("schedule", 3, 4)]


def test_the_end_of_rows_is_dragged(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    sheet = clerk.dialog.sheet
    bottom = sheet.rowViewportPosition(6) - 1
    clerk.drag(QPoint(40, bottom), clerk.middle("产出指标") + QPoint(0, 8))
    assert clerk.mapping.table.bands[0].end == 5
    assert "指标 1 条" in clerk.dialog.reading.text()
    clerk.drag(QPoint(40, sheet.rowViewportPosition(5) - 1), clerk.middle("受益村民") + QPoint(0, 8))
    assert clerk.mapping.table.bands[0].end == 6
    clerk.drag(QPoint(40, sheet.rowViewportPosition(6) - 1), clerk.middle("受益村民") - QPoint(0, 8))
    assert clerk.mapping.table.bands[0].end == 5


def test_a_row_of_the_list_shows_its_cell(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    clerk.click("石桥")
    table = clerk.dialog.open_list
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 0)).center()
    )
    assert [one.spot.text for one in clerk.dialog.sheet.chosen()] == ["三百户"]


# --- the window: what it says ----------------------------------------------------------------------------------------


def test_what_is_read_is_said_below_and_follows_each_answer(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    assert clerk.dialog.reading.text() == "读出项目 1 个，指标 2 条，资金合计相符。"
    clerk.press("Ctrl+Shift+Up")
    assert "指标 1 条" in clerk.dialog.reading.text()


def test_each_state_has_a_colour_a_sign_and_a_word_in_light_and_dark() -> None:
    looks = [LOOKS[state] for state in CellState if state not in (CellState.LABEL, CellState.BLANK)]
    for part in ("light", "dark", "pattern", "sign"):
        assert len({getattr(one, part) for one in looks}) == len(looks), part
    assert set(STATE_WORDS) == set(CellState)


def contrast(one: QColor, other: QColor) -> float:
    """As WCAG 2 counts it."""

    def light(colour: QColor) -> float:
        parts = colour.redF(), colour.greenF(), colour.blueF()
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("window", "base", "text"), [("#efefef", "white", "black"), ("#323232", "#242424", "white")])
def test_text_signs_and_names_are_read_on_colour_and_pattern_in_light_and_dark(
    user: User, window: str, base: str, text: str
) -> None:
    palette = QPalette(QColor(window))
    for role, colour in ((QPalette.ColorRole.Base, base), (QPalette.ColorRole.Text, text)):
        palette.setColor(role, QColor(colour))
    for state in CellState:
        inks = [palette.color(QPalette.ColorRole.Text), name_colour(palette), sign_colour(palette, state)]
        for ground in grounds(palette, state):
            assert [ink for ink in inks if ink is not None and contrast(ink, ground) < 4.5] == [], state


def test_the_sheet_is_painted_with_the_colours_of_its_states(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    image = clerk.dialog.sheet.viewport().grab().toImage()

    def ground(text: str) -> set[int]:
        where = clerk.middle(text) - QPoint(60, 4)
        return {image.pixel(where.x() + x, where.y() + y) for x in range(9) for y in range(9)}

    grounds = [ground(text) for text in ("石桥", "三百户", "项目名称")]
    assert not grounds[0] & grounds[1]
    assert not grounds[0] & grounds[2]
    assert len(grounds[1]) > 1, "a pattern besides the colour"


def test_a_cell_says_what_it_is_taken_for_and_why(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE, tmp_path))
    model, spot = clerk.dialog.sheet.model(), cell(clerk.mapping, "三百户").spot
    said = model.index(spot.row, spot.column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("第 1 行，自定义：受益农户，三百户。")
    assert "受益农户" in clerk.dialog.panel.about.text()
    empty = [one for one in clerk.dialog.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [one for one in empty if one.accessibleName() or getattr(one, "text", str)()]
    assert {type(one).__name__ for one in empty} == {type(one).__name__ for one in named}


def test_of_a_long_name_the_beginning_is_seen(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE.replace("石桥乡项目申报表", f"石桥乡{'某某' * 15}项目申报表"), tmp_path))
    assert clerk.dialog.name.text().startswith("石桥乡")
    assert clerk.dialog.name.cursorPosition() == 0


def test_no_text_is_written_where_the_sign_of_a_cell_stands(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    def strip(text: str) -> set[int]:
        """The colours at the right edge of the cell, below its sign."""
        clerk = shown(mapping(BRIDGE.replace("修桥一座，方便村民出行。", text), tmp_path))
        sheet, goal = clerk.dialog.sheet, beside(clerk.mapping, "绩效目标")
        place = clerk.dialog.model.places.of(goal.spot)
        box, room = sheet.visualRect(sheet.model().index(place.row, place.column)), sign_room(sheet.font())
        image = sheet.viewport().grab(box.adjusted(box.width() - room, 2 * room, -3, -3)).toImage()
        return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}

    assert strip("修" * 400) == strip("修桥\\n" * 10)


def test_the_columns_keep_their_widths_when_an_answer_is_given(tmp_path: Path, shown: Callable[..., Clerk]) -> None:
    clerk = shown(mapping(BRIDGE.replace("修桥一座", "修桥一座。" * 800), tmp_path))
    header = clerk.dialog.sheet.horizontalHeader()
    before = [header.sectionSize(at) for at in range(header.count())]
    clerk.press("Return")
    assert [header.sectionSize(at) for at in range(header.count())] == before
    assert sum(before) == clerk.dialog.sheet.viewport().width()


def test_whoever_asks_for_word_is_told_once_that_the_original_is_a_workbook(
    window: MainWindow,
    user: User,
    qtbot: QtBot,
    tmp_path: Path,
    do: Do,
    at_window: Callable[[Act], list[Clerk]],
) -> None:
    at_window(lambda clerk: clerk.press("Return Return"))
    user.answers = [LEARN]
    window.workbench.take_in([annex(BRIDGE, tmp_path, excel=True)])
    qtbot.waitUntil(lambda: window.session.is_open)
    assert window.statusBar().currentMessage().endswith("导出 Excel 时就填在 表.xlsx 的空表上。")
    told = "这个表样的原件是 Excel 表，导出 Excel 才是填在原件上；导出 Word 版面要另排。"
    for answer, suffix in (("导出 Excel", ".xlsx"), ("仍导出 Word", ".docx")):
        path = tmp_path / f"导出{suffix}"
        user.answers = [answer, path, "完成"]
        do("word")
        qtbot.waitUntil(lambda: not user.answers)
        assert path.is_file()
        assert told in user.heard
    user.heard.clear()
    user.answers = [None]
    do("word")
    assert user.heard == ["导出"]
