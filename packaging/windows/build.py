"""Builds perfdesk for Windows: a folder, a portable zip and an installer. README.md says what it needs.

python packaging/windows/build.py --runtime python-3.11.9-embed-amd64.zip --out dist
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import installer
import launcher
import portable
import program_folder
import runtime
from signing import Signing
from steps import HERE, ROOT, Stopped, build_time, python_with, run, version


def build(archive: Path, out: Path, signing: Signing | None) -> None:
    """Everything, into `out`; what was there of an earlier build is replaced."""
    runtime.check(archive)
    if signing:
        signing.check()
    folder = out / f"perfdesk-{version()}"
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        _say("libraries and program")
        program_folder.assemble(archive, folder)
        run([*python_with(ROOT / "requirements.lock"), HERE / "icon.py", ROOT / "resources/icons/perfdesk.svg", work])
        program_folder.set_times(Path(work), build_time())
        _add_launchers(archive, folder, Path(work), signing)
        program_folder.write_list(folder)
        program_folder.set_times(folder, build_time())
        _look_for_missing(folder)
        program_folder.write_bill(archive, folder, out / f"{_name()}.cdx.json", build_time())
        _pack(folder, out, Path(work), signing)


def _add_launchers(archive: Path, folder: Path, work: Path, signing: Signing | None) -> None:
    prefix = launcher.compiler()
    if prefix is None:
        program_folder.add_command_file(archive, folder)
        _say(
            "mingw-w64 (x86_64-w64-mingw32-gcc, windres) is missing: built without it, perfdesk.cmd starts the program."
        )
        return
    _say("launchers")
    launcher.build(prefix, version(), work, folder)
    for name, _ in launcher.LAUNCHERS:
        if signing:
            signing.sign(folder / name)


def _look_for_missing(folder: Path) -> None:
    _say("import tables")
    run([*python_with(HERE / "requirements.lock"), HERE / "imports.py", folder])


def _pack(folder: Path, out: Path, pictures: Path, signing: Signing | None) -> None:
    _say("portable zip")
    made = [out / f"{_name()}.zip"]
    portable.write(folder, made[0], folder.name, build_time())
    makensis = installer.compiler()
    if makensis is None:
        _say("NSIS (makensis) is missing: built without it, there is no installer.")
    elif launcher.compiler() is None:
        _say("Without mingw-w64 there is no perfdesk.exe, and so no installer.")
    else:
        _say("installer")
        made.append(out / f"{_name()}-setup.exe")
        installer.build(makensis, folder, pictures, version(), made[-1], signing)
    for path in made:
        _say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def _name() -> str:
    return f"perfdesk-{version()}-windows-x64"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """0 if all that the tools here can build is built; 1 with one sentence if nothing is."""
    parser = argparse.ArgumentParser(description="Builds perfdesk for Windows.")
    parser.add_argument("--runtime", type=Path, required=True, metavar="ZIP", help="python.org's embeddable package")
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="where it goes (dist)")
    parser.add_argument(
        "--sign", type=Path, metavar="CERT", help="a certificate with its key (PKCS #12); off by default"
    )
    parser.add_argument("--time-server", default="", metavar="URL", help="who says when it was signed")
    asked = parser.parse_args()
    try:
        build(asked.runtime, asked.out, Signing(asked.sign, asked.time_server) if asked.sign else None)
    except Stopped as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
