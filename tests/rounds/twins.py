"""What two people have added alike stands once: the oracle's own idea of rows that say the same."""

from collections.abc import Mapping, Sequence

from tests.rounds.oracle import HERE, HOME, Contents, meant


def has_twin(node: str, wanted: Mapping[str, str], said: Contents, files: Sequence[Contents]) -> bool:
    """Whether an added row that a merge lacks stands under another id. `wanted` are the texts and the project that it
    shall have, and `said` is what the merge made.

    No file has both ids, because what one person wrote twice is two rows; and the merge has as many rows that say this
    as the file that has most.
    """
    twins = alike(said, wanted)
    added = [one for one in twins if not any((one, HERE) in file and (node, HERE) in file for file in files)]
    most = max(len(alike(file, wanted)) for file in files)
    return bool(added) and len(twins) >= most


def alike(said: Contents, wanted: Mapping[str, str]) -> list[str]:
    """The rows that say this."""
    rows = [node for node, key in said if key == HOME]
    filled = {key: text for key, text in wanted.items() if text}
    return [node for node in rows if _texts(said, node) == filled]


def _texts(said: Contents, row: str) -> Mapping[str, str]:
    texts = {key: text if key == HOME else meant(text) for (node, key), text in said.items() if node == row}
    return {key: text for key, text in texts.items() if text and key != HERE}
