"""One server a data folder: who holds the folder's lock may serve it."""

import fcntl
import os
import time
from pathlib import Path

PATIENCE = 5.0  # seconds that a restarted server waits for the old one to let go
TAKEN = "这个数据文件夹已经有一个薪火在运行。请先停下它，再启动。"


def hold(folder: Path, patience: float = PATIENCE) -> int | None:
    """The lock of `folder` as an open file, held until it is closed or the process ends; None when another has it."""
    handle = os.open(folder / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(handle)
                return None
            time.sleep(0.1)
