"""Drafts of forms that are being learned: what a person has decided so far, to go on when the same file comes again.

A draft is a help: one that cannot be written or read stops nobody, and the log says so.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from perfdesk import paths
from perfdesk.learning.decisions import Decision, WrongAnswers, answers_in, answers_json
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.learning.sketch import Sketch, sketch_json
from perfdesk.store import atomic, disk

_log = logging.getLogger(__name__)
_ENDING: Final = ".json"
_MOST_BYTES: Final = 1 << 20
# So many stay; nobody learns more forms at a time.
_MOST: Final = 40


def keep(mapping: AnnexMapping) -> None:
    """Keeps what was decided; of a mapping in which nothing is, what was kept before goes."""
    path = _place(mapping.sketch)
    if not mapping.decisions:
        drop(mapping.sketch)
        return
    shape = {"source": mapping.stem, **answers_json(mapping.decisions)}
    content = json.dumps(shape, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, lambda stream: stream.write(content))
    except (OSError, atomic.WriteError):
        _log.warning("the draft of a form cannot be written")
    _tidy(path.parent)


def resumed(mapping: AnnexMapping) -> AnnexMapping | None:
    """The mapping with what was decided of the same file before; None if nothing was, or nothing of it fits."""
    try:
        path = _place(mapping.sketch)
        if path.stat().st_size > _MOST_BYTES:
            return None
        decisions = answers_in(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, WrongAnswers):
        _log.warning("the draft of a form cannot be read")
        return None
    return _fitting(mapping, decisions)


def _fitting(mapping: AnnexMapping, decisions: Iterable[Decision]) -> AnnexMapping | None:
    """With those decisions that fit what the program understands now, which may be another version."""
    made = mapping
    for one in decisions:
        with suppress(WrongAnswers):
            made = made.decided(one)
    return None if made is mapping else made


def drop(sketch: Sketch) -> None:
    """The form is made; its draft goes."""
    with suppress(OSError):
        disk.remove(_place(sketch))


def _place(sketch: Sketch) -> Path:
    """The file of a draft is named after what stands in its source."""
    return paths.mapping_drafts() / f"{hashlib.sha256(sketch_json(sketch)).hexdigest()[:32]}{_ENDING}"


def _tidy(folder: Path) -> None:
    """The newest stay."""
    with suppress(OSError):
        kept = sorted(folder.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[_MOST:]:
            disk.remove(path)
