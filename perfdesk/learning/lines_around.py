"""Which lines of a source belong to the annex of its first project. A cover, contents and chapters stand once in front
of all; what stands above the annex of the next project is none of what stands below this one."""

from collections.abc import Iterable, Sequence

from perfdesk.learning.line_shapes import naming
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable


def lines_above(proposal: FormProposal) -> list[str]:
    """The lines above the first table; where the annex of another project follows, so many as stand above that."""
    own = proposal.above(proposal.printed[0])
    following = proposal.printed[-1] + 1
    if following == len(proposal.tables) or proposal.tables[following].repeats != proposal.printed[0]:
        return own
    count = len(proposal.above(following)) - len(lines_below(proposal))
    return own[-count:] if count else own


def lines_below(proposal: FormProposal) -> list[str]:
    """The lines below the last table, up to those that stand above the annex of the next project."""
    first, following = proposal.printed[0], proposal.printed[-1] + 1
    lines = proposal.above(following)
    if following == len(proposal.tables):
        return lines
    above = _shapes(proposal.above(first), proposal.tables[first:following])
    further = proposal.tables[following : following + len(proposal.printed)]
    shapes = _shapes(lines, further)
    begins = next((at for at, one in enumerate(shapes) if one and one in set(above)), len(lines))
    return lines[:begins]


def _shapes(lines: Iterable[str], tables: Sequence[ProposedTable]) -> list[str]:
    """What the lines of two projects have in common: no number, no space, and nothing that names the project."""
    names = naming(tables).values()
    return [_letters(line, names) for line in lines]


def _letters(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return "".join(one for one in text if not (one.isdigit() or one.isspace()))
