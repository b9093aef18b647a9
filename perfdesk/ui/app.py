"""Starts Qt, shows the window, and catches what nothing else caught."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from perfdesk import paths
from perfdesk.ui.main_window import MainWindow

# The system's own font where it can show Chinese, else the first of these that is installed.
_FONTS = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "SimSun")


def main(files: Sequence[Path]) -> int:
    """Opens the window, with a file if one is given; the exit code of the event loop."""
    app = application()
    window = MainWindow()
    sys.excepthook = _last_resort
    window.show()
    for path in files[:1]:
        window.files.open_path(path)
    return app.exec()


def application() -> QApplication:
    """The QApplication, with Chinese for Qt's own dialogs and a font that has Chinese."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("perfdesk")
    app.setApplicationDisplayName("")
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
    if app.font().family() in families:
        return
    found = next((name for name in _FONTS if name in families), None)
    if found is not None:
        font = QFont(found)
        font.setPointSizeF(max(app.font().pointSizeF(), 10))
        app.setFont(font)


def _last_resort(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake in the program: one sentence, details to copy, and the document stays open."""
    details = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(details)
    box = QMessageBox(QMessageBox.Icon.Critical, "程序出错", "程序刚才出了错，文件内容没有丢，请先保存再继续。")
    box.setInformativeText("如能把详细信息发给维护人员，可以帮助改正。")
    box.setDetailedText(details)
    box.addButton("继续", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
