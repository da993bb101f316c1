"""Open the site: migrations and style sheets first, then the server, in the foreground."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinhuo.shell.desk.services import waits_for_set_up

EVERYWHERE = (".".join("0000"), "::")  # every address of the machine


class Command(BaseCommand):
    help = "打开网站给办公室用。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="在哪个地址上开，默认只给本机用")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认8000")
        parser.add_argument("--no-serve", action="store_true", help="只准备，不打开网站")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not options["no_serve"]:
            _check_free(host, port)
        prepare()
        if options["no_serve"]:
            self.stdout.write("准备好了。用 ./run serve 打开网站。")
            return
        here = "127.0.0.1" if host in EVERYWHERE else host
        self.stdout.write(f"薪火开好了：http://{here}:{port}/（按 Ctrl+C 停下）")
        if waits_for_set_up():
            self.stdout.write("第一次用：打开上面的地址，设好机构和第一位管理员。")
        self.stdout.flush()
        _serve(host, port)


def prepare() -> None:
    """Bring the database and the style sheets up to date; quick when they are."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _check_free(host: str, port: int) -> None:
    """The server would not tell that the port is taken: it would share it."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise CommandError(f"{port}端口已经有别的程序在用。请换一个，比如 --port {port + 1}。") from reason


def _serve(host: str, port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinhuo.settings")
    os.environ["XINHUO_DATA"] = str(settings.DATA)
    server = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    server += ["--blocking-threads", "4", "--backpressure", "16", "--workers-kill-timeout", "10", "--no-ws"]
    server += ["--log-level", "warning", "xinhuo.wsgi:application"]
    os.execv(sys.executable, [sys.executable, "-m", *server])
