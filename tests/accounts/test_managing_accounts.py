"""The office's pages of accounts: who opens, resets, ends, closes, and for whom."""

import re
import uuid
from datetime import date

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD, Place
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.accounts.backend import actor_of
from xinhuo.who.accounts.models import Account, Grant
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Appointment, Person
from xinhuo.who.people.services.posts import PostDetails, appoint_by_name, end_appointment
from xinhuo.who.people.services.registering import Registration, register_person

TODAY = date(2026, 11, 24)


def first_passwords(page: str) -> list[str]:
    return re.findall(r'<p class="code">([^<]+)</p>', page)


def appoint_keeper(place: Place, unit: Unit, name: str) -> Appointment:
    details = PostDetails(post="executive_deputy_director", started_on=date(2026, 1, 1), keeps_book=True)
    return appoint_by_name(place.by, name, unit, details, TODAY)


def test_the_list_holds_the_own_reach_and_finds_people(place: Place) -> None:
    client = place.inside(place.clerk)
    page = client.get("/accounts/").content.decode()
    assert "周德顺" in page
    assert "钱永康" in page
    assert "还没有登录过" in page
    for text in ("周德", "柳湾", "柳湾村关工委"):
        found = client.get("/accounts/", {"q": text}).content.decode()
        assert "周德顺" in found
        assert "钱永康" not in found


@pytest.mark.parametrize("page", ["0", "-1", "²", "999999999999", "x", "2"])
def test_a_crooked_page_number_is_no_fault(place: Place, page: str) -> None:
    assert place.inside(place.clerk).get("/accounts/", {"page": page}).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_three(place: Place, django_assert_num_queries: object) -> None:
    client = place.inside(place.clerk)
    client.get("/accounts/")
    with django_assert_num_queries(7) as few:
        client.get("/accounts/")
    for number in range(3):
        place.open(place.liuwan, f"添{number}", "director")
    with django_assert_num_queries(len(few)):
        client.get("/accounts/")


def test_only_who_manages_accounts_sees_these_pages(place: Place) -> None:
    for account in (place.recorder, place.secretary):
        client = place.inside(account)
        for page in ("/accounts/", "/accounts/new/", "/accounts/batch/", f"/accounts/{place.recorder.pk}/"):
            assert client.get(page).status_code == 404, (account.name, page)


def test_a_new_account_gives_a_slip_once(place: Place, client: Client) -> None:
    office = place.inside(place.clerk)
    said = {"unit": str(place.liuwan.pk), "name": "孙桂芳", "phone": "139 0000 0011", "role": "recorder"}
    answer = office.post("/accounts/new/", said)
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "https://xinhuo.example/" in page
    (password,) = first_passwords(page)
    made = Account.objects.get(name="孙桂芳")
    assert password not in made.password
    assert not Entry.objects.filter(after__icontains=password).exists()
    assert password not in office.get(f"/accounts/{made.pk}/").content.decode()
    assert client.post("/login/", {"who": "13900000011", "password": password})["Location"] == "/password/"


def test_bad_input_keeps_what_was_typed(place: Place) -> None:
    office = place.inside(place.clerk)
    page = office.post(
        "/accounts/new/", {"unit": str(place.liuwan.pk), "name": "孙桂芳", "phone": "12", "role": "recorder"}
    ).content.decode()
    assert "7到12位" in page
    assert 'value="孙桂芳"' in page
    assert f'<option value="{place.liuwan.pk}" selected>' in page
    again = office.post("/accounts/new/", {"unit": str(place.liuwan.pk), "name": "周德顺", "role": "recorder"})
    assert "已有周德顺的账号" in again.content.decode()
    taken = office.post(
        "/accounts/new/",
        {"unit": str(place.liuwan.pk), "name": "赵六", "role": "recorder", "phone": "13900000002"},
    )
    assert "这个手机号已经有账号" in taken.content.decode()


def test_the_account_of_an_elder_knows_the_person(place: Place) -> None:
    person = register_person(place.by, place.liuwan, Registration("李守仁", sex="男"), TODAY)
    assert place.open(place.liuwan, "李守仁", "volunteer").person_id == person.pk
    with pytest.raises(RuleBroken, match="请先登记"):
        place.open(place.liuwan, "名册上没有", "volunteer")


