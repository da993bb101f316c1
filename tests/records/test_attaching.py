"""照片和文件 of a record, as a recorder puts them there and as a neighbour must not see them."""

import json
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests.files.pictures import PDF, SVG, photo
from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.files import store
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.files.rules import MOST
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.writing import withdraw_record

Enter = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def record(world: World) -> Record:
    return Record.objects.get(content="讲一段亲历")


def send(client: Client, record: Record, *files: tuple[str, bytes], **said: str) -> object:
    sent = [SimpleUploadedFile(name, raw) for name, raw in files]
    return client.post(f"/records/{record.pk}/files/", {"file": sent, **said}, follow=True)


def test_photos_and_documents_are_put_shown_and_given_back(record: Record, inside: Enter) -> None:
    client = inside("柳湾记载人")
    page = send(client, record, ("IMG_1.jpg", photo((800, 600))), ("讲稿.pdf", PDF))
    assert "放好了" in page.text
    one, two = Attachment.objects.about("record", record.pk)
    assert (one.name, two.name, two.ending) == ("照片", "讲稿", "pdf")
    shown = client.get(f"/records/{record.pk}/").text
    assert f"/records/{record.pk}/files/{one.pk}/thumb/" in shown
    assert "讲稿" in shown
    whole = client.get(f"/records/{record.pk}/files/{one.pk}/whole/")
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["content-disposition"].startswith("inline")
    assert b"SecretCamera" not in whole.content
    paper = client.get(f"/records/{record.pk}/files/{two.pk}/whole/")
    assert paper.content == PDF
    assert paper.headers["content-disposition"].startswith("attachment")
    assert "%E8%AE%B2%E7%A8%BF.pdf" in paper.headers["content-disposition"]
    assert client.get(f"/records/{record.pk}/files/{two.pk}/thumb/").status_code == 404
    assert Entry.objects.about("record", record.pk).filter(verb="放附件").count() == 2


def test_the_same_file_twice_is_there_once(record: Record, inside: Enter) -> None:
    client = inside("柳湾记载人")
    send(client, record, ("一.pdf", PDF), ("二.pdf", PDF))
    send(client, record, ("三.pdf", PDF))
    assert [one.name for one in Attachment.objects.about("record", record.pk)] == ["一"]


def test_one_bad_file_keeps_no_good_one_away(record: Record, inside: Enter) -> None:
    page = send(inside("柳湾记载人"), record, ("坏.jpg", SVG), ("好.pdf", PDF))
    assert "“坏”没有放上" in page.text
    assert [one.name for one in Attachment.objects.about("record", record.pk)] == ["好"]


