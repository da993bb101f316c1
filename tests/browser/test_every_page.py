"""Every page, at three text sizes and three widths: no accessibility violation, nothing runs over, no dead link."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.year_world import World
from xinhuo.ground.kernel.ids import new_id
from xinhuo.journal.records.models import Record
from xinhuo.who.people.services import posts

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true })"


def visitor() -> list[str]:
    return ["/login/", "/about/privacy/", "/about/feedback/", "/about/accessibility/", "/gone/"]


def recorder(world: World) -> list[str]:
    unit, person = world.liuwan.pk, world.people["周德顺"].pk
    record = Record.objects.filter(unit=world.liuwan).first().pk
    return [
        "/", "/records/new/", "/records/?year=2026", f"/records/{record}/", f"/records/{record}/edit/",
        f"/records/{record}/parts/", f"/records/{record}/withdraw/", f"/records/{record}/saved/", "/people/",
        "/people/new/", f"/people/{person}/?year=2026", f"/people/{person}/edit/", f"/people/{person}/pause/",
        f"/reports/{unit}/2026/10/", f"/chronicle/{unit}/2026/", "/yearend/", "/password/", f"/leaders/{unit}/",
    ]  # fmt: skip


def clerk(world: World) -> list[str]:
    unit, person = world.liuwan.pk, world.people["周德顺"].pk
    details = posts.PostDetails("executive_deputy_director", world.people["周德顺"].joined_month, keeps_book=True)
    made = posts.appoint_by_name(world.by, "周德顺", world.liuwan, details, world.people["周德顺"].created_at.date())
    account = world.accounts["柳湾记载人"].pk
    return [
        "/", f"/people/{person}/move/", f"/people/{person}/leave/", "/people/import/", "/reports/", "/units/",
        "/units/new/", f"/units/{world.office.pk}/", f"/units/{unit}/", f"/units/{unit}/close/", f"/leaders/{unit}/",
        f"/leaders/{unit}/appoint/", f"/appointments/{made.pk}/end/", "/accounts/", "/accounts/new/",
        "/accounts/batch/", f"/accounts/{account}/", f"/chronicle/{world.office.pk}/2026/",
    ]  # fmt: skip


def looked_at(page: Page, address: str) -> list[str]:
    """What is wrong with one page, in words."""
    page.goto(address)
    page.evaluate(OPEN_ALL)
    width = page.viewport_size["width"]
    high = min(page.evaluate("document.documentElement.scrollHeight") + 200, 12_000)
    page.set_viewport_size({"width": width, "height": high})  # else a sticky bar covers what lies under it
    found = Axe().run(page, options=RULES).response["violations"]
    wrong = [f"{address} {width}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"{address} {width}: runs over")
    page.set_viewport_size({"width": width, "height": 844})
    return wrong


def pages_of(name: str, world: World) -> list[str]:
    return {"": visitor, "柳湾记载人": lambda: recorder(world), "办公室": lambda: clerk(world)}[name]()


@pytest.mark.parametrize(("width", "size"), [(1280, "1"), (390, "1"), (320, "2"), (1280, "3")])
@pytest.mark.parametrize("name", ["", "柳湾记载人", "办公室"], ids=["visitor", "recorder", "clerk"])
def test_no_page_keeps_anyone_out(world: World, open_page: Open, name: str, width: int, size: str) -> None:
    page = open_page(name, width=width, size=size)
    wrong = [one for address in pages_of(name, world) for one in looked_at(page, address)]
    assert wrong == []


def test_the_style_sheet_is_there_and_the_policy_holds(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = page.goto("/records/new/")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn--main')).backgroundColor") == "rgb(143, 29, 26)"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son\w+=|<script(?![^>]*src=)", page.content())
    assert said == []


def links(page: Page) -> Iterator[str]:
    for address in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        if address.startswith(("/", "?")) and not address.startswith("//"):
            yield address if address.startswith("/") else page.url.split("?")[0] + address


@pytest.mark.parametrize(
    "name", ["", "柳湾记载人", "办公室", "柳湾主任"], ids=["visitor", "recorder", "clerk", "director"]
)
def test_no_link_is_dead(world: World, open_page: Open, name: str) -> None:
    page = open_page(name, width=1280)
    seen: set[str] = set()
    waiting = ["/" if name else "/login/"]
    dead = []
    while waiting and len(seen) < 90:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = page.request.get(address)
        if answer.status != 200:
            dead.append(f"{address} {answer.status}")
        if "text/html" in answer.headers.get("content-type", "") and len(seen) < 60:
            page.goto(address)
            waiting += [link.split("#")[0] for link in links(page)]
    assert dead == []
    assert len(seen) >= (4 if not name else 15)


@pytest.mark.parametrize("address", ["/records/{}/", "/people/{}/", "/units/{}/", "/accounts/{}/", "/leaders/{}/"])
def test_what_is_not_there_is_said_kindly(world: World, open_page: Open, address: str) -> None:
    page = open_page("办公室")
    answer = page.goto(address.format(new_id()))
    assert answer.status == 404
    assert "请从首页再进" in page.inner_text("main")
