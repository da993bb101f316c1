"""`python -m xinhuo COMMAND`: the commands an office uses, in Chinese, with exit codes 0, 1 (said why) and 2 (usage)."""

import contextlib
import io
import os
import re
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from typing import Any

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.db import DatabaseError, connections

from xinhuo.ground.kernel.database import WrongAddress, why

# (word, what it does, example)
COMMANDS = (
    ("demo", "准备好演示数据，再打开网站（不写命令就是它）", "./run demo --port 8000"),
    ("serve", "打开网站给办公室用，不带演示数据", "./run serve --host 0.0.0.0 --port 8000"),
    ("import-people", "导入五老名册", "./run import-people 名册.xlsx --unit 柳湾村 --dry-run"),
    ("verify-files", "核对照片、文件、定稿的文书是不是都在、都完好", "./run verify-files"),
    ("import-records", "导入以前的台账", "./run import-records 2025年台账.xlsx --unit 柳湾村 --dry-run"),
    ("method", "工作法导出、核对、换一份", "./run method --export 工作法.toml"),
    ("papers", "把一年的文书全印出来", "./run papers --year 2026 --out 年终"),
    ("backup", "备份，网站开着也行", "./run backup /media/usb"),
    ("restore", "从备份恢复，原来的留在一边", "./run restore xinhuo-daily-20261124-031500.zip"),
    ("doctor", "体检：哪里不对，怎么办", "./run doctor"),
)
_DJANGO_OPTIONS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
}
# what argparse says, and the same in Chinese
_WRONG = (
    (r"the following arguments are required: (.+)", r"还要写 \1"),
    (r"unrecognized arguments: (.+)", r"不认得 \1"),
    (r"argument (\S+): expected .*", r"\1 后面要写内容"),
    (r"argument (\S+): invalid .* value: '(.*)'", r"\1 写成了“\2”，看不懂"),
    (r"argument (\S+): invalid choice: '(.*)' .*", r"\1 没有“\2”这一种"),
    (r"argument (\S+): ignored explicit argument .*", r"\1 后面不用写内容"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 没有写全，是 \2 里的哪一个"),
    (r"argument (\S+): (.+)", r"\2"),
)
_PLUMBING = {"migrate", "makemigrations", "check", "collectstatic", "run-job"}


class _Help(DjangoHelpFormatter):
    """argparse's help with a Chinese first word."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def format_help(self) -> str:
        return re.sub(r"^(要写的|选项):$", r"\1：", super().format_help(), flags=re.MULTILINE)


def _help() -> str:
    lines = ["薪火：做过的事记一次，一年的文书自己写好。", "", "用法：./run 命令 [选项]", ""]
    for word, what, example in COMMANDS:
        lines += [f"  {word:<15}{what}", f"  {'':<15}例：{example}"]
    return "\n".join(
        [*lines, "", "每个命令都可以加 --help 看选项。结束码：0 办成了；1 没办成，说了缘由；2 命令写得不对。"]
    )


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinhuo.settings")
    words = list(words) or ["demo"]
    if words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help() + "\n")
        return 0
    if words[0].startswith("-"):
        words.insert(0, "demo")
    known = {word for word, _, _ in COMMANDS} | _PLUMBING
    if words[0] not in known:
        sys.stderr.write(f"没有“{words[0]}”这个命令。用 ./run --help 看有哪些。\n")
        return 2
    return _run(words[0], list(words[1:]))


def _run(word: str, options: list[str]) -> int:
    try:
        django.setup()
    except OSError as wrong:
        sys.stderr.write(f"数据文件夹打不开：“{wrong.filename}”。请核对 XINHUO_DATA 和权限。\n")
        return 1
    except WrongAddress as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    try:
        return _carried_out(word, options)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (DatabaseError, OSError) as wrong:
        said = why(wrong)
        if not said:
            raise
        sys.stderr.write(f"{said}\n")
        return 1
    finally:
        connections.close_all()


def _carried_out(word: str, options: list[str]) -> int:
    try:
        command = _command(word)
        said = _parsed(_parser(command, word), options, word)
        command.execute(*said.pop("args", ()), **said)
    except CommandError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return wrong.returncode
    except PermissionError as wrong:
        sys.stderr.write(f"没有权限读写“{wrong.filename}”。请换一个用户，或把它改成可写的。\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("停下了。\n")
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _command(word: str) -> BaseCommand:
    name = word.replace("-", "_")
    app = get_commands()[name]
    return app if isinstance(app, BaseCommand) else load_command_class(app, name)


def _parser(command: BaseCommand, word: str) -> ArgumentParser:
    """The command's options as an office reads them: Chinese headings, nothing of the framework's own."""
    command.suppressed_base_arguments, command._called_from_command_line = _DJANGO_OPTIONS, True
    parser = command.create_parser("./run", word, formatter_class=_Help)
    parser.prog = f"./run {word}"
    parser._positionals.title, parser._optionals.title = "要写的", "选项"
    for action in parser._actions:
        if action.dest == "help":
            action.help = "看这份说明"
        elif action.dest == "skip_checks":
            action.help = SUPPRESS
    return parser


def _parsed(parser: ArgumentParser, options: list[str], word: str) -> dict[str, Any]:
    """The options, or a sentence and exit code 2."""
    try:
        with contextlib.redirect_stderr(io.StringIO()) as said:
            return vars(parser.parse_args(options))
    except SystemExit as stop:
        if stop.code:
            why = said.getvalue().strip().rsplit("error: ", 1)[-1]
            sys.stderr.write(f"命令写得不对：{_in_chinese(why)}。用 ./run {word} --help 看选项。\n")
        raise


def _in_chinese(why: str) -> str:
    for pattern, sentence in _WRONG:
        if found := re.fullmatch(pattern, why):
            return found.expand(sentence)
    return why


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
