"""The bureau's forms on a share: copied by a thread, read only as copies; whether it is gone or hangs, work goes on."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from perfdesk import office as office_module
from perfdesk import paths
from perfdesk.forms.catalogue import FormOrigin, catalogue, forget
from perfdesk.work import office_forms
from perfdesk.work.office_forms import OfficeForms, current, problem, wait_for_first

HEBEI = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")
# Long enough on a busy machine; nobody waits for it unless something is broken.
PATIENCE = 60.0


def form_file(name: str) -> str:
    return HEBEI.replace('id = "hebei-book-2024"', f'id = "{name}"')


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    for remembered in (office_module.office, current):
        remembered.cache_clear()
    forget()
    yield
    for remembered in (office_module.office, current):
        remembered.cache_clear()
    forget()


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bureau's folder of forms with one of them, named in its file."""
    file = tmp_path / "perfdesk-office.toml"
    file.write_text("forms_folder = '共享 表样'", encoding="utf-8")
    monkeypatch.setattr(paths, "office_files", lambda: (file,))
    monkeypatch.setattr(paths, "office_forms", lambda: tmp_path / "user" / "office-forms")
    folder = tmp_path / "共享 表样"
    folder.mkdir()
    (folder / "a.toml").write_text(form_file("qingshui-2031"), encoding="utf-8")
    return folder


def copied() -> str:
    """Copies what the share has now, as the next start does; the problem, if any."""
    current.cache_clear()
    return problem(PATIENCE)


def known() -> list[str]:
    """The forms that the program does not bring itself."""
    return [name for name, entry in catalogue().entries.items() if entry.origin is not FormOrigin.SHIPPED]


def test_forms_of_the_share_are_there_beside_the_programs_own(share: Path) -> None:
    assert copied() == ""
    assert known() == ["qingshui-2031"]
    assert catalogue().entries["qingshui-2031"].path.is_relative_to(paths.office_forms())


def test_forms_that_come_later_are_seen_where_the_catalogue_was_read_before(share: Path) -> None:
    assert known() == []
    copied()
    assert known() == ["qingshui-2031"]


def test_a_command_that_has_copies_waits_for_nothing(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied()
    waited: list[float] = []
    monkeypatch.setattr(office_forms, "problem", waited.append)
    wait_for_first(PATIENCE)
    assert waited == []


def test_the_catalogue_never_looks_at_the_share(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied()
    looked: list[str] = []
    for call in ("open", "glob", "iterdir", "is_file", "stat"):
        real = getattr(Path, call)

        def seen(path: Path, *rest: object, real: object = real, **named: object) -> object:
            looked.append(str(path))
            return real(path, *rest, **named)  # type: ignore[operator]

        monkeypatch.setattr(Path, call, seen)
    forget()
    assert known() == ["qingshui-2031"]
    assert looked
    assert [one for one in looked if one.startswith(str(share))] == []


def test_a_form_with_a_folder_of_its_own_comes_whole(share: Path) -> None:
    (share / "乙").mkdir()
    (share / "乙" / "form.toml").write_text(form_file("yi-2031"), encoding="utf-8")
    (share / "乙" / "原件.docx").write_bytes(b"the office's own")
    (share / "notes").mkdir()
    (share / "notes" / "readme.txt").write_text("no form")
    assert copied() == ""
    copies = office_module.office().copies_of_forms
    assert copies is not None
    names = sorted(path.relative_to(copies).as_posix() for path in copies.rglob("*") if path.is_file())
    assert [name for name in names if not name.startswith(".")] == ["a.toml", "乙/form.toml", "乙/原件.docx"]
    assert set(known()) == {"qingshui-2031", "yi-2031"}


def test_what_changed_or_went_on_the_share_changes_or_goes(share: Path) -> None:
    (share / "b.toml").write_text(form_file("b-2031"), encoding="utf-8")
    copied()
    (share / "b.toml").unlink()
    (share / "a.toml").write_text(form_file("qingshui-2032"), encoding="utf-8")
    assert copied() == ""
    assert known() == ["qingshui-2032"]


def test_a_second_start_writes_nothing_anew(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied()
    monkeypatch.setattr(office_forms.atomic, "write", None)
    assert copied() == ""


@pytest.mark.parametrize("gone", ["away", "empty"])
def test_a_share_that_is_gone_leaves_the_copies(share: Path, gone: str) -> None:
    copied()
    (share / "a.toml").unlink()
    if gone == "away":
        share.rmdir()
    why = {"away": "文件不存在，可能已被移走或改名", "empty": "里面没有表样"}[gone]
    assert copied() == f"单位的表样文件夹 {share}：{why}。先用上次取来的表样。"
    assert known() == ["qingshui-2031"]


def test_a_share_that_never_answered_is_said_to_be_so(share: Path) -> None:
    (share / "a.toml").unlink()
    share.rmdir()
    assert copied().endswith("暂时没有单位的表样。")
    assert known() == []


def test_a_share_that_hangs_is_waited_for_no_longer_than_asked(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied()
    answers = Event()
    real = Path.iterdir

    def hanging(path: Path) -> Iterator[Path]:
        if path == share:
            answers.wait(PATIENCE)
        return real(path)

    monkeypatch.setattr(Path, "iterdir", hanging)
    current.cache_clear()
    assert problem(0.01) == f"单位的表样文件夹 {share}：没有回应。先用上次取来的表样。"
    assert known() == ["qingshui-2031"]
    answers.set()
    assert problem(PATIENCE) == ""


def test_a_disk_without_room_is_said(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, fill: object) -> None:
        raise office_forms.WriteError("磁盘已满。")

    monkeypatch.setattr(office_forms.atomic, "write", full)
    assert copied() == f"单位的表样文件夹 {share}：磁盘已满。暂时没有单位的表样。"


def test_a_command_waits_for_forms_that_never_came_before(share: Path) -> None:
    wait_for_first(PATIENCE)
    assert known() == ["qingshui-2031"]


def test_what_is_no_file_and_what_is_too_large_is_left_out(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(share / "b.toml")
    (share / "c.toml").write_text(form_file("c-2031"), encoding="utf-8")
    (share / ".d.toml").write_text(form_file("d-2031"), encoding="utf-8")
    monkeypatch.setattr(office_forms, "_MOST_BYTES", len((share / "a.toml").read_bytes()) - 1)
    (share / "c.toml").write_bytes((share / "c.toml").read_bytes()[: office_forms._MOST_BYTES])
    assert copied() == ""
    copies = office_module.office().copies_of_forms
    assert copies is not None
    assert [path.name for path in copies.glob("[!.]*")] == ["c.toml"]


def test_without_a_folder_nothing_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "office_files", lambda: ())
    assert current() is None
    assert copied() == ""


def test_done_says_so_once_the_share_has_answered(share: Path) -> None:
    copies = office_module.office().copies_of_forms
    assert copies is not None
    copying = OfficeForms(share, copies)
    assert copying.done(PATIENCE)
    assert (copies / "a.toml").is_file()
