"""An older 大事记 is looked at, kept byte by byte, found, read and printed, and never becomes a record."""

import hashlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.intake.test_prose import document
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.files import store
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Record
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.year.volumes.models import OldVolume
from xinhuo.year.volumes.services import seal_volume

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]
RAW = document("柳湾村2019年大事记", "三月", "5日，组织学雷锋活动，清扫楼道。", "修缮了活动室。", "4月3日，清明祭扫。")


def send(client: Client, world: World, raw: bytes = RAW, name: str = "2019年大事记.docx", **said: Any) -> Any:
    unit = said.pop("unit", world.liuwan)
    return client.post("/volumes/", {"file": SimpleUploadedFile(name, raw), "unit": str(unit.pk), "year": 2019, **said})


def keep(world: World, raw: bytes = RAW, year: int = 2019) -> OldVolume:
    by = actor_by_id(world.accounts["办公室"].pk, TODAY)
    return seal_volume(by, world.liuwan, year, raw, "2019年大事记.docx", TODAY)


def test_a_volume_is_looked_at_kept_read_and_handed_out(world: World, inside: Enter) -> None:
    client, before = inside("办公室"), Record.objects.count()
    looked = send(client, world)
    page = client.get(looked["Location"]).text
    assert "组织学雷锋活动，清扫楼道。" in page
    assert "<dt>没写哪一天</dt><dd>1" in page
    assert OldVolume.objects.count() == 0
    kept = client.post(looked["Location"])
    volume = OldVolume.objects.get()
    page = client.get(kept["Location"]).text
    assert "据旧册录入，照原文，第1版" in page
    assert "修缮了活动室。" in page
    assert client.get(f"/volumes/{volume.pk}/original/").content == RAW
    assert (volume.digest, Record.objects.count()) == (hashlib.sha256(RAW).hexdigest(), before)
    assert Entry.objects.filter(kind="old_volume", object_id=str(volume.pk)).count() == 1
    chronicle = client.get(f"/chronicle/{world.liuwan.pk}/2019/").text
    assert f"/volumes/{volume.pk}/" in chronicle
    assert "组织学雷锋活动" not in chronicle
    assert ">2019年</a>" in client.get(f"/chronicle/{world.liuwan.pk}/2026/").text


def test_the_printed_one_says_where_it_comes_from(world: World, inside: Enter) -> None:
    volume = keep(world)
    raw = inside("柳湾主任").get(f"/volumes/{volume.pk}/printed.pdf").content
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(raw)).pages)
    assert "据旧册录入" in text
    assert "组织学雷锋活动" in text
    assert volume.digest[:16] in text.replace("\n", "")


def test_it_is_found_by_its_words(world: World, inside: Enter) -> None:
    volume = keep(world)
    assert f"/volumes/{volume.pk}/" in inside("办公室").get("/find/?q=清明祭扫").text
    better = keep(world, document("三月", "5日，组织学雷锋活动。"))
    page = inside("办公室").get("/find/?q=学雷锋").text
    assert f"/volumes/{better.pk}/" in page
    assert f"/volumes/{volume.pk}/" not in page


def test_the_same_file_again_and_a_better_one(world: World) -> None:
    first = keep(world)
    assert keep(world) == first
    second = keep(world, document("3月5日，学雷锋。"))
    assert [v.version for v in OldVolume.objects.of(world.liuwan, 2019)] == [2, 1]
    assert second.version == 2


def test_taken_out_and_never_deleted(world: World, inside: Enter) -> None:
    volume, client = keep(world), inside("办公室")
    client.post(f"/volumes/{volume.pk}/out/")
    assert client.get(f"/volumes/{volume.pk}/").status_code == 404
    assert "清明祭扫" not in client.get("/find/?q=清明祭扫").text.split("</form>")[-1]
    assert store.read(volume.digest) == RAW
    with pytest.raises(TypeError):
        volume.delete()
    with pytest.raises(TypeError):
        OldVolume.objects.all().delete()
    assert keep(world).version == 2


@pytest.mark.parametrize(
    ("year", "said"), [(1989, "年份太早了"), (2027, "这一年还没有到"), (2020, "2020年这个单位不在")]
)
def test_years_that_cannot_be(world: World, inside: Enter, year: int, said: str) -> None:
    world.liuwan.opened_on = date(2021, 1, 1)
    world.liuwan.save()
    assert said in send(inside("办公室"), world, year=year).text


def test_what_is_no_chronicle_gets_a_sentence(world: World, inside: Enter) -> None:
    client = inside("办公室")
    assert "里面没有找到事情" in send(client, world, document("2019年大事记")).text
    assert "只收docx文档" in send(client, world, b"%PDF-1.7", "旧.pdf").text
    assert OldVolume.objects.count() == 0


def test_whose_it_is(world: World, inside: Enter) -> None:
    volume = keep(world)
    OldVolume.objects.update(unit=world.dongqiao, path=world.dongqiao.path)
    client = inside("柳湾记载人")
    for rest in ("", "original/", "printed.pdf"):
        assert client.get(f"/volumes/{volume.pk}/{rest}").status_code == 404
    assert client.post(f"/volumes/{volume.pk}/out/").status_code == 404
    assert "没有这个单位" in send(client, world, unit=world.dongqiao).text
    address = send(inside("办公室"), world)["Location"]
    assert client.get(address).status_code == 404
    assert inside("柳湾主任").get("/volumes/").status_code == 404


def test_a_full_disk_keeps_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xinhuo.ground.files.store.put", full)
    with pytest.raises(RuleBroken, match="磁盘满了"):
        keep(world)
    assert OldVolume.objects.count() == 0
