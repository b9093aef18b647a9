"""Whether unsaved work is safe, in words for the dialog that says that the program has failed."""

from collections.abc import Sequence

from perfdesk.ui.main_window import MainWindow
from perfdesk.work.journal_keeper import Kept


def safety(windows: Sequence[MainWindow]) -> str:
    """Of all documents that are not saved, the worst: what cannot be written down has to be saved now. Waits for
    nothing, for the failure may be in what writes."""
    modified = [window.session.kept for window in windows if window.is_modified()]
    if not modified:
        return "打开的文件都已保存，没有丢失内容。"
    known = [kept for kept in modified if kept is not None]
    bad = next((kept.trouble for kept in known if kept.trouble), "")
    if bad or len(known) < len(modified):
        return f"{bad or '没保存的修改没有记下来。'}请现在就另存为。"
    return _until(known)


def _until(known: Sequence[Kept]) -> str:
    until = min(kept.time[11:] for kept in known)
    where = f"（{known[0].folder}）"
    if until and all(kept.all for kept in known):
        return f"没保存的修改都已记下{where}，到 {until} 为止；万一程序结束，下次启动时可以恢复。请先保存再继续。"
    return f"没保存的修改正在记下{where}{f'，到 {until} 为止的已经记好' if until else ''}。请先保存再继续。"
