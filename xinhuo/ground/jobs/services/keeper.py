"""The keeper of the jobs: a thread of the serving process that starts a child process for each, one at a time.

A child has its own memory, bounded, and dies with the server: it holds the reading end of a pipe whose other end only the
server has. What it had not finished has then changed nothing, and the next server says so on the job's page.
"""

import logging
import os
import subprocess
import sys
import threading
import uuid

from django.conf import settings
from django.db import DatabaseError, connections

from xinhuo.ground.jobs import rules
from xinhuo.ground.jobs.services.running import break_off, next_waiting, wanted

_LOG = logging.getLogger(__name__)
_EVERY = 5.0  # seconds after which it looks by itself


def open_up() -> threading.Thread:
    """Begin to keep the jobs of this data folder; called once, by the one process that serves it."""
    thread = threading.Thread(target=_keep, name="jobs", daemon=True)
    thread.start()
    return thread


def _keep() -> None:
    why = rules.SERVER_STOPPED
    while True:
        job_id = None
        try:
            break_off(why)
            why = rules.BROKEN_OFF
            job_id = next_waiting()
        except DatabaseError:  # a full disk, a database that is away: later
            _LOG.exception("the jobs cannot be read")
        finally:
            connections.close_all()
        if job_id is not None:
            _wait_for(job_id)
            continue
        wanted.wait(_EVERY)
        wanted.clear()


def _wait_for(job_id: uuid.UUID) -> None:
    """Let a child do it. Whatever becomes of the child, the job is looked at again afterwards."""
    command = [sys.executable, "-m", "xinhuo", "run-job", str(job_id)]
    told = {**os.environ, "XINHUO_DATA": str(settings.DATA), "PYTHONPATH": str(settings.BASE), "PYTHONUTF8": "1"}
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=settings.BASE, env=told
        ) as child:
            child.wait()
    except OSError:
        _LOG.exception("no process for a job")
        wanted.wait(_EVERY)
