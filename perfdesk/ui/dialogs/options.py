"""选项: the name that saves carry, the size of the screen's text, what a new document begins with, the rules that are
asked, the forms, the fonts, the backups; and what the bureau has set."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from perfdesk.forms.catalogue import Catalogue, FormOrigin
from perfdesk.forms.definition import Form
from perfdesk.office import KEYS, Office, office
from perfdesk.rules.finding import WORDS
from perfdesk.rules.settings import settings
from perfdesk.rules.table import RULES
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.backup_page import BackupPage
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.preferences import BackupChoice

# Per cent of the system's own text size.
_ORIGINS: Final = {FormOrigin.SHIPPED: "程序自带", FormOrigin.OWN: "自己的", FormOrigin.FILE: "来自文件"}
SIZES: Final = (90, 100, 110, 125, 150)
_ID: Final = Qt.ItemDataRole.UserRole


class Options(NamedTuple):
    """What can be chosen: the author's name, the text size in per cent of the system's, the rules not asked, by id,
    where older versions are kept; the department and the form of a new document, "" for none."""

    author: str
    text_size: int
    rules_off: frozenset[str]
    backups: BackupChoice = BackupChoice()
    department: str = ""
    form: str = ""


class OptionsDialog(QDialog):
    """Five pages, and a sixth where the bureau has set something."""

    def __init__(self, now: Options, known: Catalogue, parent: QWidget | None, problems: Sequence[str] = ()) -> None:
        """`problems` are sentences about what the bureau's file says wrongly."""
        super().__init__(parent)
        self.setWindowTitle("选项")
        self.author = QLineEdit(now.author)
        self.author.setAccessibleName("我的姓名")
        self.text_size = QComboBox()
        self.text_size.setAccessibleName("字的大小")
        for size in SIZES:
            self.text_size.addItem("与系统一样" if size == 100 else f"{size}%", size)
        self.text_size.setCurrentIndex(SIZES.index(now.text_size) if now.text_size in SIZES else 1)
        self.department = QLineEdit(now.department)
        self.department.setAccessibleName("部门名称")
        self.form = _form_box(known, now.form)
        self.rules = _rules(now.rules_off)
        self.forms = _forms(known)
        self.fonts = _fonts(entry.form for entry in known.entries.values())
        self.backups = BackupPage(now.backups)
        pages = QTabWidget()
        pages.addTab(self._usual(), "常用")
        pages.addTab(_page("打勾的规则才审核。财政部门统一停用的，这里不能打开。", self.rules), "审核规则")
        pages.addTab(
            _page(
                "可以用的表样；用不了的文件在后面，写明为什么。改名、导出、装入、删除用“文件 → 表样管理…”。",
                self.forms,
            ),
            "表样",
        )
        pages.addTab(
            _page("表样用到的字体。没有的，屏幕和 PDF 用相近的代替，Word 文件里写的不变。", self.fonts), "字体"
        )
        pages.addTab(self.backups, "备份")
        if office().path is not None:
            pages.addTab(
                _page("单位设置的内容；自己在前几页改过的，用自己的。", _office_rows(office(), problems)), "单位设置"
            )
        buttons, _ = two_buttons(self, "确定")
        layout = QVBoxLayout(self)
        layout.addWidget(pages)
        layout.addWidget(buttons)
        resize(self, 620, 520)

    def _usual(self) -> QWidget:
        page = QWidget()
        layout = QFormLayout(page)
        layout.addRow("我的姓名(&N)：", self.author)
        layout.addRow("", PlainLabel("保存时记下的修改人，合并时同事看得到；可以空着。"))
        layout.addRow("字的大小(&S)：", self.text_size)
        layout.addRow("部门名称(&D)：", self.department)
        layout.addRow("", _said("department", self.department, office().department == self.department.text()))
        layout.addRow("新建用的表样(&F)：", self.form)
        layout.addRow("", _said("form", self.form, office().form == self.form.currentData()))
        return page

    @property
    def options(self) -> Options:
        """What is chosen."""
        rows = [self.rules.item(at) for at in range(self.rules.count())]
        off = (str(row.data(_ID)) for row in rows if row.checkState() is Qt.CheckState.Unchecked)
        return Options(
            self.author.text().strip(),
            int(self.text_size.currentData()),
            frozenset(off),
            self.backups.choice,
            self.department.text().strip(),
            str(self.form.currentData()),
        )


