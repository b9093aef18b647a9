"""When an action is possible, and the sentence that says why it is not."""

from collections.abc import Mapping
from enum import Flag, auto
from functools import cache
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QToolTip


class When(Flag):
    """What must hold for an action to be possible."""

    ALWAYS = 0
    OPEN = auto()
    WRITABLE = auto()
    # The form has a table for each project; that of a department has one.
    PROJECTS = auto()
    # A project or row is looked at.
    NODE = auto()
    # It may be copied, moved and deleted: everything but the one that stands for a department.
    LOOSE = auto()


_WHY_NOT: Final = {
    When.OPEN: "请先打开或新建一个文件。",
    When.WRITABLE: "这个文件只能看，不能改。",
    When.PROJECTS: "这种表样整个部门只有一张表，不能再加项目和单位。",
    When.NODE: "请先在左边选一个项目，或者项目里的一行。",
    When.LOOSE: "整个部门只有这一张表，不能复制、移动和删除；要改其中一行，请先选那一行。",
}


@cache
def why_not(wanted: When, now: When) -> str:
    """The first thing that an action wants and that does not hold, as a sentence; "" if it is possible."""
    return next((why for one, why in _WHY_NOT.items() if one & wanted and not one & now), "")


def reason_of_keys(actions: Mapping[str, QAction], keys: QKeySequence) -> str:
    """Why the action of these keys is not possible; "" if it is, or if no action has them."""
    return next((one.statusTip() for one in actions.values() if one.shortcut() == keys), "")


class SaysWhy(QObject):
    """Watches menus: the tooltip of an entry that is not possible says why. The others have none, for their texts say
    what they do."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QMenu) and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            action = watched.actionAt(event.pos())
            why = action.statusTip() if action is not None else ""
            QToolTip.showText(event.globalPos(), why, watched)
            return True
        return super().eventFilter(watched, event)
