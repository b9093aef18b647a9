"""选项 → 备份: whether older versions are kept, where, how much room they take, and cleaning."""

from pathlib import Path
from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from perfdesk import paths
from perfdesk.store.backup_ages import LIMITS, TIERS
from perfdesk.store.failures import why_not_read
from perfdesk.ui import ask, preferences
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.preferences import BackupChoice
from perfdesk.work.older_versions import clean, usage

_SPANS: Final = {0: "都留", 1: "每天留一个", 7: "每周留一个", 30: "每月留一个"}
_OWN_PLACE: Final = "您自己的文件夹"


class BackupPage(QWidget):
    """What is chosen holds when the dialog is accepted; cleaning is done at once."""

    def __init__(self, now: BackupChoice) -> None:
        super().__init__()
        self._folder = now.folder
        self.on = QCheckBox("打开和保存文件时，自动把每个版本留一份备份(&B)")
        self.on.setChecked(now.on)
        self.place = _wrapped("")
        self.elsewhere = QPushButton("换一个文件夹(&F)…")
        self.elsewhere.clicked.connect(self._choose)
        self.own = QPushButton("放回原处(&O)")
        self.own.clicked.connect(lambda: self._put(""))
        self.used = _wrapped("")
        self.clean = QPushButton("清理(&C)…")
        self.clean.clicked.connect(self._clean)
        self._lay_out()
        self._put(now.folder)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.on)
        layout.addWidget(_wrapped("文件改错了，用“文件 → 回到以前…”；文件删了、坏了，用“文件 → 找回不在了的文件…”。"))
        layout.addSpacing(8)
        layout.addWidget(self.place)
        layout.addLayout(_row(self.elsewhere, self.own))
        layout.addSpacing(8)
        layout.addWidget(self.used)
        layout.addLayout(_row(self.clean))
        layout.addSpacing(8)
        layout.addWidget(_wrapped(rule()))
        layout.addStretch(1)

    @property
    def choice(self) -> BackupChoice:
        """What is chosen."""
        return BackupChoice(self.on.isChecked(), self._folder)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _choose(self) -> None:
        start = Path(self._folder) if self._folder else paths.documents()
        chosen = ask.folder(self, "备份放在哪个文件夹，最好是另一个磁盘", start)
        if chosen is not None:
            self._put(str(chosen))

    def _put(self, folder: str) -> None:
        self._folder = folder
        where = preferences.root_in(folder)
        self.place.setText(
            f"备份放在{_OWN_PLACE if not folder else ''}：{where}。换地方以后，以前的备份留在原处，仍找得到。"
        )
        self.own.setEnabled(bool(folder))

    def _count(self) -> None:
        found = usage(preferences.backups_roots())
        self.used.setText(f"现在占用 {_in_words(found.size)}，{found.documents} 份文件的 {found.versions} 个版本。")
        self.clean.setEnabled(found.versions > found.documents)

    def _clean(self) -> None:
        question = "清理后，每份文件只留最新的一个备份，其余的都删掉，删掉以后找不回来。文件本身不受影响。"
        if ask.choose(self, question, ["清理", "不清理"], careful=True) != 0:
            return
        try:
            clean(preferences.backups_roots())
        except OSError as error:
            ask.warn(self, f"没有清理完：{why_not_read(error)}。")
        self._count()


def rule() -> str:
    """Which versions stay, from the table."""
    begins, said = 0, []
    for tier in TIERS:
        said.append(f"{'最近' if not begins else f'第 {begins + 1} 到'} {tier.until} 天{_SPANS[tier.width]}")
        begins = tier.until
    room = f"每份文件最多 {LIMITS.document >> 20} MB，一共最多 {LIMITS.overall >> 30} GB"
    return f"{'，'.join(said)}。{room}；最新的总会留着。"


def _in_words(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{-(-size // 1024)} KB"


def _wrapped(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    return label


def _row(*buttons: QPushButton) -> QHBoxLayout:
    layout = QHBoxLayout()
    for button in buttons:
        layout.addWidget(button)
    layout.addStretch(1)
    return layout
