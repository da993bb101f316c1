"""Where one is logged in: seen and ended; what nobody uses any longer ends by itself, and leads back afterwards."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import PASSWORD, Place
from tests.data_roles import roles
from xinhuo.ground.audit.models import Entry
from xinhuo.who.accounts.models import LoginPlace
from xinhuo.who.accounts.rules import device_said

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; HLK-AL10) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


def come_in(who: str = "13900000001", agent: str = DESK, **more: str) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/login/", {"who": who, "password": PASSWORD, **more}).status_code == 302
    return client


def test_each_place_is_listed_in_plain_words_and_one_is_ended(place: Place) -> None:
    here, phone = come_in(), come_in(agent=PHONE, own_phone="on")
    page = here.get("/places/").text
    for word in ("电脑·Edge浏览器", "安卓手机·微信", "（自己的）", "就是这里", "点前后"):
        assert word in page
    other = LoginPlace.objects.get(own=True)
    here.post(f"/places/{other.pk}/end/")
    assert phone.get("/people/").status_code == 302
    assert here.get("/people/").status_code == 200
    assert "安卓手机" not in here.get("/places/").text
    assert Entry.objects.about("account", str(place.recorder.pk)).last().verb == "退出一处登录"


def test_all_others_are_ended_at_once(place: Place) -> None:
    here, there, elsewhere = come_in(), come_in(), come_in(agent=PHONE)
    assert "一共2处" in here.post("/places/others/end/", follow=True).text
    assert [client.get("/people/").status_code for client in (here, there, elsewhere)] == [200, 302, 302]


def test_the_office_ends_one_on_the_account_page(place: Place) -> None:
    phone, clerk = come_in(agent=PHONE), place.inside(place.clerk)
    assert "安卓手机·微信" in clerk.get(f"/accounts/{place.recorder.pk}/").text
    one = LoginPlace.objects.get(account=place.recorder)
    assert place.inside(place.neighbour).post(f"/places/{one.pk}/end/").status_code == 404
    clerk.post(f"/places/{one.pk}/end/")
    assert phone.get("/people/").status_code == 302


def test_a_place_goes_with_its_login(place: Place) -> None:
    come_in().post("/logout/")
    assert not LoginPlace.objects.exists()
    come_in()
    place.inside(place.clerk).post(f"/accounts/{place.recorder.pk}/end-sessions/")
    assert not LoginPlace.objects.exists()


def test_a_new_password_keeps_this_place_on_the_list(place: Place) -> None:
    here = come_in()
    here.post("/password/", {"password": "26041973"})
    assert "就是这里" in here.get("/places/").text


def later(client: Client, minutes: int) -> None:
    """Nobody has used this login for so long."""
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - minutes * 60
    session.save()


@pytest.mark.parametrize("role", roles())
def test_each_role_ends_after_its_time(place: Place, role: dict) -> None:
    if role["code"] == "volunteer":
        pytest.skip("wants a person of the roster; the same time as a recorder")
    account = place.open(place.root, "角色人", role["code"], "13900000077")
    for own, minutes in (("", role["idle_minutes"]), ("on", role["idle_own_minutes"])):
        client = come_in("13900000077", **({"own_phone": own} if own else {}))
        client.get("/places/")
        later(client, minutes - 1)
        assert client.get("/places/").status_code == 200
        later(client, minutes + 1)
        assert client.get("/places/").status_code == 302, f"{account} {own}"


def test_strict_roles_end_within_four_hours_and_the_recorders_own_phone_after_a_month() -> None:
    for role in roles():
        assert role["idle_own_minutes"] <= (240 if role["strict"] else 30 * 24 * 60)
        assert 30 <= role["idle_minutes"] <= 240
    assert next(r for r in roles() if r["code"] == "recorder")["idle_own_minutes"] == 30 * 24 * 60


def test_one_comes_back_to_where_one_was(place: Place) -> None:
    client = come_in()
    client.get("/people/")
    later(client, 241)
    gone = client.get("/people/?q=zds")
    assert gone.url == "/login/?next=/people/%3Fq%3Dzds"
    page = client.get(gone.url).text
    assert "有一阵没用，为了稳妥先退出了" in page
    wanted = re.findall(r'name="next" value="([^"]+)"', page)[-1]
    back = client.post("/login/", {"who": "13900000001", "password": PASSWORD, "next": wanted})
    assert back.url == "/people/?q=zds"
    assert LoginPlace.objects.count() == 1


def test_a_form_sent_too_late_says_so_and_leads_to_its_page(place: Place) -> None:
    client = come_in()
    client.get("/people/")
    later(client, 241)
    gone = client.post("/people/new/", {"name": "新人"}, HTTP_REFERER="http://testserver/people/new/?unit=1")
    assert gone.url == "/login/?next=/people/new/%3Funit%3D1"
    assert "刚才那一下没有存" in client.get(gone.url).text
    later(other := come_in(), 241)
    assert other.post("/people/new/", {"name": "新人"}, HTTP_REFERER="http://evil.example/x").url == "/login/?next=/"


def test_a_visit_writes_at_most_once_an_hour(place: Place) -> None:
    client = come_in()
    client.get("/places/")
    kept = LoginPlace.objects.get()
    assert kept.last_on.minute == 0
    LoginPlace.objects.update(last_on=timezone.now() - timedelta(days=1))
    client.get("/places/")
    assert LoginPlace.objects.get().last_on < timezone.now() - timedelta(hours=20)
    later(client, 61)
    client.get("/places/")
    assert LoginPlace.objects.get().last_on > timezone.now() - timedelta(hours=2)


def test_nothing_is_kept_of_where_or_how_long() -> None:
    columns = {field.name for field in LoginPlace._meta.get_fields()}
    assert columns == {"id", "account", "session_key", "device", "own", "since", "last_on"}


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (PHONE, "安卓手机·微信"),
        (DESK, "电脑·Edge浏览器"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile/15E148 Safari/604.1", "苹果手机·苹果浏览器"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "电脑·火狐浏览器"),
        ("", "一台机器·浏览器"),
        ("<script>" * 50, "一台机器·浏览器"),
    ],
)
def test_a_machine_in_plain_words(agent: str, said: str) -> None:
    assert device_said(agent) == said
