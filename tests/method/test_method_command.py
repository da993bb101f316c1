"""`./run method`: out, looked at, in again; exit codes as the other commands have them."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.method.conftest import Office
from tests.year_world import TODAY
from xinhuo.journal.method.models import MethodPack
from xinhuo.journal.method.reading import pack_of
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.services import UnitDetails


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, what it said, and what it complained of."""
    code = 0
    try:
        call_command("method", *words)
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_out_looked_at_and_in_again(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "工作法.toml"
    assert told(capsys, "--export", str(file))[0] == 0
    assert file.read_text(encoding="utf-8") == office.method.text
    code, said, _ = told(capsys, "--check", str(file))
    assert (code, "15条机制" in said) == (0, True)
    file.write_text(office.method.text.replace("撰写工作大事记", "写好大事记"), encoding="utf-8")
    assert told(capsys, "--take", str(file), "--year", "2027")[0] == 0
    assert pack_of(office.village, 2026).pack.duty("chronicle").title == "撰写工作大事记"
    assert pack_of(office.village, 2027).pack.duty("chronicle").title == "写好大事记"


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('"records.held"', '"records.hold"', "没有“records.hold”这种数法"),
        ('"次月5日"', '"次月32日"', "没有32日这一天"),
        ('"records.timely"', '"records.likes"', "不许拿点赞"),
    ],
)
def test_a_bad_file_is_told_with_its_line(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, why: str
) -> None:
    text = office.method.text.replace(was, now)
    line = text[: text.index(now)].count("\n") + 1
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")
    for way in ("--check", "--take"):
        code, _, said = told(capsys, way, str(file))
        assert code == 1
        assert f"第{line}行：" in said
        assert why in said
    assert MethodPack.objects.get().text == office.method.text


def test_wrongly_called_and_what_is_not_there(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys)[0] == 2
    assert told(capsys, "--export", "a", "--check", "b")[0] == 2
    assert told(capsys, "--export", "a", "--year", "明年")[0] == 2
    assert told(capsys, "--check", str(tmp_path / "没有.toml"))[0] == 1
    assert "还没有工作法" in told(capsys, "--export", str(tmp_path / "a.toml"), "--year", "2020")[2]
    assert told(capsys, "--take", str(tmp_path / "没有.toml"), "--year", "2025")[0] == 1


@pytest.mark.parametrize("kind", ["subdistrict", "village", "county", "school", "system"])
def test_an_office_of_any_type_begins_with_a_method(db: None, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    root = start_office(installer(), UnitDetails("清河", kind)).root
    held = MethodPack.objects.get(unit=root)
    assert (held.year, held.since.isoformat()) == (2026, "2026-12-01")
    assert len(held.pack.mechanisms) == 15
