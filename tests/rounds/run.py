"""Plays many cases: those that wait for LibreOffice wait together, so that it starts once for many files."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.rounds.files import Resave
from tests.rounds.rounds import (
    AGAIN,
    ANNEXES,
    EDITS,
    KINDS,
    MERGES,
    ORDERS,
    QUESTIONS,
    RESAVED,
    Round,
    Tally,
)
from tests.rounds.verdict import LOST, NEEDLESS, PLACES, SILENT, TWICE, UNJUDGED

SOFFICE: Final = shutil.which("soffice")
# Cases that are played together, so that their annexes wait together.
_TOGETHER: Final = 200
_FILTERS: Final = {".docx": "docx:MS Word 2007 XML", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}


def played(kind: str, merges: int, *, first: int = 0, annexes: float = 0.1, jobs: int = 1) -> Tally:
    """At least so many merges of a kind, in cases from the first number on."""
    if jobs == 1:
        return _until(merges, map(_chunk, _chunks(kind, merges, first, annexes)))
    with Pool(jobs) as pool:
        return _until(merges, pool.imap(_chunk, _chunks(kind, merges, first, annexes)))


def _chunks(kind: str, merges: int, first: int, annexes: float) -> Iterator[tuple[str, range, float]]:
    size = max(1, min(_TOGETHER, merges // 20))
    # A case has one merge at least.
    for begin in range(first, first + merges + size, size):
        yield kind, range(begin, begin + size), annexes


def _until(merges: int, tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole += tally
        if whole.counts[MERGES] >= merges:
            break
    return whole


def _chunk(given: tuple[str, range, float]) -> Tally:
    kind, seeds, annexes = given
    return together([KINDS[kind](seed, annexes=annexes) for seed in seeds])


def together(rounds: Sequence[Round]) -> Tally:
    """All these cases."""
    whole = Tally()
    ready: list[tuple[Round, bytes | None]] = [(one, None) for one in rounds]
    waiting: list[tuple[Round, Resave]] = []
    with TemporaryDirectory() as name:
        while ready or waiting:
            for one, data in ready:
                try:
                    waiting.append((one, one.send(data)))  # type: ignore[arg-type]
                except StopIteration as end:
                    whole += end.value
            ready = []
            if waiting:
                files = resaved([resave for _, resave in waiting], Path(name))
                ready = [(one, data) for (one, _), data in zip(waiting, files, strict=True)]
                waiting = []
    return whole


def resaved(files: Sequence[Resave], folder: Path) -> list[bytes]:
    """The files opened and saved again by LibreOffice; as they are where there is none."""
    if SOFFICE is None:
        return [one.data for one in files]
    for suffix, filter_name in _FILTERS.items():
        sources = [folder / f"{at}{suffix}" for at, one in enumerate(files) if one.suffix == suffix]
        for at, one in enumerate(files):
            if one.suffix == suffix:
                (folder / f"{at}{suffix}").write_bytes(one.data)
        if sources:
            _convert(sources, filter_name, folder)
    return [(folder / "out" / f"{at}{one.suffix}").read_bytes() for at, one in enumerate(files)]


def _convert(sources: Sequence[Path], filter_name: str, folder: Path) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", filter_name, "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=1_200)


def table(kind: str, tally: Tally) -> Iterator[str]:
    """The table of a kind."""
    counts = tally.counts
    yield f"{kind}: {counts[MERGES]:,} merges"
    for name in (LOST, SILENT, TWICE, AGAIN, ORDERS, NEEDLESS, PLACES, UNJUDGED):
        yield f"    {counts[name]:>9,}  {name} ({100 * counts[name] / counts[MERGES]:.2f} %)"
    for name in (EDITS, QUESTIONS, ANNEXES, RESAVED, *sorted(one for one in counts if one.startswith("."))):
        yield f"    {counts[name]:>9,}  {name}"
