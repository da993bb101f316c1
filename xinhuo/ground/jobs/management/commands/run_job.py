"""Plumbing: the child process of the jobs' keeper. Ends with its server, whose end of the pipe is our standard input."""

import os
import resource
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinhuo.ground.jobs.services.running import run
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.rows import make_room

MOST_MEMORY = 1024 * 1024 * 1024  # bytes; measured need at 100,000 rows: 440 MB
_KINDER = 5  # the pages go first


class Command(BaseCommand):
    help = "办一件排着队的事（网站自己用）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", metavar="ID", help="编号")

    def handle(self, *args: Any, **options: Any) -> None:
        job_id = read_id(options["job"])
        if job_id is None:
            raise CommandError("没有这件事。请核对编号。")
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(_KINDER)
        threading.Thread(target=_end_with_server, daemon=True).start()
        make_room()
        run(job_id)


def _end_with_server() -> None:
    """The pipe ends when the server does, however it ended."""
    while os.read(0, 512):  # not through sys.stdin: its lock would be held when a job ends as it should
        pass
    os._exit(1)
