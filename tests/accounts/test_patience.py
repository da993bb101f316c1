"""Who guesses at a password waits; whoever sits behind the same address does not; the office opens it on the telephone."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from tests.accounts.conftest import PASSWORD, Place
from xinhuo.ground.audit.models import Entry
from xinhuo.who.accounts.backend import address_of

WRONG = "not-this-one-1"
LIMIT = settings.AXES_FAILURE_LIMIT


def come_in(who: str, password: str = PASSWORD, machine: str = "10.0.0.1", **more: str) -> object:
    return Client(REMOTE_ADDR=machine).post("/login/", {"who": who, "password": password, **more})


def guess(who: str, times: int = LIMIT, machine: str = "10.0.0.1", **more: str) -> list[int]:
    return [come_in(who, WRONG, machine, **more).status_code for _ in range(times)]


def test_after_five_wrong_passwords_even_the_right_one_waits(place: Place) -> None:
    assert guess("13900000001") == [200] * (LIMIT - 1) + [429]
    answer = come_in("13900000001")
    assert answer.status_code == 429
    page = answer.text
    assert "试错次数多了，先歇15分钟再试。急用请打办公室电话0000-0000，当场可以解开。" in page
    assert "忘了密码，" not in page
    assert PASSWORD not in page


def test_neighbours_behind_the_same_address_come_in(place: Place) -> None:
    guess("13900000001", 20)
    assert come_in("13900000002").status_code == 302
    assert come_in("13900000001", machine="10.0.0.2").status_code == 302


def test_name_and_unit_count_as_typed_with_or_without_the_word(place: Place) -> None:
    guess("周德顺", 3, unit="柳湾村")
    assert guess(" 周德顺", 2, unit="柳湾村关工委")[-1] == 429
    assert come_in("周德顺", unit="东桥村").status_code == 200


def test_very_many_from_everywhere_are_too_many_as_well(place: Place) -> None:
    machines = settings.XINHUO_FAILURES_ANYWHERE // 4
    for number in range(machines):
        guess("13900000001", 4, machine=f"10.1.0.{number}")
    assert come_in("13900000001", machine="10.9.9.9").status_code == 429
    assert come_in("13900000002", machine="10.9.9.9").status_code == 302


def test_a_right_password_forgets_the_wrong_ones(place: Place) -> None:
    guess("13900000001", LIMIT - 1)
    assert come_in("13900000001").status_code == 302
    assert guess("13900000001", LIMIT - 1) == [200] * (LIMIT - 1)


def test_the_pause_ends_by_itself_and_old_attempts_are_thrown_away(place: Place) -> None:
    guess("13900000001")
    assert come_in("13900000001").status_code == 429
    for one in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=one.pk).update(attempt_time=one.attempt_time - timedelta(minutes=16))
    assert come_in("13900000001").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_office_opens_it_at_once_and_that_is_noted(place: Place) -> None:
    guess("周德顺", unit="柳湾村")
    clerk = place.inside(place.clerk)
    page = clerk.get(f"/accounts/{place.recorder.pk}/").text
    assert "解开登录" in page
    assert "解开登录" not in clerk.get(f"/accounts/{place.neighbour.pk}/").text
    clerk.post(f"/accounts/{place.recorder.pk}/unlock/")
    assert come_in("周德顺", unit="柳湾村").status_code == 302
    assert Entry.objects.about("account", str(place.recorder.pk)).last().verb == "解开登录"
    assert place.inside(place.recorder).post(f"/accounts/{place.neighbour.pk}/unlock/").status_code == 404


def test_no_table_of_failures_knows_a_number_or_a_name(place: Place) -> None:
    guess("13900000001", next="/people/?q=周德顺")
    guess("周德顺", unit="柳湾村")
    kept = str([list(table.objects.values()) for table in (AccessAttempt, AccessLog, AccessFailureLog)])
    assert "failures_since_start" in kept
    for word in ("13900000001", "周德顺", "柳湾", WRONG):
        assert word not in kept
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("passed", "behind", "seen"),
    [
        ("6.6.6.6, 7.7.7.7", True, "7.7.7.7"),  # what a client claims stands before what the proxy has seen
        ("6.6.6.6, 7.7.7.7", False, "10.0.0.1"),
        ("", True, "10.0.0.1"),
        ("2001:db8::1", True, "2001:db8::1"),
        ("unknown", True, "10.0.0.1"),
    ],
)
def test_the_machine_behind_the_proxy(rf, passed: str, behind: bool, seen: str) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": passed} if passed else {}
    with override_settings(BEHIND_PROXY=behind):
        assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", **headers)) == seen


def test_the_way_it_is_set_up_is_clean(capsys: pytest.CaptureFixture) -> None:
    call_command("check", "--deploy", "--tag", "security", "--tag", "compatibility")
    assert "axes" not in capsys.readouterr().err
