"""Two people write the same thing: the second sees both texts and loses neither."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.records.test_writing import told
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.text import mark_of
from xinhuo.journal.records import rules
from xinhuo.journal.records.measures import told as measure_told
from xinhuo.journal.records.models import OwnParagraph, Record, RecordVersion
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.told import as_data, from_data, told_of
from xinhuo.year.yearbook.models import ChronicleEntry

Enter = Callable[[str], Client]
KEYS = ("content", "place")
TEXTS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["", "甲", "乙", "丙"]), min_size=2, max_size=2)


def seen_on(page: str, name: str = "seen") -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def fields_of(page: str) -> dict[str, Any]:
    """The hidden fields and the chosen radios of a page's own form, as a browser would send them."""
    said: dict[str, Any] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>|<input type="radio"[^>]* checked>', page):
        name, value = re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1]
        if name != "csrfmiddlewaretoken":
            said.setdefault(name, []).append(value)
    return said


def both_open(world: World, inside: Enter) -> tuple[Client, Record, str]:
    """The village has a record's page open while the office changes content and head count."""
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world))
    record = Record.objects.get(content="讲家乡河的故事")
    address = f"/records/{record.pk}/edit/"
    seen = seen_on(client.get(address).text)
    changed = told(
        world, day="x", held_on="2026-12-20", content="讲家乡河的故事，看老水闸", youth_count="35", seen=seen
    )
    assert inside("办公室").post(address, changed).status_code == 302
    return client, record, seen


def test_the_second_sees_both_texts_and_keeps_what_is_chosen(world: World, inside: Enter) -> None:
    client, record, seen = both_open(world, inside)
    address = f"/records/{record.pk}/edit/"
    mine = told(world, day="x", held_on="2026-12-20", content="讲家乡河的故事，走河堤", place="河边", seen=seen)
    page = client.post(address, mine).text
    for word in (
        "别人改成的",
        "您写的",
        "看老水闸",
        "走河堤",
        "30人",
        "35人",
        "只有别人改了",
        "只有您改了",
        "办公室改过这一笔",
    ):
        assert word in page, word
    record.refresh_from_db()
    assert record.content == "讲家乡河的故事，看老水闸"
    again = fields_of(page)
    assert again["take_youth_count"] == ["theirs"]
    assert again["take_content"] == ["mine"]
    assert client.post(address, again | {"take_content": "both"}).status_code == 302
    record.refresh_from_db()
    assert record.content == "讲家乡河的故事，看老水闸\n讲家乡河的故事，走河堤"
    assert (record.youth_count, record.place) == (35, "河边")


def test_taking_theirs_everywhere_changes_nothing(world: World, inside: Enter) -> None:
    client, record, seen = both_open(world, inside)
    page = client.post(
        f"/records/{record.pk}/edit/", told(world, day="x", held_on="2026-12-20", content="别的", seen=seen)
    )
    again = fields_of(page.text)
    again |= {name: "theirs" for name in again if name.startswith("take_")}
    before = Record.objects.values().get(pk=record.pk)
    assert client.post(f"/records/{record.pk}/edit/", again).status_code == 302
    assert Record.objects.values().get(pk=record.pk) == before


def test_a_third_who_saves_while_the_second_chooses_is_seen_too(world: World, inside: Enter) -> None:
    client, record, seen = both_open(world, inside)
    address = f"/records/{record.pk}/edit/"
    page = client.post(address, told(world, day="x", held_on="2026-12-20", content="我写的", seen=seen)).text
    third = told(world, day="x", held_on="2026-12-20", content="第三个人写的", seen=str(record.version + 1))
    assert inside("办公室").post(address, third).status_code == 302
    page = client.post(address, fields_of(page)).text
    assert "第三个人写的" in page
    assert "我写的" in page


def test_going_back_to_a_new_record_that_the_office_has_corrected_shows_both(world: World, inside: Enter) -> None:
    client, form = inside("柳湾记载人"), told(world)
    client.post("/records/new/", form)
    record = Record.objects.get(content="讲家乡河的故事")
    office = told(world, day="x", held_on="2026-12-20", content="办公室改的", seen="1")
    inside("办公室").post(f"/records/{record.pk}/edit/", office)
    page = client.post("/records/new/", form | {"content": "我回来又改的"}).text
    assert "办公室改的" in page
    assert "我回来又改的" in page
    assert client.post(f"/records/{record.pk}/edit/", fields_of(page)).status_code == 302
    record.refresh_from_db()
    assert record.content == "我回来又改的"


