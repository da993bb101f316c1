"""年终印册 and ./run papers print a sealed paper as it was sealed, and say so."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from tests.year_world import World
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.who.accounts.services import NewAccount, open_account

Enter = Callable[[str], Client]


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def sealed_then_changed(world: World, client: Client) -> dict[str, SealedPaper]:
    for kind, month in (("chronicle", 12), ("half_year", 6), ("books", 12)):
        client.post(f"/sealed/{kind}/{world.liuwan.pk}/2026/{month}/")
    world.write(world.liuwan, date(2026, 6, 1), "定稿以后才记的一笔", "周德顺", milestone=True)
    return {paper.kind: paper for paper in SealedPaper.objects.all()}


def test_the_command_writes_the_very_bytes(world: World, inside: Enter, tmp_path: Path) -> None:
    papers = sealed_then_changed(world, inside("柳湾记载人"))
    call_command("papers", year="2026", out=str(tmp_path), today="2026-12-20", json=True)
    written = {row["sha256"] for row in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))}
    assert {papers["chronicle"].pdf, papers["chronicle"].docx, papers["half_year"].pdf, papers["books"].pdf} <= written
    year = next(tmp_path.rglob("*柳湾村关工委2026年度工作小结.pdf"))
    assert "定稿以后才记的一笔" in read(year.read_bytes())
    half = next(tmp_path.rglob("*柳湾村关工委2026年上半年工作小结.pdf"))
    assert hashlib.sha256(half.read_bytes()).hexdigest() == papers["half_year"].pdf


def test_the_volume_shows_the_sealed_text_with_its_foot(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    papers = sealed_then_changed(world, client)
    for large in ("", "&large=on"):
        query = f"year=2026&kinds=chronicle&kinds=summary{large}"
        said = read(client.get(f"/yearend/volume.pdf?{query}").content)
        assert f"核对码{papers['chronicle'].code_said}" in said
        assert f"核对码{papers['half_year'].code_said}" in said
        assert said.count("定稿以后才记的一笔") == 1  # the 年度小结, which nobody has sealed
        assert "12月20日定稿第1版" in client.get(f"/yearend/?{query}").text
    assert "/sealed/?year=2026" in client.get("/yearend/").text


def test_an_offices_summary_needs_all_its_units(world: World) -> None:
    made = open_account(world.by, NewAccount(world.office, "只看本级", "clerk", reach="own"), password="Qinghe-2026-lu")
    client = Client()
    client.force_login(made[0])
    assert client.get("/yearend/volume.pdf?year=2026&kinds=summary").status_code == 404
