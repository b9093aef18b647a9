"""Does this installation work? One row per thing that can be missing on an office PC; also the demonstration that runs
where there is no display."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from perfdesk import __version__, paths
from perfdesk.commands import cli
from perfdesk.commands.exit_codes import DONE, NOT_DONE
from perfdesk.forms.loader import forms
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.work.exports import EXPORTS, ExportSource


def self_test() -> int:
    """Prints a line per check; 0 if all hold, 1 if something that only looks worse is missing, 2 if it cannot work."""
    print(f"perfdesk {__version__}，Python {sys.version.split()[0]}，{sys.platform}")
    codes = [_run(title, check, code) for title, check, code in _CHECKS]
    print("自检通过。" if not any(codes) else "自检发现问题，见上。")
    return max(codes)


def _run(title: str, check: Callable[[], str], code: int) -> int:
    try:
        print(f"  正常 {title}：{check()}", flush=True)
    # The outermost ring: whatever is broken in an installation, the other checks still tell about it.
    except Exception as problem:  # noqa: BLE001
        print(f"  失败 {title}：{problem or type(problem).__name__}", flush=True)
        return code
    return 0


def _libraries() -> str:
    from importlib.metadata import version

    import docx  # noqa: F401
    import openpyxl  # noqa: F401
    import pypdfium2  # noqa: F401 -- PDFium is a library of the system's own kind
    import PySide6.QtSvg
    import PySide6.QtWidgets  # noqa: F401

    names = ("PySide6-Essentials", "pydantic", "python-docx", "openpyxl", "platformdirs")
    return "、".join(f"{name} {version(name)}" for name in names)


def _forms() -> str:
    return "、".join(forms())


def _example() -> Document:
    sources = sorted((paths.resources() / "examples").glob("*.txt"))
    return read_source(sources[0]).document


def _write() -> str:
    document = _example()
    with tempfile.TemporaryDirectory(prefix="perfdesk-") as folder:
        path = Path(folder) / f"自检{file.SUFFIX}"
        file.save(path, document)
        if file.read(path).document != document:
            raise RuntimeError("存盘后读回的内容不一致")
    return f"{len(document.projects)} 个项目存盘、读回一致"


def _export() -> str:
    stream = io.BytesIO()
    EXPORTS["word"].write(ExportSource(_example()), stream)
    return f"导出 Word {len(stream.getvalue()) // 1024} KB"


def _offscreen() -> None:
    from PySide6.QtWidgets import QApplication

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if QApplication.instance() is None:
        QApplication([])


def _fonts() -> str:
    from PySide6.QtGui import QFontDatabase

    _offscreen()
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not chinese:
        raise RuntimeError("没有中文字体，界面会显示方框；请安装一种中文字体")
    return f"{len(chinese)} 种中文字体"


def _paint() -> str:
    from perfdesk.ui.session import Session
    from perfdesk.ui.views.annex_page import AnnexView

    _offscreen()
    session = Session()
    document = _example()
    session.start(document, saved=True)
    view = AnnexView(session)
    view.resize(900, 700)
    session.select(document.projects[0].id)
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).rgb() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    if len(colours) < 3:
        raise RuntimeError("画出的表是空白的")
    return f"{image.width()}×{image.height()}"


_CHECKS: tuple[tuple[str, Callable[[], str], int], ...] = (
    ("程序库", _libraries, 2),
    ("表样", _forms, 2),
    ("存盘", _write, 2),
    ("导出", _export, 2),
    ("字体", _fonts, 1),
    ("画面", _paint, 2),
)


def without_display(files: Sequence[str]) -> int:
    """Where no window can open: the main job on a shipped example, into a new folder of its own."""
    if files:
        print("perfdesk: 没有显示器，打不开窗口；命令行用法见 perfdesk --help。", file=sys.stderr)
        return NOT_DONE
    source = sorted((paths.resources() / "examples").glob("*.txt"))[0]
    folder = Path(tempfile.mkdtemp(prefix="perfdesk-"))
    document, word = folder / f"{source.stem}{file.SUFFIX}", folder / f"{source.stem}.docx"
    print("没有显示器，改为在命令行走一遍：装入示例、审核、导出 Word。")
    steps = (
        ["import", str(source), "-o", str(document)],
        ["check", str(document)],
        ["export", str(document), "-o", str(word)],
    )
    codes = [cli.main(step) for step in steps]
    print(f"文件在 {folder}")
    return NOT_DONE if NOT_DONE in codes else DONE
