"""Makes the pictures of the guide and of the README from the program itself: run in a checkout,
`python packaging/help_pictures.py`.

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
# In the README, as large as an office's screen.
_OFFICE: Final = QSize(_SCREEN["width"], _SCREEN["height"])
_PICTURES: Final = Path(__file__).resolve().parent / "pictures"


@contextmanager
def _own_settings() -> Iterator[None]:
    """Whoever makes the pictures has settings and an indicator library that nobody else is shown."""
    with tempfile.TemporaryDirectory() as folder:
        paths.settings_file = lambda: Path(folder) / "settings.ini"
        paths.own_indicators = lambda: Path(folder) / "indicators.csv"
        paths.journals = lambda: Path(folder) / "journals"
        yield


def main() -> None:
    """Writes every picture below resources/help/pictures, and those of the README below packaging/pictures."""
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
        merging = MergeDialog(_full_plan(session.document), (), lambda _: None, window)
        merging.resize(_OFFICE)
        _keep_whole(app, merging, "merge")
        merging.hide()
        _keep_annex(app, window)
        session.history.mark_saved(session.document)
        window.close()


def _keep_annex(app: QApplication, window: MainWindow) -> None:
    """A table with 审核 below it, and the finding at its cell."""
    window.resize(_OFFICE)
    window.workbench.show_view(0)
    window.session.select(window.session.document.projects[3].id)
    _keep_whole(app, window, "annex")


def _plan(base: Document) -> Plan:
    """What two colleagues made of the example: each changed something, and both the same amount."""
    return _merged(base, [{}, {}])


def _full_plan(base: Document) -> Plan:
    """The same of several projects, as it is after a week."""
    second, third, fifth = base.projects[1], base.projects[2], base.projects[4]
    first = {
        (second.id, "goal"): "1.图书馆全年免费开放300天。2.读者满意度不低于92%。",
        (second.indicators[0].id, "target"): "≥6000册",
        (third.id, "plan_06"): "50%",
        (fifth.id, "purpose"): "用于补助送戏下乡演出的剧团。",
    }
    other = {
        (second.id, "plan_06"): "45%",
        (second.indicators[1].id, "basis"): "上年开放记录",
        (third.indicators[0].id, "target"): "≥12000平方米",
        (fifth.id, "purpose"): "用于60场送戏下乡演出的补助。",
        (fifth.indicators[0].id, "target"): "≥60场",
    }
    return _merged(base, [first, other])


def _merged(base: Document, more: list[dict[tuple[str, str], str]]) -> Plan:
    project, row = base.projects[0], base.projects[0].indicators[0]
    edits = (
        ("张三", {(project.id, "budget_total"): "12.50", (row.id, "target"): "≥5次", **more[0]}),
        (
            "李四",
            {
                (project.id, "budget_total"): "13.00",
                (project.id, "purpose"): "用于举办乡镇文化站人员培训班。",
                **more[1],
            },
        ),
    )
    sides = [Side(f"{name}.perfdesk", SetFields(texts).apply(base), author=name) for name, texts in edits]
    return analyse(Side("我的", base), sides, base)


def _keep_whole(app: QApplication, widget: QWidget, name: str) -> None:
    _PICTURES.mkdir(exist_ok=True)
    _picture(app, widget).save(str(_PICTURES / f"{name}.png"))


def _picture(app: QApplication, widget: QWidget) -> QImage:
    widget.show()
    for _ in range(20):
        app.processEvents()
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)


def _keep(app: QApplication, widget: QWidget, name: str) -> None:
    picture = _picture(app, widget)
    fitting = picture.scaled(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    fitting.save(str(paths.resources() / "help" / "pictures" / f"{name}.png"))


if __name__ == "__main__":
    main()
