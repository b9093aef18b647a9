"""`python -m tests.benchmarks [SUITE…]` prints one line a figure: what it is, how it compares, and the aim."""

import sys
from typing import Final

from tests.benchmarks.annexes import annexes
from tests.benchmarks.checks import checks
from tests.benchmarks.excel import excel_in, excel_out
from tests.benchmarks.files import files
from tests.benchmarks.forms import forms
from tests.benchmarks.memory import memory
from tests.benchmarks.merging import merging
from tests.benchmarks.pdf import pdf
from tests.benchmarks.reading import reading
from tests.benchmarks.starting import starting
from tests.benchmarks.window import window
from tests.benchmarks.word import word_in, word_out

SUITES: Final = {
    "start": starting,
    "window": window,
    "file": files,
    "forms": forms,
    "checks": checks,
    "word-out": word_out,
    "word-in": word_in,
    "excel-out": excel_out,
    "excel-in": excel_in,
    "reader": reading,
    "pdf": pdf,
    "annexes": annexes,
    "merge": merging,
    "memory": memory,
}


def main(names: list[str]) -> None:
    """All suites, or those with these names."""
    strange = [name for name in names if name not in SUITES]
    if strange:
        sys.exit(f"no such suite: {', '.join(strange)}; there are {', '.join(SUITES)}")
    for name in names or SUITES:
        print(f"--- {name}: {(SUITES[name].__doc__ or '').splitlines()[0]}")
        SUITES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
