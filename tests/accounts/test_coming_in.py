"""Login, logout and the own password, as a person meets them."""

from datetime import date

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD, Place
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import check_password, first_password
from xinhuo.who.accounts.services import NewAccount, open_account


def come_in(client: Client, who: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login/", {"who": who, "password": password, **more})


@pytest.mark.parametrize("who", ["13900000001", "139 0000 0001", "139-0000-0001"])
def test_login_by_phone(place: Place, client: Client, who: str) -> None:
    answer = come_in(client, who)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Account.objects.get(pk=place.recorder.pk).last_login is not None


@pytest.mark.parametrize("unit", ["柳湾村", "柳湾村关工委", " 柳湾村 "])
def test_login_by_name_and_unit(place: Place, client: Client, unit: str) -> None:
    assert come_in(client, "周德顺", unit=unit).status_code == 302


def test_a_name_that_is_in_two_units_needs_the_unit(place: Place, client: Client) -> None:
    place.open(place.dongqiao, "周德顺", "director")
    assert come_in(client, "周德顺").status_code == 200
    assert come_in(client, "周德顺", unit="柳湾村").status_code == 302


@pytest.mark.parametrize("who", ["13900000001", "13900009999", "不在的人", "'; --", "<script>"])
def test_a_failed_login_says_the_way_out_and_keeps_the_name(place: Place, client: Client, who: str) -> None:
    answer = come_in(client, who, "wrong-password-1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "有一样不对" in page
    assert "0000-0000" in page
    assert "wrong-password-1" not in page
    assert "<script>alert" not in page
    assert who in page or "&lt;script&gt;" in page or "&#39;" in page


def test_nothing_typed_is_told_field_by_field(place: Place, client: Client) -> None:
    page = client.post("/login/", {"next": "/"}).content.decode()
    assert "还没有写手机号或姓名" in page
    assert "还没有写密码" in page


def test_password_managers_find_their_fields(place: Place, client: Client) -> None:
    page = client.get("/login/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_a_closed_account_stays_out(place: Place, client: Client) -> None:
    Account.objects.filter(pk=place.recorder.pk).update(is_active=False)
    assert come_in(client, "13900000001").status_code == 200


def test_the_own_phone_stays_in_for_a_month(place: Place, client: Client) -> None:
    answer = come_in(client, "13900000001", own_phone="on")
    assert answer.cookies["sessionid"]["max-age"] == 30 * 24 * 3600


def test_another_machine_forgets_when_the_browser_closes(place: Place, client: Client) -> None:
    answer = come_in(client, "13900000001")
    assert answer.cookies["sessionid"]["max-age"] == ""


def test_next_leads_on_but_never_away(place: Place) -> None:
    for wanted, came in {
        "/people/": "/people/",
        "https://evil.example/": "/",
        "//evil.example/": "/",
        "/\\evil.example": "/",
        "javascript:alert(1)": "/",
    }.items():
        assert come_in(Client(), "13900000001", next=wanted)["Location"] == came


def test_a_page_asks_to_log_in_and_comes_back(place: Place, client: Client) -> None:
    asked = client.get("/records/new/")
    assert asked["Location"] == "/login/?next=/records/new/"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/records/new/"' in page


def test_logout_is_a_post(place: Place) -> None:
    client = place.inside(place.recorder)
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200
    client.post("/logout/")
    assert client.get("/people/").status_code == 302


def test_the_first_login_wants_a_new_password_before_anything_else(place: Place, client: Client) -> None:
    wanted = NewAccount(place.liuwan, "新来的", "recorder", "13900000010")
    _, slip = open_account(place.by, wanted)
    assert come_in(client, "13900000010", slip.password)["Location"] == "/password/"
    assert client.get("/people/")["Location"] == "/password/"
    assert client.get("/")["Location"] == "/password/"
    page = client.post("/password/", {"password": "123"}).content.decode()
    assert "密码至少8位" in page
    assert 'value="123"' in page  # what was typed is kept in the visible field
    assert client.post("/password/", {"password": "26041973"})["Location"] == "/"
    assert client.get("/people/").status_code == 200
    assert come_in(Client(), "13900000010", slip.password).status_code == 200
    assert come_in(Client(), "13900000010", "26041973").status_code == 302


def test_who_sees_other_units_needs_a_stricter_password(place: Place) -> None:
    client = place.inside(place.clerk)
    assert "10位以上" in client.get("/password/").content.decode()
    assert "10位以上，有字母有数字" in client.post("/password/", {"password": "26041973"}).content.decode()
    assert client.post("/password/", {"password": "qinghe2026x"}).status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(place: Place) -> None:
    here, there = place.inside(place.recorder), place.inside(place.recorder)
    assert here.post("/password/", {"password": "26041973"}).status_code == 302
    assert here.get("/people/").status_code == 200
    assert there.get("/people/").status_code == 302


@pytest.mark.parametrize("password", ["1234567", "12345678", "11111111", "12121212", "13900000001", "周德顺"])
def test_passwords_that_anyone_guesses(password: str) -> None:
    with pytest.raises(RuleBroken):
        check_password(password, "周德顺", "13900000001", strict=False)


def test_a_first_password_is_read_from_paper_without_doubt() -> None:
    made = {first_password() for _ in range(300)}
    assert len(made) > 290
    assert not set("".join(made)) & set("01loi")
    for one in made:
        assert len(one) == 8


def test_rights_end_with_the_unit(place: Place, today: date) -> None:
    place.dongqiao.closed_on = date(2026, 11, 23)
    place.dongqiao.save()
    assert place.inside(place.neighbour).get("/people/").status_code == 404
    assert place.inside(place.recorder).get("/people/").status_code == 200
