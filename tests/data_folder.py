"""Loaded by pytest before anything reads the settings: each run has a data folder of its own."""

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="xinhuo-test-")
os.environ["XINHUO_DATA"] = _FOLDER
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
