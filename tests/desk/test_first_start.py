"""A machine with nothing in it, and the pages under every page."""

import pytest
from django.test import Client

from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Team

SAID = {
    "name": "清河新区办事处关工委",
    "unit_type": "subdistrict",
    "phone": "0000-0000",
    "admin_name": "吴秀兰",
    "admin_phone": "139 0000 0003",
    "password": "qinghe-2026",
}


@pytest.fixture
def office(db: None) -> Unit:
    return start_office(installer(), UnitDetails("清河新区办事处", "subdistrict"), phone="0000-0000").root


@pytest.mark.django_db
def test_the_first_start_asks_what_it_needs_and_logs_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    answer = client.post("/setup/", SAID, HTTP_HOST="localhost")
    assert answer["Location"] == "/units/"
    assert client.get("/units/").status_code == 200
    office = Office.objects.get()
    assert office.name == "清河新区办事处关工委"
    assert office.site == ""  # an address of this machine alone is no use on a slip
    assert Team.objects.count() == 10
    account = Account.objects.get()
    assert set(account.grants.values_list("role_id", flat=True)) == {"clerk", "system_administrator"}
    assert not account.must_change_password
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", SAID).status_code == 404
    assert Client().post("/login/", {"who": "13900000003", "password": SAID["password"]}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "还没有写机构名称"),
        ({"unit_type": "castle"}, ""),
        ({"admin_name": ""}, "还没有写管理员的姓名"),
        ({"admin_phone": ""}, "还没有写手机号"),
        ({"admin_phone": "12"}, "7到12位"),
        ({"password": "short1"}, "密码至少8位"),
        ({"password": "1234567890123"}, "有字母有数字"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_is_kept(client: Client, typed: dict[str, str], told: str) -> None:
    answer = client.post("/setup/", SAID | typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    assert "必填" not in page
    assert typed.get("phone", SAID["phone"]) in page
    assert not Office.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("page", ["privacy", "accessibility", "feedback"])
def test_footer_pages_are_for_everyone(office: Unit, client: Client, page: str) -> None:
    answer = client.get(f"/about/{page}/")
    assert answer.status_code == 200
    assert "0000-0000" in answer.content.decode()


def test_the_text_size_goes_with_the_reader(office: Unit) -> None:
    account = open_account(installer(), NewAccount(office, "吴秀兰", "clerk"), "qinghe-2026")[0]
    client = Client()
    client.force_login(account)
    answer = client.post("/size/", {"zi": "3", "next": "/about/privacy/"})
    assert answer["Location"] == "/about/privacy/"
    assert answer.cookies["zi"]["max-age"] == 365 * 24 * 3600
    assert 'class="zi-te"' in client.get("/about/privacy/").content.decode()
    elsewhere = Client()
    elsewhere.force_login(account)
    assert 'class="zi-te"' in elsewhere.get("/about/privacy/").content.decode()


def test_the_text_size_by_script_and_crooked(office: Unit, client: Client) -> None:
    assert client.post("/size/", {"zi": "2"}, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert client.post("/size/", {"zi": "9", "next": "https://evil.example/"})["Location"] == "/"
    assert client.cookies["zi"].value == "1"
    assert client.get("/size/").status_code == 405
