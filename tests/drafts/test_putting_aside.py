"""先放着: half-written words wait for the one who wrote them, on every form where one writes more than a word."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.records.test_two_texts import fields_of
from tests.records.test_writing import told
from tests.test_burden import all_forms
from tests.test_house import _patterns
from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.drafts import rules
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.measure import measures
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import OwnParagraph, Record
from xinhuo.who.accounts.services import close_account
from xinhuo.who.people.models import Person
from xinhuo.year.yearbook.models import ChronicleEntry

Enter = Callable[[str], Client]
HALF = "讲家乡河的故事，讲到一"


def put_aside(client: Client, address: str, said: dict[str, Any], doing: str = "keep") -> Any:
    return client.post("/drafts/", said | {"draft_at": address, "draft_do": doing})


def new_record(world: World, **changes: Any) -> tuple[str, dict[str, Any]]:
    form = told(world, content=HALF, **changes)
    return f"/records/new/?unit={world.liuwan.pk}&key={form['key']}", form


def test_a_half_written_record_is_offered_and_written_on(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address, form = new_record(world, place="村口大樟树下", effect_chips=["孩子爱听"], visited="钱永康")
    answer = put_aside(client, address, form)
    assert answer.text.startswith("先替您放着了，")
    home = client.get("/").text
    assert f"记一笔：“{HALF}”" in home
    other = client.get(f"/records/new/?unit={world.liuwan.pk}", follow=True).text  # another visit, another key
    assert "上次写了一半，" in other
    assert f'href="{address.replace("&", "&amp;")}&amp;draft=1"' in other
    page = client.get(f"{address}&draft=1").text
    assert f"{HALF}</textarea>" in page
    assert 'value="村口大樟树下" checked' in page
    assert 'value="孩子爱听" checked' in page
    assert f'value="{world.people["周德顺"].pk}" checked' in page
    assert 'value="钱永康"' in page
    assert "上次写了一半" not in page
    assert client.post(address, form | {"content": f"{HALF}半，讲完了"}).status_code == 302
    assert not Draft.objects.exists()
    assert "先放着的" not in client.get("/").text


def test_not_wanted_any_more(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address, form = new_record(world)
    put_aside(client, address, form)
    client.post("/drafts/drop/", {"draft_at": address})
    assert not Draft.objects.exists()


def test_without_a_script_a_button_puts_it_aside(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address, form = new_record(world)
    page = client.get(address).text
    assert 'formaction="/drafts/"' in page
    assert f'name="draft_at" value="{address.replace("&", "&amp;")}"' in page
    answer = client.post("/drafts/", form | {"draft_at": address, "draft_do": "aside"}, follow=True)
    assert "先替您放着了" in answer.text
    assert "先放着的" in answer.text


def test_a_draft_belongs_to_one_account_and_to_nobody_else(world: World, inside: Enter) -> None:
    """Not to the office, not to another of the same unit; neither trail, nor search, nor measure knows of it."""
    before = {m.key: m.values([world.liuwan], Period(2026)) for m in measures()}
    entries = Entry.objects.count()
    address, form = new_record(world)
    put_aside(inside("柳湾记载人"), address, form)
    for name in ("办公室", "柳湾主任"):
        client = inside(name)
        for page in ("/", address, f"{address}&draft=1", f"/records/new/?unit={world.liuwan.pk}", "/find/?q=家乡河"):
            assert HALF not in client.get(page, follow=True).text, (name, page)
        client.post("/drafts/drop/", {"draft_at": address})
    assert Draft.objects.count() == 1
    assert Entry.objects.count() == entries
    assert {m.key: m.values([world.liuwan], Period(2026)) for m in measures()} == before
    assert not Record.objects.filter(content=HALF).exists()


def test_it_is_sealed_in_the_database(world: World, inside: Enter) -> None:
    address, form = new_record(world)
    put_aside(inside("柳湾记载人"), address, form)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM drafts_draft")
        kept = bytes(cursor.fetchone()[0])
    assert HALF.encode() not in kept
    assert b"content" not in kept


def test_ways_to_reach_a_person_are_never_kept(world: World, inside: Enter) -> None:
    client, address = inside("柳湾记载人"), f"/people/new/?unit={world.liuwan.pk}"
    said = {
        "name": "徐巧云",
        "skills": "剪纸",
        "phone": "13812345678",
        "address": "柳湾新村3幢",
        "id_number": "320000194803010011",
    }
    put_aside(client, address, said)
    assert {name for name, _ in Draft.objects.get().pairs} == {"name", "skills"}
    page = client.get(f"{address}&draft=1").text
    assert 'value="徐巧云"' in page
    assert 'value="剪纸"' in page
    assert "13812345678" not in page
    assert "电话、住址、身份证号不替您放" in page
    assert client.post("/people/new/", {"unit": str(world.liuwan.pk), "name": "徐巧云"}).status_code == 302
    assert Person.objects.filter(name="徐巧云").exists()
    assert not Draft.objects.exists()


def test_no_form_of_the_house_has_a_private_field_that_a_draft_would_keep() -> None:
    wrong = []
    for form in all_forms():
        for name, field in form.base_fields.items():
            words = ("电话", "手机", "住址", "身份证", "密码", "联系人")
            typed = isinstance(field, forms.CharField) and any(word in str(field.label) for word in words)
            private = typed or isinstance(field.widget, forms.PasswordInput)
            wrong += [f"{form.__name__}.{name}"] * (private and name not in rules.PRIVATE)
    assert wrong == []


def test_a_changed_registration_is_written_on(world: World, inside: Enter) -> None:
    client, person = inside("柳湾记载人"), world.people["周德顺"]
    address = f"/people/{person.pk}/edit/"
    put_aside(client, address, {"name": "周德顺", "life": "1948年生，参过军", "categories": ["elder_soldier"]})
    page = client.get(address).text
    assert "上次写了一半" in page
    assert "1948年生，参过军</textarea>" not in page
    assert "1948年生，参过军</textarea>" in client.get(f"{address}?draft=1").text


def test_a_paragraph_and_a_line_are_written_on(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    report, chronicle = f"/reports/{world.liuwan.pk}/2026/12/", f"/chronicle/{world.liuwan.pk}/2026/"
    key = str(Record.objects.get(content="讲一段亲历").pk)
    put_aside(client, f"{report}?p=next", {"key": "next", "text": "明年打算把故事会办", "seen": "x"})
    put_aside(client, f"{chronicle}?p=m4", {"month": "4", "line": [key], f"text_{key}": "请老战士讲了一"})
    put_aside(client, f"{chronicle}?p=add", {"day": "2026-06-25", "text": "半年工作交"})
    assert "上次写了一半" in client.get(report).text
    assert client.get(chronicle).text.count("上次写了一半") == 2
    assert "明年打算把故事会办</textarea>" in client.get(f"{report}?p=next&draft=1").text
    assert "请老战士讲了一</textarea>" in client.get(f"{chronicle}?p=m4&draft=1").text
    assert "半年工作交</textarea>" in client.get(f"{chronicle}?p=add&draft=1").text
    home = client.get("/").text
    assert f"{report}?p=next&amp;draft=1#next" in home
    client.post(report, {"key": "next", "text": "明年打算把故事会办到小组。"})
    client.post(
        chronicle, {"act": "save", "month": "4", "line": [key], f"in_{key}": "on", f"text_{key}": "请老战士讲了一课。"}
    )
    client.post(chronicle, {"act": "add", "day": "2026-06-25", "text": "半年工作交流。"})
    assert not Draft.objects.exists()
    assert OwnParagraph.objects.count() == 1
    assert ChronicleEntry.objects.count() == 2


def test_a_paragraph_of_a_summary_is_written_on(world: World, inside: Enter) -> None:
    """Of half a year and of the year: each its own; gone when it is saved, or not wanted any more."""
    client = inside("办公室")
    for unit in (world.liuwan, world.office):
        half, whole = f"/summaries/{unit.pk}/2026/6/", f"/summaries/{unit.pk}/2026/12/"
        page = client.get(half).text
        assert f'name="draft_at" value="{half}?p=next"' in page
        assert "上次写了一半" not in page
        answer = put_aside(client, f"{half}?p=next", {"key": "next", "text": "下半年打算把故事", "seen": "x"})
        assert answer.text.startswith("先替您放着了，")
        assert "下半年打算把故事</textarea>" not in client.get(half).text
        assert "上次写了一半" in client.get(half).text
        assert "上次写了一半" not in client.get(whole).text
        assert f"{half}?p=next&amp;draft=1#next" in client.get("/").text
        again = client.get(f"{half}?p=next&draft=1").text
        assert "下半年打算把故事</textarea>" in again
        assert 'name="seen" value="x"' in again
        assert OwnParagraph.objects.filter(unit=unit).count() == 0
        client.post(half, {"key": "next", "text": "下半年打算把故事会办到小组。"})
        assert not Draft.objects.exists()
        assert "上次写了一半" not in client.get(half).text
        assert OwnParagraph.objects.get(unit=unit).text == "下半年打算把故事会办到小组。"
    put_aside(client, f"{whole}?p=next", {"key": "next", "text": "不想写"})
    client.post("/drafts/drop/", {"draft_at": f"{whole}?p=next"})
    assert not Draft.objects.exists()


def test_a_summary_that_somebody_else_wrote_meanwhile_keeps_the_half_written(world: World, inside: Enter) -> None:
    client, half = inside("柳湾记载人"), f"/summaries/{world.liuwan.pk}/2026/6/"
    seen = fields_of(client.get(half).text)["seen"][0]
    put_aside(client, f"{half}?p=next", {"key": "next", "text": HALF, "seen": seen})
    inside("办公室").post(half, {"key": "next", "text": "办公室写的。"})
    page = client.post(half, {"key": "next", "text": HALF, "seen": seen}).text
    assert "办公室写的。" in page
    assert f"{HALF}</textarea>" in page
    assert Draft.objects.exists()


def test_a_draft_that_was_overtaken_meets_the_other_text(world: World, inside: Enter) -> None:
    """Written on days later, over what somebody else has changed since: both texts, side by side."""
    client, record = inside("柳湾记载人"), Record.objects.get(content="讲一段亲历")
    address = f"/records/{record.pk}/edit/"
    put_aside(client, address, told(world, content=HALF, seen="1"))
    inside("办公室").post(address, told(world, content="办公室改的", seen="1"))
    again = fields_of(client.get(f"{address}?draft=1").text)
    assert again["seen"] == ["1"]
    page = client.post(address, told(world, content=HALF, seen="1")).text
    assert "办公室改的" in page
    assert HALF in page
    assert Draft.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/", "/login/", "https://evil.example/records/new/", "//evil.example/records/new/", "/gone/", "", "x" * 300],
)
def test_only_pages_that_keep_drafts_do(world: World, inside: Enter, address: str) -> None:
    assert put_aside(inside("柳湾记载人"), address, {"content": HALF}).status_code == 404
    assert inside("柳湾记载人").post("/drafts/drop/", {"draft_at": address}).status_code == 404
    assert not Draft.objects.exists()


def test_the_way_is_asked_for_without_keeping_anything(world: World, inside: Enter) -> None:
    address, form = new_record(world)
    assert put_aside(inside("柳湾记载人"), address, form, "ask").status_code == 204
    assert not Draft.objects.exists()
    answer = put_aside(Client(), address, form)
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_it_goes_after_thirty_days_and_with_the_account(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address, form = new_record(world)
    put_aside(client, address, form)
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=31))
    assert "先放着的" not in client.get("/").text
    assert "上次写了一半" not in client.get(address).text
    put_aside(inside("办公室"), f"/people/new/?unit={world.liuwan.pk}", {"name": "徐巧云"})
    assert [d.title for d in Draft.objects.all()] == ["添一位五老"]
    put_aside(client, address, form)
    close_account(world.by.__class__(uuid.uuid4(), "管", _all_rights(world)), world.accounts["柳湾记载人"])
    assert Draft.objects.count() == 1


def _all_rights(world: World) -> Any:
    right = world.by.rights[0]
    return (right.__class__("clerk", "办", frozenset({"manage_accounts"}), right.root),)


def test_too_many_and_too_long(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    for _ in range(rules.MOST + 3):
        address, form = new_record(world)
        put_aside(client, address, form)
    assert Draft.objects.count() == rules.MOST
    answer = put_aside(client, address, {"content": "长" * (rules.LONGEST + 1)})
    assert (answer.status_code, answer.text) == (400, "写得太长，放不下了。请先存好，再接着写。")


def test_every_page_with_a_text_of_more_than_a_word_keeps_drafts() -> None:
    kept = {str(p.name) for _, p in _patterns(get_resolver()) if hasattr(p.callback, "keeps_drafts")}
    assert kept >= {"write", "edit", "parts", "report", "chronicle", "register", "summary", "table"}


@given(
    st.lists(st.tuples(st.sampled_from(["content", "phone", "password", "draft_at", "people"]), st.text(max_size=9)))
)
def test_what_is_kept_is_what_was_said_without_what_is_private(said: list[tuple[str, str]]) -> None:
    kept = rules.worth_keeping(said)
    assert kept == [pair for pair in said if pair[0] in ("content", "people")]
    assert len(rules.opening_words(kept)) <= 21


def test_a_text_beyond_all_measure_is_refused() -> None:
    with pytest.raises(RuleBroken):
        rules.worth_keeping([("content", "长" * rules.LONGEST)])
