"""./run doctor: what is wrong with this machine, in words, and what to do. Exit 0 when all is well."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinhuo.shell.keeping.services.doctor import look_over


class Command(BaseCommand):
    help = "体检：磁盘、权限、时间、数据库、备份、字体，哪里不对，怎么办。什么也不改。例：./run doctor"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for one in look_over():
            self.stdout.write(f"✓ {one.what}" if one.well else f"✗ {one.what}：{one.cure}")
            wrong += not one.well
        if wrong:
            raise CommandError(f"有{wrong}处要办，照上面说的做就行。")
        self.stdout.write("都好。")
