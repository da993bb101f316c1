"""Every template, at three text sizes and three widths: no accessibility violation, nothing runs over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

import xinhuo
from tests.browser.application_pages import look_at_applications
from tests.browser.meeting_pages import visit_meetings
from tests.browser.method_pages import look_at_duties
from tests.browser.old_books import bring_old_books
from tests.browser.test_merging import hetang_of
from tests.browser.turns import look_at_turns
from tests.browser.waiting import asked_to_print, jobs_under_way
from tests.year_world import TODAY, World, build
from xinhuo.ground.drafts import services as put_aside
from xinhuo.ground.kernel.ids import new_id
from xinhuo.journal.records.facts import PaperOf
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.reporting import write_paragraph
from xinhuo.journal.records.services.told import told_of
from xinhuo.journal.records.services.writing import change_record, withdraw_record
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.people.services import posts
from xinhuo.year.yearbook.services import Choice, decide_month

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
WIDE, NARROW, NARROWEST = 1280, 390, 320
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
FIND = """async rules => (await axe.run(document, rules)).violations.map(
  v => v.id + ' ' + v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' '))"""
HOUSE = Path(xinhuo.__file__).parent
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
SIZES = {"1": "", "2": "zi-da", "3": "zi-te"}
RESIZE = """css => { const all = document.documentElement.classList;
  all.remove('zi-da', 'zi-te'); if (css) all.add(css) }"""
LOOKS = [(WIDE, "1"), (NARROW, "2"), (NARROW, "3")]  # both widths and the three sizes; the rest only has to fit
FITS = [(NARROWEST, "1"), (NARROWEST, "2"), (NARROWEST, "3"), (NARROW, "1"), (WIDE, "3")]
ROSTER = """姓名,性别,出生年月,单位,联系电话,身体状况,血型,服务意向
徐巧云,女,1950.4,柳湾村,,腿脚不便,A,讲课
周德顺,男,1948.3,柳湾村,,,,
罗某,男,1950.13,柳湾村,12,,,
"""


class Looker:
    """Looks at one page after another and keeps in words what is wrong."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, list[str]()
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url} script: {error}"))

    def visit(self, *addresses: str) -> "Looker":
        for address in addresses:
            self.page.goto(address)
            self.look(address)
        return self

    def look(self, name: str = "") -> None:
        """The page as it stands: every fold open, every look tried."""
        page, name = self.page, name or self.page.url
        page.evaluate(OPEN_ALL)
        page.evaluate(Axe().axe_script)
        for width, size in LOOKS:
            self._dress(width, size)
            self._stretch(width)
            self.wrong += [f"{name} {width} {size}: {said}" for said in page.evaluate(FIND, RULES)]
            self._runs_over(name, width, size)
        for width, size in FITS:
            self._dress(width, size)
            self._runs_over(name, width, size)
        self._dress(WIDE, "1")

    def _dress(self, width: int, size: str) -> None:
        self.page.evaluate(RESIZE, SIZES[size])
        self.page.set_viewport_size({"width": width, "height": 844})

    def _stretch(self, width: int) -> None:
        """As high as the page: else a sticky bar covers what lies under it, and its contrast is not looked at."""
        high = min(self.page.evaluate("document.documentElement.scrollHeight") + 200, 12_000)
        self.page.set_viewport_size({"width": width, "height": high})

    def _runs_over(self, name: str, width: int, size: str) -> None:
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append(f"{name} {width} {size}: runs over")


def all_templates() -> set[str]:
    """Pages of every app; `ui/` holds also what pages are made of, `_name.html` is a part of one."""
    drawn = [p for p in HOUSE.glob("*/*/jinja2/*/*.html") if not p.name.startswith("_")]
    return {f"{p.parent.name}/{p.name}" for p in drawn} - {"ui/base.html", "ui/parts.html"}


def before_the_office(open_page: Open) -> list[str]:
    looker = Looker(open_page()).visit("/setup/")
    looker.page.click("main .btn--main")
    looker.look("/setup/ with problems")
    return looker.wrong


