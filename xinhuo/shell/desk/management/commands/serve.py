"""Open the site: migrations and style sheets first, then the server, in the foreground."""

import errno
import os
import socket
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.only import TAKEN, hold
from xinhuo.journal.method.services.packs import start_where_missing
from xinhuo.shell.desk.services import fill_search, waits_for_set_up
from xinhuo.shell.keeping.services.updating import bring_up_to_date

EVERYWHERE = (".".join("0000"), "::")  # every address of the machine


def port_number(text: str) -> int:
    """A port, 1 to 65535."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(f"端口写1到65535之间的数字，“{text}”不行")
    return int(text)


class Command(BaseCommand):
    help = "打开网站给办公室用，不带演示数据。例：./run serve --port 8080"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="在哪个地址上开，默认只给本机用；0.0.0.0 给整个局域网用"
        )
        parser.add_argument("--port", type=port_number, default=8000, help="端口，默认8000")
        parser.add_argument("--no-serve", action="store_true", help="只准备，不打开网站")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if options["no_serve"]:
            prepare()
            self.stdout.write("准备好了。用 ./run serve 打开网站。")
            return
        lock = hold(settings.DATA)
        if lock is None:
            raise CommandError(TAKEN)
        try:
            check_free(host, port)
            prepare()
        finally:
            os.close(lock)  # the server's worker takes it
        self._say_address(_visited_as(host), port)
        _serve(host, port)

    def _say_address(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"薪火开好了：http://{shown}:{port}/（按 Ctrl+C 停下）")
        if waits_for_set_up():
            self.stdout.write("第一次用：打开上面的地址，设好机构和第一位管理员。")
        self.stdout.flush()


def prepare() -> None:
    """Bring the database and the style sheets up to date; quick when they are."""
    try:
        bring_up_to_date()
    except RuleBroken as broken:
        raise CommandError(broken.message) from broken
    fill_search()
    start_where_missing(timezone.localdate())
    call_command("collectstatic", interactive=False, verbosity=0)


def check_free(host: str, port: int) -> None:
    """Raise CommandError where the server could not open: it would not tell that a port is taken, it would share it."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise CommandError(_why_not(reason, host, port)) from reason


def _why_not(reason: OSError, host: str, port: int) -> str:
    if reason.errno == errno.EADDRINUSE:
        return f"{port}端口已经有别的程序在用。请换一个，比如 --port {port % 65535 + 1}。"
    if reason.errno == errno.EACCES:
        return f"没有权限用{port}端口。请换一个大于1024的，比如 --port 8000。"
    return f"这台机器没有“{host}”这个地址。请核对 --host，或者不写它。"


def _visited_as(host: str) -> str:
    """The address that people type, let in by the site: the machine's own in its network when it opens to everyone."""
    own = _own_address() if host in EVERYWHERE else host
    hosts = [*settings.SITE_HOSTS, f"[{own}]" if ":" in own else own]
    os.environ["XINHUO_HOSTS"] = ",".join(hosts)
    return own


def _own_address() -> str:
    """Where the network sees this machine. Asks the routing table only: nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address of nobody
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def server_command(host: str, port: int) -> list[str]:
    """The server as a command line: one worker, so that one process writes; four threads that answer."""
    server = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    server += ["--blocking-threads", "4", "--backpressure", "16", "--workers-kill-timeout", "10", "--no-ws"]
    server += ["--log-level", "warning", "xinhuo.wsgi:application"]
    return [sys.executable, "-m", *server]


def _serve(host: str, port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinhuo.settings"
    os.environ["XINHUO_DATA"] = str(settings.DATA)
    os.chdir(settings.BASE)
    command = server_command(host, port)
    os.execv(command[0], command)
