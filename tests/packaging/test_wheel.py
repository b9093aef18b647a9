"""Wheel and source package, built and installed far from the checkout. They need a package index, so not in CI."""

import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from scripts import ROOT

import perfdesk

pytestmark = pytest.mark.slow
WHEEL = f"perfdesk-{perfdesk.__version__}-py3-none-any.whl"
SOURCE = f"perfdesk-{perfdesk.__version__}.tar.gz"


def run(*command: str | Path, folder: Path, **more: str) -> str:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764115200", **more}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(source: Path, out: Path, kind: str) -> Path:
    run("uv", "build", "--quiet", f"--{kind}", "--out-dir", out, source, folder=out.parent)
    return out / (WHEEL if kind == "wheel" else SOURCE)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packages, from the checkout."""
    out = tmp_path_factory.mktemp("一 次")
    for kind in ("wheel", "sdist"):
        build(ROOT, out, kind)
    return out


def test_both_packages_are_the_same_bytes_twice(built: Path, tmp_path: Path) -> None:
    for kind in ("wheel", "sdist"):
        again = build(ROOT, tmp_path, kind)
        assert digest(again) == digest(built / again.name)


def test_the_source_package_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    run("tar", "xf", built / SOURCE, folder=tmp_path)
    again = build(tmp_path / SOURCE.removesuffix(".tar.gz"), tmp_path / "out", "wheel")
    assert digest(again) == digest(built / WHEEL)


def test_the_wheel_holds_the_program_and_its_resources_only(built: Path) -> None:
    names = zipfile.ZipFile(built / WHEEL).namelist()
    assert {name.split("/")[0] for name in names} == {"perfdesk", f"perfdesk-{perfdesk.__version__}.dist-info"}
    assert "perfdesk/resources/forms/hebei-book-2024.toml" in names


def test_the_wheel_runs_from_anywhere(built: Path, tmp_path: Path) -> None:
    """Without a display it imports, checks and exports; `self-test` paints a table too."""
    place = tmp_path / "另一处 地方"
    place.mkdir()
    run("uv", "venv", "--quiet", "venv", folder=place)
    python = place / "venv" / "bin" / "python"
    locked = ("--require-hashes", "-r", ROOT / "requirements.lock")
    run("uv", "pip", "install", "--quiet", "--python", python, *locked, folder=place)
    run("uv", "pip", "install", "--quiet", "--python", python, "--no-deps", built / WHEEL, folder=place)
    program = place / "venv" / "bin" / "perfdesk"
    assert "自检通过。" in run(program, "self-test", folder=place, PYTHONPATH="", QT_QPA_PLATFORM="offscreen")
    home = {"HOME": str(place), "XDG_DATA_HOME": "", "PYTHONPATH": ""}
    shown = subprocess.Popen([program], cwd=place, env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"})
    with pytest.raises(subprocess.TimeoutExpired):
        shown.wait(10)
    shown.terminate()
    shown.wait(60)
