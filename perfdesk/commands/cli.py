"""The command line: parse, call, print. Thin, and the proof that the core needs no Qt.

Names, JSON keys and exit codes are a contract: 0 done; 1 done and something needs a person; 2 not done, and why in
one line on standard error.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, NoReturn

from perfdesk import __version__
from perfdesk.commands.exit_codes import DONE, NOT_DONE, Refusal, tell
from perfdesk.store.failures import why_not_read

# How long a bureau's share may take that has never answered before.
_PATIENCE: Final = 3.0


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other refusal."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"命令有误：{message}。用 {self.prog} --help 查看用法。")


def main(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code."""
    _let_every_character_out()
    try:
        return _carried_out(arguments)
    except Refusal as refusal:
        tell(str(refusal))
        return NOT_DONE
    except BrokenPipeError:
        # Whoever reads us (head, a closed pager) has seen enough; Python would complain at exit otherwise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        # A disk or a network can fail at any call; that is nobody's mistake in the program.
        name = f"{error.filename}：" if error.filename else ""
        tell(f"没有做完：{name}{why_not_read(error)}。")
        return NOT_DONE


def _carried_out(arguments: Sequence[str]) -> int:
    _refuse_unknown(arguments[:1])
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    # With what every command needs; to print the help or the version takes a quarter of the time without it.
    from perfdesk.commands.shared import REFUSALS
    from perfdesk.work import office_forms

    try:
        office_forms.wait_for_first(_PATIENCE)
        return run(options)
    except REFUSALS as refusal:
        raise Refusal(str(refusal)) from refusal


def _refuse_unknown(first: Sequence[str]) -> None:
    """A mistyped command is named with the one that is nearest, in Chinese as every other refusal."""
    names = [name for name, *_ in COMMANDS]
    for word in first:
        if not word.startswith("-") and word not in names:
            from difflib import get_close_matches  # only for a mistake

            from perfdesk.model.titles import shortened

            near = get_close_matches(word, names, n=1, cutoff=0.5)
            meant = f"，最接近的命令是“{near[0]}”" if near else ""
            raise Refusal(f"没有命令或文件“{shortened(word)}”{meant}。用 perfdesk --help 查看全部命令。")


