"""Who leaves a post leaves its papers to whoever follows: what waits moves, what was decided stays."""

from datetime import date

import pytest

from tests.approvals.office import Office
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals.models import Case
from xinhuo.who.people.services.electing import Elected, Election, hold_election, look_at_election

DAY = date(2026, 12, 20)


def elect(office: Office, secretary: str = "", director: str = "") -> None:
    """换届 in the office itself, as looked at."""
    election = Election(DAY, "清新委发〔2026〕9号", [Elected(office.root, secretary, director)])
    seen = look_at_election(office.by, election, TODAY).digest
    hold_election(office.by, office.root, election, seen, TODAY)


def waiting_for(office: Office, name: str) -> list[Case]:
    return list(Case.objects.awaiting(office.actor(name), TODAY))


def test_what_waits_for_the_director_goes_to_the_next_one(office: Office) -> None:
    office.person("顾新民")
    case = office.submit()
    assert waiting_for(office, "陆建华") == [case]
    elect(office, "顾新民")
    assert waiting_for(office, "陆建华") == []
    assert waiting_for(office, "顾新民") == [case]
    with pytest.raises(RuleBroken):
        office.decide("陆建华", case)
    office.decide("顾新民", case)
    office.decide("韩志远", case)
    case.refresh_from_db()
    assert case.state == "approved"


def test_what_he_had_decided_stays_his(office: Office) -> None:
    office.person("顾新民")
    case = office.submit()
    office.decide("陆建华", case)
    elect(office, "顾新民")
    assert waiting_for(office, "韩志远") == [case]
    client = office.enter("韩志远")
    page = client.get(f"/approvals/{case.pk}/").text
    assert "陆建华" in page
    assert "顾新民" not in page


def test_a_post_without_a_successor_keeps_the_paper_until_one_comes(office: Office) -> None:
    case = office.submit()
    office.leave("陆建华", "director", date(2026, 12, 19))
    assert waiting_for(office, "陆建华") == []
    office.person("顾新民")
    elect(office, director="顾新民")
    assert waiting_for(office, "顾新民") == [case]


def test_a_secretary_by_a_post_of_the_party_alone_is_asked_too(office: Office) -> None:
    """韩志远 goes; whoever is appointed to the party's own post, without any of the 关工委, decides."""
    case = office.submit()
    office.decide("陆建华", case)
    office.leave("韩志远", "party_secretary", date(2026, 12, 19))
    office.person("方书记", role="party_secretary")
    office.hold("方书记", "party_secretary")
    assert waiting_for(office, "方书记") == [case]
    office.decide("方书记", case)
    case.refresh_from_db()
    assert case.state == "approved"
