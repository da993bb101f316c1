import hashlib
import io
import json
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.year_world import HOSTILE, TODAY, World
from xinhuo.journal.records.services.writing import withdraw_record
from xinhuo.who.people.services.registering import change_status, move_person


def run(out: Path, *more: str, year: str = "2026") -> list[dict[str, object]]:
    call_command("papers", "--year", year, "--out", str(out), *more)
    return json.loads((out / "manifest.json").read_text("utf-8"))


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "").replace(" ", "")


def fails(code: int, *arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("papers", *arguments)
    assert stop.value.code == code


def books(out: Path, unit: str) -> dict[str, str]:
    return {p.stem[2:]: text_of(p) for p in sorted(out.glob(f"*{unit}/业绩记载簿/*.pdf"))}


def test_every_paper_of_every_unit_is_there_and_listed(world: World, tmp_path: Path) -> None:
    listed = run(tmp_path)
    paths = [row["path"] for row in listed]
    assert paths == sorted(paths)
    on_disk = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.*") if p.is_file() and p.name != "manifest.json"}
    assert set(paths) == on_disk
    for row in listed:
        content = (tmp_path / row["path"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        if row["path"].endswith(".pdf"):
            assert len(PdfReader(io.BytesIO(content)).pages) == row["pages"] > 0
    names = {path.split("/", 1)[1] for path in paths}
    assert {"柳湾村关工委2026年工作大事记.pdf", "柳湾村关工委2026年工作大事记.docx"} <= names
    assert {"柳湾村2026年6月轮值汇报.pdf", "柳湾村2026年6月轮值汇报.docx"} <= names
    assert {"东桥村2026年3月轮值汇报.pdf", "东桥村关工委2026年工作大事记.pdf"} <= names
    assert {"柳湾村2026年“五老”志愿者名册.xlsx", "柳湾村2026年“五老”志愿者名册.pdf"} <= names
    assert "柳湾村2026年业绩记载簿（合订）.pdf" in names
    assert "清河新区办事处关工委2026年工作大事记.pdf" in names


def test_every_person_once_and_every_record_once_per_participant(world: World, tmp_path: Path) -> None:
    run(tmp_path)
    found = books(tmp_path, "柳湾村")
    assert set(found) == {"周德顺", "吴秀兰", "㛃䶮"}
    for name, text in found.items():
        assert name in text
        assert text.count("带青少年清扫楼道") == 1
    assert "讲一段亲历" in found["周德顺"]
    assert "讲一段亲历" not in found["吴秀兰"]
    bound = text_of(next(tmp_path.glob("*柳湾村/*合订*.pdf")))
    assert bound.count("带青少年清扫楼道") == 3
    sheet = load_workbook(next(tmp_path.glob("*清河*/*名册.xlsx"))).active
    names = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell in {*found, "钱永康"}]
    assert sorted(names) == sorted({*found, "钱永康"})


def test_running_twice_gives_identical_bytes(world: World, tmp_path: Path) -> None:
    first, second = run(tmp_path / "a"), run(tmp_path / "b")
    assert first == second
    assert run(tmp_path / "a") == first


def test_who_left_died_or_moved_has_one_book(world: World, tmp_path: Path) -> None:
    change_status(world.by, world.people["周德顺"], "deceased", date(2026, 8, 1), TODAY)
    move_person(world.by, world.people["吴秀兰"], world.office, date(2026, 9, 1), TODAY)
    run(tmp_path)
    assert set(books(tmp_path, "柳湾村")) == {"周德顺", "㛃䶮"}
    moved = books(tmp_path, "清河新区办事处")
    assert set(moved) == {"吴秀兰"}
    assert "看护放学路口" in moved["吴秀兰"]


def test_a_withdrawn_record_stands_in_no_paper(world: World, tmp_path: Path) -> None:
    record = world.write(world.liuwan, date(2026, 5, 4), "错记的一笔", "周德顺", milestone=True)
    withdraw_record(world.by, record)
    run(tmp_path)
    assert all("错记的一笔" not in text_of(p) for p in tmp_path.rglob("*.pdf"))
    for path in tmp_path.rglob("*.docx"):
        assert "错记的一笔" not in "".join(p.text for p in docx.Document(path).paragraphs)


def test_a_leap_day_and_the_last_of_december(world: World, tmp_path: Path) -> None:
    world.write(world.liuwan, date(2024, 2, 29), "讲闰年的来历", "周德顺", milestone=True)
    world.write(world.liuwan, date(2024, 12, 31), "守岁讲故事", "周德顺", milestone=True)
    run(tmp_path, year="2024")
    text = text_of(next(tmp_path.glob("*柳湾村/*大事记.pdf")))
    assert "29日" in text
    assert "31日" in text
    assert "守岁讲故事" in books(tmp_path, "柳湾村")["周德顺"]


def test_hostile_text_is_only_text(world: World, tmp_path: Path) -> None:
    world.write(world.liuwan, date(2026, 5, 4), HOSTILE, "周德顺", milestone=True)
    world.add_person(world.liuwan, "=cmd|/c..")
    run(tmp_path)
    assert "alert(1)" in text_of(next(tmp_path.glob("*柳湾村/*大事记.pdf")))
    cells = [c for row in load_workbook(next(tmp_path.glob("*柳湾村/*.xlsx"))).active.iter_rows() for c in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert next(tmp_path.glob("*柳湾村/业绩记载簿/*=cmd__c*.pdf"))


def test_one_unit_by_code_or_by_name(world: World, tmp_path: Path) -> None:
    for unit in ("320000000001", "柳湾村关工委"):
        assert {row["unit"] for row in run(tmp_path / unit, "--unit", unit)} == {"柳湾村"}


def test_what_it_says_for_a_program(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = run(tmp_path, "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["papers"] == len(listed)
    assert said["pages"] == sum(row["pages"] for row in listed)
    assert said["missing_glyphs"] == []


def test_wrong_calls_are_said_in_chinese(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "x")
    fails(2, "--year", "2027", "--out", out)
    fails(2, "--year", "二零二六", "--out", out)
    fails(2, "--year", "2026")
    fails(1, "--year", "2026", "--out", out, "--unit", "没有村")
    (tmp_path / "file").write_text("x")
    fails(1, "--year", "2026", "--out", str(tmp_path / "file"))
    said = capsys.readouterr().err
    assert "没有叫“没有村”的单位" in said
    assert "换一个文件夹" in said


@pytest.mark.django_db
def test_without_an_office_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails(1, "--year", "2020", "--out", str(tmp_path))
    assert "./run serve" in capsys.readouterr().err


def test_a_character_that_no_font_has_is_reported_by_person(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rare = chr(0x31350)  # CJK Extension H: in none of the fonts
    world.add_person(world.liuwan, f"周{rare}")
    run(tmp_path)
    said = capsys.readouterr().out
    assert f"“周{rare}2026年业绩记载簿”里有字库没有的字：{rare}" in said
    assert f"柳湾村2026年“五老”志愿者名册”里有字库没有的字：{rare}" in said
