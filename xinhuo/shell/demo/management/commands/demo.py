"""./run demo: an invented office to look around in, then the server."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.demo.services.office import PASSWORD, account_list, prepare
from xinhuo.shell.desk.management.commands.serve import check_free, port_number
from xinhuo.shell.desk.management.commands.serve import prepare as made_ready


def _day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "放好演示数据（清河新区办事处，331位五老，两年的记录），再开服务。例：./run demo --port 8000"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="只放数据，不开服务")
        parser.add_argument(
            "--demo-today", type=_day, default=None, metavar="DATE", help="把这一天当作今天，如 2026-11-24"
        )
        parser.add_argument("--host", default="127.0.0.1", help="在哪个地址上开，默认只给本机用")
        parser.add_argument("--port", type=port_number, default=8000, help="端口，默认8000")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["demo_today"] or timezone.localdate()
        if not options["no_serve"]:
            check_free(options["host"], options["port"])
        made_ready()
        self.stdout.write("正在准备演示数据……")
        try:
            made = prepare(settings.DATA, today)
        except RuleBroken as broken:
            raise CommandError(broken.message) from broken
        self.stdout.write("演示数据放好了。" if made else "演示数据已经在了，没有再添。")
        self._say_accounts()
        if not options["no_serve"]:
            call_command("serve", host=options["host"], port=options["port"])

    def _say_accounts(self) -> None:
        self.stdout.write(f"\n密码都是：{PASSWORD}\n\n手机号       姓名      角色（单位）")
        for one in account_list():
            name = one.name + "　" * (4 - len(one.name))
            self.stdout.write(f"{one.phone}  {name}  {one.role}（{one.unit}）")
        self.stdout.write("")
