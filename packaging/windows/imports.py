"""Walks the import tables of a folder: `python imports.py FOLDER` names each DLL that nobody brings, with pefile.

Missing is what is neither in the folder nor among Windows' own. Where in the folder it lies does not matter: the
program has loaded it before, or Python looks there.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pefile

# What Windows 10 1809 brings itself, as far as anything here imports it.
WINDOWS: Final = frozenset({
    "advapi32.dll", "authz.dll", "bcrypt.dll", "bcryptprimitives.dll", "comdlg32.dll", "d3d11.dll", "d3d12.dll",
    "d3d9.dll", "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll", "icuuc.dll", "imm32.dll",
    "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll", "netapi32.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll",
    "rpcrt4.dll", "secur32.dll", "setupapi.dll", "shell32.dll", "shlwapi.dll", "uiautomationcore.dll", "user32.dll",
    "userenv.dll", "uxtheme.dll", "version.dll", "winhttp.dll", "winmm.dll", "winspool.drv", "ws2_32.dll",
    "wtsapi32.dll",
})  # fmt: skip
# Sets of calls that Windows maps to its own DLLs; the C runtime is a part of Windows 10.
_API_SETS: Final = ("api-ms-win-", "ext-ms-win-")
_PROGRAMS: Final = (".exe", ".dll", ".pyd", ".drv")


def missing(folder: Path) -> list[str]:
    """One line per DLL that is missing, with who wants it."""
    programs = [path for path in folder.rglob("*") if path.suffix.lower() in _PROGRAMS]
    brought = {path.name.lower() for path in programs}
    lines = (
        f"{wanted}, which {path.relative_to(folder)} imports"
        for path in sorted(programs)
        for wanted in imported(path)
        if wanted not in brought and not is_windows(wanted)
    )
    return sorted(set(lines))


def is_windows(name: str) -> bool:
    """Whether Windows brings a DLL itself."""
    return name in WINDOWS or name.startswith(_API_SETS)


def imported(path: Path) -> Iterator[str]:
    """What one program needs, in small letters, whether at once or when it is first called."""
    tables = ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")
    with pefile.PE(str(path), fast_load=True) as program:
        program.parse_data_directories([pefile.DIRECTORY_ENTRY[f"IMAGE_{table}"] for table in tables])
        for table in tables:
            for entry in getattr(program, table, ()):
                yield entry.dll.decode("ascii").lower()


def main(arguments: list[str]) -> int:
    """Prints what is missing; 1 if anything is, and if there is no program at all."""
    folder = Path(arguments[0])
    if not any(folder.rglob("*.exe")):
        sys.stderr.write(f"{folder} holds no program.\n")
        return 1
    lines = missing(folder)
    sys.stderr.write("".join(f"missing: {line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
