"""Two who press at once: one acts, the other reads a sentence."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests.approvals.office import Office, build_office
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.models import Case, Decision

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT = "0197f0c0-4972-728f-9c23-e0787d618abc"


@pytest.fixture
def office(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return build_office()


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What each of them was told ('' when it was done), all begun at the same moment."""
    start, said = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            start.wait()
            deed()
        except RuleBroken as broken:
            said[number] = broken.message
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return said


def test_the_same_person_from_four_tabs(office: Office) -> None:
    case, by = office.submit(), office.actor("陆建华")
    verbs = ("agree", "agree", "return", "refuse")
    said = at_once(*(lambda v=v: services.decide(by, case.pk, 1, 1, v, "试", TODAY) for v in verbs))
    assert said.count("") == 1
    assert set(said) - {""} == {"这一步已经批过了，不用再批。"}
    assert Decision.objects.count() == 1


def test_approving_while_it_is_withdrawn(office: Office) -> None:
    for _ in range(4):
        case = office.submit()
        deciding, owner = office.actor("陆建华"), office.actor("何广田")
        said = at_once(
            lambda case=case, by=deciding: services.decide(by, case.pk, 1, 1, "agree", "", TODAY),
            lambda case=case, by=owner: services.withdraw(by, case.pk),
        )
        case.refresh_from_db()
        assert case.state == "withdrawn"
        verbs = [d.verb for d in case.decisions.all()]
        assert (verbs, said[0]) in (
            (["agree", "withdraw"], ""),
            (["withdraw"], "申报的人已经撤回了，不用批了。"),
        )


def test_taking_back_while_the_next_one_decides(office: Office) -> None:
    for _ in range(4):
        case = office.submit()
        office.decide("陆建华", case)
        first, second = office.actor("陆建华"), office.actor("韩志远")
        said = at_once(
            lambda case=case, by=first: services.take_back(by, case.pk, 1, 1, TODAY),
            lambda case=case, by=second: services.decide(by, case.pk, 1, 2, "agree", "", TODAY),
        )
        case.refresh_from_db()
        assert said.count("") == 1
        assert case.state == ("pending" if said[0] == "" else "approved")


def test_handing_the_same_thing_in_twice(office: Office) -> None:
    said = at_once(*(lambda: office.submit(about=ABOUT) for _ in range(3)))
    assert said.count("") == 1
    assert Case.objects.get().rounds.count() == 1


def test_notices_and_taking_back(office: Office) -> None:
    for _ in range(4):
        case = office.submit()
        office.decide("陆建华", case)
        office.decide("韩志远", case)
        by = office.actor("韩志远")
        said = at_once(
            lambda case=case: services.notices_went_out(case),
            lambda case=case, by=by: services.take_back(by, case.pk, 1, 2, TODAY),
        )
        case.refresh_from_db()
        assert said.count("") == 1
        assert (case.closed, case.state) == ((True, "approved") if said[0] == "" else (False, "pending"))
