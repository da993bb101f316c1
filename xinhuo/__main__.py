"""`python -m xinhuo COMMAND`: the commands an office uses, in Chinese, with exit codes 0, 1 (said why) and 2 (usage)."""

import contextlib
import io
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

# (word, what it does, example)
COMMANDS = (
    ("demo", "准备好演示数据，再打开网站（不写命令就是它）", "./run demo --port 8000"),
    ("serve", "打开网站给办公室用，不带演示数据", "./run serve --host 0.0.0.0 --port 8000"),
    ("import-people", "导入五老名册", "./run import-people 名册.xlsx --unit 柳湾村 --dry-run"),
    ("papers", "把一年的文书全印出来", "./run papers --year 2026 --out 年终"),
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
_PLUMBING = {"migrate", "makemigrations", "check", "collectstatic"}


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
    if words[0].startswith("-") and words[0] not in ("-h", "--help"):
        words.insert(0, "demo")
    if words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help() + "\n")
        return 0
    known = {word for word, _, _ in COMMANDS} | _PLUMBING
    if words[0] not in known:
        sys.stderr.write(f"没有“{words[0]}”这个命令。用 ./run --help 看有哪些。\n")
        return 2
    return _run(words[0].replace("-", "_"), list(words[1:]), words[0])


def _run(name: str, options: list[str], word: str) -> int:
    django.setup()
    app = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    command.suppressed_base_arguments, command._called_from_command_line = _DJANGO_OPTIONS, True
    parser = command.create_parser("./run", word)
    try:
        said = _parsed(parser, options, word)
        command.execute(*said.pop("args", ()), **said)
    except CommandError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return wrong.returncode
    except KeyboardInterrupt:
        sys.stderr.write("停下了。\n")
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    finally:
        connections.close_all()
    return 0


def _parsed(parser: ArgumentParser, options: list[str], word: str) -> dict[str, Any]:
    """The options, or a sentence and exit code 2."""
    try:
        with contextlib.redirect_stderr(io.StringIO()) as said:
            return vars(parser.parse_args(options))
    except SystemExit as stop:
        if stop.code:
            why = said.getvalue().strip().rsplit("error: ", 1)[-1]
            sys.stderr.write(f"命令写得不对（{why}）。用 ./run {word} --help 看选项。\n")
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
