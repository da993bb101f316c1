"""The pages of the unit tree, from the office's side."""

import uuid
from datetime import date

import pytest
from django.test import Client

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.desk.services import installer
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation import views
from xinhuo.who.organisation.models import Unit, YouthBase
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit, found_office

TODAY = date(2026, 11, 24)


class Tree:
    """清河县 > 清河新区办事处 > 柳湾村, 东桥村, 荷塘社区; the office of the county, a clerk of the subdistrict."""

    def __init__(self) -> None:
        self.by: Actor = installer()
        self.office = found_office(self.by, UnitDetails("清河县", "county"), phone="0000-0000")
        self.county = self.office.root
        self.district = add_unit(self.by, self.county, UnitDetails("清河新区办事处", "subdistrict"))
        self.other = add_unit(self.by, self.county, UnitDetails("北湖镇", "township"))
        self.villages = [
            add_unit(self.by, self.district, UnitDetails(name, kind))
            for name, kind in (("柳湾村", "village"), ("东桥村", "village"), ("荷塘社区", "community"))
        ]
        self.clerk = self.inside(self.district, "吴秀兰")
        self.county_clerk = self.inside(self.county, "县里的")

    def inside(self, unit: Unit, name: str, role: str = "clerk") -> Client:
        client = Client()
        client.force_login(open_account(self.by, NewAccount(unit, name, role), "qinghe-2026-lu")[0])
        return client

    def names(self) -> list[str]:
        return list(Unit.objects.filter(parent=self.district).in_order().values_list("name", flat=True))


@pytest.fixture
def tree(db: None, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return Tree()


def said(**more: str) -> dict[str, str]:
    return {"name": "新桥村", "unit_type": "village", **more}


def test_the_tree_shows_the_own_reach_in_order(tree: Tree) -> None:
    page = tree.clerk.get("/units/").content.decode()
    places = [page.index(f">{name}<") for name in ("清河新区办事处", "柳湾村", "东桥村", "荷塘社区")]
    assert places == sorted(places)
    assert "北湖镇" not in page
    whole = tree.county_clerk.get("/units/").content.decode()
    assert 'class="level-2"' in whole
    assert "北湖镇" in whole


def test_the_tree_costs_the_same_for_few_and_for_many(tree: Tree, django_assert_num_queries: object) -> None:
    tree.clerk.get("/units/")
    with django_assert_num_queries(6) as few:
        tree.clerk.get("/units/")
    for number in range(3):
        add_unit(tree.by, tree.district, UnitDetails(f"添{number}村", "village"))
    with django_assert_num_queries(len(few)):
        tree.clerk.get("/units/")


def test_a_large_tree_opens_one_node_at_a_time(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 4)
    page = tree.county_clerk.get("/units/").content.decode()
    assert "北湖镇" in page
    assert "柳湾村" not in page
    below = tree.county_clerk.get("/units/", {"under": str(tree.district.pk)}).content.decode()
    assert "柳湾村" in below


def test_add_a_unit_deep_in_the_tree(tree: Tree) -> None:
    answer = tree.clerk.post("/units/new/", said(parent=str(tree.villages[0].pk), name="一组", unit_type="care_group"))
    assert answer.status_code == 302
    group = Unit.objects.get(name="一组")
    assert group.depth == 4
    assert group.path.startswith(tree.villages[0].path)
    assert Entry.objects.filter(verb="设立单位", object_id=str(group.pk)).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "还没有写名称"),
        ({"name": "柳湾村"}, "已经有“柳湾村”"),
        ({"name": "柳湾村关工委"}, "已经有“柳湾村”"),
        ({"name": "长" * 41}, "40个字以内"),
        ({"division_code": "3201"}, "区划代码是12位数字"),
        ({"unit_type": ""}, "还没有选类型"),
        ({"opened_on": "去年"}, "日期没看懂"),
    ],
)
def test_bad_input_is_told_and_kept(tree: Tree, typed: dict[str, str], told: str) -> None:
    answer = tree.clerk.post("/units/new/", said(parent=str(tree.district.pk), **typed))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    for value in typed.values():
        assert not value or f'value="{value}"' in page
    assert Unit.objects.count() == 6


