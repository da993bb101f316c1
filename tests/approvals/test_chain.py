"""A form goes its way: through seats, not persons; every decision stays."""

import pytest

from tests.approvals.office import Office
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.models import Case
from xinhuo.journal.approvals.reading import state_of

ONE = "0197f0c0-4972-728f-9c23-e0787d618abc"


def stands(case: Case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, case.step_verb


def test_first_review_then_approval(office: Office) -> None:
    case = office.submit()
    assert stands(case) == ("pending", "review")
    assert [c.pk for c in Case.objects.awaiting(office.actor("陆建华"), TODAY)] == [case.pk]
    assert not Case.objects.awaiting(office.actor("韩志远"), TODAY)
    made = office.decide("陆建华", case, words="请做好老同志接送。")
    assert (made.name, made.post_name, made.unit_name) == ("陆建华", "主任", "清河新区办事处关工委")
    assert stands(case) == ("pending", "approve")
    made = office.decide("韩志远", case)
    assert (made.name, made.post_name) == ("韩志远", "党工委书记")
    assert stands(case) == ("approved", "")
    found = state_of("thing", [case.about_id, "nobody's"])
    assert list(found) == [case.about_id]
    assert (found[case.about_id].state, found[case.about_id].decided_on) == ("approved", TODAY)


def test_whoever_is_not_asked_cannot_decide(office: Office) -> None:
    case = office.submit()
    for name in ("韩志远", "王敏", "沈国平", "何广田"):
        with pytest.raises(RuleBroken, match="不归您批"):
            office.decide(name, case)
    assert stands(case) == ("pending", "review")


def test_twice_is_once(office: Office) -> None:
    case = office.submit()
    office.decide("陆建华", case)
    with pytest.raises(RuleBroken, match="已经批过了"):
        office.decide("陆建华", case, step=1)
    assert case.decisions.count() == 1


def test_what_was_withdrawn_a_second_ago_is_not_approved(office: Office) -> None:
    case = office.submit()
    services.withdraw(office.actor("何广田"), case.pk)
    with pytest.raises(RuleBroken, match="已经撤回了"):
        office.decide("陆建华", case, step=1)
    assert stands(case) == ("withdrawn", "")


def test_returned_and_handed_in_again_keeps_the_earlier_round(office: Office) -> None:
    case = office.submit(about=ONE)
    office.decide("陆建华", case, "return", "时间和别的会撞了，请改到周五")
    assert stands(case) == ("returned", "")
    again = office.submit(about=ONE)
    assert (again.pk, again.number) == (case.pk, 2)
    with pytest.raises(RuleBroken, match="改过又重报"):
        office.decide("陆建华", case, round=1)
    office.decide("陆建华", case)
    assert [d.verb for d in case.decisions.order_by("number")] == ["return", "agree"]
    assert case.rounds.count() == 2
