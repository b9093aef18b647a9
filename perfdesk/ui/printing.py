"""打印: asks what to print and on which printer, and prints beside the window."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from perfdesk.ui import ask, printer
from perfdesk.ui.dialogs.print_range import ask_print_range
from perfdesk.ui.file_names import shown_name
from perfdesk.ui.handing_in import HandingIn
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks


class Printing:
    """Prints the open document."""

    def __init__(self, session: Session, tasks: Tasks, handing_in: HandingIn, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._handing_in = handing_in
        self._window = window

    def print(self, selected: Sequence[str], last_page: int) -> None:
        """Asks for pages and printer and prints; `selected` are ids of projects."""
        self._session.commit_requested.emit()
        if not self._handing_in.may("打印"):
            return
        document, layout = self._session.document, self._session.form
        names = [project.name for project in document.projects if project.id in selected]
        what = ask_print_range(self._window, names, last_page)
        if what is None:
            return
        made, numbers = printer.chosen_pages(layout, document, selected, what)
        if not made:
            ask.warn(self._window, "选定的范围里没有可以打印的页。")
            return
        device = printer.make_printer(layout, shown_name(self._session))
        if printer.ask_printer(device, self._window):
            title = f"正在打印 {len(made)} 页 …"
            self._tasks.run(title, lambda go: printer.print_pages(device, layout, made, numbers, go), lambda _: None)
