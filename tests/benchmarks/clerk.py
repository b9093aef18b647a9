"""Works in a shown window as a clerk does: `python -m tests.benchmarks.clerk PROJECTS` prints times as JSON."""

import gc
import json
import os
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication

from perfdesk.model.edits import AddIndicator, Duplicate, SetFields
from perfdesk.store import file
from perfdesk.ui.app import application
from perfdesk.ui.main_window import MainWindow
from tests.benchmarks.books import generated
from tests.benchmarks.figures import half, nearly_all, spent

_LIST: Final = 1
_Work = Callable[[], object]


class Clerk:
    """One window with a book; `times` are half and 99 of 100 of each measure, in milliseconds."""

    def __init__(self, app: QApplication, projects: int) -> None:
        self._app = app
        self._chance = random.Random(3)
        self.window = MainWindow()
        self.window.resize(1366, 768)
        self.window.show()
        self._settle()
        self.times: dict[str, tuple[float, float]] = {"empty": (_peak(), 0)}
        self._open(projects)
        self._session = self.window.session
        self._middle = projects // 2

    def _open(self, projects: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.perfdesk"
            file.save(path, generated(projects))
            reading = _seconds(lambda: file.read(path))
            opening = _seconds(lambda: (self.window.session.open(path), self._app.processEvents()))
        self.times |= {"read": (reading, 0), "open": (max(0.0, opening - reading), 0)}
        self.window.documents.select_first()
        self._settle()
        # As the window does when nobody types.
        gc.collect()
        gc.freeze()

    def _settle(self) -> None:
        """Until nothing is judged, counted or painted any more."""
        for _ in range(50):
            self._app.processEvents()
        session = self.window.session
        while session.is_open and (session.waiting or not self.window.workbench.page_count.ready):
            self._app.processEvents()
        self._app.processEvents()

    def measure(self, name: str, works: Sequence[_Work]) -> None:
        """Each work once."""
        self.times[name] = _usual_and_worst([self._timed(work) for work in works])

    def _timed(self, work: _Work) -> float:
        """The time of a work with the painting that follows it, without what then goes on in the background."""
        found = _seconds(lambda: (work(), self._app.processEvents(), self._app.processEvents()))
        self._settle()
        return found

    # --- what a clerk does ------------------------------------------------------------------------------------

    def all(self) -> None:
        """Everything, first in the annex, then in the list."""
        document, session = self._session.document, self._session
        here = document.projects[self._middle]
        others = [self._chance.choice(document.projects) for _ in range(60)]
        rows = [(row.id, key) for row in here.indicators for key in ("name", "target", "basis")]
        session.select(here.id)
        self._settle()
        self.measure("edit-text", [self._edit(here.id, "goal", number) for number in range(60)])
        self.measure("edit-cell", [self._edit(here.indicators[3].id, "target", number) for number in range(60)])
        self.measure("edit-elsewhere", [self._edit(one.id, "goal", at) for at, one in enumerate(others)])
        self.measure("undo", [session.undo] * 40)
        self.measure("redo", [session.redo] * 40)
        self.measure("project", [lambda one=one: session.select(one.id) for one in others])
        session.select(here.id)
        self._settle()
        self.measure("cursor", [lambda place=place: session.select(*place) for place in rows * 3])
        self._rows()
        self._lists()

    def _edit(self, node: str, key: str, number: int) -> _Work:
        return lambda: self._session.run(SetFields({(node, key): f"≥{number}%"}))

    def _rows(self) -> None:
        """Nodes that come and go, ten times, each taken back before the next."""
        here = self._session.document.projects[self._middle]
        before = here.indicators[3].id
        edits = {
            "duplicate": [Duplicate(((here.id, f"copy-{number}"),)) for number in range(10)],
            "insert": [AddIndicator(f"new-{number}", here.id, before=before) for number in range(10)],
        }
        for name, row in edits.items():
            done, undone = [], []
            for edit in row:
                done.append(self._timed(lambda edit=edit: self._session.run(edit)))
                undone.append(self._timed(self._session.undo))
            self.times |= {name: _usual_and_worst(done), f"undo-{name}": _usual_and_worst(undone)}

    def _lists(self) -> None:
        window, model = self.window, self.window.workbench.listing.model
        for name, view in (
            ("scroll-tree", window.workbench.tree.view),
            ("scroll-findings", window.workbench.findings.table),
        ):
            self.measure(name, [*self._scrolls(view)])
        window.workbench.show_view(_LIST)
        self._session.select(self._session.document.id)
        self._settle()
        self.measure("scroll-list", [*self._scrolls(window.workbench.listing.table)])
        rows = [self._chance.choice(self._session.document.projects).indicators[0].id for _ in range(40)]
        self.measure("edit-list", [self._edit(row, "target", at) for at, row in enumerate(rows)])
        self.measure("filter", [lambda text=text: model.filter(text) for text in ("道路", "", "培训档案", "")])
        orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
        self.measure("sort", [lambda order=order: model.sort(3, order) for order in orders])

    def _scrolls(self, view: QAbstractItemView) -> Iterator[_Work]:
        bar = view.verticalScrollBar()
        for _ in range(100):
            place = self._chance.randint(0, bar.maximum())
            yield lambda place=place: bar.setValue(place)


def _usual_and_worst(times: Sequence[float]) -> tuple[float, float]:
    """In milliseconds."""
    return half(times) * 1000, nearly_all(times) * 1000


def _seconds(work: _Work) -> float:
    begin = spent()
    work()
    return spent() - begin


def _peak() -> float:
    """In MB, since the process began (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Takes nothing down: that is not measured."""
    clerk = Clerk(application(), int(sys.argv[1]))
    clerk.all()
    clerk.times["peak"] = (_peak(), 0)
    print(json.dumps(clerk.times), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
