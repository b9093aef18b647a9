"""What the launcher runs: perfdesk, and one sentence where a part of it is missing."""

import sys

# Says that the program is its own interpreter: it starts itself by sys.executable alone.
if not sys.executable.lower().endswith(("python.exe", "pythonw.exe")):
    sys.frozen = "perfdesk"  # type: ignore[attr-defined]


def _tell(problem: ImportError) -> None:
    text = (
        f"程序缺少部件，打不开（{problem.name or problem}）。"
        "请把压缩包重新全部解压，或重新安装；如果又出现，请看杀毒软件是否隔离了程序的文件。"
    )
    if sys.stderr is not None:
        sys.stderr.write(f"perfdesk: {text}\n")
    else:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "perfdesk", 0x10)  # type: ignore[attr-defined]


def _start() -> int:
    try:
        from perfdesk.__main__ import main

        return main()
    except ImportError as problem:
        _tell(problem)
        return 2


if __name__ == "__main__":
    sys.exit(_start())
