"""A whole office in a data folder of its own, and the commands of `./run` on it: here, or each in a process of its own."""

import atexit
import contextlib
import functools
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from django.db import connections
from django.db.utils import load_backend
from django.test import override_settings

from xinhuo.__main__ import main
from xinhuo.ground.kernel import crypt
from xinhuo.ground.kernel.database import database

ROOT = Path(__file__).resolve().parent.parent
_BUILD = """
import os
import django
django.setup()
from django.core.management import call_command
from django.test import override_settings
from tests.year_world import build
from xinhuo.ground.files.store import put
from xinhuo.ground.kernel.crypt import fingerprint
call_command("migrate", interactive=False, verbosity=0)
with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
    world = build()
world.people["周德顺"].phone = "13900000001"
world.people["周德顺"].phone_print = fingerprint("13900000001")
world.people["周德顺"].save()
for number in range(3):
    put(os.urandom(20_000))
"""


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process whose data folder is `folder`."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("XINHUO_")}
    said = {"XINHUO_DATA": str(folder), "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "xinhuo.settings"}
    return {**bare, **said, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", **more}


def run_apart(folder: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`./run words…` on the office in `folder`, as a process."""
    return subprocess.run(
        [sys.executable, "-m", "xinhuo", *map(str, words)],
        env=surroundings(folder, **more),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def at_home_in(folder: Path, address: str = "") -> Iterator[None]:
    """This process serves the office in `folder`: its settings, its keys, its SQLite or the PostgreSQL at `address`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    said = connections.configure_settings({"default": database(address, folder)})["default"]
    before = connections["default"]
    connections["default"] = load_backend(str(said["ENGINE"])).DatabaseWrapper(said, "default")
    crypt._key.cache_clear()
    try:
        with override_settings(DATA=folder, BACKUPS=folder / "backups"):
            yield
    finally:
        connections["default"].close()
        connections["default"] = before
        crypt._key.cache_clear()


def run(folder: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`./run words…` on the office in `folder`, in this process: quick."""
    out, err = io.StringIO(), io.StringIO()
    said = mock.patch.dict(os.environ, {"XINHUO_DATA": str(folder), **more})
    with (
        at_home_in(folder, more.get("XINHUO_DATABASE_URL", "")),
        said,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main([str(word) for word in words])
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


@functools.cache
def _pattern() -> Path:
    """Built once in a run of tests: the world of `tests/year_world.py`, and three files."""
    top = Path(tempfile.mkdtemp(prefix="xinhuo-office-"))
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    build_office(top / "data")
    return top / "data"


def build_office(data: Path, **more: str) -> None:
    """The same, in the folder `data` and on the database that `more` names."""
    subprocess.run([sys.executable, "-c", _BUILD], env=surroundings(data, **more), check=True, capture_output=True)


def office(folder: Path) -> Path:
    """A fresh copy of it, as `folder`/data."""
    return Path(shutil.copytree(_pattern(), folder / "data"))
