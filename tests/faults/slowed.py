"""A process of its own that does one thing, stops just behind a chosen place, and says so: there a test ends it.

`python -m tests.faults.slowed DEED PLACE WORDS…` calls DEED (dotted) with the words, and behind the first return of PLACE
(dotted too, '' for none) prints `here` and waits for a line.
"""

import pkgutil
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from tests.office_folder import ROOT, surroundings


def begin(folder: Path, deed: str, place: str, *words: object, room: int | None = None) -> subprocess.Popen[str]:
    """Start it on the office in `folder`; where `room` is given, no file may grow beyond so many bytes."""

    def narrow() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.slowed", deed, place, *map(str, words)],
        env=surroundings(folder), cwd=ROOT, text=True, preexec_fn=narrow,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def said(child: subprocess.Popen[str], line: str) -> None:
    """The child's next line is this one."""
    found = child.stdout.readline().strip() if child.stdout else ""
    if found != line:
        child.kill()
        raise AssertionError(f"{found!r} instead of {line!r}: {child.communicate()[1]}")


def killed_behind(folder: Path, deed: str, place: str, *words: object) -> None:
    """kill -9 when it has just come to `place`."""
    child = begin(folder, deed, place, *words)
    said(child, "here")
    child.kill()
    child.communicate()


def _stop_behind(place: str) -> None:
    holder, _, name = place.rpartition(".")
    owner = pkgutil.resolve_name(holder)
    real: Callable[..., Any] = getattr(owner, name)

    def stopping(*args: Any, **named: Any) -> Any:
        found = real(*args, **named)
        setattr(owner, name, real)
        sys.stdout.write("here\n")
        sys.stdout.flush()
        sys.stdin.readline()
        return found

    setattr(owner, name, stopping)


if __name__ == "__main__":
    django.setup()
    if sys.argv[2]:
        _stop_behind(sys.argv[2])
    pkgutil.resolve_name(sys.argv[1])(*sys.argv[3:])
