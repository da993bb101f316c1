"""Nobody reads, names, counts or touches what belongs to another unit: every role × every address × things of others.

It walks whatever addresses there are, so a new page is covered by itself; a new kind of thing in an address is asked for
by name (`tests/eyes/county.py`).
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from tests.eyes import county as counties
from tests.eyes.county import MONTH, PLAIN, County, Party
from tests.eyes.walking import Page, addresses, filled, is_about_things, parameters, query_of, swaps, unknown
from tests.figures import figure
from tests.year_world import TODAY
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.job import kinds
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.writing import office_path, withdraw_record
from xinhuo.who.accounts.backend import actor_of
from xinhuo.who.accounts.models import Account, Role
from xinhuo.who.organisation.services import UnitDetails, add_unit, describe_unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import Registration, register_person

KEY = "01a20d68-4972-728f-9c23-e0787d618abc"
ASKED = f"?year=2026&month={MONTH}&key={KEY}&kinds=chronicle"
SHUT = {403, 404, 405}
LEAVING = {"logout/"}
SAYS_WHO_SEES = {  # people of the offices above are named there on purpose
    "units/<uuid:unit_id>/writers/",  # 谁在替我们记
    "applications/new/", "applications/<uuid:application_id>/edit/",  # leaders who may be asked to an event
}  # fmt: skip
BOOKKEEPING = ("django_session", "accounts_login_place")  # what a visit itself may write
pytestmark = [  # what a test does is undone; the county stays
    pytest.mark.django_db,
    pytest.mark.sqlite_only(
        "the doors are in Python; that `within` reaches the same rows on both is tested with each page"
    ),
]
tried: Counter[str] = Counter()


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """One county for all these tests; each request that may write is undone."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
        yield counties.build()
        transaction.set_rollback(True)


def enter(county: County, name: str) -> Client:
    client = Client()
    client.force_login(county.accounts[name])
    return client


def some_strangers(county: County, name: str) -> list[Party]:
    """An office, a neighbour and the farthest village: three of those that the account does not reach."""
    found = county.strangers(name)
    villages = [p for p in found if p.unit.unit_type_id == "village"]
    offices = [p for p in found if p not in villages]
    return [*offices[-1:], *villages[:1], *villages[1:][-1:]]


class Undone(Exception):
    """Whatever was done goes back."""


@contextmanager
def undone() -> Iterator[list[tuple[str, Any]]]:
    """All writes inside are listed, then undone."""
    wrote: list[tuple[str, Any]] = []

    def note(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in BOOKKEEPING):
            wrote.append((sql, params))
        return run(sql, params, many, context)

    try:
        with transaction.atomic(), connection.execute_wrapper(note):
            yield wrote
            raise Undone
    except Undone:
        pass


def names_of(wrote: list[tuple[str, Any]]) -> str:
    """All values that were written or looked for by a write, as one text."""
    flat = [value.hex if isinstance(value, UUID) else str(value) for _, params in wrote for value in params or ()]
    return " ".join(flat)


def seen_in(answer: HttpResponse, strangers: list[Party]) -> list[str]:
    """Marks of strangers that stand in an answer. A number counts when it stands alone, not within an id."""
    if not answer.headers.get("Content-Type", "").startswith("text/"):
        return []
    text = unescape(answer.text) + unescape(answer.headers.get("Location", ""))
    marks = [mark for party in strangers for mark in party.marks if mark in text]
    return [m for m in marks if not m.isdigit() or re.search(rf"(?<![\w-]){m}(?![\w-])", text)]


def own_addresses(county: County, name: str) -> Iterator[tuple[str, str]]:
    """(route, address) of every page, with things of the account's own unit."""
    home = county.home_of(name)
    for route in addresses():
        for address, _ in (
            filled(route, home, *county.parties.values())[:1] if parameters(route) else [(f"/{route}", 0)]
        ):
            yield route, f"{address}{ASKED}"


ACCOUNTS = [
    "volunteer", "recorder", "director", "clerk", "subdistrict_director", "party_secretary", "team_leader",
    "panel_member", "archivist", "auditor", "superior", "system_administrator", "clerk, one level down", "nobody",
]  # fmt: skip


def test_every_role_is_tried(county: County) -> None:
    assert set(county.accounts) == set(ACCOUNTS)
    assert set(Role.objects.values_list("code", flat=True)) <= set(ACCOUNTS)