def _let_every_character_out() -> None:
    """A console of code page 936 cannot show every character; a question mark is better than a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


# --- the commands ----------------------------------------------------------------------------------------------
# Each imports what it needs when it is run: nobody who asks about one waits for the others.


def _checking() -> ModuleType:
    from perfdesk.commands import checking

    return checking


def _converting() -> ModuleType:
    from perfdesk.commands import converting

    return converting


def _learning() -> ModuleType:
    from perfdesk.commands import learning

    return learning


def _one_document() -> ModuleType:
    from perfdesk.commands import one_document

    return one_document


def _setting() -> ModuleType:
    from perfdesk.commands import setting

    return setting


def _several_documents() -> ModuleType:
    from perfdesk.commands import several_documents

    return several_documents


# --- arguments -------------------------------------------------------------------------------------------------

_Arguments = tuple[tuple[tuple[str, ...], dict[str, object]], ...]
_JSON: _Arguments = ((("--json",), {"action": "store_true", "help": "以 JSON 输出"}),)
_OUT: _Arguments = (
    (("-o", "--out"), {"type": Path, "required": True, "metavar": "OUT", "help": "写到哪个文件"}),
    (("--force",), {"action": "store_true", "help": "覆盖已有的文件"}),
)
_FORM: _Arguments = ((("--form",), {"default": "", "metavar": "FORM", "help": "表样"}),)
_AUTHOR: _Arguments = ((("--author",), {"default": "", "metavar": "NAME", "help": "修改人"}),)
_DOC: _Arguments = ((("doc",), {"type": Path, "metavar": "DOC"}),)

COMMANDS: tuple[tuple[str, Callable[[argparse.Namespace], int], str, _Arguments], ...] = (
    (
        "new",
        lambda options: _one_document().new(options),
        "按表样新建一份空文件",
        (
            (("--form",), {"required": True, "metavar": "FORM", "help": "表样"}),
            (("--year",), {"default": "", "metavar": "Y", "help": "预算年度"}),
            (
                ("--projects",),
                {
                    "type": int,
                    "choices": range(101),
                    "default": 0,
                    "metavar": "N",
                    "help": "空白项目个数，打印后手填用",
                },
            ),
            *_OUT,
        ),
    ),
    ("forms", lambda options: _one_document().list_forms(options), "列出表样", _JSON),
    (
        "learn",
        lambda options: _learning().learn(options),
        "从没见过的 Word、Excel 表，或有表格线的 PDF，学一个表样",
        (
            (("source",), {"type": Path, "metavar": "SOURCE"}),
            (("-o", "--out"), {"type": Path, "metavar": "FORM.toml", "help": "把表样写到哪个文件"}),
            (("--force",), {"action": "store_true", "help": "覆盖已有的文件"}),
            (("--confirm",), {"type": Path, "metavar": "ANSWERS.json", "help": "人对单元格的回答"}),
            (("--install",), {"action": "store_true", "help": "存为自己的表样"}),
            *_JSON,
        ),
    ),
    (
        "import",
        lambda options: _one_document().import_sources(options),
        "装入文本、Word、Excel，和有表格线的 PDF",
        (
            (("source",), {"type": Path, "nargs": "+", "metavar": "SOURCE"}),
            *_OUT,
            *_FORM,
            (("--as-learned",), {"action": "store_true", "help": "没见过的表，不经确认就按学来的表样装入"}),
            *_JSON,
        ),
    ),
    ("show", lambda options: _one_document().show(options), "显示全部内容", (*_DOC, *_JSON)),
    (
        "set",
        lambda options: _setting().set_fields(options),
        "修改字段",
        (
            *_DOC,
            *_AUTHOR,
            (("--project",), {"metavar": "N|CODE", "help": "第几个项目，或项目编码"}),
            (("--indicator",), {"type": int, "metavar": "M", "help": "该项目的第几条指标"}),
            (("--record",), {"metavar": "KIND:N", "help": "第几条任务、进度、费用、目标、地点，如 tasks:2"}),
            (("assignments",), {"nargs": "+", "metavar": "KEY=VALUE", "help": "字段的名字可以用中文"}),
        ),
    ),
    (
        "check",
        lambda options: _checking().check_files(options),
        "审核文件或文件夹",
        (
            (("path",), {"type": Path, "nargs": "+", "metavar": "PATH"}),
            (("--without",), {"action": "append", "default": [], "metavar": "RULE", "help": "不用这条规则"}),
            (("--summary",), {"type": Path, "metavar": "OUT", "help": "按单位汇总，写到 .docx 或 .xlsx"}),
            (("--force",), {"action": "store_true", "help": "覆盖已有的汇总"}),
            (("--jobs",), {"type": int, "default": 0, "metavar": "N", "help": "最多几个文件同时审核"}),
            *_JSON,
        ),
    ),
    (
        "export",
        lambda options: _one_document().export(options),
        "导出 Word、Excel 或 PDF",
        (
            *_DOC,
            *_OUT,
            *_FORM,
            (("--bare",), {"action": "store_true", "help": "PDF 里不附可以再装入的文件；Word、Excel 里不记版本号"}),
            (("--project",), {"action": "append", "metavar": "N|CODE", "help": "只导出这些项目"}),
        ),
    ),
    (
        "convert",
        lambda options: _converting().convert_document(options),
        "换表样：同样的内容，另一种表",
        (
            *_DOC,
            (("--form",), {"required": True, "metavar": "FORM", "help": "换成哪个表样"}),
            *_OUT,
            *_AUTHOR,
            *_JSON,
        ),
    ),
    (
        "diff",
        lambda options: _several_documents().compare(options),
        "比较两份文件",
        ((("a",), {"type": Path, "metavar": "A"}), (("b",), {"type": Path, "metavar": "B"}), *_JSON),
    ),
    (
        "merge",
        lambda options: _several_documents().merge(options),
        "合并同事的文件",
        (
            (("ours",), {"type": Path, "metavar": "OURS"}),
            (("theirs",), {"type": Path, "nargs": "+", "metavar": "THEIRS", "help": "文件或文件夹"}),
            *_OUT,
            *_AUTHOR,
            (("--base",), {"type": Path, "metavar": "BASE", "help": "大家开始填写时的文件；文件自己记得的不用写"}),
            (("--plan",), {"type": Path, "metavar": "PLAN", "help": "把每一处的取舍和理由写成 JSON"}),
            *_JSON,
        ),
    ),
    (
        "rollup",
        lambda options: _several_documents().rollup(options),
        "把许多单位的文件汇总成一个工作簿",
        (
            (("path",), {"type": Path, "nargs": "+", "metavar": "PATH", "help": "文件或文件夹"}),
            (("-o", "--out"), {"type": Path, "metavar": "OUT", "help": "写到哪个 .xlsx"}),
            (("--force",), {"action": "store_true", "help": "覆盖已有的文件"}),
        ),
    ),
    ("history", lambda options: _several_documents().history(options), "列出修订：谁、何时、改了什么", (*_DOC, *_JSON)),
)


@cache
def _parser() -> argparse.ArgumentParser:
    """Made once: 25 commands with their options take as long as reading a document."""
    parser = _Parser(prog="perfdesk", description="预算绩效目标表编辑器。不带命令时打开窗口：perfdesk [FILE…]")
    parser.add_argument("--version", action="version", version=f"perfdesk {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name, run, title, arguments in COMMANDS:
        command = commands.add_parser(name, help=title, description=title)
        command.set_defaults(run=run)
        for names, settings in arguments:
            command.add_argument(*names, **settings)  # type: ignore[arg-type]
    commands.add_parser("self-test", help="检查安装是否完好")
    return parser
