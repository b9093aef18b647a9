"""Merges made by chance, judged by an oracle, with a table of what was wrong.

python -m tests.rounds star histories --merges 10000 --jobs 2
python -m tests.rounds star --cases 17 --verbose
"""

import argparse
import sys

from tests.rounds.run import played, table


def main() -> int:
    """Plays, and prints the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kinds", nargs="*", default=["star", "histories"])
    asked.add_argument("--merges", type=int, default=10_000)
    asked.add_argument("--first", type=int, default=0, help="the number of the first case")
    asked.add_argument("--annexes", type=float, default=0.1, help="the share of files that are annexes")
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--faults", type=int, default=20, help="so many faults are printed")
    given = asked.parse_args()
    wrong = 0
    for kind in given.kinds:
        tally = played(kind, given.merges, first=given.first, annexes=given.annexes, jobs=given.jobs)
        for line in table(kind, tally):
            print(line)
        for title, fault in tally.faults[: given.faults]:
            print("   ", title, fault)
        sys.stdout.flush()
        wrong += len(tally.faults)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
