"""A job from being asked for to its end. Each step is one guarded change of its state, so that no two can both take it."""

import errno
import logging
import socket
import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.jobs import rules
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services.keeping import drop, keep
from xinhuo.ground.jobs.services.progress import Noting, forget_progress
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.database import BUSY, NotSaved
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Outcome, Stale, Tell, Write, kind_named, quiet

_LOG = logging.getLogger(__name__)
_TURNS = 3
_FULL = ("disk is full", "No space left", "disk I/O error")  # as SQLite and PostgreSQL say it


class _TakenAway(Exception):
    """The job was given up while it was being done: what it wrote is taken back."""


def here() -> str:
    """This machine and data folder: whoever took the upload does the job."""
    return f"{socket.gethostname()}:{settings.DATA}"[-200:]


wanted = threading.Event()  # set when there is a new job: the keeper need not wait for its turn to look


def start(by: Actor, kind: str, title: str, path: str, shard: int, payload: dict[str, Any]) -> Job:
    """Ask for a job in the unit at `path`; the keeper of the serving process takes it up in its turn."""
    job = _asked(by, kind, title, path, shard, payload)
    transaction.on_commit(wanted.set)
    return job


def do_now(by: Actor, kind: str, title: str, path: str, shard: int, payload: dict[str, Any]) -> Job:
    """Do a short job while its page waits. Raises RuleBroken or Unreadable: then nothing was done, and there is no job."""
    job = Job()

    def end(outcome: Outcome) -> None:
        nonlocal job
        job = _asked(by, kind, title, path, shard, payload, Job.State.RUNNING)
        _finish(job, outcome)

    _whole(lambda: kind_named(kind).prepare(by, payload, quiet), end)
    job.refresh_from_db()
    return job


def _whole(prepare: Callable[[], Write], end: Callable[[Outcome], None]) -> None:
    """Prepare, then write and end in one transaction. What others changed in between is met by preparing anew."""
    for turn in range(_TURNS):
        write = prepare()
        try:
            with transaction.atomic():
                end(write())
            return
        except Stale:
            if turn == _TURNS - 1:
                raise


def _asked(
    by: Actor, kind: str, title: str, path: str, shard: int, payload: dict[str, Any], state: str = Job.State.WAITING
) -> Job:
    what, now = kind_named(kind), timezone.now()
    if by.id is None or not by.may(what.action, path):
        raise RuleBroken(rules.NO_RIGHT)
    begun = None if state == Job.State.WAITING else now
    return Job.objects.create(
        kind=kind, title=title[:200], by_id=by.id, by_name=by.name, path=path, shard=shard, payload=payload, state=state,
        place=here(), made_at=now, started_at=begun,
    )  # fmt: skip


def next_waiting() -> uuid.UUID | None:
    """The oldest job that waits here."""
    rows = Job.objects.filter(state=Job.State.WAITING, place=here()).order_by("id")
    return rows.values_list("id", flat=True).first()


def run(job_id: uuid.UUID, tell: Tell | None = None) -> None:
    """Do a waiting job whole or not at all, with the rights that its account has now. The end is told in the job itself."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING, started_at=now)
    if not taken:
        return
    job = Job.objects.get(pk=job_id)
    try:
        _do(job, tell or Noting(job.pk))
    except _TakenAway:
        _LOG.warning("job %s was given up before it ended", job.pk)
    except Exception as reason:
        fail(job_id, _sentence(reason))
    finally:
        forget_progress(job.pk)


def _do(job: Job, tell: Tell) -> None:
    by = _actor(job)
    if by is None or not by.may(job.what.action, job.path):
        raise RuleBroken(rules.NO_RIGHT)
    _whole(lambda: job.what.prepare(by, job.payload, tell), lambda outcome: _finish(job, outcome))


def _actor(job: Job) -> Actor | None:
    """Who asked, with the rights of this moment."""
    reader = import_string(settings.ACTOR_READER)
    found: Actor | None = reader(job.by_id, timezone.localdate())
    return found


def _sentence(reason: Exception) -> str:
    """Why a job was not done, for its page; what nobody foresaw goes to the log as well."""
    if isinstance(reason, NotSaved):  # its own sentence speaks of a button that is not here
        return rules.BUSY if str(reason) == BUSY else rules.DISK_FULL
    if isinstance(reason, RuleBroken | Unreadable):
        return getattr(reason, "message", str(reason))
    if isinstance(reason, MemoryError):
        return rules.TOO_LARGE
    no_room = isinstance(reason, OSError) and reason.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if no_room or (isinstance(reason, DatabaseError) and any(said in str(reason) for said in _FULL)):
        return rules.DISK_FULL
    _LOG.error("a job broke", exc_info=reason)
    return rules.UNFORESEEN


def _finish(job: Job, outcome: Outcome) -> None:
    """In the transaction of the work itself: done together with what was done, or not at all."""
    token = keep(outcome.file, "results") if outcome.file else ""
    ended = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.DONE, result=outcome.as_json(), file=token, file_name=outcome.file_name[:120],
        file_word=outcome.file_word, ended_at=timezone.now(),
    )  # fmt: skip
    if not ended:
        drop(token, "results")
        raise _TakenAway


def fail(job_id: uuid.UUID, words: str, state: str = Job.State.FAILED) -> None:
    """A job that was begun or waits and will not be done, with the sentence that says why."""
    under_way = Job.objects.filter(pk=job_id, state__in=[Job.State.WAITING, Job.State.RUNNING])
    under_way.update(state=state, words=words[:200], ended_at=timezone.now())


def break_off(words: str) -> None:
    """Jobs that nobody is doing any more, because the server or the worker was stopped."""
    for job_id in Job.objects.filter(state=Job.State.RUNNING, place=here()).values_list("id", flat=True):
        fail(job_id, words, Job.State.BROKEN_OFF)
        forget_progress(job_id)


def run_waiting() -> int:
    """Do all that waits, here and now: for tests and for whoever has no server running. How many there were."""
    number = 0
    while (job_id := next_waiting()) is not None:
        run(job_id)
        number += 1
    return number
