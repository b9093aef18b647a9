"""What all tests share: the seeds, the command line, and the rule that CI never skips."""

import gc
import os
import random
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command import Run
from hypothesis import register_random, settings
from lent_child import lending
from promises import unavailable

from perfdesk import office as bureau
from perfdesk import paths
from perfdesk.commands.cli import main
from perfdesk.forms import catalogue
from perfdesk.learning import lexicon
from perfdesk.rules import settings as rule_settings
from perfdesk.work import backup_keeper, office_forms

# Before anything imports Qt: tests need no display, also where there is one.
# TESTED_PLATFORM=xcb types in windows that are seen.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("TESTED_PLATFORM", "offscreen")

# No test sees the forms of whoever runs it; child processes inherit this.
os.environ["XDG_DATA_HOME"] = str(Path(__file__).resolve().parent / "no-such-folder")

# Nor the settings of their bureau.
os.environ["XDG_CONFIG_DIRS"] = str(Path(__file__).resolve().parent / "no-such-folder")

# Nor does a test write into their log.
os.environ["XDG_STATE_HOME"] = str(Path(os.devnull) / "no-log")

# A busy machine is no disk that has lost its connection: who closes a document waits for its last backup.
backup_keeper._PATIENCE = 120.0

# A busy machine is no error, and CI must judge the same code alike each time; at a desk every run tries new inputs.
settings.register_profile("desk", deadline=None)
# There the same inputs come each time, so that half of hypothesis's usual hundred says nearly as much in half the time.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")

# Ids of new nodes are drawn from it, so that each run, and each try of one hypothesis example, has the same ids.
CHANCE = random.Random()
register_random(CHANCE)

# Counts what is promised, and prints the table.
pytest_plugins = ["trust"]

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def _seed(name: str) -> Path:
    path = SEEDS / name
    if not path.is_file():
        unavailable(f"the seed {name} is not beside the project")
    return path


def pytest_collection_finish() -> None:
    """Nine thousand tests and all modules are there to stay: whoever collects garbage need not walk through them again
    and again."""
    gc.collect()
    gc.freeze()


# What a process asks for once: which files of the bureau and which forms there are.
_ASKED_ONCE = (bureau.office, rule_settings.in_force, rule_settings.settings, office_forms.current)
# What is answered where a bureau has no file, as on every computer that tests.
_USUAL: list[object] = []


def _answers() -> list[object]:
    return [bureau.office(), rule_settings.in_force(), rule_settings.settings()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """A window that is closed after the test's folders are no longer named asks again; the next test finds nothing of
    them."""
    result = yield
    lexicon.refresh()
    office_forms.current.cache_clear()
    # The settings are read again only after a test that had others: that costs 4 ms, and most tests ask for them.
    if not _USUAL or any(now is not usual for now, usual in zip(_answers(), _USUAL, strict=True)):
        for asked in _ASKED_ONCE:
            asked.cache_clear()
        _USUAL[:] = _answers()
    places = {entry.origin for entry in catalogue.listed().forms} if catalogue.listed.cache_info().currsize else set()
    if catalogue.catalogue.cache_info().currsize:
        places |= {entry.origin for entry in catalogue.catalogue().entries.values()}
    if places - {catalogue.FormOrigin.SHIPPED}:
        catalogue.forget()
    return result


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden anew, to be read as a diff")


@pytest.fixture(scope="session", autouse=True)
def _bytecode_of_children() -> Iterator[None]:
    """Where no bytecode is written, as in most containers, each of some hundred child processes compiles all modules
    anew, which is two fifths of its start. Theirs is kept while the tests run, beside the project and not in it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, pytest.MonkeyPatch.context() as patch:
        if "PYTHONDONTWRITEBYTECODE" in os.environ:
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def _reading_children() -> Iterator[None]:
    with lending():
        yield


@pytest.fixture(autouse=True)
def _ids_by_seeded_chance(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """uuid4 asks the operating system for chance, behind hypothesis's back."""
    CHANCE.seed(request.node.nodeid)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=CHANCE.getrandbits(128), version=4))


@pytest.fixture
def own_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the user's own forms, which nobody has made yet."""
    folder = tmp_path / "data" / "forms"
    monkeypatch.setattr(paths, "own_forms", lambda: folder)
    catalogue.forget()
    yield folder
    catalogue.forget()


@pytest.fixture
def lulong() -> Path:
    """A real Hebei performance book, as copied out of a PDF."""
    return _seed("lulong-2024.txt")


@pytest.fixture
def pingluo() -> Path:
    """A real Ningxia annex 2, as copied out of a PDF."""
    return _seed("pingluo-2024.txt")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return run
