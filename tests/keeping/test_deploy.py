"""The examples for an office's machine name only what there is; and the site behind a proxy does what they promise.

They were tried by hand with nginx (docs/decisions/0011-backups.md); these tests need neither nginx nor systemd.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import load_command_class

from tests.office_folder import ROOT, surroundings
from xinhuo.__main__ import COMMANDS, _parsed, _parser
from xinhuo.ground.intake.workbook import BIGGEST

UNIT = (ROOT / "deploy" / "xinhuo.service").read_text(encoding="utf-8")
PROXY = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "handbook" / "13-装到办公室.md").read_text(encoding="utf-8")
CODE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "xinhuo").rglob("*.py"))


def started() -> dict[str, object]:
    """The options of ExecStart, as the command reads them."""
    program, word, *options = re.search(r"^ExecStart=(.+)$", UNIT, flags=re.MULTILINE)[1].split()
    assert program == "/opt/xinhuo/run"
    assert word in {one for one, _, _ in COMMANDS}
    command = load_command_class("xinhuo.shell.desk", word)
    return _parsed(_parser(command, word), options, word)


@pytest.mark.parametrize("text", [UNIT, PROXY, PAGE], ids=["unit", "proxy", "handbook"])
def test_every_variable_is_one_that_we_read(text: str) -> None:
    named = set(re.findall(r"XINHUO_[A-Z_]+", text))
    assert len(named) >= 3
    assert [name for name in named if f'"{name}"' not in CODE] == []


def test_every_command_of_the_page_is_ours() -> None:
    words = set(re.findall(r"(?:run|^xinhuo) ([a-z][a-z-]*)", PAGE, flags=re.MULTILINE))
    assert {"serve", "backup", "restore", "doctor"} <= words
    assert words - {one for one, _, _ in COMMANDS} == set()


def test_the_proxy_leads_to_where_the_unit_listens() -> None:
    said = started()
    assert said["host"] == "127.0.0.1"  # else a colleague could go past the proxy, without HTTPS
    assert f"proxy_pass http://{said['host']}:{said['port']};" in PROXY


def test_the_unit_starts_again_and_writes_only_its_own() -> None:
    lines = dict(line.split("=", 1) for line in UNIT.splitlines() if "=" in line and not line.startswith("#"))
    assert lines["WantedBy"] == "multi-user.target"
    assert lines["Restart"] == "always"
    assert lines["User"] != "root"
    assert lines["ProtectSystem"] == "strict"
    assert f"Environment=XINHUO_DATA=/var/lib/{lines['StateDirectory']}" in UNIT
    assert f"Environment=XINHUO_BACKUPS={lines['ReadWritePaths']}" in UNIT
    patience = int(re.search(r'"--workers-kill-timeout", "(\d+)"', CODE)[1])
    assert int(lines["TimeoutStopSec"]) > patience  # whoever is just saving comes to the end


def test_the_proxy_lets_through_what_the_product_takes() -> None:
    allowed = int(re.search(r"client_max_body_size (\d+)m;", PROXY)[1])
    assert allowed * 1024**2 > 10 * BIGGEST
    assert "proxy_set_header Host              $host;" in PROXY
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in PROXY
    assert "X-Forwarded-For   $remote_addr;" in PROXY  # not $proxy_add_x_forwarded_for: a client could write its own
    assert "return 301 https://$host$request_uri;" in PROXY


TRY = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", interactive=False, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
def ask(host, secure):
    more = {"HTTP_X_FORWARDED_PROTO": "https"} if secure else {}
    client = Client(headers={"host": host})
    answer = client.get("/login/", **more)
    cookies = {name: bool(one["secure"]) for name, one in client.cookies.items()}
    return [answer.status_code, answer.get("Location", ""), answer.get("Strict-Transport-Security", ""), cookies]
print(json.dumps([ask("guan.example.cn", True), ask("guan.example.cn", False), ask("evil.example", True)]))
"""


def asked(data: Path, **said: str) -> list[list[object]]:
    env = surroundings(data, **said)
    done = subprocess.run([sys.executable, "-c", TRY], env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_behind_a_proxy_with_https(tmp_path: Path) -> None:
    said = {"XINHUO_HOSTS": "guan.example.cn", "XINHUO_HTTPS": "1", "XINHUO_BEHIND_PROXY": "1"}
    inside, plain, stranger = asked(tmp_path / "data", **said)
    assert inside == [200, "", "max-age=2592000", {"__Host-csrftoken": True}]
    assert plain[:2] == [301, "https://guan.example.cn/login/"]
    assert stranger[0] == 400
    said.pop("XINHUO_BEHIND_PROXY")  # then nobody is believed who says that he came by https
    assert asked(tmp_path / "data", **said)[0][:2] == [301, "https://guan.example.cn/login/"]
