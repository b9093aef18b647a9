"""What a file would run, fetch or show from somewhere else: it is not, the clerk is told, and nothing of it goes on."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from outside import FAR, FETCHED, OUTSIDE, TARGET, away, book, field, word, words, workbooks
from trust import Promise

from perfdesk.importers.load import read_source

# Reads every file of a folder and makes all kinds of files of it. Tells what each said and became, which of the made
# files hold a name, and what the process asked of the system besides opening what is there. lxml reads the network
# without asking Python; the listener of the test would hear it.
CHILD = """
import json, os, sys, zipfile
from io import BytesIO
from pathlib import Path

asked, watching = [], False
WATCHED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "urllib.", "ctypes.dlopen",
)

def watch(event, arguments):
    if watching and (event.startswith(WATCHED) or event == "open" and sys.argv[3] in str(arguments[0])):
        asked.append(f"{event} {arguments}")

sys.addaudithook(watch)
from perfdesk.importers.load import read_source
from perfdesk.store import file
from perfdesk.work.exports import EXPORTS, ExportSource

def bytes_in(content):
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as package:
            return b"".join(name.encode() + package.read(name) for name in package.namelist())
    return content

told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    watching = True
    found = read_source(path)
    (path.parent.parent / "out").mkdir(exist_ok=True)
    saved = path.parent.parent / "out" / "saved.perfdesk"
    saved.unlink(missing_ok=True)
    file.save(saved, found.document)
    made = {".perfdesk": saved.read_bytes()}
    for name in ("word", "excel"):
        stream = BytesIO()
        EXPORTS[name].write(ExportSource(found.document), stream)
        made[name] = stream.getvalue()
    watching = False
    notes = [note.text for note in (*found.left_out, *found.guessed)]
    targets = [row.target for project in found.document.projects for row in project.indicators]
    carried = [name for name, content in made.items() if sys.argv[2].encode() in bytes_in(content)]
    told[path.name] = {"notes": notes, "targets": targets, "carried": carried}
print(json.dumps({"files": told, "asked": asked}))
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Hears whoever fetches something from this computer."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def test_nothing_from_outside_is_run_fetched_or_carried_on_and_it_is_told(
    tmp_path: Path, listener: socket.socket, promise: Promise
) -> None:
    port = listener.getsockname()[1]
    (tmp_path / "in").mkdir()
    cases: dict[str, tuple[str, str]] = {}
    for suffix, files in ((".docx", words(port)), (".xlsx", workbooks(port))):
        for case, content, told in files:
            name = f"{len(cases):03}{suffix}"
            (tmp_path / "in" / name).write_bytes(content)
            cases[name] = (case, told)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CHILD, str(tmp_path / "in"), FAR, "127.0.0.1"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["asked"] == []
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert len(answer["files"]) == len(cases)
    for name, (case, told) in cases.items():
        found = answer["files"][name]
        assert TARGET in found["targets"], case
        assert found["carried"] == [], case
        outward = [note for note in found["notes"] if "没有装入" in note or "去取" in note]
        assert any(told in note for note in outward) if told else outward == [], (case, found["notes"])
    promise("T9", "macros, objects, links, fields and formulas that lead outside", len(cases), len(cases))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        # What may be clicked on fetches nothing by itself.
        (word("", {"word/_rels/header9.xml.rels": away("hyperlink", "http://a.example/")}), []),
        (word("", {"word/_rels/header9.xml.rels": away("image", "http://a.example/")}), [OUTSIDE]),
        # A workbook refers to another one in two parts, of which one says where it is.
        (book({"xl/externalLinks/externalLink1.xml": "x",
               "xl/externalLinks/_rels/externalLink1.xml.rels": away("externalLinkPath", "a.xlsx")}),
         ["外部数据引用没有装入（1 处）"]),
        # A field that was never worked out has nothing that was fetched.
        (word(field(f"INCLUDETEXT {FAR}", None)), ["没有结果的域没有装入"]),
        (word(field(f"INCLUDETEXT {FAR}", TARGET)), [FETCHED]),
    ],
)  # fmt: skip
def test_each_thing_is_told_once(tmp_path: Path, content: bytes, told: list[str]) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    found = read_source(path)
    notes = [note.text for note in (*found.left_out, *found.guessed) if "没有" in note.text]
    assert len(notes) == len(told)
    assert all(words in note for words, note in zip(told, notes, strict=True))
