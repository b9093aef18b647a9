"""packaging/licences.py: what goes out, with its licences; what is missing is named."""

import subprocess
import sys
from pathlib import Path

import pytest
from scripts import ROOT, script
from wheels import MIT, wheel

licences = script("licences")


def lines_of(components: object, pins: dict[str, str] | None = None) -> list[str]:
    lines: list[str] = licences.missing(components, pins or {})
    return lines


def test_the_list_is_in_order_of_names_and_equal_texts_stand_once(tmp_path: Path) -> None:
    for name in ("zebra", "Ant", "b_ee"):
        wheel(tmp_path, name, LICENSE=MIT)
    text = licences.third_party(licences.libraries(tmp_path))
    rows = [line for line in text.splitlines() if line.startswith("- ")]
    assert rows == ["- Ant 1.0: MIT", "- b_ee 1.0: MIT", "- zebra 1.0: MIT"]
    assert text.count(MIT) == 1
    assert "\nAnt, b_ee, zebra\n" in text


def test_the_text_does_not_depend_on_the_order_in_which_a_disk_lists_folders(tmp_path: Path) -> None:
    for name in ("zebra", "ant"):
        wheel(tmp_path, name, LICENSE=f"{name} {MIT}", NOTICE=name)
    found = licences.libraries(tmp_path)
    assert licences.third_party(found) == licences.third_party(reversed(found))


def test_every_licence_file_of_a_library_goes_out(tmp_path: Path) -> None:
    wheel(tmp_path, "ant", LICENSE="one", COPYING="two", NOTICE="three", AUTHORS="four", README="no licence")
    [ant] = licences.libraries(tmp_path)
    assert set(ant.texts) == {"one", "two", "three", "four"}


def test_a_file_that_the_library_names_as_a_licence_goes_out_whatever_it_is_called(tmp_path: Path) -> None:
    wheel(tmp_path, "ant", "License-Expression: MIT\nLicense-File: BSD-3", **{"BSD-3": "text", "BSD-4": "none"})
    [ant] = licences.libraries(tmp_path)
    assert ant.texts == ("text",)


def test_a_file_that_is_code_is_no_licence_text(tmp_path: Path) -> None:
    wheel(tmp_path, "ant", LICENSE="text")
    (tmp_path / "ant").mkdir()
    (tmp_path / "ant" / "license_reader.py").write_text("code")
    with (tmp_path / "ant-1.0.dist-info" / "RECORD").open("a") as record:
        record.write("\nant/license_reader.py,,\n")
    [ant] = licences.libraries(tmp_path)
    assert ant.texts == ("text",)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("License-Expression: MIT\nLicense: other words", "MIT"),
        ("License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License", "BSD-3-Clause"),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT License"),
    ],
)
def test_the_licence_is_said_as_exactly_as_the_library_says_it(tmp_path: Path, said: str, shown: str) -> None:
    wheel(tmp_path, "ant", said, LICENSE=MIT)
    [ant] = licences.libraries(tmp_path)
    assert ant.licence == shown


def test_a_library_without_a_licence_text_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "ant", LICENSE=MIT)
    wheel(tmp_path, "bee")
    assert lines_of(licences.libraries(tmp_path)) == ["bee 1.0: no licence text"]


def test_an_empty_licence_text_counts_as_none(tmp_path: Path) -> None:
    wheel(tmp_path, "bee", LICENSE=" \n\n")
    assert lines_of(licences.libraries(tmp_path)) == ["bee 1.0: no licence text"]


def test_a_library_that_does_not_say_its_licence_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "bee", "Summary: no word of it", LICENSE=MIT)
    assert lines_of(licences.libraries(tmp_path)) == ["bee 1.0: does not say its licence"]


def test_what_the_lock_names_and_the_folder_lacks_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "ant", LICENSE=MIT)
    pins = {"ant": "1.1", "bee": "2.0"}
    assert lines_of(licences.libraries(tmp_path), pins) == [
        "ant: the lock has 1.1, installed is 1.0",
        "bee 2.0: in the lock, not installed",
    ]


def test_the_program_itself_is_no_third_party(tmp_path: Path) -> None:
    wheel(tmp_path, "perfdesk")
    assert licences.libraries(tmp_path) == []


def test_qt_goes_out_with_both_texts_that_the_lgpl_asks_for_and_with_what_it_contains(tmp_path: Path) -> None:
    wheel(tmp_path, "pyside6_essentials", "License: LGPL-3.0-only")
    [qt] = licences.libraries(tmp_path)
    heads = [" ".join(text.split())[:50] for text in qt.texts]
    assert heads[0].startswith("GNU LESSER GENERAL PUBLIC LICENSE Version 3")
    assert heads[1].startswith("GNU GENERAL PUBLIC LICENSE Version 3")
    assert "freetype" in qt.texts[2]
    assert "unchanged" in licences.third_party([qt])


def test_what_is_contained_in_qt_names_only_licences_whose_text_stands_there() -> None:
    text = (ROOT / "packaging" / "licences" / "qt-third-party.txt").read_text(encoding="utf-8")
    paragraphs = [dict(_fields(one)) for one in text.split("\n\n")[2:]]
    texts = {one["License"] for one in paragraphs if "Files" not in one}
    named = {word for one in paragraphs if "Files" in one for word in one["License"].split()} - {"and", "or"}
    # FreeType may be taken under either; nothing need be said of what nobody has written rights in.
    assert named - texts == {"GPL-2+", "public-domain"}
    assert texts - named == set()


def _fields(paragraph: str) -> list[tuple[str, str]]:
    lines = (line.partition(": ") for line in paragraph.splitlines() if not line.startswith(" "))
    return [(name, rest) for name, _, rest in lines]


def test_unicode_data_goes_out_with_its_licence() -> None:
    data = licences.data()
    assert [one.name for one in data] == ["EquivalentUnifiedIdeograph (Unicode)", "Unihan_Variants (Unicode)"]
    assert all(one.version == "15.0.0" and "Unicode, Inc." in one.texts[0] for one in data)


def test_the_python_that_goes_out_is_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_text("PSF", encoding="utf-8")
    assert "- CPython 3.11.9: PSF-2.0" in licences.third_party([licences.python(tmp_path / "LICENSE.txt", "3.11.9")])


def test_lines_end_alike_whatever_system_a_text_comes_from(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_bytes("\ufeffone  \r\ntwo\r\n\r\n".encode())
    assert licences.python(tmp_path / "LICENSE.txt", "3").texts == ("one\ntwo",)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "packaging" / "licences.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_an_incomplete_folder_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    output = tmp_path / "THIRD-PARTY.txt"
    done = run("--site-packages", str(tmp_path), "-o", str(output))
    assert done.returncode == 1
    assert f"lxml {licences.locked()['lxml']}: in the lock, not installed" in done.stderr.splitlines()
    assert not output.exists()


def test_what_runs_the_program_here_has_a_licence_text_each(tmp_path: Path) -> None:
    """The libraries of the lock as they are installed; those that only test stay out."""
    places = {Path(place) for place in sys.path if place.endswith(("site-packages", "dist-packages"))}
    found = {licences.canonical(one.name): one for place in places for one in licences.libraries(place)}
    ours = [found[name] for name in licences.locked() if name in found]
    assert ours
    assert [line for line in lines_of(ours) if "licen" in line] == []
