"""packaging/sbom.py: what goes out as a CycloneDX bill of materials."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import ROOT, script
from wheels import MIT, wheel

import perfdesk

sbom = script("sbom")

# The library that carries the official schemas; it enters no lock, for it only judges.
JUDGE = "cyclonedx-python-lib[json-validation]==11.12.0"
VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(str(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()) or "") or 0)
"""
DIGEST = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def _no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Two libraries, one of which needs the other, and Qt."""
    folder = tmp_path / "lib"
    wheel(
        folder, "ant", "License-Expression: MIT\nRequires-Dist: b-ee>=1; python_version>'3'\nRequires-Dist: cat", L=MIT
    )
    wheel(folder, "B_ee", "License: my own words, at length", LICENSE=MIT)
    wheel(folder, "PySide6_Essentials", "License: LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only")
    return folder


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    names = ("ant", "b-ee", "pyside6-essentials")
    lines = (f"{name}==1.0 \\\n    --hash=sha256:{DIGEST} \\\n    --hash=sha256:{'0' * 64}\n" for name in names)
    path = tmp_path / "requirements.lock"
    path.write_text("".join(lines))
    return path


def named(bill: dict[str, object], name: str) -> dict[str, object]:
    components = bill["components"]
    assert isinstance(components, list)
    [found] = [one for one in components if one["bom-ref"] == name]
    return dict(found)


def test_a_library_has_its_version_its_hashes_its_licence_and_its_address(shipped: Path, lock: Path) -> None:
    assert named(sbom.bill(shipped, [lock]), "ant") == {
        "type": "library",
        "bom-ref": "ant",
        "name": "ant",
        "version": "1.0",
        "hashes": [{"alg": "SHA-256", "content": "0" * 64}, {"alg": "SHA-256", "content": DIGEST}],
        "licenses": [{"expression": "MIT"}],
        "purl": "pkg:pypi/ant@1.0",
    }


def test_words_that_are_no_spdx_expression_are_a_name(shipped: Path, lock: Path) -> None:
    found = named(sbom.bill(shipped, [lock]), "b-ee")
    assert found["licenses"] == [{"license": {"name": "my own words, at length"}}]


def test_qt_python_and_the_program_stand_in_the_bill(shipped: Path, lock: Path) -> None:
    bill = sbom.bill(shipped, [lock], "3.11.9")
    own = {"type": "application", "bom-ref": "perfdesk", "name": "perfdesk", "version": perfdesk.__version__}
    assert bill["metadata"] == {"component": own}
    assert named(bill, "qt")["version"] == "1.0"
    assert named(bill, "cpython")["version"] == "3.11.9"
    assert "hashes" not in named(bill, "cpython")


def test_pdfium_stands_in_the_bill_with_the_version_of_its_makers(shipped: Path, lock: Path) -> None:
    wheel(shipped, "pypdfium2", "License-Expression: BSD-3-Clause")
    folder = shipped / "pypdfium2_raw"
    folder.mkdir()
    (folder / "version.json").write_text('{"major": 159, "minor": 0, "build": 8149, "patch": 2, "origin": "x"}')
    bill = sbom.bill(shipped, [lock])
    found = named(bill, "pdfium")
    assert (found["version"], found["licenses"]) == ("159.0.8149.2", [{"expression": "BSD-3-Clause AND Apache-2.0"}])
    assert {row["ref"]: row["dependsOn"] for row in bill["dependencies"]}["pypdfium2"] == ["pdfium"]


def test_a_bill_of_a_wheel_names_no_python(shipped: Path, lock: Path) -> None:
    assert "cpython" not in json.dumps(sbom.bill(shipped, [lock]))


def test_who_needs_whom_among_those_that_are_there(shipped: Path, lock: Path) -> None:
    rows = {row["ref"]: row["dependsOn"] for row in sbom.bill(shipped, [lock])["dependencies"]}
    refs = sorted(rows.keys() - {"perfdesk"})
    assert rows["perfdesk"] == refs
    assert rows["ant"] == ["b-ee"]
    assert rows["pyside6-essentials"] == ["qt"]


def test_a_later_lock_overrules_an_earlier_one(shipped: Path, lock: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.lock"
    other.write_text(f"ant==1.0 \\\n    --hash=sha256:{'f' * 64}\n")
    found = named(sbom.bill(shipped, [lock, other]), "ant")
    assert found["hashes"] == [{"alg": "SHA-256", "content": "f" * 64}]


def test_the_serial_number_follows_the_content_and_nothing_else(shipped: Path, lock: Path) -> None:
    one, same, other = (sbom.bill(shipped, [lock], python) for python in ("", "", "3.11.9"))
    assert one == same
    assert one["serialNumber"] != other["serialNumber"]


def test_a_time_is_written_if_it_is_told(shipped: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764115200")
    assert sbom.bill(shipped, [lock])["metadata"]["timestamp"] == "2025-11-26T00:00:00Z"


def test_each_locked_library_has_a_hash() -> None:
    found = sbom.hashes(ROOT / "requirements.lock")
    assert found.keys() == sbom.locked().keys()
    assert all(found.values())


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "packaging" / "sbom.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_same_libraries_give_the_same_bytes(shipped: Path, lock: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one.json", "two.json"):
        done = run("--site-packages", shipped, "--lock", lock, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_folder_that_is_not_what_the_lock_names_is_refused(shipped: Path, lock: Path, tmp_path: Path) -> None:
    lock.write_text(lock.read_text().replace("ant==1.0", "ant==1.1") + "cat==2 \\\n    --hash=sha256:00\n")
    done = run("--site-packages", shipped, "--lock", lock, "-o", tmp_path / "out.json")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["ant 1.1: locked, not installed", "cat 2: locked, not installed"]
    assert not (tmp_path / "out.json").exists()


def judged(bill: object) -> subprocess.CompletedProcess[str]:
    command = ["uv", "run", "-q", "--no-project", "--isolated", "--with", JUDGE, "python", "-c", VALIDATE]
    return subprocess.run(
        command, input=json.dumps(bill), capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
def test_the_bill_keeps_to_the_official_schema(shipped: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764115200")
    bill = sbom.bill(shipped, [lock], "3.11.9")
    done = judged(bill)
    assert done.returncode == 0, done.stderr
    assert judged({**bill, "serialNumber": "no serial number"}).returncode == 1
