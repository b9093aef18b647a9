"""What two people have added alike stands once: the oracle's own idea of rows that say the same."""

from collections.abc import Collection, Mapping, Sequence

from tests.rounds.oracle import HERE, HOME, Contents, meant


def has_twin(
    node: str, wanted: Mapping[str, str], said: Contents, files: Sequence[Contents], seen: Sequence[Collection[str]]
) -> bool:
    """Whether an added row that a merge lacks stands under another id. `wanted` are the texts and the project that it
    shall have, `said` is what the merge made, and `seen` are the nodes that each file has or has taken out.

    No file that has the row has seen the other one: what one person wrote twice is two rows, and what they wrote in
    place of a row that they removed is not that row. And the merge has as many rows that say this as the file that has
    most.
    """
    twins = alike(said, wanted)
    known = set[str]().union(*(one for one, file in zip(seen, files, strict=True) if (node, HERE) in file))
    most = max(len(alike(file, wanted)) for file in files)
    return any(one not in known for one in twins) and len(twins) >= most


def alike(said: Contents, wanted: Mapping[str, str]) -> list[str]:
    """The rows that say this."""
    rows = [node for node, key in said if key == HOME]
    filled = {key: text for key, text in wanted.items() if text}
    return [node for node in rows if _texts(said, node) == filled]


def _texts(said: Contents, row: str) -> Mapping[str, str]:
    texts = {key: text if key == HOME else meant(text) for (node, key), text in said.items() if node == row}
    return {key: text for key, text in texts.items() if text and key != HERE}
