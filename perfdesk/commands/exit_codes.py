"""How a command ends: its exit code, and the one line that says why it was not carried out."""

import re
import sys
from typing import Final

DONE, NEEDS_A_PERSON, NOT_DONE = 0, 1, 2


class Refusal(Exception):
    """The command cannot be carried out; the message is the one line that says why."""


_LINE_ENDS: Final = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def tell(message: str) -> None:
    """One line on standard error, whatever stands in the names and cells that it quotes."""
    print(f"perfdesk: {_LINE_ENDS.sub(' ', message)}", file=sys.stderr)