def test_a_clock_set_back_hides_no_change(world: World, inside: Enter) -> None:
    """The marker is a count: two changes in the same second, or in an order that no clock admits, still differ."""
    client, record, seen = both_open(world, inside)
    Record.objects.filter(pk=record.pk).update(changed_at=record.created_at, created_at=record.created_at)
    page = client.post(f"/records/{record.pk}/edit/", told(world, content="我写的", seen=seen))
    assert "看老水闸" in page.text
    record.refresh_from_db()
    assert record.content == "讲家乡河的故事，看老水闸"


def test_text_written_for_a_record_that_was_withdrawn_meanwhile_stays_on_the_page(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    inside("办公室").post(f"/records/{record.pk}/withdraw/", {})
    page = client.post(f"/records/{record.pk}/edit/", told(world, content="写了半天的字", seen="1")).text
    assert "请先恢复它" in page
    assert "写了半天的字" in page


def test_parts_written_by_two(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="带青少年清扫楼道、讲雷锋故事")
    part = record.participations.get(person__name="周德顺")
    form = {f"role_{p.pk.hex}": p.role for p in record.participations.all()}
    line = f"sentence_{part.pk.hex}"
    inside("办公室").post(f"/records/{record.pk}/parts/", form | {line: "办公室写的一句", "seen": "1"})
    page = client.post(f"/records/{record.pk}/parts/", form | {line: "我写的一句", "seen": "1"}).text
    assert "别人改成的：参加：办公室写的一句" in page
    assert 'value="我写的一句"' in page
    client.post(f"/records/{record.pk}/parts/", form | {line: "我写的一句", "seen": seen_on(page)})
    part.refresh_from_db()
    assert part.sentence == "我写的一句"


def test_a_paragraph_written_by_two(world: World, inside: Enter) -> None:
    address, client = f"/reports/{world.liuwan.pk}/2026/12/", inside("柳湾记载人")
    nothing = mark_of("")
    inside("办公室").post(address, {"key": "next", "text": "办公室写的打算。", "seen": nothing})
    page = client.post(address, {"key": "next", "text": "我写的打算。", "seen": nothing}).text
    assert page.count("办公室写的打算。") >= 2
    assert "我写的打算。</textarea>" in page
    assert OwnParagraph.objects.get().text == "办公室写的打算。"
    theirs = mark_of("办公室写的打算。")
    assert f'name="seen" value="{theirs}"' in page
    client.post(address, {"key": "next", "text": "我写的打算。", "seen": theirs, "join": "1"})
    assert OwnParagraph.objects.get().text == "办公室写的打算。\n我写的打算。"


def test_a_paragraph_only_looked_at_leaves_what_another_wrote(world: World, inside: Enter) -> None:
    address, client = f"/reports/{world.liuwan.pk}/2026/12/", inside("柳湾记载人")
    draft = re.search(r'id="t-opening" name="text"[^>]*>([^<]*)<', client.get(address).text)[1]
    inside("办公室").post(address, {"key": "opening", "text": "办公室写的开头。", "seen": mark_of("")})
    assert client.post(address, {"key": "opening", "text": draft, "seen": mark_of("")}).status_code == 302
    assert OwnParagraph.objects.get().text == "办公室写的开头。"


def test_a_line_of_the_chronicle_written_by_two(world: World, inside: Enter) -> None:
    address, client = f"/chronicle/{world.liuwan.pk}/2026/", inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    key = str(record.pk)
    page = client.get(address).text
    said = {"act": "save", "month": "4", "line": [key], f"seen_{key}": seen_on(page, f"seen_{key}"), f"in_{key}": "on"}
    assert inside("办公室").post(address, said | {f"text_{key}": "办公室写的这一件。"}).status_code == 302
    page = client.post(address, said | {f"text_{key}": "我写的这一件。"}).text
    assert "<b>别人改成的：</b>办公室写的这一件。" in page
    assert "我写的这一件。</textarea>" in page
    assert ChronicleEntry.objects.get().text == "办公室写的这一件。"
    again = said | {f"text_{key}": "我写的这一件。", f"seen_{key}": seen_on(page, f"seen_{key}")}
    client.post(address, again | {f"take_{key}": "theirs"})
    assert ChronicleEntry.objects.get().text == "办公室写的这一件。"
    client.post(address, again | {f"take_{key}": "mine"})
    assert ChronicleEntry.objects.get().text == "我写的这一件。"


def test_a_line_only_looked_at_leaves_what_another_decided(world: World, inside: Enter) -> None:
    address, client = f"/chronicle/{world.liuwan.pk}/2026/", inside("柳湾记载人")
    key = str(Record.objects.get(content="讲一段亲历").pk)
    page = client.get(address).text
    text = re.search(rf'name="text_{key}"[^>]*?(?:value="([^"]*)"|>([^<]*)<)', page)
    said = {"act": "save", "month": "4", "line": [key], f"seen_{key}": seen_on(page, f"seen_{key}"), f"in_{key}": "on"}
    inside("办公室").post(address, said | {f"text_{key}": "办公室写的这一件。"})
    assert client.post(address, said | {f"text_{key}": text[1] or text[2]}).status_code == 302
    assert ChronicleEntry.objects.get().text == "办公室写的这一件。"


# ── undo


def test_a_change_is_taken_back_and_brought_again(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world, visited="钱永康"))
    record = Record.objects.get(content="讲家乡河的故事")
    before = as_data(told_of(record))
    client.post(f"/records/{record.pk}/edit/", told(world, content="改坏了", people=[], youth_count="3", seen="1"))
    page = client.get(f"/records/{record.pk}/").text
    assert "撤回这次修改" in page
    for turn, verb in ((2, "撤回修改"), (2, "撤回修改"), (3, "撤回修改")):
        client.post(
            f"/records/{record.pk}/undo/", {"seen": str(turn)}
        )  # the second is a double tap: nothing more happens
        assert Entry.objects.about("record", str(record.pk)).last().verb == verb
    record = Record.objects.get(pk=record.pk)
    assert record.content == "改坏了"
    client.post(f"/records/{record.pk}/undo/", {"seen": "4"})
    assert as_data(told_of(Record.objects.get(pk=record.pk))) == before
    assert RecordVersion.objects.filter(record=record).count() == 4


