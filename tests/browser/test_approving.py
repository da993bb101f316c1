"""审批 on a telephone: read three sentences, press 同意; return with a word; take back. By keyboard and without a script too."""

import time
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from tests.approvals.office import PASSWORD, TOLD, Office, build_office
from tests.browser.test_every_page import Looker, all_templates
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.facts import StepPlan
from xinhuo.journal.approvals.models import Case, Decision

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
ABOUT = "0197f0c0-4972-728f-9c23-e0787d618abc"
HALF_A_MINUTE = (
    30  # seconds from the address in the chat to the decision, a person's reading of three sentences included
)
READING = 15  # of them: some ninety characters at 400 a minute


@pytest.fixture
def office(transactional_db: None) -> Office:
    return build_office()


@pytest.fixture
def enter(bare_page: Open, office: Office) -> Open:
    def open_as(name: str, **options: object) -> Page:
        return bare_page(name, world=SimpleNamespace(accounts=office.accounts), **options)

    return open_as


def submit(office: Office) -> Case:
    return office.submit(about=ABOUT, told=TOLD)


def test_an_approval_on_a_telephone_takes_less_than_half_a_minute(office: Office, enter: Open) -> None:
    case = submit(office)
    page = enter("陆建华", width=390)
    began = time.monotonic()
    page.goto(reverse("approvals:case", args=[case.pk]))
    sentences = page.locator("#gist dl").inner_text()
    assert len(sentences) < 110
    agree, give_back = page.get_by_role("button", name="同意"), page.get_by_role("link", name="退回")
    for one in (page.locator("#gist"), agree, give_back):  # all of it without scrolling
        box = one.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844
    agree.click()
    page.get_by_role("heading", name="您已同意").wait_for()
    assert time.monotonic() - began + READING < HALF_A_MINUTE
    assert Decision.objects.get().name == "陆建华"
    page.get_by_role("button", name="撤回我的").click()
    page.get_by_text("等您审核").wait_for()
    assert [d.verb for d in Decision.objects.all()] == ["agree", "take_back"]


def test_an_address_from_a_chat_leads_to_the_form_after_login(office: Office, bare_page: Open) -> None:
    case = submit(office)
    account = office.accounts["陆建华"]
    account.must_change_password = False
    account.save()
    page = bare_page(width=390)
    page.goto(reverse("approvals:case", args=[case.pk]))
    page.fill("#id_who", "陆建华")
    page.fill("#id_password", PASSWORD)
    page.click("main .btn--main")
    page.get_by_role("button", name="同意").wait_for()
    assert page.url.endswith(reverse("approvals:case", args=[case.pk]))


@pytest.mark.parametrize("script", [True, False])
def test_returning_with_a_word(office: Office, enter: Open, script: bool) -> None:
    case = submit(office)
    page = enter("陆建华", width=320, java_script_enabled=script)
    page.goto(reverse("approvals:case", args=[case.pk]))
    page.get_by_role("link", name="退回").click()
    page.get_by_role("button", name="就这样退回").click()
    page.get_by_text("还没有写要改什么").first.wait_for()
    page.get_by_label("时间再定一下").check()
    page.get_by_role("button", name="就这样退回").click()
    page.get_by_role("heading", name="您已退回修改").wait_for()
    case.refresh_from_db()
    assert case.state == "returned"


def test_by_keyboard_only(office: Office, enter: Open) -> None:
    case = submit(office)
    page = enter("陆建华", width=1280)
    page.goto(reverse("approvals:case", args=[case.pk]))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == "同意":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="您已同意").wait_for()


def test_two_tabs_one_effect(office: Office, enter: Open) -> None:
    case = submit(office)
    page = enter("陆建华", width=390)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(reverse("approvals:case", args=[case.pk]))
    page.get_by_role("button", name="同意").click()
    page.get_by_role("heading", name="您已同意").wait_for()
    other.get_by_role("button", name="同意").click()
    other.get_by_text("这一步已经批过了").wait_for()
    assert Decision.objects.count() == 1


def pages_of(office: Office) -> dict[str, list[str]]:
    """Who looks at which pages, with a form in every state on them."""
    today = timezone.localdate()
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    case = submit(office)
    office.decide("陆建华", case, "return", "请把老同志怎么接送写清楚。", today=today)
    submit(office)
    services.hand_over(office.actor("陆建华"), case.pk, 2, 1, office.people["陈国栋"], "我去县里开会。", today)
    office.decide("陈国栋", case, "agree", "请办公室安排好接送。", today=today)
    empty = office.submit([StepPlan("review", office.seat("secretary_general"))])
    both = [StepPlan("review", office.seat("director", office.village)),
            StepPlan("approve", office.seat("party_secretary", office.village))]  # fmt: skip
    same = office.submit(both)
    office.decide("沈国平", same, today=today)
    waits = submit_another(office)
    held = office.posts["韩志远", "party_secretary"]
    services.set_deputy(
        office.actor("韩志远"), held, office.people["陈国栋"], today, date(today.year + 1, 1, 5), "", today
    )

    def at(name: str, one: Case) -> str:
        return reverse(f"approvals:{name}", args=[one.pk])

    return {
        "韩志远": [reverse("approvals:list"), at("case", case), at("return", case), at("hand_over", case)],
        "陆建华": [at("case", same), at("case", waits), reverse("approvals:seats")],
        "陈国栋": [at("done", case), at("case", case)],
        "王敏": [
            reverse("approvals:list"), at("case", empty), at("hand_over", empty), at("on_paper", waits),
            reverse("approvals:seats"),
        ],
        "何广田": [at("case", case)],
    }  # fmt: skip


def submit_another(office: Office) -> Case:
    return office.submit([StepPlan("countersign", office.seat("director")),
                          StepPlan("countersign", office.seat("party_secretary"))])  # fmt: skip


def test_every_page_of_approvals_reads_and_fits(rendered: set[str], office: Office, enter: Open) -> None:
    wrong: list[str] = []
    for name, addresses in pages_of(office).items():
        looker = Looker(enter(name)).visit(*addresses)
        wrong += looker.wrong
    assert wrong == []
    assert {name for name in all_templates() if name.startswith("approvals/")} - rendered == set()
