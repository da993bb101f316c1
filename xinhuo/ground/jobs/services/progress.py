"""How far a running job is: a small file beside the database, because the job's one transaction would hide it."""

import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_EVERY = 0.3  # seconds between two notes of the same step


@dataclass(frozen=True)
class Progress:
    """`done` of `total` (0: not known), and what is being done."""

    done: int = 0
    total: int = 0
    words: str = "正在准备"


class Noting:
    """A `Tell` that writes the file. Where it cannot be written the job goes on without."""

    def __init__(self, job_id: uuid.UUID) -> None:
        self.path, self.last, self.words = _path(job_id), 0.0, ""

    def __call__(self, done: int, total: int, words: str) -> None:
        now = time.monotonic()
        if words == self.words and done < total and now - self.last < _EVERY:
            return
        self.last, self.words = now, words
        fresh = self.path.with_suffix(".new")
        try:
            fresh.write_text(json.dumps([done, total, words], ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.path)
        except OSError:
            fresh.unlink(missing_ok=True)


def read_progress(job_id: uuid.UUID) -> Progress:
    """What the job said last."""
    try:
        return Progress(*json.loads(_path(job_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress()


def forget_progress(job_id: uuid.UUID) -> None:
    """The job is over."""
    _path(job_id).unlink(missing_ok=True)


def _path(job_id: uuid.UUID) -> Path:
    folder = Path(settings.DATA) / "jobs"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{job_id}.json"
