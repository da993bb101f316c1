"""Fifty people save records at once: on SQLite in turns, by SQLite's own waiting, and on a PostgreSQL with every safety on."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import Pair
from tests.twin import server

WRITERS, EACH, TURNS = 50, 8, 3


def saves(**more: str) -> tuple[list[float], float]:
    """Seconds of each save, and of all of them, in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        place = {"XINHUO_DATA": f"{folder}/data", "BENCH_RESULT": f"{folder}/result.json"}
        size = {"BENCH_WRITERS": str(WRITERS), "BENCH_EACH": str(EACH)}
        command = [sys.executable, "-m", "bench.part", "writers_apart"]
        subprocess.run(command, check=True, env={**os.environ, **place, **size, **more})
        found = json.loads(Path(place["BENCH_RESULT"]).read_text(encoding="utf-8"))[0]
    return found["times"], found["whole"]


def on_postgresql() -> tuple[list[float], float]:
    """The same on a server of its own, which waits for the disk as SQLite does."""
    with server(settings=()) as address:
        return saves(XINHUO_DATABASE_URL=address)


def measure() -> list[Pair]:
    """Median and slowest save of the three, in turn."""
    runs = [(saves(), saves(BENCH_UNORDERED="1"), on_postgresql()) for _ in range(TURNS)]
    turns, own, postgres = ([run[n] for run in runs] for n in range(3))
    return [*_rows(turns, "SQLite's own waiting", own), *_rows(turns, "PostgreSQL", postgres)]


def _rows(ours: list[tuple[list[float], float]], against: str, bare: list[tuple[list[float], float]]) -> list[Pair]:
    a, b = _each(ours), _each(bare)
    pace = f"{_pace(ours):.0f} records a second against {_pace(bare):.0f}"
    middle = statistics.median(a), statistics.median(b)
    what = f"{WRITERS} people save at once, SQLite in turns"
    return [
        Pair(f"{what}: the median save", against, *middle, middle[0] / middle[1], pace),
        Pair(f"{what}: the slowest save", against, max(a), max(b), max(a) / max(b), f"of {len(a)}"),
    ]


def _each(runs: list[tuple[list[float], float]]) -> list[float]:
    return [took for times, _ in runs for took in times]


def _pace(runs: list[tuple[list[float], float]]) -> float:
    return len(_each(runs)) / sum(whole for _, whole in runs)
