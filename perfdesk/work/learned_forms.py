"""A confirmed proposal becomes a form of the user's own, with the office's file beside it: for command and window."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from perfdesk.learning.keeping import LearnedForm, learned
from perfdesk.learning.own_words import OwnWord
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.sketch import Sketch

# One byte more than an original may have tells that it is too large.
_MOST_BYTES: Final = (2 << 20) + 1


def learned_from(source: Path, proposal: FormProposal, sketch: Sketch, words: Sequence[OwnWord] = ()) -> LearnedForm:
    """The form of a confirmed proposal; `own_forms.keep_form` then keeps it. `sketch` is what the proposal was made of,
    `words` what a person has confirmed of its labels.

    Raises FormError if the tables make no form, OSError if the file cannot be read any more.
    """
    with source.open("rb") as stream:
        content = stream.read(_MOST_BYTES)
    return learned(proposal, sketch, source.stem, content, words)
