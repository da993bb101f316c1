"""The web application for the server. One server a data folder: a second one declines with a sentence."""

import ctypes
import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinhuo.settings")

_PR_SET_PDEATHSIG = 1  # Linux prctl(2): the worker dies with its parent, so no orphan keeps serving
_PATIENCE = 5.0  # seconds that a restarted server waits for the old one to let go


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _only_server(folder: Path) -> int:
    """Hold the folder's lock for as long as the process lives."""
    handle = os.open(folder / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() > until:
                sys.stderr.write("这个数据文件夹已经有一个薪火在运行。请先停下它，再启动。\n")
                os._exit(1)
            time.sleep(0.2)


_die_with_parent()
application = get_wsgi_application()

_lock = _only_server(settings.DATA)