def test_nobody_gives_more_than_the_own(place: Place) -> None:
    office = place.inside(place.clerk)
    page = office.post(
        "/accounts/new/", {"unit": str(place.root.pk), "name": "越权", "role": "system_administrator"}
    ).content.decode()
    assert not Account.objects.filter(name="越权").exists()
    assert "oops" in page
    small = open_account(place.by, NewAccount(place.liuwan, "小管", "clerk", reach="own"), PASSWORD)[0]
    by = actor_of(small, TODAY)
    with pytest.raises(RuleBroken, match="比您自己的还大"):
        open_account(by, NewAccount(place.liuwan, "大权", "archivist"))


@pytest.mark.parametrize(
    ("by", "whom", "may"),
    [
        ("clerk", "recorder", True),
        ("clerk", "secretary", False),
        ("clerk", "administrator", False),
        ("clerk", "clerk", False),
        ("administrator", "secretary", True),
        ("administrator", "clerk", True),
    ],
)
def test_who_may_reset_and_close_whom_is_data(place: Place, by: str, whom: str, may: bool) -> None:
    client, account = place.inside(getattr(place, by)), getattr(place, whom)
    answer = client.post(f"/accounts/{account.pk}/reset/")
    assert bool(first_passwords(answer.content.decode())) is may
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD) is not may
    client.post(f"/accounts/{account.pk}/close/")
    assert Account.objects.get(pk=account.pk).is_active is not may


def test_a_reset_ends_the_sessions_and_the_slip_lets_in(place: Place, client: Client) -> None:
    lost = place.inside(place.recorder)
    assert lost.get("/people/").status_code == 200
    page = place.inside(place.clerk).post(f"/accounts/{place.recorder.pk}/reset/").content.decode()
    assert lost.get("/people/").status_code == 302
    (password,) = first_passwords(page)
    assert client.post("/login/", {"who": "13900000001", "password": password})["Location"] == "/password/"


def test_a_lost_phone_is_out_after_one_click(place: Place) -> None:
    lost = place.inside(place.recorder)
    place.inside(place.clerk).post(f"/accounts/{place.recorder.pk}/end-sessions/")
    assert lost.get("/people/").status_code == 302
    assert Entry.objects.filter(verb="退出全部设备", object_id=str(place.recorder.pk)).exists()


def test_a_closed_account_is_out_and_its_name_is_free(place: Place) -> None:
    inside = place.inside(place.recorder)
    office = place.inside(place.clerk)
    office.post(f"/accounts/{place.recorder.pk}/close/")
    assert inside.get("/people/").status_code == 302
    assert not first_passwords(office.post(f"/accounts/{place.recorder.pk}/reset/", follow=True).content.decode())
    assert "已经停用" in office.get(f"/accounts/{place.recorder.pk}/").content.decode()
    assert place.open(place.liuwan, "周德顺", "recorder", "13900000001").pk != place.recorder.pk


def test_a_new_telephone_number(place: Place, client: Client) -> None:
    office = place.inside(place.clerk)
    address = f"/accounts/{place.recorder.pk}/phone/"
    assert "这个手机号已经有账号" in office.post(address, {"phone": "13900000002"}).content.decode()
    assert office.post(address, {"phone": "139 0000 0099"}).status_code == 302
    assert client.post("/login/", {"who": "13900000099", "password": PASSWORD}).status_code == 302
    entry = Entry.objects.get(verb="改登录手机号")
    assert entry.after == {"手机号": "139****0099"}
    assert "13900000099" not in office.get(f"/accounts/{place.recorder.pk}/").content.decode()


def test_one_more_role_and_taken_back(place: Place) -> None:
    office = place.inside(place.clerk)
    account = f"/accounts/{place.recorder.pk}/"
    said = {"role": "archivist", "unit": str(place.dongqiao.pk), "reach": "own"}
    assert office.post(f"{account}grant/", said).status_code == 302
    assert actor_of(place.recorder, TODAY).may("see", place.dongqiao.path)
    given = Grant.objects.get(account=place.recorder, role="archivist")
    assert office.post(f"{account}grants/{given.pk}/take-back/").status_code == 302
    assert not actor_of(place.recorder, date.today()).may("see", place.dongqiao.path)
    assert "已到期" in office.get(account).content.decode()
    assert office.post(f"{account}grant/", said).status_code == 302
    assert actor_of(place.recorder, date.today()).may("see", place.dongqiao.path)
    assert "还没有选" in office.post(f"{account}grant/", {}).content.decode()


