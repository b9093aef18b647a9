"""Makes the pictures of the guide from the program itself: run in a checkout, `python packaging/help_pictures.py`.

The windows show the shipped example, in the light colours of Qt's own style, on no display. Run it again after a change
that is seen in them, and look at them.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# A screen as offices have it: Qt's own would be 800 pixels wide, and dialogs fit themselves to the screen.
_SCREEN = {
    "name": "office",
    "x": 0,
    "y": 0,
    "width": 1366,
    "height": 768,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
_SCREEN_FILE = Path(tempfile.mkdtemp()) / "screen.json"
_SCREEN_FILE.write_text(json.dumps({"screens": [_SCREEN]}))
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN_FILE}"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from perfdesk import paths
from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.ui.app import application
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.examples import examples
from perfdesk.ui.main_window import MainWindow

_WINDOW: Final = QSize(1180, 700)
# In the guide.
_SHOWN: Final = QSize(720, 470)


@contextmanager
def _own_settings() -> Iterator[None]:
    """Whoever makes the pictures has settings and an indicator library that nobody else is shown."""
    with tempfile.TemporaryDirectory() as folder:
        paths.settings_file = lambda: Path(folder) / "settings.ini"
        paths.own_indicators = lambda: Path(folder) / "indicators.csv"
        paths.journals = lambda: Path(folder) / "journals"
        yield


def main() -> None:
    """Writes every picture below resources/help/pictures."""
    app = application()
    with _own_settings():
        window = MainWindow()
        window.resize(_WINDOW)
        window.show()
        _keep(app, window, "start")
        window.documents.open_example(examples()[0])
        session, bench = window.session, window.workbench
        session.select(session.document.projects[0].id)
        _keep(app, window, "annex")
        session.select(session.document.projects[3].id)
        _keep(app, bench.findings, "findings")
        bench.show_view(1)
        _keep(app, window, "list")
        project = session.document.projects[0]
        _keep(app, bench.choosing_indicators.dialog_for(project), "library")
        _keep(app, MergeDialog(_plan(session.document), (), lambda _: None, window), "merge")
        session.history.mark_saved(session.document)
        window.close()


def _plan(base: Document) -> Plan:
    """What two colleagues made of the example: each changed something, and both the same amount."""
    project, row = base.projects[0], base.projects[0].indicators[0]
    edits = (
        ("张三", {(project.id, "budget_total"): "12.50", (row.id, "target"): "≥5次"}),
        ("李四", {(project.id, "budget_total"): "13.00", (project.id, "purpose"): "用于举办乡镇文化站人员培训班。"}),
    )
    sides = [Side(f"{name}.perfdesk", SetFields(texts).apply(base), author=name) for name, texts in edits]
    return analyse(Side("我的", base), sides, base)


def _keep(app: QApplication, widget: QWidget, name: str) -> None:
    widget.show()
    for _ in range(20):
        app.processEvents()
    picture = widget.grab().toImage()
    fitting = picture.scaled(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    fitting.convertToFormat(QImage.Format.Format_RGB888).save(
        str(paths.resources() / "help" / "pictures" / f"{name}.png")
    )


if __name__ == "__main__":
    main()