def test_every_kind_of_thing_in_an_address_is_known(county: County) -> None:
    """A new page names a new kind of thing: give each party one of it, and the page is covered."""
    missing = [said for route in addresses() for said in unknown(route, list(county.parties.values()))]
    assert not missing, "\n".join(missing)


def test_every_address_opens_for_somebody_with_things_of_the_own_unit(county: County) -> None:
    """Else a wrong id in the county would make every refusal below mean nothing."""
    shut = []
    inside = {
        name: enter(county, name) for name in ("clerk", "recorder", "volunteer", "clerk, one level down", "auditor")
    }
    for route in addresses():
        for name, client in inside.items():
            address = next((a for r, a in own_addresses(county, name) if r == route), "/gone/")
            with undone():
                if client.get(address).status_code < 400 or client.post(address).status_code < 400:
                    break
        else:
            shut.append(route)
    nobodys = {"setup/"} | ({route for route in shut if route.startswith("jobs/<")} if not list(kinds()) else set())
    nobodys |= {route for route in shut if "token>" in route}  # a file under way belongs to one login
    assert set(shut) - nobodys == set()


@pytest.mark.parametrize("name", ACCOUNTS)
def test_things_of_other_units_are_not_there(county: County, name: str) -> None:
    """GET and POST of each address with a thing of another unit in it: 404, and not a word about it."""
    client, home, wrong = enter(county, name), county.home_of(name), []
    strangers = some_strangers(county, name)
    actor = actor_of(county.accounts[name], TODAY)
    for route, action in addresses().items():
        shut = action not in ("", "enter", "change_password") and not actor.can(
            action
        )  # at the door, whatever it names
        for address, foreign in (
            filled(route, home, *strangers[: 1 if shut else None]) if is_about_things(route) else ()
        ):
            if foreign:
                wrong += refused(client, address, strangers)
    tried["roles"] += 1
    assert not wrong, "\n".join(wrong)


def refused(client: Client, address: str, strangers: list[Party]) -> list[str]:
    """What is wrong with the answers to an address that names a stranger's thing."""
    wrong = []
    for send in (client.get, client.post):
        with undone() as wrote:
            answer = send(address)
        tried["requests"] += 1
        if answer.status_code not in SHUT or wrote or seen_in(answer, strangers):
            wrong.append(f"{send.__name__} {address}: {answer.status_code} {seen_in(answer, strangers)} {wrote[:1]}")
    return wrong


@pytest.mark.parametrize("name", ACCOUNTS)
def test_own_pages_name_nobody_else(county: County, name: str) -> None:
    """The pages of one's own say nothing of others and no contact in clear; their forms and links, with a stranger put in,
    do nothing to one.
    """
    client, home, wrong = enter(county, name), county.home_of(name), []
    hidden = county.strangers(name)
    for route, address in own_addresses(county, name):
        if route in LEAVING:
            continue
        with undone() as wrote:
            answer = client.get(address)
        tried["requests"] += 1
        told = [p for p in hidden if route not in SAYS_WHO_SEES or not home.unit.path.startswith(p.unit.path)]
        found = seen_in(answer, told) + [c for c in home.contacts if c in unescape(_words(answer))]
        wrong += [f"{address} shows {found}"] if found else []
        wrong += [f"{address} writes on GET: {wrote[0]}"] if wrote else []
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            wrong += swapped(client, address, Page(answer.text), home, some_strangers(county, name))
    assert not wrong, "\n".join(wrong)


def swapped(client: Client, address: str, page: Page, home: Party, strangers: list[Party]) -> list[str]:
    """Every form and every link of a page with a stranger's thing in place of one's own."""
    wrong = []
    for form in page.forms:
        target = (form.action or address).split("#")[0]
        for kind, stranger, field, said in swaps(form.values, form.choices, home, strangers):
            if field == "people" and stranger.unit.path.startswith(office_path(home.unit)):
                continue  # one event of several units: people of the same office are asked in (decision 0006)
            send = client.post if form.post else client.get
            data: dict[str, list[str]] = {}
            for key, value in said:
                data.setdefault(key, []).append(value)
            wrong += harmless(send, target, data, stranger, kind)
    for link in dict.fromkeys(page.links):
        path, query = query_of(link)
        for kind, stranger, _, said in swaps(query, [], home, strangers):
            wrong += harmless(client.get, path or address, dict(said), stranger, kind)
    return wrong


