"""What is found in one file, as values that another process can tell; and the child process that finds it.

`perfdesk check` asks for many files: a few are looked at one after the other in its own process, many by several
children (see work.side_by_side). Both take the same way, so that the output is the same.
"""

import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any, Final, NamedTuple

from perfdesk.commands import reports
from perfdesk.commands.exit_codes import tell
from perfdesk.commands.shared import REFUSALS, found_in, tell_of_form
from perfdesk.forms.loader import form_of
from perfdesk.model.document import Document
from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from perfdesk.store.failures import why_not_read
from perfdesk.work.gather import is_document
from perfdesk.work.reader_process import Reader
from perfdesk.work.side_by_side import in_order

WORD: Final = "check-apart"
# A document of ours takes 5 milliseconds for each 8 KB, an annex, which a process with limits reads, 8 times as long. A
# child takes a second to start; it is worth that for two seconds of work.
_ANNEX: Final = 8
_PIECE: Final = 8 << 10
_WORTH_A_CHILD: Final = 400


class FileChecked(NamedTuple):
    """A file, its department, the open findings as `check --json` gives them, and what its reader must know. `failure`
    says why it could not be read."""

    name: str
    department: str = ""
    findings: Sequence[reports.Json] = ()
    told: str = ""
    failure: str = ""


def check_all(paths: Sequence[Path], without: Sequence[str], at_once: int) -> Iterator[FileChecked]:
    """What is found in each file, in this order whichever is done first. No file stops the others."""
    children = min(at_once, sum(map(_effort, paths)) // _WORTH_A_CHILD, len(paths))
    if children > 1:
        yield from _by_children(paths, without, children)
        return
    with Reader() as reader:
        for path in paths:
            yield _check(path, without, reader)


def _effort(path: Path) -> int:
    """How long a file takes, in small documents."""
    try:
        pieces = 1 + path.stat().st_size // _PIECE
    except OSError:  # it will be told when it is read
        return 0
    return pieces * (1 if is_document(path) else _ANNEX)


def serve() -> int:
    """The child: answers until nobody asks any more. The exit code is 0 whatever it says."""
    with Reader() as reader:
        for line in sys.stdin.buffer:
            question = json.loads(line)
            answer = _check(Path(question["path"]), question["without"], reader)
            sys.stdout.buffer.write(json.dumps(answer._asdict()).encode("ascii") + b"\n")
            sys.stdout.buffer.flush()
    return 0


def _by_children(paths: Sequence[Path], without: Sequence[str], children: int) -> Iterator[FileChecked]:
    questions: list[Mapping[str, Any]] = [{"path": str(path), "without": [*without]} for path in paths]
    for path, told in zip(paths, in_order(WORD, questions, children), strict=True):
        if told is None:
            yield FileChecked(str(path), failure=f"{path} 审核时出错，没有审核。")
        else:
            yield FileChecked(**told)


def _check(path: Path, without: Sequence[str], reader: Reader) -> FileChecked:
    with redirect_stderr(io.StringIO()) as told:
        try:
            document = found_in(path, reader)
            tell_of_form(document, path)
            found = _open_findings(document, without)
        except REFUSALS as refusal:
            return FileChecked(str(path), told=told.getvalue(), failure=str(refusal))
        except OSError as error:
            return FileChecked(
                str(path), told=told.getvalue(), failure=f"没有做完：{why_not_read(error)}，没有审核 {path}。"
            )
    rows = [reports.finding_json(str(path), document, one) for one in found]
    return FileChecked(str(path), document.fields[DEPARTMENT_NAME].strip(), rows, told.getvalue())


def _open_findings(document: Document, without: Sequence[str]) -> tuple[Finding, ...]:
    """What a clerk has answered needs nobody any more; the window and the opinion show it with its answer."""
    found = check(document, form_of(document))
    return tuple(one for one in found if not one.answer and one.rule not in without)


def tell_all(checked: FileChecked) -> None:
    """What the user must know of a file, on standard error."""
    sys.stderr.write(checked.told)
    if checked.failure:
        tell(checked.failure)
