"""A roll-up as Parquet, for DuckDB, Spark and the like, where one PC ends. Needs the extra `parquet` (pyarrow)."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from perfdesk.exporters.failure import ExportFailure
from perfdesk.rollup import Rollup
from perfdesk.rules.finding import Severity
from perfdesk.store import atomic

MISSING: Final = "没有装 pyarrow，不能写 Parquet。请先运行：pip install 'perfdesk[parquet]'。"
# Ten thousand 亿元 with four decimals of 万元.
_MONEY: Final = (20, 4)
_FUNDS: Final = ("budget_total", "budget_fiscal", "budget_other")


def write_parquet(found: Rollup, folder: Path) -> tuple[Path, ...]:
    """Writes projects.parquet and indicators.parquet into a folder; money as decimal(20, 4) in 万元, null where no
    amount can be read. ExportFailure without the library, atomic.WriteError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExportFailure(MISSING) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.WriteError(f"建不了文件夹 {folder}：{error.strerror or error}。") from error
    written = []
    for name, columns in (("projects", _projects(found)), ("indicators", _indicators(found))):
        kinds = {"s": pyarrow.string(), "n": pyarrow.int64(), "m": pyarrow.decimal128(*_MONEY)}
        arrays = {title: pyarrow.array(values, type=kinds[kind]) for title, kind, values in columns}
        path = folder / f"{name}.parquet"
        table = pyarrow.table(arrays)
        atomic.write(path, partial(parquet.write_table, table))
        written.append(path)
    return tuple(written)


_Columns = list[tuple[str, str, Sequence[Any]]]


def _projects(found: Rollup) -> _Columns:
    rows = found.projects
    money = [
        (key, "m", [None if (one := row.money[at]) is None else round(one, _MONEY[1]) for row in rows])
        for at, key in enumerate(_FUNDS)
    ]
    counts = [
        (f"findings_{severity.value}", "n", [row.findings[at] for row in rows]) for at, severity in enumerate(Severity)
    ]
    texts = [(key, "s", [getattr(row, key) for row in rows]) for key in ("file", "department", "year", "code", "name")]
    return [*texts, *money, ("indicators", "n", [row.indicators for row in rows]), *counts]


def _indicators(found: Rollup) -> _Columns:
    rows = found.indicators
    return [(key, "s", [getattr(row, key) for row in rows]) for key in (rows[0]._fields if rows else ())]
