"""Loaded by pytest before anything reads the settings: each run has a data folder of its own, and no database of anyone."""

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="xinhuo-test-")
os.environ["XINHUO_DATA"] = _FOLDER
os.environ["XINHUO_DATABASE_URL"] = os.environ.get("XINHUO_TEST_TWIN", "")  # set by tests/twin.py
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
