"""python -m tests.learning.judged [N ... | even]: what 审核 says of filled layouts after their form was learned.

The layouts are files as offices have them, and all that stands in them may stand there. A learned form says how it
prints, and nothing of what its bureau asks for; so an error is one that is wrong whatever the bureau asks for. Of odd
layouts only the numbers are printed.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from perfdesk.importers.load import read_source
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding

from .confirming_all import answers
from .grids import Layout, layouts, save_word, unmet, unseen


def judged(one: Layout, folder: Path) -> Iterator[Finding]:
    """The findings of a layout's filled Word file, read by the form that is learned of it and confirmed."""
    path = save_word(one, folder / f"{one.number:02}.docx", filled=True)
    sketch = read_sketch(path)
    proposal = propose(sketch.source, sheets=sketch.sheets)
    proposal = confirmed(proposal, list(answers(one, proposal, sheet=False)))
    form = learned_form(draft(proposal, sketch.look, "a"))
    yield from check(read_source(path, form).document, form)


def main() -> None:
    """Prints the findings of even layouts, and for all how many there are by rule and severity."""
    wanted = [int(word) for word in sys.argv[1:] if word.isdigit()]
    ones = [one for one in (*layouts(), *unseen(), *unmet()) if not wanted or one.number in wanted]
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for one in ones:
            if one.number % 2 and "even" in sys.argv:
                continue
            for found in judged(one, Path(folder)):
                counts[found.severity.value, found.rule] += 1
                if one.number % 2 == 0 or wanted:
                    print(f"{one.number:4} {found.severity.value:8} {found.rule:18} {found.message}")
    for (severity, rule), number in sorted(counts.items()):
        print(f"{severity:8} {rule:22} {number}")


if __name__ == "__main__":
    main()
