"""What is written must be read again: an Office file has no more bytes of XML than the importer takes.

A clerk who sends a file that nobody can take in learns of it from the receiver, too late.
"""

from typing import Final

from perfdesk.exporters.failure import ExportFailure

# The importer's limit for what a package unfolds to.
MOST_BYTES: Final = 128 * 1024 * 1024
INSTEAD: Final = "没有导出；请分成几份再导出。"


class Readable:
    """Counts the pieces of one file as they are written."""

    def __init__(self, program: str) -> None:
        """`program` names the kind of file to people: Word, Excel."""
        self._program, self._room = program, MOST_BYTES

    def encoded(self, text: str) -> bytes:
        """The bytes of a piece. Raises ExportFailure when all of them together are too many."""
        return self.counted(text.encode("utf-8"))

    def counted(self, data: bytes) -> bytes:
        """A piece that is bytes already. Raises as `encoded` does."""
        self._room -= len(data)
        if self._room < 0:
            raise ExportFailure(f"内容太多，写成 {self._program} 就装不回来了，{INSTEAD}")
        return data