def harmless(send: Any, target: str, data: dict[str, Any], stranger: Party, kind: str) -> list[str]:
    """What is wrong when `data` with a thing of `stranger` in it is sent."""
    with undone() as wrote:
        answer = send(target, data)
    tried["requests"] += 1
    found, touched = (
        seen_in(answer, [stranger]),
        stranger.ids[kind].replace("-", "") in names_of(wrote).replace("-", ""),
    )
    return [f"{send.__name__} {target} {data}: {found} {wrote[-1:] if touched else ''}"] if found or touched else []


@pytest.mark.parametrize("name", ["recorder", "clerk", "volunteer"])
def test_search_and_pickers_find_nobody_else(county: County, name: str) -> None:
    """By initials, by a part of the name, by the telephone number."""
    client, wrong = enter(county, name), []
    for party in some_strangers(county, name):
        for text in (party.marks[1][1], party.contacts[0], *_initials(party)):
            for route, address in own_addresses(county, name):
                if not is_about_things(route) and route not in LEAVING and route.endswith(("/", "people/")):
                    answer = client.get(f"{address}&q={text}")
                    tried["requests"] += 1
                    found = [m for m in seen_in(answer, [party]) if m != text]
                    wrong += [f"{address}&q={text}: {found}"] if found else []
    assert not wrong, "\n".join(wrong)


def _initials(party: Party) -> list[str]:
    return list(Person.objects.filter(unit=party.unit, name=party.marks[0]).values_list("initials", flat=True))


def anonymous(text: str) -> str:
    """A page without what is made anew at each request, and without the room on the disk, which others take too."""
    return re.sub(r'name="(?:csrfmiddlewaretoken|r\d+-key)" value="[\w-]+"|磁盘还有[\d.]+ ?[A-Z]*', "", text)


@pytest.mark.parametrize("name", ["volunteer", "recorder", "director", "clerk", "superior"])
def test_what_others_do_changes_not_a_letter_of_what_one_sees(county: County, name: str) -> None:
    """Counts, sums, lists, papers, exports: byte for byte the same, whatever happens in other units."""
    client = enter(county, name)
    pages = [address for route, address in own_addresses(county, name) if route not in LEAVING]

    def look() -> dict[str, str]:
        answers = {address: client.get(address) for address in pages}
        tried["requests"] += len(answers)
        return {a: anonymous(r.text) if _is_text(r) else r.content.hex() for a, r in answers.items()}

    with undone():
        before = look()
        for party in county.strangers(name):
            stir(party)
        after = look()
        assert [address for address in pages if before[address] != after[address]] == []


def _words(answer: HttpResponse) -> str:
    """All that can be read in an answer: a page, a workbook, a printed paper."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/"):
        return answer.text
    if kind == "application/pdf":
        return _printed(answer.content)
    if kind.startswith("application/vnd.openxmlformats"):
        parts = zipfile.ZipFile(io.BytesIO(answer.content))
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return answer.content.decode("utf-8", "replace")


@cache
def _printed(paper: bytes) -> str:
    """Several roles get the very same bytes: they are read once."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def _is_text(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/")


def stir(party: Party) -> None:
    """Things happen in a unit: a person, a record more and one less, another unit below, an account."""
    by = counties.everything(party.unit.path)
    said = Registration(name="万俟昉", sex="男", birth_month=date(1951, 2, 1), categories=["elder_cadre"])
    register_person(by, party.unit, said, TODAY)
    withdraw_record(by, Record.objects.get(pk=party.things["record_id"]), "记重了")
    describe_unit(by, party.unit, UnitDetails(party.unit.name, party.unit.unit_type_id))
    if party.unit.unit_type_id != "village":
        add_unit(by, party.unit, UnitDetails("新设村", "village"))
    Account.objects.filter(unit=party.unit).update(must_change_password=True)


def test_no_trace_holds_a_contact_in_clear(county: County) -> None:
    kept = str(list(Entry.objects.values_list("title", "before", "after")))
    assert "登记" in str(list(Entry.objects.values_list("verb", flat=True)))
    assert [c for party in county.parties.values() for c in party.contacts if c in kept] == []


def test_how_much_was_tried(county: County) -> None:
    pages = addresses()
    assert len(pages) > 50
    figure("Eyes", "addresses walked", len(pages))
    figure("Eyes", "accounts (every role, a narrowed reach, one whose rights have ended)", len(ACCOUNTS))
    figure("Eyes", "requests with a thing of another unit, or for one's own pages", tried["requests"])
    assert PLAIN
