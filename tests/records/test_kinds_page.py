"""类别、地点、节点 as an office edits them; what was recorded before keeps its words."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.journal.records.models import Occasion, Record, RecordKind
from xinhuo.journal.records.rules import falls_on
from xinhuo.who.organisation.models import UsualPlace

Enter = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def kind_of(name: str) -> RecordKind:
    return RecordKind.objects.get(name=name)


def said(kind: RecordKind, **more: object) -> dict[str, object]:
    return {"name": kind.name, "category": kind.category, "team": kind.team_id or "", **more}


def test_a_kind_is_added_and_offered(world: World, inside: Enter) -> None:
    client = inside("办公室")
    page = client.post("/kinds/new/", {"name": "护河行动", "category": "environment"}, follow=True)
    assert "存好了" in page.text
    assert "护河行动" in page.text
    assert "护河行动" in inside("柳湾记载人").get("/records/new/", follow=True).text
    assert Entry.objects.filter(verb="添活动类别").exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": " ", "category": "law"}, "还没有写名称"),
        ({"name": "长" * 21, "category": "law"}, "名称最多20个字"),
        ({"name": "法治教育", "category": "law"}, "已经有“法治教育”这一类了"),
        ({"name": "新的", "category": "video"}, "选"),
    ],
)
def test_a_crooked_kind_gets_a_sentence(world: World, inside: Enter, form: dict[str, str], sentence: str) -> None:
    before = RecordKind.objects.count()
    assert sentence in inside("办公室").post("/kinds/new/", form).text
    assert RecordKind.objects.count() == before


def test_a_new_name_holds_from_now_on(world: World, inside: Enter) -> None:
    old = Record.objects.get(content="讲一段亲历").kind
    inside("办公室").post(f"/kinds/{old.pk}/", said(old, name="红色宣讲"))
    assert Record.objects.get(content="讲一段亲历").kind.name == "主题宣讲"
    assert not RecordKind.objects.get(pk=old.pk).active
    page = inside("柳湾记载人").get("/records/new/", follow=True).text
    assert "红色宣讲" in page
    assert ">主题宣讲<" not in page


def test_a_misspelt_name_is_corrected_everywhere(world: World, inside: Enter) -> None:
    old = Record.objects.get(content="讲一段亲历").kind
    inside("办公室").post(f"/kinds/{old.pk}/", said(old, name="主题宣讲会", misspelt="on"))
    assert Record.objects.get(content="讲一段亲历").kind.name == "主题宣讲会"


def test_a_kind_out_of_use_keeps_its_records_and_may_come_back(world: World, inside: Enter) -> None:
    client, kind = inside("办公室"), kind_of("主题宣讲")
    page = client.post("/kinds/change/", {"act": "rest", "id": str(kind.pk)}, follow=True)
    assert "不再用的" in page.text
    assert "主题宣讲" in client.get("/records/?year=2026").text
    client.post("/kinds/change/", {"act": "use", "id": str(kind.pk)})
    assert kind_of("主题宣讲").active


def test_the_last_kind_stays(world: World, inside: Enter) -> None:
    RecordKind.objects.exclude(name="其他").update(active=False)
    page = inside("办公室").post("/kinds/change/", {"act": "rest", "id": str(kind_of("其他").pk)}, follow=True)
    assert "这是最后一类" in page.text
    assert kind_of("其他").active


def test_kinds_move_up_and_down(world: World, inside: Enter) -> None:
    client, second = inside("办公室"), kind_of("校外教育")
    client.post("/kinds/change/", {"act": "up", "id": str(second.pk)})
    assert list(RecordKind.objects.order_by("position").values_list("name", flat=True))[:2] == ["校外教育", "主题宣讲"]
    assert client.post("/kinds/change/", {"act": "up", "id": str(second.pk)}).status_code == 404
    before = list(RecordKind.objects.order_by("position").values())
    client.post("/kinds/change/", {"act": "jump", "id": str(second.pk)})
    assert list(RecordKind.objects.order_by("position").values()) == before


def test_a_place_is_offered_to_every_unit_below(world: World, inside: Enter) -> None:
    client = inside("办公室")
    client.post("/kinds/", {"place": "新区文化中心"})
    client.post("/kinds/", {"place": "新区文化中心"})
    assert UsualPlace.objects.count() == 1
    assert "新区文化中心" in inside("柳湾记载人").get("/records/new/", follow=True).text
    assert "还没有写地点" in client.post("/kinds/", {"place": "  "}).text
    client.post("/kinds/change/", {"act": "drop_place", "id": str(UsualPlace.objects.get().pk)})
    assert "新区文化中心" not in inside("柳湾记载人").get("/records/new/", follow=True).text


def occasion_form(**more: object) -> dict[str, object]:
    return {"name": "开学季", "first_month": 8, "first_day": 25, "last_month": 9, "last_day": 10, **more}


def test_a_point_of_the_year_is_added_and_proposed(
    world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside("办公室").post("/kinds/occasions/new/", occasion_form(name="迎新", first_month=12, last_month=1, last_day=5))
    made = Occasion.objects.get(name="迎新")
    assert (made.first, made.last) == (1225, 105)
    page = inside("柳湾记载人").get("/records/new/?month=2026-01", follow=True).text
    assert f'value="{made.pk}" selected' in page
    inside("办公室").post("/kinds/change/", {"act": "rest_occasion", "id": made.pk})
    assert "迎新" not in inside("柳湾记载人").get("/records/new/?month=2026-01", follow=True).text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"first_month": 2, "first_day": 30}, "没有这一天"),
        ({"last_month": 2, "last_day": 29}, ""),
        ({"name": "六一"}, "已经有"),
    ],
)
def test_days_that_are_none(world: World, inside: Enter, more: dict[str, object], sentence: str) -> None:
    page = inside("办公室").post("/kinds/occasions/new/", occasion_form(**more))
    assert page.status_code == (200 if sentence else 302)
    assert sentence in page.text


def test_marks_run_over_new_year() -> None:
    assert falls_on(1231, 1225, 105)
    assert falls_on(101, 1225, 105)
    assert not falls_on(601, 1225, 105)
    assert falls_on(601, 525, 605)


def test_only_the_office_edits(world: World, inside: Enter) -> None:
    kind = kind_of("主题宣讲")
    for address in ("/kinds/", "/kinds/new/", f"/kinds/{kind.pk}/", "/kinds/occasions/new/"):
        assert inside("柳湾记载人").get(address).status_code == 404
        assert inside("办公室").get(address).status_code == 200
    assert inside("柳湾记载人").post("/kinds/change/", {"act": "rest", "id": str(kind.pk)}).status_code == 404
