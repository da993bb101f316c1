"""One part in a process of its own: an empty office in XINHUO_DATA, the measuring, the result as JSON."""

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Set Django up first; the part is imported only then, since it reads the settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinhuo.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    rows = [asdict(pair) for pair in import_module(f"bench.{sys.argv[1]}").measure()]
    Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
