"""Builds the folder for 统信 UOS 20, 麒麟 V10 and newer on x86-64 and packs it; README.md says what it needs.

    uv run --no-project --with-requirements requirements.lock --with ziglang==0.17.1
        python packaging/linux/build_folder.py --sources DIR [--runtime RUNTIME] -o DIST

Two builds of one commit give the same bytes: files are packed in the order of their names, with one time
(SOURCE_DATE_EPOCH, else the commit's), no owner and fixed modes.
"""

import argparse
import gzip
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import linux_folder as parts
import own_python
from linux_folder import ROOT, Incomplete, run

sys.path.insert(0, str(ROOT / "packaging"))

import sbom

_X_VERSIONS: Final = {"libxcb-cursor0": "0.1.4", "libxcb-util1": "0.4.0"}


def build(sources: Path, output: Path, made: Path | None = None) -> Path:
    """The packed folder. `made` is a runtime that was built before."""
    name = f"perfdesk-{sbom.version()}-linux-x86_64"
    with tempfile.TemporaryDirectory() as work_name:
        work = Path(work_name)
        if made is None:
            made = work / "runtime"
            own_python.build(sources, made)
        folder = work / name
        parts.assemble(folder, made)
        library = folder / "app" / "lib"
        parts.install_libraries(library, own_python.SHORT_VERSION)
        parts.trim_qt(library)
        parts.shorten_records(library)
        texts = parts.add_x_libraries(sources, library, work)
        run([sys.executable, parts.HERE / "icons.py", folder / "share"])
        _say_what_it_holds(folder, library, _also(sources, work, texts))
        parts.require_whole_and_old_enough(folder)
        parts.compile_code(folder / "app")
        parts.write_list(folder)
        output.mkdir(parents=True, exist_ok=True)
        return pack(folder, output / f"{name}.tar.gz", moment())


def _also(sources: Path, work: Path, texts: Mapping[str, Path]) -> list[str]:
    """What goes out and is no wheel, as licences.py takes it."""
    built = own_python.licences(sources, work)
    rows = [f"{name}={version}={licence}={text}" for name, (version, licence, text) in built.items()]
    for package, text in texts.items():
        name = package.partition("_")[0]
        rows.append(f"{name}={_X_VERSIONS[name]}=MIT={text}")
    return rows


def _say_what_it_holds(folder: Path, library: Path, also: list[str]) -> None:
    packaging = ROOT / "packaging"
    common = ("--site-packages", library, "--lock", parts.LOCK)
    options = [word for row in also for word in ("--also", row)]
    run([sys.executable, packaging / "licences.py", *common, *options, "-o", folder / "THIRD-PARTY.txt"])
    version = ("--python-version", own_python.PYTHON_VERSION)
    run([sys.executable, packaging / "sbom.py", *common, *version, "-o", folder / "perfdesk.cdx.json"])


def moment() -> int:
    """The one time of all files."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return int(told)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else 0


def pack(folder: Path, target: Path, seconds: int) -> Path:
    """The folder as tar.gz, the same bytes for the same files."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = seconds
        runs = member.isdir() or bool(member.mode & 0o100)
        member.mode = 0o755 if runs else 0o644
        return member

    paths = [folder, *sorted(folder.rglob("*"))]
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for path in paths:
            packed.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=plain)
    return target


def main() -> int:
    """Builds; 1 with one sentence if it cannot."""
    parser = argparse.ArgumentParser(description="Builds the folder for Linux desktops and packs it.")
    parser.add_argument("--sources", type=Path, required=True, metavar="DIR", help="see README.md")
    parser.add_argument("--runtime", type=Path, metavar="RUNTIME", help="a Python that own_python.py has built")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIST")
    asked = parser.parse_args()
    try:
        packed = build(asked.sources.resolve(), asked.output, asked.runtime)
    except (own_python.Stopped, Incomplete) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{packed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
