"""The same facts give the same bytes: in another process, another time zone, another hash seed, another thread."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from tests.press.samples import booklet, report
from xinhuo.ground.press.pdf import to_pdf

ROOT = Path(__file__).parents[2]


def told(zone: str, seed: str) -> str:
    surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "tests.press.samples"]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True).stdout


def test_two_processes_print_the_same_bytes() -> None:
    first = told("Asia/Shanghai", "1")
    time.sleep(1.1)  # a clock in the file would show: zip times count in two seconds, PDF times in one
    assert first == told("America/Los_Angeles", "4242")
    assert len(set(first.split())) == 13


def test_threads_print_at_the_same_time() -> None:
    papers = [booklet(f"周德{n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(to_pdf, papers)) == [to_pdf(paper) for paper in papers]


def test_the_date_of_a_file_is_among_the_facts(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(to_pdf(report()))
    made = PdfReader(path).metadata.creation_date
    assert made.date() == date(2026, 11, 30)
    path.write_bytes(to_pdf(booklet()))
    assert PdfReader(path).metadata.creation_date is None