def _form_box(known: Catalogue, chosen: str) -> QComboBox:
    """The forms; a chosen one that is not here keeps its row, so that looking at the options changes nothing."""
    box = QComboBox()
    box.setAccessibleName("新建用的表样")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItem("列表里的第一个", "")
    for name, entry in known.entries.items():
        box.addItem(f"{entry.title}（{entry.form.place}）", name)
    if box.findData(chosen) < 0:
        box.addItem(f"{chosen}（这台电脑上没有）", chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box


def _said(key: str, editor: QWidget, is_theirs: bool) -> PlainLabel:
    """What is said below a value: whether the bureau has set it. One that it has locked cannot be changed."""
    locked = office().holds(key)
    editor.setEnabled(not locked)
    label = PlainLabel(f"由单位设置{'，不能改' if locked else ''}")
    label.setVisible(locked or (is_theirs and bool(getattr(office(), key))))
    return label


def _office_rows(told: Office, problems: Sequence[str]) -> QListWidget:
    found = QListWidget()
    found.setAccessibleName("单位设置")
    found.setWordWrap(True)
    found.addItems([f"文件：{told.path}", *problems])
    for key in KEYS:
        value = getattr(told, key.name)
        if value:
            shown = value if isinstance(value, str) else "、".join(sorted(map(str, value)))
            found.addItem(f"{key.title}：{shown}")
    return found


def _rules(off: frozenset[str]) -> QListWidget:
    found = QListWidget()
    found.setAccessibleName("审核规则")
    locked = office().rules_off or frozenset() if office().holds("rules_off") else frozenset()
    everywhere = settings().switched_off | locked
    for rule in RULES:
        row = QListWidgetItem(
            f"{rule.head.value} · {rule.title}（{WORDS[settings().severity(rule.id, rule.severity)]}）"
        )
        row.setData(_ID, rule.id)
        row.setToolTip(plain(rule.explanation))
        if rule.id in (office().rules_off or ()):
            row.setText(f"{row.text()}　由单位设置")
        asked = rule.id not in off | everywhere
        row.setCheckState(Qt.CheckState.Checked if asked else Qt.CheckState.Unchecked)
        if rule.id in everywhere:
            row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        found.addItem(row)
    return found


def _forms(known: Catalogue) -> QListWidget:
    """The forms that can be used, and the files that cannot, with the reason."""
    found = QListWidget()
    found.setAccessibleName("表样")
    found.setWordWrap(True)
    for name, entry in known.entries.items():
        row = QListWidgetItem(f"{entry.title}（{entry.form.place}）　{_ORIGINS[entry.origin]}　{name}")
        row.setToolTip(plain(str(entry.path)))
        found.addItem(row)
    for fault in known.faults:
        row = QListWidgetItem(fault.message)
        row.setToolTip(plain(str(fault.path)))
        found.addItem(row)
    return found


def _fonts(forms: Iterable[Form]) -> QListWidget:
    found = QListWidget()
    found.setAccessibleName("字体")
    here = set(QFontDatabase.families())
    wanted = {name for form in forms for name in (form.table.font, *(style.font for style in form.styles.values()))}
    found.addItems([f"{name}　{'有' if name in here else '没有'}" for name in sorted(wanted)])
    return found


def _page(words: str, content: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    label = PlainLabel(words)
    label.setWordWrap(True)
    layout.addWidget(label)
    layout.addWidget(content, 1)
    return page


def ask_options(now: Options, known: Catalogue, parent: QWidget | None, problems: Sequence[str] = ()) -> Options | None:
    """The options as they shall be; None if the user thought better of it."""
    dialog = OptionsDialog(now, known, parent, problems)
    return dialog.options if dialog.exec() else None
