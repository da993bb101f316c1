"""The two commands and what they install: words, exit codes, pinned lists, one server a folder, keys."""

import os
import re
import socket
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xinhuo.__main__ import _PLUMBING, COMMANDS, main
from xinhuo.ground.kernel.keys import secret_bytes
from xinhuo.ground.kernel.only import hold

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u4e00-\u9fff]")


def locked(which: str) -> dict[str, str]:
    """Package → version."""
    lines = (ROOT / which).read_text(encoding="utf-8").splitlines()
    return dict(re.fullmatch(r"([\w.-]+)==([\w.]+)", line).groups() for line in lines if not line.startswith("#"))


def same_name(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_locks_pin_everything_and_agree() -> None:
    run, check = locked("requirements.lock"), locked("requirements-dev.lock")
    assert len(run) > 20
    assert run.items() <= check.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted, pinned in ((project["dependencies"], run), (project["optional-dependencies"]["dev"], check)):
        known = {same_name(k): v for k, v in pinned.items()}
        for one in wanted:
            package, _, version = one.replace("[binary]", "").partition("==")
            assert known[same_name(package)].startswith(version), one


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^  "[\w.=-]+",.*$', text[: text.index("[tool.ruff]")], flags=re.MULTILINE)
    assert len(listed) > 20
    assert [line for line in listed if not re.search(r"# .{6,}", line)] == []


def test_each_command_of_ours_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    ours = {p.stem.replace("_", "-") for p in ROOT.glob("xinhuo/*/*/management/commands/*.py")} - {"--init--"}
    assert {word for word, _, _ in COMMANDS} == ours - _PLUMBING
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for word, what, example in COMMANDS:
        assert HAN.search(what)
        assert example.startswith(f"./run {word}")
        assert example in said


@pytest.mark.parametrize("word", [word for word, _, _ in COMMANDS])
def test_help_is_chinese(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"用法：./run {word}")
    options = re.findall(r"^  -\S.*(?:\n   +.*)?", said, flags=re.MULTILINE)
    assert len(options) >= 1
    assert [line for line in options if not HAN.search(line)] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "没有“nothing”这个命令"),
        (["serve", "--prot", "1"], "不认得 --prot 1"),
        (["serve", "--port"], "--port 后面要写内容"),
        (["serve", "--port", "99999"], "“99999”不行"),
        (["import-people"], "还要写 FILE"),
        (["import-records"], "还要写 FILE"),
        (["import-records", "台账.xlsx", "--unknown", "x"], "--unknown 没有“x”这一种"),
        (["--demo-today", "明天"], "--demo-today 写成了“明天”，看不懂"),
        (["papers"], "用法"),
    ],
)
def test_a_command_written_wrongly_is_exit_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert f"{port}端口已经有别的程序在用" in capsys.readouterr().err


def test_an_address_of_another_machine_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "192.0.2.77"]) == 1
    assert "没有“192.0.2.77”这个地址" in capsys.readouterr().err


def test_one_server_a_folder(tmp_path: Path) -> None:
    first = hold(tmp_path, patience=0)
    assert first is not None
    assert hold(tmp_path, patience=0) is None
    os.close(first)
    second = hold(tmp_path, patience=0)
    assert second is not None
    os.close(second)


def test_first_starts_at_once_agree_on_a_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as many:
        keys = set(many.map(lambda _: secret_bytes(tmp_path, "one.key"), range(64)))
    assert [len(key) for key in keys] == [32]
    assert (tmp_path / "one.key").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == [".keys.lock", "one.key"]


def test_a_data_folder_that_cannot_be_is_said() -> None:
    env = {**os.environ, "XINHUO_DATA": "/proc/nowhere", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "xinhuo", "serve"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "数据文件夹打不开" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_scripts_can_be_read_by_bash() -> None:
    for script in ("run", "check", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK), script
        subprocess.run(["bash", "-n", ROOT / script], check=True)
