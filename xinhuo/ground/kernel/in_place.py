"""Put new things in the place of old ones in the data folder, all or none, whatever happens in between.

`prepare` leaves a plan beside the new things, complete on the disk. From then on the new things are what counts: `finish` moves
the old ones aside and the new ones in, and whoever starts after a cut goes on where it stopped. No step is undone.
"""

import fcntl
import json
import os
import shutil
from pathlib import Path

WORK = ".restoring"
_PLAN, _NEW = "plan.json", "new"


def clean_work(folder: Path) -> Path:
    """An empty folder for the new things. Whatever an earlier attempt left there goes."""
    shutil.rmtree(folder / WORK, ignore_errors=True)
    new = folder / WORK / _NEW
    new.mkdir(mode=0o700, parents=True)
    return new


def commit(folder: Path, leave: list[str], aside: str) -> None:
    """All that lies in the work folder shall be in place. `leave`: names that go to the folder `aside` without a successor."""
    work = folder / WORK
    come = sorted(path.name for path in (work / _NEW).iterdir())
    plan = {"leave": sorted(set(leave) - set(come)), "come": come, "aside": aside}
    _sync_tree(work)
    fresh = work / f"{_PLAN}.new"
    with fresh.open("w", encoding="utf-8") as out:
        json.dump(plan, out)
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(work / _PLAN)
    _sync(work)
    finish(folder)


def abandon(folder: Path) -> None:
    """Drop the new things, unless they count already."""
    if not (folder / WORK / _PLAN).exists():
        shutil.rmtree(folder / WORK, ignore_errors=True)


def finish(folder: Path) -> None:
    """Carry out the plan, if there is one: each move is done once, however often this is begun."""
    work = folder / WORK
    if not (work / _PLAN).exists():
        return
    with (folder / ".restoring.lock").open("w", encoding="utf-8") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not (work / _PLAN).exists():  # another one did it while we waited
            return
        plan = json.loads((work / _PLAN).read_text(encoding="utf-8"))
        aside = folder / plan["aside"]
        aside.mkdir(mode=0o700, exist_ok=True)
        for name in plan["leave"]:  # first: no old journal may lie beside a new database
            if (folder / name).exists():
                (folder / name).rename(aside / name)
        for name in plan["come"]:
            _exchange(folder / name, aside / name, work / _NEW / name)
        _sync(aside)
        _sync(folder)
        (work / _PLAN).unlink()
        _sync(work)
        shutil.rmtree(work, ignore_errors=True)
        if not any(aside.iterdir()):
            aside.rmdir()


def _exchange(place: Path, aside: Path, fresh: Path) -> None:
    if not fresh.exists():  # moved in before the cut
        return
    if place.exists():
        place.rename(aside)
    fresh.rename(place)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(top: Path) -> None:
    for folder, _, names in os.walk(top):
        for name in names:
            _sync(Path(folder) / name)
        _sync(Path(folder))
