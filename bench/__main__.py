"""`python -m bench [--write]`: all pairs in one run; `--write` puts the table into docs/performance.md."""

import os
import platform
import sys
from io import StringIO
from pathlib import Path

from bench import office

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
START, END = "<!-- table -->", "<!-- /table -->"
HEAD = "| what | against | ms | ms | ratio | |\n|---|---|---:|---:|---:|---|"


def main() -> int:
    """Make the demonstration in a folder of its own, measure, print, and throw it away."""
    with office.of_its_own() as parts:
        office.call_command("demo", "--no-serve", "--demo-today", "2026-11-24", stdout=StringIO())
        rows = []
        for part in parts:
            rows += [pair.row() for pair in part.measure()]
            print("\n".join(rows[-6:]), file=sys.stderr, flush=True)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite, one process."
    table = "\n".join([START, machine, "", HEAD, *rows, END])
    print(table)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
        PAGE.write_text(before + table + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
