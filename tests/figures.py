"""Figures of docs/reliability.md, made by the tests themselves.

A test calls `figure(section, what, value)`. `python -m tests.figures` runs the tests that do, with a folder to write into,
and prints the page anew from what they counted. A plain run checks only that the page knows every figure
(`tests/test_reliability_page.py`).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reliability.md"
MARK = "<!-- figures -->\n"
_FOLDER = "XINHUO_TEST_FIGURES"


def figure(section: str, what: str, value: object) -> None:
    """Keep one figure of this run: `section` and `what` are the heading and the row of the page, literal strings."""
    folder = os.environ.get(_FOLDER)
    if folder:
        handle, path = tempfile.mkstemp(dir=folder, suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump([section, what, str(value)], out, ensure_ascii=False)
        Path(path).chmod(0o644)


def told() -> set[Path]:
    """Test files that keep figures."""
    found = (p for p in (ROOT / "tests").rglob("test_*.py") if "figure(" in p.read_text(encoding="utf-8"))
    return {p for p in found if p.name != "test_reliability_page.py"}


def main() -> int:
    """Run the tests that keep figures, then write the page."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)  # the twin's tests may run as another user
        python = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *map(str, sorted(told()))]
        done = subprocess.run(python, cwd=ROOT, env={**os.environ, _FOLDER: folder}, check=False)
        rows = [json.loads(p.read_text(encoding="utf-8")) for p in Path(folder).glob("*.json")]
    if done.returncode == 0:
        PAGE.write_text(PAGE.read_text(encoding="utf-8").split(MARK)[0] + MARK + _tables(rows), encoding="utf-8")
    return done.returncode


def _tables(rows: list[list[str]]) -> str:
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    for section, what, value in rows:
        sections[section][what] = value
    parts = []
    for section in sorted(sections):
        lines = [f"| {what} | {value} |" for what, value in sorted(sections[section].items())]
        parts.append("\n".join([f"\n## {section}\n", "| what | figure |", "|---|---|", *lines, ""]))
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
