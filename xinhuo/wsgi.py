"""The web application for the server. One server a data folder: a second one declines with a sentence."""

import ctypes
import os
import signal
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from xinhuo.ground.kernel.only import TAKEN, hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinhuo.settings")

_PR_SET_PDEATHSIG = 1  # Linux prctl(2): the worker dies with its parent, so no orphan keeps serving
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

application = get_wsgi_application()

_lock = hold(settings.DATA)
if _lock is None:
    sys.stderr.write(f"{TAKEN}\n")
    os._exit(1)

# Only now are the models there, and only the holder of the folder keeps its jobs and makes its backups.
import_module("xinhuo.ground.jobs.services.keeper").open_up()
import_module("xinhuo.shell.keeping.services.daily").start()