def test_the_same_name_under_another_parent_is_fine(tree: Tree) -> None:
    add_unit(tree.by, tree.other, UnitDetails("柳湾村", "village"))
    assert Unit.objects.filter(name="柳湾村").count() == 2


def test_a_division_code_is_given_once(tree: Tree) -> None:
    tree.clerk.post("/units/new/", said(parent=str(tree.district.pk), division_code="320000000001"))
    page = tree.clerk.post(
        "/units/new/", said(parent=str(tree.district.pk), name="另一个村", division_code="320000 000001")
    )
    assert "已经给了别的单位" in page.content.decode()


def test_rename_keeps_the_id_and_leaves_a_trace(tree: Tree) -> None:
    village = tree.villages[0]
    address = f"/units/{village.pk}/"
    assert tree.clerk.post(address, said(name="柳湾新村")).status_code == 302
    village.refresh_from_db()
    assert village.name == "柳湾新村"
    entry = Entry.objects.get(verb="修改单位")
    assert entry.before["名称"] == "柳湾村"
    assert entry.after["名称"] == "柳湾新村"
    page = tree.clerk.post(address, said(name="东桥村")).content.decode()
    assert "已经有“东桥村”" in page
    assert 'value="东桥村"' in page


def test_the_own_order_is_moved_by_buttons(tree: Tree) -> None:
    group = add_unit(tree.by, tree.villages[2], UnitDetails("二组", "care_group"))
    address = f"/units/{tree.district.pk}/arrange/"
    for _ in range(2):
        tree.clerk.post(address, {"child": str(tree.villages[2].pk), "way": "up"})
    assert tree.names() == ["荷塘社区", "柳湾村", "东桥村"]
    tree.clerk.post(address, {"child": str(tree.villages[2].pk), "way": "down"})
    assert tree.names() == ["柳湾村", "荷塘社区", "东桥村"]
    group.refresh_from_db()
    tree.villages[2].refresh_from_db()
    assert group.tree_order.startswith(tree.villages[2].tree_order)
    whole = list(Unit.objects.in_order().values_list("name", flat=True))
    assert whole == ["清河县", "清河新区办事处", "柳湾村", "荷塘社区", "二组", "东桥村", "北湖镇"]
    assert tree.clerk.post(address, {"child": str(tree.villages[0].pk), "way": "up"}).status_code == 404
    assert tree.clerk.post(address, {"child": str(group.pk), "way": "up"}).status_code == 404
    assert tree.clerk.post(address, {"child": "x", "way": "up"}).status_code == 404


def test_close_with_a_date_and_what_follows_is_told(tree: Tree) -> None:
    village = tree.villages[1]
    address = f"/units/{village.pk}/close/"
    assert "会怎样" in tree.clerk.get(address).content.decode()
    page = tree.clerk.post(address, {"closed_on": "2026-12-01"}).content.decode()
    assert "不能晚于今天" in page
    assert 'value="2026-12-01"' in page
    assert tree.clerk.post(address, {"closed_on": "2026-11-20"}).status_code == 302
    assert "2026年11月20日撤销" in tree.clerk.get("/units/").content.decode()
    with pytest.raises(RuleBroken, match="已经撤销"):
        add_unit(tree.by, village, UnitDetails("三组", "care_group"))
    refused = tree.clerk.post("/units/new/", said(parent=str(village.pk)))
    assert "已经撤销" in refused.content.decode()
    assert add_unit(tree.by, tree.district, UnitDetails("东桥村", "village")).pk != village.pk


