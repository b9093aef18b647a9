"""What commands share: reading, refusing, printing."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from perfdesk import reports
from perfdesk.colleagues import READ_FAILURES
from perfdesk.exporters.failure import ExportFailure
from perfdesk.model.document import Document, Project
from perfdesk.model.values import normal
from perfdesk.store import atomic

DONE, NEEDS_A_PERSON, NOT_DONE = 0, 1, 2


class Refusal(Exception):
    """The command cannot be carried out; the message is the one line that says why."""


REFUSALS: Final = (Refusal, *READ_FAILURES, ExportFailure, atomic.WriteError, atomic.ChangedOnDisk)


def print_json(shape: reports.Json) -> None:
    text = json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def tell(message: str) -> None:
    print(message, file=sys.stderr)


def free(path: Path, options: argparse.Namespace) -> Path:
    """The path to write to; a Refusal if something is there and --force was not given."""
    if path.exists() and not options.force:
        raise Refusal(f"{path} 已经存在，没有覆盖。要覆盖请加 --force。")
    return path


def project_at(document: Document, name: str) -> Project:
    """A project by its number (from 1) or its code."""
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(document.projects):
        return document.projects[int(name) - 1]
    found = [project for project in document.projects if project.code and normal(project.code) == normal(name)]
    if not found:
        raise Refusal(f"没有编号或编码为“{name}”的项目；共有 {len(document.projects)} 个项目。")
    return found[0]
