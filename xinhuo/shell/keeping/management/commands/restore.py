"""./run restore: a backup back in its place, whole or not at all."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.management.commands.backup import asked
from xinhuo.shell.keeping.services.archive import is_locked
from xinhuo.shell.keeping.services.restore import restore


class Command(BaseCommand):
    help = "从备份恢复：要么全成，要么全不动；原来的留在一边。例：./run restore 备份文件"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="备份文件")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        passphrase = asked("这份备份的口令：") if file.is_file() and is_locked(file) else ""
        try:
            done = restore(system_actor("恢复", frozenset(), ""), file, passphrase)
        except RuleBroken as broken:
            raise CommandError(broken.message) from broken
        made, held = done.manifest.made_at, done.manifest.inventory
        self.stdout.write(
            f"恢复好了：{held.office}，{made.year}年{made.month}月{made.day}日 {made:%H:%M} 的备份，"
            f"名册{held.people}人，记录{held.records}条。"
        )
        if done.aside:
            self.stdout.write(f"原来的没有丢，放在：{done.aside}")
            self.stdout.write("打开网站看过没有问题，再把它删掉。")
        self.stdout.write("现在可以打开网站了：./run serve")