@pytest.mark.parametrize(("hours", "possible"), [(23, True), (25, False)])
def test_a_change_is_undone_within_a_day(world: World, inside: Enter, hours: int, possible: bool) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    client.post(f"/records/{record.pk}/edit/", told(world, content="改坏了", seen="1"))
    change = RecordVersion.objects.get()
    RecordVersion.objects.update(made_at=change.made_at - timedelta(hours=hours))
    assert ("撤回这次修改" in client.get(f"/records/{record.pk}/").text) is possible
    said = client.post(f"/records/{record.pk}/undo/", {"seen": "2"}, follow=True).text
    record.refresh_from_db()
    assert (record.content == "讲一段亲历") is possible
    assert ("不能撤回了" in said) is not possible


def test_another_units_change_is_not_undone(world: World, inside: Enter) -> None:
    record = Record.objects.get(content="讲一段亲历")
    inside("办公室").post(f"/records/{record.pk}/edit/", told(world, content="办公室改的", seen="1"))
    client = inside("柳湾记载人")
    assert "撤回这次修改" not in client.get(f"/records/{record.pk}/").text
    assert "别的单位改的" in client.post(f"/records/{record.pk}/undo/", {"seen": "2"}, follow=True).text
    assert inside("柳湾主任").post(f"/records/{record.pk}/undo/", {"seen": "2"}).status_code == 404
    record.refresh_from_db()
    assert record.content == "办公室改的"


def test_within_a_day_one_tap_takes_a_record_back_and_brings_it_again(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    assert "作废" not in client.get(f"/records/{record.pk}/").text
    page = client.post(f"/records/{record.pk}/withdraw/", {}, follow=True).text
    assert "已撤销" in page
    assert "已撤销" in client.get("/records/?year=2026&withdrawn=on").text
    assert "恢复了" in client.post(f"/records/{record.pk}/withdraw/", {"restore": "1"}, follow=True).text


def test_after_a_day_a_record_is_voided_with_a_reason(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    Record.objects.filter(pk=record.pk).update(created_at=record.created_at - timedelta(hours=25))
    page = client.get(f"/records/{record.pk}/").text
    assert "作废" in page
    assert "撤销</button>" not in page
    assert "撤销这一笔" not in client.get(f"/records/{record.pk}/saved/").text
    refused = client.post(f"/records/{record.pk}/withdraw/", {"reason": "  "}).text
    assert "作废要写缘由" in refused
    record.refresh_from_db()
    assert not record.withdrawn
    page = client.post(f"/records/{record.pk}/withdraw/", {"reason": "和上一笔是同一件"}, follow=True).text
    assert "已作废" in page
    assert "和上一笔是同一件" in page
    assert "作废记录" in page
    assert "已作废" in client.get("/records/?year=2026&withdrawn=on").text


@given(st.integers(-100, 100))
def test_the_border_of_a_day(minutes: int) -> None:
    written = datetime(2026, 3, 1, 8, tzinfo=UTC)
    now = written + timedelta(hours=24, minutes=minutes)
    assert rules.may_undo(written, now) is (minutes <= 0)
    assert rules.may_undo(now, written)  # a clock that was set back never takes the undo away


@given(TEXTS, TEXTS, TEXTS)
def test_what_two_writers_wrote_is_never_lost(
    seen: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    """Each field either is alike, or is shown with both texts; what is proposed is always somebody's change."""
    said = [{key: (key, text[key]) for key in KEYS} for text in (seen, mine, theirs)]
    found = {one.key: one for one in rules.differences(*said)}
    for key in KEYS:
        if mine[key] == theirs[key]:
            assert key not in found
            continue
        one = found[key]
        assert (one.mine, one.theirs) == (mine[key], theirs[key])
        chosen = one.mine if one.choice == "mine" else one.theirs
        assert chosen != seen[key] or one.both is False or mine[key] == seen[key] == chosen
        assert not one.both or seen[key] not in (mine[key], theirs[key])
        assert all(text in one.joined for text in (mine[key], theirs[key])) or one.joined == ""


def test_a_version_that_is_kept_reads_back_the_same(world: World) -> None:
    for record in Record.objects.with_words():
        kept = as_data(told_of(record))
        assert as_data(from_data(kept)) == kept


# ── 补记


def test_in_january_december_is_written_as_it_was(world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 1, 20))
    client = inside("柳湾记载人")
    assert 'value="2026-12-01"' in client.get("/records/new/?month=2026-12", follow=True).text
    client.post("/records/new/", told(world, day="x", held_on="2026-12-02", content="补记十二月的事"))
    record = Record.objects.get(content="补记十二月的事")
    assert record.held_on == date(2026, 12, 2)
    assert "补记十二月的事" in client.get(f"/people/{world.people['周德顺'].pk}/?year=2026").text
    assert "补记十二月的事" in client.get(f"/chronicle/{world.liuwan.pk}/2026/").text
    assert "补记十二月的事" not in client.get(f"/people/{world.people['周德顺'].pk}/?year=2027").text


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True), (-1, False)])
def test_what_is_late(days: int, late: bool) -> None:
    assert rules.is_late(date(2026, 12, 15), date(2026, 12, 15) + timedelta(days=days)) is late


