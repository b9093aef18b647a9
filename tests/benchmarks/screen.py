"""Where windows are shown: on the display there is, else on Qt's own offscreen one."""

import os


def platform() -> dict[str, str]:
    """What the environment of a process with a window needs."""
    known = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return {} if known else {"QT_QPA_PLATFORM": "offscreen"}
