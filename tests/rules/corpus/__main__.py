"""`python -m tests.rules.corpus` prints the figures of the even half, and what is wrong in it.

With `--odd` it prints the figures of the odd half beside them, for a report. What is wrong in the odd half is never
listed, so that nobody makes rules by it.
"""

import argparse
from collections.abc import Iterator, Sequence

from tests.rules.corpus.items import Half, families
from tests.rules.corpus.measure import LETTERS, Measured, Outcome, measured


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.corpus", description="recall and false findings")
    parser.add_argument("--odd", action="store_true", help="print the figures of the odd half too")
    halves = [*Half] if parser.parse_args().odd else [Half.EVEN]
    print("\n".join(table(halves)))
    print("\n".join(wrong()))


def table(asked: Sequence[Half]) -> Iterator[str]:
    """The figures of the halves."""
    halves = [measured(half) for half in asked]
    yield _row("found of the faults", "least", *map(str, asked))
    for name in families():
        least = next(one.fault.least for one in halves[0].judged if one.fault.family == name)
        yield _row(f"  {name}", least, *(_share(*one.found(family=name)) for one in halves))
    for letter in LETTERS:
        yield _row("all families", letter, *(_share(*one.found(least=letter)) for one in halves))
    yield _row("all families", "", *(_share(*one.found()) for one in halves))
    for outcome in (Outcome.MILDER, Outcome.OTHER, Outcome.MISSED):
        yield _row(f"  {outcome}", "", *(_outcomes(one, outcome) for one in halves))
    yield _row("blamed of the lines without fault", "", *(f"{one.lines} lines" for one in halves))
    for letter in LETTERS:
        yield _row("all rules", letter, *(_share(one.blamed(letter), one.lines) for one in halves))
        rules = sorted({wrong.finding.rule for one in halves for wrong in one.wrong})
        for rule in (rule for rule in rules if any(one.blamed(letter, rule) for one in halves)):
            yield _row(f"  {rule}", letter, *(_share(one.blamed(letter, rule), one.lines) for one in halves))


def wrong() -> Iterator[str]:
    """Every fault of the even half that is not found, and every finding about one of its lines without fault."""
    now = measured(Half.EVEN)
    yield "\neven half: not found"
    for one in now.judged:
        if one.outcome is not Outcome.FOUND:
            said = f"   said: {', '.join(one.said)}" if one.fault.row and one.said else ""
            yield f"  {one.fault.family} {one.fault.least} {one.outcome}{said}\n    " + "\n      ".join(one.fault.lines)
    yield "\neven half: blamed without fault"
    for false in now.wrong:
        said = false.finding
        yield f"  {said.rule} {said.severity} {said.field}: {said.message} {said.evidence}\n    {false.line}"


def _outcomes(now: Measured, outcome: Outcome) -> str:
    return _share(sum(one.outcome is outcome for one in now.judged), len(now.judged))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:5.0%} {part:>4}/{whole}" if whole else "-"


def _row(what: str, least: str, *figures: str) -> str:
    return f"{what:<36}{least:<6}" + "".join(f"{figure:<18}" for figure in figures).rstrip()


if __name__ == "__main__":
    main()
