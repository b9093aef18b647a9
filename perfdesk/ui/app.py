"""Starts Qt, shows the window, and catches what nothing else caught."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from perfdesk import paths
from perfdesk.ui.instance import Listener, hand_over
from perfdesk.ui.main_window import MainWindow
from perfdesk.work.gather import is_same_file

# The system's own font where it can show Chinese, else the first of these that is installed.
_FONTS: Final = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimSun",
)
_MIN_POINTS: Final = 10


def main(files: Sequence[Path]) -> int:
    """Opens a window for each file, in the program that runs already if there is one; the event loop's exit code."""
    app = application()
    sys.excepthook = _last_resort
    if hand_over(files):
        return 0
    windows = Windows()
    listener = Listener(app)
    listener.asked.connect(windows.open)
    listener.listen()
    windows.open(files)
    return app.exec()


class Windows:
    """All windows of this program."""

    def __init__(self) -> None:
        self._all: list[MainWindow] = []

    def open(self, files: Sequence[Path]) -> None:
        """Shows each file in a window: the one that has it already, an empty one, or a new one. Without files, any."""
        self._all = [window for window in self._all if window.isVisible()]
        for path in files:
            window = self._holder(path) or self._empty() or self._new()
            _to_front(window)
            if window.session.path is None or not is_same_file(window.session.path, path):
                window.documents.open_path(path)
        if not files:
            _to_front(self._all[-1] if self._all else self._new())

    def _holder(self, path: Path) -> MainWindow | None:
        held = (window for window in self._all if window.session.path and is_same_file(window.session.path, path))
        return next(held, None)

    def _empty(self) -> MainWindow | None:
        return next((window for window in self._all if not window.session.is_open), None)

    def _new(self) -> MainWindow:
        window = MainWindow()
        self._keep(window)
        window.show()
        return window

    def _keep(self, window: MainWindow) -> None:
        """Nobody else refers to a window, so Python would take it away."""
        self._all.append(window)
        window.opened_alone.connect(self._keep)


def _to_front(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def application() -> QApplication:
    """The QApplication, with Chinese for Qt's own dialogs and a font that has Chinese."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("perfdesk")
    app.setDesktopFileName("perfdesk")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "perfdesk.svg")))
    if sys.platform != "win32":
        app.setStyle("Fusion")
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
    QLocale.setDefault(chinese)
    translator = QTranslator(app)
    if translator.load(chinese, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    _choose_font(app)
    return app


def _choose_font(app: QApplication) -> None:
    families = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    font = app.font()
    if font.family() not in families:
        font.setFamilies([*(name for name in _FONTS if name in families), font.family()])
    if font.pointSizeF() < _MIN_POINTS and sys.platform != "win32":
        font.setPointSizeF(_MIN_POINTS)
    app.setFont(font)


def _last_resort(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake in the program: one sentence, details to copy, and the document stays open."""
    details = "".join(traceback.format_exception(kind, error, trace))
    if sys.stderr is not None:  # a windowed program on Windows has none
        sys.stderr.write(details)
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
    elif not _Trouble.is_shown:
        _Trouble.is_shown = True
        _show_trouble(details)
        _Trouble.is_shown = False


class _Trouble:
    """A mistake in painting comes again with every frame; one message at a time is enough."""

    is_shown = False


def _show_trouble(details: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Critical, "程序出错", "程序刚才出了错。打开的文件还在，请先保存再继续。")
    box.setInformativeText("把详细信息发给维护人员，可以帮助改正。")
    box.setDetailedText(details)
    copy = box.addButton("复制详细信息", QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(box.addButton("继续", QMessageBox.ButtonRole.AcceptRole))
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(details)
