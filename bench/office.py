"""An office of its own for measuring: a data folder that is gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

import django
from django.core.management import call_command

__all__ = ["call_command", "of_its_own"]


@contextmanager
def of_its_own() -> Iterator[list[ModuleType]]:
    """Set Django up on an empty folder; the parts that measure are imported only then, since they read the settings."""
    folder = tempfile.mkdtemp(prefix="xinhuo-bench-")
    os.environ["XINHUO_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinhuo.settings"
    django.setup()
    try:
        yield [import_module(f"bench.{part}") for part in ("papers", "importing", "pages")]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
