"""Colours and marks, all derived from the palette, so that light, dark and high contrast come by themselves."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import WORDS, Finding, Severity
from perfdesk.rules.index import TO_FILL

# The property of the application that keeps the text size of the start, in points.
_USUAL: Final = "usual-text-size"
# A sign for each severity, beside its word: colour never says anything alone.
SIGNS: Final = {Severity.ERROR: "错", Severity.WARNING: "提", Severity.INFO: "注"}
# What a dialog may take of the screen, so that it is seen to be one.
_OF_SCREEN: Final = 0.94
_ON_LIGHT: Final = {Severity.ERROR: "#b3261e", Severity.WARNING: "#8a5a00", Severity.INFO: "#1f5f99"}
_ON_DARK: Final = {Severity.ERROR: "#ff9a90", Severity.WARNING: "#f2c063", Severity.INFO: "#9cc9f5"}


def set_text_size(percent: int) -> None:
    """Makes all text of the program so large, in per cent of what it was at the start."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        font = application.font()
        if application.property(_USUAL) is None:
            application.setProperty(_USUAL, font.pointSizeF())
        font.setPointSizeF(float(application.property(_USUAL)) * percent / 100)
        application.setFont(font)


def resize(window: QWidget, width: int, height: int) -> None:
    """Makes a window so large, or as large as the screen has room for: at 250 % that is less."""
    room = window.screen().availableSize() * _OF_SCREEN
    window.resize(QSize(width, height).boundedTo(room))


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than what it stands on."""
    return palette.color(QPalette.ColorRole.Text).lightness() > palette.color(QPalette.ColorRole.Base).lightness()


def severity_colour(palette: QPalette, severity: Severity) -> QColor:
    """A text colour with enough contrast on the palette's base."""
    return QColor((_ON_DARK if is_dark(palette) else _ON_LIGHT)[severity])


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `one` and the rest of `other`."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs))


def label_colour(palette: QPalette) -> QColor:
    """The ground of cells that are printed words of the form."""
    return mixed(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.06)


def line_colour(palette: QPalette) -> QColor:
    """The lines of the annex table."""
    return mixed(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.45)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The most severe of these findings' severities; None without findings."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in found), None)


def counted(tally: Mapping[str, int]) -> str:
    """ "2错 1提"; "待填 3" where nothing else is said; "" for none."""
    found = " ".join(f"{tally[severity]}{SIGNS[severity]}" for severity in Severity if tally.get(severity))
    return found or to_fill_words(tally)


def counted_in_words(tally: Mapping[str, int]) -> str:
    """ "2 个错误、1 个提醒，待填 3", "" for none."""
    found = "、".join(f"{tally[severity]} 个{WORDS[severity]}" for severity in Severity if tally.get(severity))
    return "，".join(filter(None, (found, to_fill_words(tally))))


def to_fill_words(tally: Mapping[str, int]) -> str:
    """ "待填 3", "" for none."""
    return f"待填 {tally[TO_FILL]}" if tally.get(TO_FILL) else ""


def muted(palette: QPalette) -> QColor:
    """A text colour for what needs no attention now, still with enough contrast to be read."""
    return mixed(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.6)


def tooltip(finding: Finding) -> str:
    """The text of the tooltip that explains a finding."""
    evidence = f"\n{sum_shown(finding.evidence).words}" if finding.evidence else ""
    return f"{WORDS[finding.severity]}：{finding.message}{evidence}"