def test_a_grant_of_someone_else_is_not_there(place: Place) -> None:
    foreign = Grant.objects.get(account=place.neighbour)
    answer = place.inside(place.clerk).post(f"/accounts/{place.recorder.pk}/grants/{foreign.pk}/take-back/")
    assert answer.status_code == 404
    assert Grant.objects.valid_on(TODAY).filter(pk=foreign.pk).exists()


def test_rights_end_with_the_post(place: Place) -> None:
    held = appoint_keeper(place, place.liuwan, "陈常务")
    wanted = NewAccount(place.liuwan, "陈常务", "recorder", appointment=held)
    account = open_account(place.by, wanted, PASSWORD)[0]
    assert actor_of(account, TODAY).can("write_record")
    end_appointment(place.by, held, date(2026, 10, 31), TODAY)
    assert actor_of(account, date(2026, 10, 31)).can("write_record")
    assert not actor_of(account, date(2026, 11, 1)).can("write_record")


def test_slips_for_all_units_at_once(place: Place) -> None:
    appoint_keeper(place, place.liuwan, "陈常务")
    appoint_keeper(place, place.dongqiao, "钱永康")  # has an account already
    office = place.inside(place.clerk)
    page = office.get("/accounts/batch/").content.decode()
    assert f'value="{place.liuwan.pk}" checked' in page
    assert "钱永康（已有账号）" in page
    answer = office.post("/accounts/batch/", {"unit": [str(place.liuwan.pk), str(place.dongqiao.pk)]})
    slips = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert len(first_passwords(slips)) == 1
    assert "柳湾村关工委" in slips
    grant = Grant.objects.get(account__name="陈常务")
    assert (grant.role_id, grant.unit, grant.appointment.unit) == ("recorder", place.liuwan, place.liuwan)
    again = office.post("/accounts/batch/", {"unit": [str(place.liuwan.pk)]}).content.decode()
    assert "没有新开" in again
    assert f'value="{place.liuwan.pk}" checked' in again


def test_a_slip_for_this_machine_only_is_told(place: Place) -> None:
    place.office.site = ""
    place.office.save()
    page = place.inside(place.clerk).post(f"/accounts/{place.recorder.pk}/reset/", HTTP_HOST="127.0.0.1:8000")
    assert "只有这台机器能打开" in page.content.decode()


def test_out_of_reach_is_a_kind_404(place: Place) -> None:
    other = add_unit(place.by, place.root, UnitDetails("北湖镇", "township"))
    away = place.open(add_unit(place.by, other, UnitDetails("湖边村", "village")), "远处人", "recorder")
    clerk = place.inside(place.open(other, "镇办公室", "clerk"))
    assert clerk.get(f"/accounts/{away.pk}/").status_code == 200
    for address in ("", "grant/", "phone/", "reset/", "end-sessions/", "close/"):
        for account in (place.recorder.pk, uuid.uuid4()):
            answer = clerk.post(f"/accounts/{account}/{address}") if address else clerk.get(f"/accounts/{account}/")
            assert answer.status_code == 404, address
            assert "没有找到" in answer.content.decode()
    page = clerk.post("/accounts/new/", {"unit": str(place.liuwan.pk), "name": "张三", "role": "recorder"})
    assert not Account.objects.filter(name="张三").exists()
    assert page.status_code == 200
    assert Account.objects.get(pk=place.recorder.pk).is_active


def test_a_page_made_by_a_post_leads_back_on_reload(place: Place) -> None:
    office = place.inside(place.clerk)
    for address in ("reset", "grant", "phone"):
        back = office.get(f"/accounts/{place.recorder.pk}/{address}/")
        assert back["Location"] == f"/accounts/{place.recorder.pk}/"


def test_hostile_names_are_inert(place: Place) -> None:
    office = place.inside(place.clerk)
    name = "<script>alert(1)</script>"
    page = office.post("/accounts/new/", {"unit": str(place.liuwan.pk), "name": name, "role": "recorder"})
    assert "<script>alert" not in page.content.decode()
    assert "<script>alert" not in office.get("/accounts/").content.decode()
    assert Person.objects.count() == 0