def test_what_cannot_be_closed(tree: Tree) -> None:
    assert "还有下级单位" in (
        tree.clerk.post(f"/units/{tree.district.pk}/close/", {"closed_on": "2026-11-20"}).content.decode()
    )
    for unit in [*tree.villages, tree.district, tree.other]:
        close_unit(tree.by, unit, TODAY, TODAY)
    page = tree.county_clerk.post(f"/units/{tree.county.pk}/close/", {"closed_on": "2026-11-20"})
    assert "这是本机构自己" in page.content.decode()


def test_a_unit_cannot_close_before_it_opened(tree: Tree) -> None:
    tree.clerk.post(f"/units/{tree.villages[0].pk}/", said(name="柳湾村", opened_on="2020-05-01"))
    page = tree.clerk.post(f"/units/{tree.villages[0].pk}/close/", {"closed_on": "2019-01-01"})
    assert "早于成立日期" in page.content.decode()


def test_base_figures_by_year(tree: Tree) -> None:
    address = f"/units/{tree.villages[0].pk}/youth-base/"
    tree.clerk.post(address, {"year": "2026", "count": "320"})
    tree.clerk.post(address, {"year": "2026", "count": "318"})
    assert YouthBase.objects.get(unit=tree.villages[0], year=2026).count == 318
    page = tree.clerk.post(address, {"year": "26", "count": "-1"}).content.decode()
    assert "年度请写四位数字" in page
    assert 'value="-1"' in page
    assert "不像是人数" in tree.clerk.post(address, {"year": "2026", "count": "-1"}).content.decode()
    assert tree.clerk.get(address)["Location"] == f"/units/{tree.villages[0].pk}/"


def test_the_offices_telephone_stands_in_the_footer(tree: Tree) -> None:
    address = f"/units/{tree.county.pk}/office/"
    assert tree.county_clerk.post(address, {"phone": "0512-1234", "site": "https://a.example/"}).status_code == 302
    assert "0512-1234" in tree.county_clerk.get("/about/feedback/").content.decode()
    assert tree.county_clerk.post(f"/units/{tree.district.pk}/office/", {"phone": "1"}).status_code == 404
    assert tree.clerk.post(address, {"phone": "1"}).status_code == 404


def test_a_line_parent_is_an_organ_in_reach(tree: Tree) -> None:
    school = add_unit(tree.by, tree.district, UnitDetails("清河小学", "school"))
    system = add_unit(tree.by, tree.district, UnitDetails("教育系统", "system"))
    typed = said(name="清河小学", unit_type="school")
    assert tree.clerk.post(f"/units/{school.pk}/", typed | {"line_parent": str(system.pk)}).status_code == 302
    school.refresh_from_db()
    assert school.line_parent == system
    for wrong in (tree.other.pk, tree.villages[0].pk, "x"):
        assert tree.clerk.post(f"/units/{school.pk}/", typed | {"line_parent": str(wrong)}).status_code == 200


def test_out_of_reach_is_a_kind_404(tree: Tree) -> None:
    for unit in (tree.other.pk, tree.county.pk, uuid.uuid4()):
        for address in ("", "close/"):
            answer = tree.clerk.get(f"/units/{unit}/{address}")
            assert answer.status_code == 404
            assert "没有找到" in answer.content.decode()
        for address in ("", "youth-base/", "arrange/", "close/"):
            assert tree.clerk.post(f"/units/{unit}/{address}", said()).status_code == 404
        assert tree.clerk.get("/units/", {"under": str(unit)}).status_code == 404
        assert tree.clerk.post("/units/new/", said(parent=str(unit))).status_code == 404
    recorder = tree.inside(tree.villages[0], "周德顺", "recorder")
    assert recorder.get("/units/").status_code == 404
    assert Client().get("/units/")["Location"] == "/login/?next=/units/"


def test_hostile_names_are_inert(tree: Tree) -> None:
    name = '<b onmouseover="x">村</b>'
    tree.clerk.post("/units/new/", said(parent=str(tree.district.pk), name=name))
    assert "<b onmouseover" not in tree.clerk.get("/units/").content.decode()