def test_late_is_told_on_record_and_list(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    Record.objects.update(created_at=datetime.fromisoformat("2026-12-20T08:00:00+08:00"))
    record = Record.objects.get(content="讲一段亲历")
    assert '<span class="tag">补记</span>' in client.get(f"/records/{record.pk}/").text
    assert client.get("/records/?year=2026").text.count('<span class="tag">补记</span>') == 3


def test_why_it_was_written_late_is_kept_and_shown(world: World, inside: Enter) -> None:
    """Rule X8: 补记 with its reason; asked of nobody, kept through a change and an undo, told where it is counted."""
    client = inside("柳湾记载人")
    form = told(world, day="x", held_on="2026-05-06", content="五月的一堂课")
    assert client.post("/records/new/", form | {"late_reason": "先记在本子上，忙完汛期，\n现在录"}).status_code == 302
    record = Record.objects.get(content="五月的一堂课")
    assert "补记的缘由</dt><dd>先记在本子上，忙完汛期， 现在录" in client.get(f"/records/{record.pk}/").text
    assert measure_told(record).text == f"{record.title}（补记：先记在本子上，忙完汛期， 现在录）"
    edit = client.get(f"/records/{record.pk}/edit/").text
    assert 'name="late_reason" maxlength="60" value="先记在本子上' in edit
    seen = writing.version_of(record)
    change = form | {"key": str(record.key), "seen": seen, "late_reason": ""}
    assert client.post(f"/records/{record.pk}/edit/", change).status_code == 302
    record.refresh_from_db()
    assert (record.late_reason, measure_told(record).text) == ("", f"{record.title}（补记）")
    client.post(f"/records/{record.pk}/undo/", {"seen": writing.version_of(record)})
    record.refresh_from_db()
    assert record.late_reason.startswith("先记在本子上")
    too_long = client.post("/records/new/", form | {"key": str(uuid.uuid4()), "late_reason": "久" * 61}).text
    assert "最多60个字" in too_long
    assert "久" * 61 in too_long


def test_a_closed_unit_is_written_for_as_long_as_it_lived(world: World, inside: Enter) -> None:
    client = inside("办公室")
    page = client.get(f"/records/new/?unit={world.dongqiao.pk}", follow=True).text
    assert "补以前的事" in page
    assert 'value="2026-03-31"' in page
    form = told(world, unit=str(world.dongqiao.pk), people=[], names="钱永康", content="撤销前补记的", day="x")
    assert client.post("/records/new/", form | {"held_on": "2026-03-31"}).status_code == 302
    refused = client.post("/records/new/", form | {"held_on": "2026-04-01", "key": str(uuid.uuid4())}).text
    assert "2026年3月31日已撤销" in refused
    assert Record.objects.get(content="撤销前补记的").unit_id == world.dongqiao.pk
    assert writing.is_fresh(Record.objects.get(content="撤销前补记的"))
    assert TODAY.year == 2026
