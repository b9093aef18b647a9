"""汇总: one workbook of all files in a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from perfdesk.ui import ask
from perfdesk.ui.exporting import Exporting
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.exports import LIST_EXPORTS
from perfdesk.work.gather import files_in

if TYPE_CHECKING:
    from perfdesk.work.rollup import Rollup


class RollingUp:
    """Asks for a folder and writes its roll-up."""

    def __init__(self, session: Session, tasks: Tasks, exporting: Exporting, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._exporting = exporting
        self._window = window

    def roll_up_folder(self) -> None:
        """Asks for a folder and writes one workbook of all that is in it."""
        from perfdesk.work.rollup import roll_up

        chosen = ask.folder(self._window, "汇总哪个文件夹", folder(self._session))
        if chosen is not None:
            self._tasks.run(
                "正在汇总 …",
                lambda go_on: roll_up(files_in(chosen, go_on), go_on),
                lambda found: self._write(found, chosen),
            )

    def _write(self, found: "Rollup", chosen: Path) -> None:
        from perfdesk.exporters.list_in_excel import write_lists
        from perfdesk.work.rollup_lists import tables

        if not found.files:
            ask.warn(self._window, "\n".join(["这个文件夹里没有可以汇总的文件。", *found.remarks[:10]]))
            return
        path = ask.file_to_write(self._window, "汇总写到", LIST_EXPORTS["excel"].kind, chosen.parent / "汇总.xlsx")
        if path is not None:
            self._exporting.write(path, lambda stream: write_lists(tables(found), stream))
            if found.remarks:
                ask.warn(self._window, "\n".join(["有几处请核对，也写在工作簿的“请核对”里：", *found.remarks[:10]]))