def test_the_script_is_answered_with_a_sentence(record: Record, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address, way = f"/records/{record.pk}/files/", {"X-Requested-With": "fetch"}
    said = {"file": SimpleUploadedFile("x.jpg", SVG), "name": "现场"}
    assert "没有放上" in json.loads(client.post(address, said, headers=way).content)["problem"]
    said = {"file": SimpleUploadedFile("x.pdf", PDF), "name": "现场"}
    assert json.loads(client.post(address, said, headers=way).content) == {"problem": ""}
    assert Attachment.objects.get().name == "现场"


def test_nothing_chosen_is_said(record: Record, inside: Enter) -> None:
    assert "还没有选文件" in inside("柳湾记载人").post(f"/records/{record.pk}/files/").text


def test_a_name_is_changed_a_file_taken_away_and_put_back(record: Record, inside: Enter) -> None:
    client = inside("柳湾记载人")
    send(client, record, ("讲稿.pdf", PDF))
    one = Attachment.objects.get()
    change = f"/records/{record.pk}/files/{one.pk}/"
    assert "名字改好了" in client.post(change, {"act": "rename", "name": "讲课的稿子"}, follow=True).text
    assert "还没有写名字" in client.post(change, {"act": "rename", "name": " / "}, follow=True).text
    client.post(change, {"act": "remove"}, follow=True)
    assert f"{change}whole/" not in client.get(f"/records/{record.pk}/").text
    assert "移走的" in client.get(f"/records/{record.pk}/files/").text
    client.post(change, {"act": "put_back"})
    assert f"{change}whole/" in client.get(f"/records/{record.pk}/").text
    verbs = list(Entry.objects.about("record", record.pk).values_list("verb", flat=True))
    assert verbs[-4:] == ["放附件", "改附件名", "移走附件", "放回附件"]


def test_other_units_and_visitors_see_nothing(world: World, record: Record, inside: Enter) -> None:
    send(inside("柳湾记载人"), record, ("讲稿.pdf", PDF))
    one = Attachment.objects.get()
    other = Record.objects.get(unit=world.dongqiao)
    client = inside("柳湾记载人")
    for address in (
        f"/records/{other.pk}/files/",
        f"/records/{other.pk}/files/{one.pk}/whole/",
        f"/records/{record.pk}/files/{uuid4()}/whole/",
        f"/records/{record.pk}/files/{one.pk}/other/",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/records/{other.pk}/files/{one.pk}/", {"act": "remove"}).status_code == 404
    assert Client().get(f"/records/{record.pk}/files/{one.pk}/whole/").status_code == 302
    assert inside("柳湾主任").get(f"/records/{record.pk}/files/{one.pk}/whole/").status_code == 200
    assert inside("柳湾主任").post(f"/records/{record.pk}/files/", {}).status_code == 404


def test_a_withdrawn_record_takes_no_more_and_a_full_one_says_so(world: World, record: Record, inside: Enter) -> None:
    client = inside("柳湾记载人")
    for number in range(MOST):
        send(client, record, (f"{number}.pdf", PDF + str(number).encode() + b"\n%%EOF"))
    assert f"一笔最多放{MOST}个" in send(client, record, ("又一个.pdf", PDF)).text
    withdraw_record(world.by, record, "记错了")
    assert "已经撤销" in send(client, record, ("又一个.pdf", PDF)).text


def test_a_full_disk_is_said_and_nothing_is_half_done(record: Record, inside: Enter, folder: Path) -> None:
    client = inside("柳湾记载人")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        page = send(client, record, ("讲稿.pdf", PDF + b" " * 1500 + b"%%EOF"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "磁盘满了，没有放上" in page.text
    assert not Attachment.objects.exists()
    assert [p for p in (folder / "files").rglob("*") if p.is_file()] == []


def test_the_check_of_the_disk_names_what_is_missing_or_damaged(
    record: Record, inside: Enter, capsys: pytest.CaptureFixture[str]
) -> None:
    send(inside("柳湾记载人"), record, ("讲稿.pdf", PDF), ("现场.jpg", photo((300, 200))))
    call_command("verify_files")
    assert "核对了3个文件，都在，都完好" in capsys.readouterr().out
    paper, picture = Attachment.objects.about("record", record.pk)
    store.path_of(paper.digest).write_bytes(b"x")
    store.path_of(picture.thumb).unlink()
    with pytest.raises(CommandError, match="2处对不上"):
        call_command("verify_files")
    said = capsys.readouterr().out
    assert "附件“讲稿.pdf”" in said
    assert "内容坏了" in said
    assert "附件“现场.jpg”" in said
    assert "小图：文件不见了" in said
    answer = inside("柳湾记载人").get(f"/records/{record.pk}/files/{paper.pk}/whole/")
    assert answer.status_code == 404
    assert "坏了或丢了" in answer.text


def test_a_record_is_written_without_a_photo(world: World, inside: Enter) -> None:
    """X4: never required, and nobody asks twice."""
    made = world.write(world.liuwan, date(2026, 5, 1), "护河", "周德顺")
    page = inside("柳湾记载人").get(f"/records/{made.pk}/saved/").text
    assert "没有放，可不放" in page