def visitor(open_page: Open) -> list[str]:
    looker = Looker(open_page()).visit(
        "/login/", "/about/privacy/", "/about/feedback/", "/about/accessibility/", "/gone/"
    )
    page = looker.page
    page.goto("/login/")
    page.fill("#id_who", "无此人")
    page.fill("#id_password", "不对")
    page.click("main .btn--main")
    looker.look("/login/ with problems")
    page.route("**/broken/", lambda route: route.fulfill(body=get_template("ui/broken.html").render(), status=500))
    return looker.visit("/broken/").wrong


def recorder(open_page: Open, world: World) -> list[str]:
    unit, person = world.liuwan.pk, world.people["周德顺"].pk
    standing, *_, gone = Record.objects.filter(unit=world.liuwan).order_by("held_on")
    withdraw_record(world.by, gone, "记重了")
    old = Record.objects.filter(unit=world.liuwan, content="看护放学路口")
    old.update(created_at=standing.created_at - timedelta(days=3))
    record = f"/records/{standing.pk}/"
    looker = Looker(open_page("柳湾记载人")).visit(*sealing(unit)).visit(
        "/", "/records/new/", "/records/?year=2026", "/records/?year=2019", record, f"{record}edit/", f"{record}parts/",
        f"{record}withdraw/", f"/records/{old.get().pk}/withdraw/", f"{record}saved/",
        f"/records/{gone.pk}/", "/people/", "/people/?q=zds", "/people/?q=无",
        "/people/new/", f"/people/{person}/?year=2026", f"/people/{person}/edit/", f"/people/{person}/pause/",
        f"/reports/{unit}/2026/10/", "/reports/", f"/chronicle/{unit}/2026/", "/yearend/", "/password/", f"/leaders/{unit}/",
        f"/people/{new_id()}/", f"{record}files/", "/find/?q=周德顺", "/find/?q=，",
    )  # fmt: skip
    for address in ("/records/new/", f"{record}edit/", "/people/new/", "/password/"):
        looker.page.goto(address)
        for field in looker.page.locator("#id_content, #id_name").all():
            field.fill("")
        looker.page.click("main .bar .btn--main")
        looker.page.wait_for_selector(".oops")
        looker.look(f"{address} with problems")
        looker.wrong += [f"{address}: no summary"] * (looker.page.locator(".oops").count() != 1)
    written_by_two(looker, world, standing)
    half_written(looker, world)
    return looker.wrong


def half_written(looker: Looker, world: World) -> None:
    """上次写了一半, on the workbench and on each form that keeps drafts; and the words when the way is cut."""
    by, unit = replace(world.by, id=world.accounts["柳湾记载人"].pk), world.liuwan.pk
    addresses = {
        f"/records/new/?unit={unit}&key={new_id()}": ("记一笔", "content"),
        f"/people/new/?unit={unit}": ("添一位五老", "skills"),
        f"/reports/{unit}/2026/10/?p=next": ("轮值汇报", "text"),
        f"/chronicle/{unit}/2026/?p=add": ("大事记", "text"),
    }
    for address, (title, name) in addresses.items():
        put_aside.keep(by, address, title, [("key", "next"), (name, "写到一半的一句话，还没有写完就有人来敲门了")])
    looker.visit("/", *(address.replace("key=", "was=") for address in addresses))
    for address in addresses:
        looker.visit(f"{address}&draft=1")
    page = looker.page
    page.goto("/records/new/")
    page.route("**/drafts/", lambda route: route.abort())
    page.fill("#id_content", "写到一半")
    page.click("main .bar .btn--main")
    page.wait_for_selector("[role=alert]")
    looker.look("the way is cut")
    page.unroute("**/drafts/")


def written_by_two(looker: Looker, world: World, record: Record) -> None:
    """What the second of two writers sees: of a record, of a line of the 大事记, of a paragraph."""
    page = looker.page
    page.goto(f"/records/{record.pk}/edit/")
    change_record(world.by, record, replace(told_of(record), content="别人写的一段", youth_count=99), TODAY)
    page.fill("#id_content", "我写的另一段")
    page.click("main .bar .btn--main")
    page.wait_for_selector(".oops")
    looker.look("two texts of a record")
    page.goto(f"/chronicle/{world.liuwan.pk}/2026/")
    decide_month(world.by, world.liuwan, 2026, [Choice(str(record.pk), True, "别人写的一件事")])
    page.evaluate(OPEN_ALL)
    page.fill(f"#t-{record.pk}", "我写的一件事")
    page.click(f"form:has(#t-{record.pk}) .btn--main")
    page.wait_for_selector(".oops")
    looker.look("two texts of a line")
    page.goto(f"/reports/{world.liuwan.pk}/2026/10/")
    write_paragraph(world.by, world.liuwan, PaperOf("report", 2026, 10), "next", "别人写的一段。", "")
    page.evaluate(OPEN_ALL)
    page.fill("#t-next", "我写的一段。")
    page.click("form:has(#t-next) .btn")
    page.wait_for_selector(".oops")
    looker.look("two texts of a paragraph")


