"""./run backup: everything in one file, while the site is in use."""

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.rules.contents import spoilt
from xinhuo.shell.keeping.rules.health import size_said
from xinhuo.shell.keeping.rules.retention import BY_HAND
from xinhuo.shell.keeping.services.backup import take_backup

TOLD_BY = "XINHUO_BACKUP_PASSPHRASE"
SHORT = 8


class Command(BaseCommand):
    help = "备份：记录、名册、照片、钥匙都在一个文件里，网站开着也行。例：./run backup /media/usb"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", nargs="?", help="存到哪个文件或文件夹；不写，存到资料文件夹的 backups 里"
        )
        parser.add_argument(
            "--passphrase",
            action="store_true",
            help=f"加一个口令（会问；定时备份可以写在 {TOLD_BY} 里），没有口令打不开",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        passphrase = asked_twice() if options["passphrase"] else ""
        try:
            path, manifest = take_backup(BY_HAND, Path(options["file"]) if options["file"] else None, passphrase)
        except RuleBroken as broken:
            raise CommandError(broken.message) from broken
        held = manifest.inventory
        self.stdout.write(f"备份好了，也读过一遍：{path}")
        self.stdout.write(
            f"{held.office}，名册{held.people}人，记录{held.records}条，共{size_said(path.stat().st_size)}。"
        )
        if bad := spoilt(manifest.members):
            self.stdout.write(
                f"有{len(bad)}个照片或文件和存的时候不一样，也照样备份了。请运行 ./run verify-files 看是哪些。"
            )
        if passphrase:
            self.stdout.write("口令请另外收好：忘了口令，这份备份谁也打不开。")
        else:
            self.stdout.write("加密的钥匙也在里面，谁拿到都看得到电话和住址。请锁好，不要发到群里。")


def asked(prompt: str) -> str:
    """A passphrase that nobody sees being typed; from the environment for whoever sits at no terminal."""
    told = os.environ.get(TOLD_BY, "")
    if told or not sys.stdin.isatty():
        return told
    return getpass.getpass(prompt)


def asked_twice() -> str:
    """The same, typed twice alike."""
    first = asked("口令（至少8个字）：")
    if len(first) < SHORT:
        raise CommandError(f"口令至少要8个字。请再想一个，或写在 {TOLD_BY} 里。")
    if first != asked("再写一遍："):
        raise CommandError("两遍口令不一样。请再来一次。")
    return first
