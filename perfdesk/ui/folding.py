"""Which panels around the annex are folded away: where the window is small, and where somebody wants it so."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize

from perfdesk.ui import preferences


class Room(NamedTuple):
    """The smallest size of the workbench, at an ordinary font, at which a panel is shown unasked."""

    width: int
    height: int


class Fold:
    """One panel. What somebody decides is remembered, and holds in a small window until its size changes the case."""

    def __init__(self, name: str, room: Room, show: Callable[[bool], object], *, usually: bool = True) -> None:
        """`usually`: whether the panel is shown until somebody has decided."""
        self._name, self._room, self._show = name, room, show
        self._wanted = preferences.is_shown(name, usually=usually)
        self._fits = True
        self.shown = self._wanted
        show(self.shown)

    def fit(self, size: QSize, scale: float) -> None:
        """The workbench is of this size, in pixels; `scale` tells how much larger than ordinary its font is."""
        fits = size.width() >= self._room.width * scale and size.height() >= self._room.height * scale
        if fits != self._fits:
            self._fits = fits
            self._set(self._wanted and fits)

    def toggle(self) -> None:
        """Somebody asks for the panel, or puts it away."""
        shown = not self.shown
        if shown or self._fits:
            self._wanted = shown
            preferences.remember_shown(self._name, shown)
        self._set(shown)

    def _set(self, shown: bool) -> None:
        if shown != self.shown:
            self.shown = shown
            self._show(shown)
