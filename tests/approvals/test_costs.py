"""What waits is found with as many queries for many forms as for one, and on an index."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.approvals.office import Office
from tests.figures import figure
from tests.year_world import TODAY
from xinhuo.journal.approvals.facts import StepPlan
from xinhuo.journal.approvals.reading import state_of, stuck, waiting_for


def asked(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        deed()
    return len(seen)


def some_forms(office: Office, many: int) -> None:
    for _ in range(many):
        office.submit()
        one = office.submit()
        office.decide("陆建华", one)
        office.submit([StepPlan("review", office.seat("secretary_general"))])


def test_many_forms_cost_what_one_costs(office: Office) -> None:
    chief, clerk = office.actor("陆建华"), office.actor("王敏")
    page = office.enter("陆建华")
    deeds = {
        "waiting_for": lambda: waiting_for(chief, TODAY),
        "stuck": lambda: stuck(clerk.scope("manage_posts"), TODAY),
        "state_of": lambda: state_of("thing", ["a", "b"]),
        "page": lambda: page.get(reverse("approvals:list")),
    }
    some_forms(office, 1)
    deeds["page"]()
    few = {name: asked(deed) for name, deed in deeds.items()}
    some_forms(office, 5)
    many = {name: asked(deed) for name, deed in deeds.items()}
    assert few == many
    assert few["state_of"] == 1
    assert len(waiting_for(chief, TODAY)) == 6
    figure("Approvals", "queries to find what waits for one person, however much waits", few["waiting_for"])


def test_many_rounds_cost_what_one_costs(office: Office) -> None:
    about, client = "0197f0c0-4972-728f-9c23-e0787d618abc", office.enter("陆建华")
    case = office.submit(about=about)
    address = reverse("approvals:case", args=[case.pk])
    client.get(address)
    few = asked(lambda: client.get(address))
    for _ in range(4):
        office.decide("陆建华", case, "return")
        office.submit(about=about)
    assert asked(lambda: client.get(address)) <= few + 1  # once whether somebody of before was joined with another


def test_who_has_no_post_is_answered_at_once(office: Office) -> None:
    office.submit()
    assert asked(lambda: waiting_for(office.actor("王敏"), TODAY)) <= 4
