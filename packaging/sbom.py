"""Writes what goes out as a CycloneDX 1.6 bill of materials (SBOM), for the auditors of whoever rolls the program out.

    python packaging/sbom.py --site-packages DIR [--lock FILE]… [--python-version 3.11.9] -o perfdesk.cdx.json

Versions and SHA-256 come from the lock, licences and who needs whom from what is installed in DIR. The same libraries
give the same bytes: the serial number is derived from the content, and a time is written only if SOURCE_DATE_EPOCH says
which (reproducible-builds.org). tests/packaging/test_sbom.py holds it against the official schema.
"""

import argparse
import json
import os
import re
import sys
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from licences import Component, canonical, data, libraries, locked

_ROOT: Final = Path(__file__).resolve().parents[1]
_LOCK: Final = _ROOT / "requirements.lock"
_OWN: Final = "perfdesk"
_QT: Final = "qt"
_PYTHON: Final = "cpython"
_PDFIUM: Final = "pdfium"
# What a wheel brings along that has versions, and faults, of its own.
_BROUGHT: Final[Mapping[str, tuple[str, str, str]]] = {
    "pyside6-essentials": (_QT, "LGPL-3.0-only", "framework"),
    "pypdfium2": (_PDFIUM, "BSD-3-Clause AND Apache-2.0", "library"),
}
_SPDX: Final = re.compile(r"[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*")
# What older libraries call their licence, as SPDX says it.
_SAID: Final[Mapping[str, str]] = {"Unicode-DFS": "Unicode-DFS-2016"}

Json = dict[str, Any]


def version() -> str:
    """The program's own version, from its one place."""
    found = re.search(r'__version__ = "([^"]+)"', (_ROOT / "perfdesk" / "__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def hashes(lock: Path) -> dict[str, list[str]]:
    """The SHA-256 of every file of each locked library."""
    entries = re.split(r"(?m)^(?=\S)", lock.read_text(encoding="utf-8"))
    named = (entry for entry in entries if "==" in entry)
    return {canonical(one.partition("==")[0]): sorted(re.findall(r"sha256:([0-9a-f]{64})", one)) for one in named}


def needs(site_packages: Path) -> dict[str, list[str]]:
    """Which libraries each one needs, among those that are there."""
    found = {canonical(one.name): one.requires or () for one in distributions(path=[str(site_packages)])}
    named = {
        name: {canonical(match[0]) for line in lines if (match := re.match(r"[A-Za-z0-9_.-]+", line))}
        for name, lines in found.items()
    }
    return {name: sorted(wanted & found.keys() - {name}) for name, wanted in named.items()}


def _library(one: Component, files: Iterable[str], kind: str = "library") -> Json:
    name = canonical(one.name.partition(" ")[0])
    made: Json = {"type": kind, "bom-ref": name, "name": one.name, "version": one.version}
    if files:
        made["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in files]
    made["licenses"] = [_licence(_SAID.get(one.licence, one.licence))]
    if files:
        made["purl"] = f"pkg:pypi/{name}@{one.version}"
    return made


def _licence(said: str) -> Json:
    return {"expression": said} if _SPDX.fullmatch(said) else {"license": {"name": said}}


def _components(site_packages: Path, locks: Iterable[Path], python_version: str) -> list[Json]:
    files = {name: digests for lock in locks for name, digests in hashes(lock).items()}
    found = [_library(one, files.get(canonical(one.name), ())) for one in libraries(site_packages)]
    found += [_library(one, (), "data") for one in data()]
    versions = {str(one["bom-ref"]): str(one["version"]) for one in found}
    for wheel in versions.keys() & _BROUGHT.keys():
        name, licence, kind = _BROUGHT[wheel]
        said = _pdfium_version(site_packages) if name == _PDFIUM else versions[wheel]
        found.append(_library(Component(name, said, licence, ()), (), kind))
    if python_version:
        found.append(_library(Component(_PYTHON, python_version, "PSF-2.0", ()), (), "platform"))
    return sorted(found, key=lambda one: str(one["bom-ref"]))


def _pdfium_version(site_packages: Path) -> str:
    """As its makers and those who list its faults count: 159.0.8149.0."""
    told = json.loads((site_packages / "pypdfium2_raw" / "version.json").read_text(encoding="utf-8"))
    return ".".join(str(told[part]) for part in ("major", "minor", "build", "patch"))


def _dependencies(components: Iterable[Json], site_packages: Path) -> list[Json]:
    refs = [str(one["bom-ref"]) for one in components]
    needed = needs(site_packages)
    for wheel in needed.keys() & _BROUGHT.keys():
        needed[wheel] = sorted({*needed[wheel], _BROUGHT[wheel][0]})
    rows = [{"ref": ref, "dependsOn": needed.get(ref, [])} for ref in refs]
    return [{"ref": _OWN, "dependsOn": refs}, *rows]


def bill(site_packages: Path, locks: Iterable[Path] = (_LOCK,), python_version: str = "") -> Json:
    """The bill as JSON values."""
    components = _components(site_packages, list(locks), python_version)
    own = {"type": "application", "bom-ref": _OWN, "name": _OWN, "version": version()}
    content: Json = {
        "metadata": {**_time(), "component": own},
        "components": components,
        "dependencies": _dependencies(components, site_packages),
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": serial.urn, "version": 1, **content}


def _time() -> Json:
    told = os.environ.get("SOURCE_DATE_EPOCH")
    return {"timestamp": datetime.fromtimestamp(int(told), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if told else {}


def absent(site_packages: Path, locks: Iterable[Path]) -> list[str]:
    """What the locks name and the folder lacks, or has in another version."""
    here = {canonical(one.name): one.version for one in libraries(site_packages)}
    wanted = {name: pinned for lock in locks for name, pinned in locked(lock).items()}
    return [f"{name} {pinned}: locked, not installed" for name, pinned in wanted.items() if here.get(name) != pinned]


def main() -> int:
    """Writes the bill; 1 if the folder does not hold what the locks name, and then nothing is written."""
    parser = argparse.ArgumentParser(description="Writes what goes out as a CycloneDX bill of materials.")
    parser.add_argument("--site-packages", type=Path, required=True, metavar="DIR", help="where the libraries lie")
    parser.add_argument("--lock", type=Path, action="append", metavar="FILE", help="a later one overrules an earlier")
    parser.add_argument("--python-version", default="", metavar="VERSION", help="of the Python that goes out as well")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    asked = parser.parse_args()
    locks = asked.lock or [_LOCK]
    if lacking := absent(asked.site_packages, locks):
        sys.stderr.write("\n".join(lacking) + "\n")
        return 1
    text = json.dumps(bill(asked.site_packages, locks, asked.python_version), ensure_ascii=False, indent=1)
    asked.output.write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
