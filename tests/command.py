"""The command line in a test: how it is run, and what it is run on."""

from collections.abc import Callable

from perfdesk import paths

EXAMPLES = sorted((paths.resources() / "examples").glob("*.txt"))
HEBEI = next(path for path in EXAMPLES if path.name.startswith("hebei"))
# Exit code, standard output, standard error.
Run = Callable[..., tuple[int, str, str]]
