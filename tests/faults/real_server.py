"""The real server on a small office of its own, and people who log in and write over HTTP as a browser does."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.office_folder import ROOT, office, run_apart, surroundings
from xinhuo.shell.desk.management.commands.serve import server_command

PASSWORD = "Qinghe-2026-lu"
PATIENCE = 60
_READY = """
import django, json, sys
django.setup()
from xinhuo.journal.records.models import RecordKind
from xinhuo.who.accounts.models import Account
from xinhuo.who.people.models import Person
account = Account.objects.get(name="柳湾记载人")
account.set_password(sys.argv[1])
account.must_change_password = False
account.save()
kind = RecordKind.objects.filter(category="theme_education").first()
print(json.dumps({"kind": str(kind.pk), "people": str(Person.objects.get(name="周德顺").pk)}))
"""


class Office:
    """A copy of the tests' small office in `folder`, in which 柳湾记载人 can log in."""

    def __init__(self, folder: Path) -> None:
        self.data = office(folder)
        assert run_apart(self.data, "serve", "--no-serve").returncode == 0
        env = surroundings(self.data)
        done = subprocess.run(
            [sys.executable, "-c", _READY, PASSWORD], env=env, check=True, capture_output=True, text=True
        )
        self.form: dict[str, str] = json.loads(done.stdout)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])


class Server:
    """One run of the server of an office. `within`: words before its command line, `data`: where it sees the folder."""

    def __init__(self, place: Office, log: Path, within: Sequence[str] = (), data: Path | None = None) -> None:
        self.port, self.log = place.port, log
        env = surroundings(data or place.data)
        with log.open("ab") as out:
            self.parent = subprocess.Popen(
                [*within, *server_command("127.0.0.1", place.port)],
                env=env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        """Until a page comes."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.parent.poll() is None:
            try:
                page = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                page.request("GET", "/login/")
                if page.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                page.close()
        os.killpg(self.parent.pid, signal.SIGKILL)
        raise AssertionError(f"the server did not come up\n{self.log.read_text(encoding='utf-8')}")

    @property
    def worker(self) -> int:
        """The process that answers."""
        listed = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children").read_text(encoding="ascii")
        return max(int(one) for one in listed.split())

    def kill(self, whom: str) -> None:
        """kill -9 of the "parent" or the "worker"; afterwards none of the two runs."""
        worker = self.worker
        os.kill(self.parent.pid if whom == "parent" else worker, signal.SIGKILL)
        self.parent.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while _runs(worker):
            assert time.monotonic() < until, "the worker outlived its parent"
            time.sleep(0.01)

    def stop(self) -> int:
        """Stop it as Ctrl+C would: the exit code."""
        if self.parent.poll() is None:
            self.parent.send_signal(signal.SIGTERM)
        return self.parent.wait(PATIENCE)


def _runs(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


class Visitor:
    """Someone with a browser: keeps cookies, sends the token of the form."""

    def __init__(self, place: Office) -> None:
        self.place = place
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, said: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page. OSError or HTTPException when the server goes away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=30)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            body = None
            if said is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode({**said, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return answer.status, answer.headers.get("Location", ""), page
        finally:
            connection.close()

    def log_in(self) -> None:
        self.ask("GET", "/login/")
        status, _, page = self.ask("POST", "/login/", {"who": "柳湾记载人", "unit": "柳湾村", "password": PASSWORD})
        assert status == 302, page

    def write(self, content: str, key: str = "") -> tuple[int, str, str]:
        """记一笔: 302 is 存好了."""
        said = {**self.place.form, "key": key or str(uuid.uuid4()), "day": "0", "content": content, "youth_count": "3"}
        return self.ask("POST", "/records/new/", said)
