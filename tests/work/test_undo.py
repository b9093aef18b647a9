"""Undo takes back and redo brings again, to the byte. Counted in the row T15."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import documents, edits
from trust import Promise

from perfdesk.store.format import document_bytes
from perfdesk.work.workspace import Workspace

EDITS = 50


def undone_and_redone(work: Workspace, draw: st.DataObject) -> None:
    """Fifty edits by chance; then back to the beginning and forward again, twice."""
    versions = [document_bytes(work.document)]
    for _ in range(EDITS):
        if work.run(draw.draw(edits(work.document))) is not None:
            versions.append(document_bytes(work.document))
    for _ in range(2):
        for content in reversed(versions[:-1]):
            assert work.undo()
            assert document_bytes(work.document) == content
        assert work.undo() is None
        for content in versions[1:]:
            assert work.redo()
            assert document_bytes(work.document) == content
        assert work.redo() is None


@pytest.mark.parametrize("sequences", [2, pytest.param(300, marks=pytest.mark.slow)])
def test_fifty_edits_are_undone_and_redone_to_the_byte(sequences: int, promise: Promise) -> None:
    tried = 0

    @settings(max_examples=sequences, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one_sequence(data: st.DataObject) -> None:
        nonlocal tried
        undone_and_redone(Workspace(data.draw(documents(projects=3))), data)
        tried += 1

    one_sequence()
    promise("T15", f"sequences of {EDITS} edits, all undone and redone twice", tried, tried)