def sealing(unit: object) -> list[str]:
    """Pages of 定稿, before and after."""
    return [
        f"/sealed/report/{unit}/2026/10/",
        "/sealed/?year=2026",
        "/sealed/check/",
        "/sealed/check/?code=A3F7",
        "/summaries/",
        f"/summaries/{unit}/2026/6/",
    ]


def clerk(open_page: Open, world: World) -> list[str]:
    unit, elder = world.liuwan.pk, world.people["周德顺"]
    details = posts.PostDetails("executive_deputy_director", elder.joined_month, keeps_book=True)
    made = posts.appoint_by_name(world.by, "周德顺", world.liuwan, details, elder.created_at.date())
    looker = Looker(open_page("办公室")).visit(
        "/", f"/records/new/?unit={unit}", f"/people/{elder.pk}/move/", f"/people/{elder.pk}/leave/", "/people/import/",
        "/office/", "/find/?q=宪法+故事", "/kinds/", "/kinds/new/", "/kinds/occasions/new/",
        *asked_to_print(world), "/records/table/",
        "/reports/", "/units/", "/units/new/", f"/units/{world.office.pk}/", f"/units/{unit}/", f"/units/{unit}/close/",
        f"/leaders/{unit}/", f"/leaders/{unit}/appoint/", f"/appointments/{made.pk}/end/", "/accounts/",
        f"/leaders/{unit}/?day=2020-01-01", f"/leaders/{unit}/?day=2030-01-01", f"/appointments/{made.pk}/",
        "/accounts/new/", "/accounts/batch/", f"/accounts/{world.accounts['柳湾记载人'].pk}/",
        "/trail/", "/trail/?since=2026-01-01", f"/people/{elder.pk}/trail/", f"/units/{unit}/trail/",
        f"/units/{unit}/writers/", "/places/",
        f"/chronicle/{world.office.pk}/2026/", f"/reports/{world.office.pk}/2026/10/",
    )  # fmt: skip
    page = looker.page
    page.goto("/accounts/batch/")
    page.click("main .btn--main")
    looker.look("slips")
    page.goto("/people/import/")
    page.set_input_files("#id_file", {"name": "名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    page.click("main .bar .btn--main")
    page.wait_for_url("**/people/import/*/")
    looker.look("import, first step")
    page.select_option("#column-1", "wishes")
    page.click("text=记住，再看一遍")
    looker.look("import, a heading learnt")
    page.click("main .bar .btn--main")
    page.wait_for_url("**/jobs/*/")
    looker.look("import, done")
    elections(looker, world)
    return looker.visit(*jobs_under_way(world), "/jobs/", "/office/columns/").wrong


def elections(looker: Looker, world: World) -> None:
    """换届: the form, a day that hasn't come, a preview that asks which of two namesakes is meant."""
    page = looker.visit(f"/leaders/{world.office.pk}/election/").page
    secretary, director = (f"[name=secretary-{world.liuwan.pk.hex}]", f"[name=director-{world.liuwan.pk.hex}]")
    page.fill(secretary, "吴秀兰")
    page.fill(director, "一位名字写得很长很长的新主任")
    page.fill("#id_day", "2030-01-01")
    page.click("[value=look]")
    page.wait_for_selector(".oops")
    looker.look("an election with problems")
    page.fill("#id_day", "2026-03-01")
    page.click("[value=look]")
    page.wait_for_selector("[value=do]")
    looker.look("an election, looked at")
    looker.wrong += ["nobody is asked who is meant"] * (page.locator("text=吴秀兰是哪一位").count() != 1)
    page.goto(f"/leaders/{world.office.pk}/election/")


def unit_changes(open_page: Open, world: World) -> list[str]:
    """单位变动: every form, a problem, a preview with all its questions, the end."""
    unit = hetang_of(world).pk
    looker = Looker(open_page("办公室")).visit(
        *(f"/units/{unit}/{kind}/" for kind in ("change", "rename", "move", "merge", "split"))
    )
    page = looker.page
    page.goto(f"/units/{unit}/merge/")
    page.click("main .btn--main")
    looker.look("merge with problems")
    page.get_by_label("并入哪个单位").select_option(label="柳湾村")
    page.click("main .btn--main")
    looker.look("merge, looked at")
    page.click("main .btn--main")
    page.wait_for_url("**/unit-changes/*/")
    looker.look("merge, done")
    return looker.visit(f"/units/{unit}/", "/units/").wrong


def person_changes(open_page: Open, world: World) -> list[str]:
    """去世, 登记错了, 作废, 重名合并: forms and what stands there afterwards."""
    elder, other = world.people["周德顺"], world.people["吴秀兰"]
    double = world.add_person(world.office, "周德顺")
    looker = Looker(open_page("办公室")).visit(
        "/people/doubles/", f"/people/{elder.pk}/join/{double.pk}/", f"/people/{elder.pk}/death/",
        f"/people/{other.pk}/wrong/", f"/people/{double.pk}/wrong/",
    )  # fmt: skip
    page = looker.page
    for address in (f"/people/{other.pk}/wrong/", f"/people/{elder.pk}/death/"):
        page.goto(address)
        if "wrong" in address:
            page.fill("#id_reason", "查无此人")
        page.click("main .btn--main")
        looker.look(f"{address} done")
    return looker.visit("/people/void/", "/people/doubles/").wrong


def of_the_office(open_page: Open, world: World) -> list[str]:
    """What the office looks after: older books, with questions and problems; duties; events that are applied for."""
    looker = Looker(open_page("办公室"))
    bring_old_books(looker)
    look_at_duties(looker, world)
    look_at_applications(looker, world)
    year, unit = timezone.localdate().year, world.liuwan.pk
    return looker.visit(f"/briefing/{unit}/", f"/briefing/{unit}/{year}/3/", f"/handover/{unit}/").wrong


def meetings(open_page: Open, world: World) -> list[str]:
    """会议, from its notice to the bound book."""
    looker = Looker(open_page("办公室"))
    visit_meetings(looker, world)
    return looker.wrong


def totals(open_page: Open, world: World) -> list[str]:
    wanted = NewAccount(world.office, "队长", "team_leader")
    world.accounts["队长"] = open_account(world.by, wanted, password="Qinghe-2026-lu")[0]
    return Looker(open_page("队长")).visit("/").wrong


def test_no_template_keeps_anyone_out(rendered: set[str], bare_page: Open) -> None:
    """Every page as the people see it who use it; together they draw each template there is."""
    wrong = before_the_office(bare_page)
    world = build()
    enter = partial(bare_page, world=world)
    wrong += visitor(enter) + totals(enter, world) + clerk(enter, world) + recorder(enter, world)
    wrong += of_the_office(enter, world) + meetings(enter, world)
    wrong += look_at_turns(Looker(enter("办公室")), Looker(enter("柳湾记载人")), world)
    wrong += unit_changes(enter, world) + person_changes(enter, world)
    assert wrong == []
    of_approvals = {name for name in all_templates() if name.startswith("approvals/")}  # test_approving draws them
    assert all_templates() - rendered - of_approvals == set()


def test_the_style_sheet_is_there_and_the_policy_holds(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = page.goto("/records/new/")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn--main')).backgroundColor") == "rgb(143, 29, 26)"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert said == []


@pytest.mark.parametrize("address", ["/records/{}/", "/people/{}/", "/units/{}/", "/accounts/{}/", "/leaders/{}/"])
def test_what_is_not_there_is_said_kindly(world: World, address: str) -> None:
    client = Client()
    client.force_login(world.accounts["办公室"])
    answer = client.get(address.format(new_id()))
    assert answer.status_code == 404
    assert "请从首页再进" in answer.text
