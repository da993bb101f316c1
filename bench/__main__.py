"""`python -m bench [PART …] [--write]`: all pairs, each part in a process and a data folder of its own."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import Pair

PARTS = {
    "papers": "Papers",
    "importing": "Import",
    "pages": "Pages",
    "safety": "What safety costs",
    "writers": "Writers",
    "duties": "Duties",
}
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
START, END = "<!-- table -->", "<!-- /table -->"
HEAD = "| what | against | ms | ms | ratio | |\n|---|---|---:|---:|---:|---|"


def measured(part: str) -> list[Pair]:
    """What `part` found. Its process shows its own memory, and its folder is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        place = {"XINHUO_DATA": f"{folder}/data", "BENCH_RESULT": f"{folder}/result.json"}
        known = {k: v for k, v in os.environ.items() if not k.startswith("XINHUO_")}
        subprocess.run([sys.executable, "-m", "bench.part", part], check=True, env=known | place)
        rows = json.loads(Path(place["BENCH_RESULT"]).read_text(encoding="utf-8"))
    return [Pair(**row) for row in rows]


def main() -> int:
    """Measure, print, and with `--write` put the tables into docs/performance.md."""
    wish = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    wish.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when left out")
    wish.add_argument("--write", action="store_true", help="into docs/performance.md")
    said = wish.parse_args()
    if set(said.parts) - set(PARTS) or (said.write and said.parts):
        wish.error(f"parts are {', '.join(PARTS)}; --write is for a whole run")
    found = [f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite, one process, {platform.machine()}."]
    for part in said.parts or PARTS:
        rows = [HEAD, *(pair.row() for pair in measured(part))]
        found.append("\n".join([f"## {PARTS[part]}", "", *rows]))
        print("\n\n".join(found[-1:]), flush=True)
    if said.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
        table = "\n\n".join([START, *found, END])
        PAGE.write_text(before + table + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
