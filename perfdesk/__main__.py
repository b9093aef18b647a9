"""Window or command line, nothing else."""

import logging
import os
import sys
import warnings
from pathlib import Path


def main() -> int:
    """`perfdesk COMMAND …` runs a command; `perfdesk [FILE…]` opens the window; the exit code is the command's."""
    arguments = sys.argv[1:]
    if arguments == ["read-apart"]:
        from perfdesk.work.reader_child import serve

        return serve()
    if arguments == ["check-apart"]:
        from perfdesk.commands import check_file

        return check_file.serve()
    if not arguments or not _may_be_command(arguments[0]):
        return _window(arguments)
    # The commands with all they need, which the window does not wait for.
    from perfdesk.commands.cli import COMMANDS
    from perfdesk.commands.cli import main as run_command

    if arguments[:1] == ["self-test"] and len(arguments) == 1:
        from perfdesk.self_test import self_test

        return self_test()
    _keep_libraries_quiet()
    names = {name for name, *_ in COMMANDS}
    if arguments[0] in names or arguments[0].startswith("-") or not os.path.lexists(arguments[0]):
        return run_command(arguments)
    return _window(arguments)


def _may_be_command(word: str) -> bool:
    """Whether the first word can be a command or an option: a bare word without a suffix.

    A bare word that names nothing here is a mistyped command. A path that is gone still opens the window, which says
    so: a desktop starts the program with it.
    """
    return word.startswith("-") or (not Path(word).suffix and Path(word).name == word)


def _keep_libraries_quiet() -> None:
    """Nothing that libraries log or warn of gets between the lines of a command: it is written for programmers. Python
    prints it as long as nobody takes it. With -W or PYTHONWARNINGS whoever asks for it sees it."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _window(files: list[str]) -> int:
    if not _has_display():
        from perfdesk.self_test import without_display

        return without_display(files)
    from perfdesk.ui.app import main as open_window

    return open_window([Path(name) for name in files])


def _has_display() -> bool:
    """Qt aborts the process where it finds no display, so this asks first."""
    if sys.platform.startswith(("win32", "darwin")):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
