"""Pages of 申报 as `test_every_page` looks at them: written, with problems, by two, approved, held, excused."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.ids import new_id
from xinhuo.journal.approvals.services import sign_on_paper
from xinhuo.shell.desk.services import installer
from xinhuo.who.people.services.posts import PostDetails, appoint_by_name
from xinhuo.work.applications.facts import AgendaRow, Named, Plan, PrepRow
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.services import holding, writing
from xinhuo.work.applications.services.kinds import start_event_kinds

SOON = timezone.localdate() + timedelta(days=3)
EVENT = Plan(
    "“五老”先进事迹报告会", content="六位“五老”讲先进事迹，十二个单位书面交流", purpose="学先进、鼓干劲，把老同志的好作风传下去",
    starts_on=SOON, starts_at=time(14, 30), ends_at=time(16), place="办事处三楼会堂", asks="作总结讲话",
    others="各村、社区关工委主任、常务副主任；“五老”代表", head_count=120, youth_count=30,
    agenda=(AgendaRow("主持开场", "王敏", 5), AgendaRow("事迹报告", "六位“五老”", 48), AgendaRow("领导讲话", "", 15)),
    preparation=(PrepRow("布置会场", "综合科", SOON), PrepRow("接送老同志，安排医护", "卫健科")), budget=3000,
    budget_source="关工委工作经费", safety_plan="孩子由老师带队，家长接送；社区医生到场；值班辅导员最后离开。",
)  # fmt: skip


def approved_event(world: World) -> Application:
    """An event of the office, signed on paper by both who decide, a leader asked by name."""
    by, today = installer(), timezone.localdate()
    start_event_kinds(by, world.office)
    for name, post, party in (("陆建华", "director", "党工委副书记"), ("韩志远", "party_secretary", "党工委书记")):
        held = appoint_by_name(by, name, world.office, PostDetails(post, date(2024, 3, 1), party), today)
    leader = Named(str(held.person_id), "韩志远", "党工委书记")
    made = writing.write_application(by, world.office, new_id(), replace(EVENT, leaders=(leader,)), today)
    case = writing.submit_application(by, made, today).case
    for place, words in ((1, "请办公室做好老同志接送。"), (2, "")):
        sign_on_paper(by, case.pk, 1, place, "agree", words, today, today)
    return made


def look_at_applications(looker: Any, world: World) -> None:
    """Every page, with problems on those that have a form."""
    by, today, page = installer(), timezone.localdate(), looker.page
    made = approved_event(world)
    draft = writing.write_application(by, world.office, new_id(), EVENT, today)
    gone = writing.write_application(by, world.office, new_id(), replace(EVENT, name="下雪没有办的会"), today)
    writing.cancel_application(by, gone, "下大雪，推到明年")
    held = world.write(world.liuwan, date(2026, 11, 6), "讲事迹", "周德顺", title="先进事迹报告会", other_count=60)
    other = world.write(world.liuwan, date(2026, 11, 9), "听报告", "周德顺", title="听了一场报告会", other_count=60)
    late = replace(EVENT, starts_on=date(2026, 11, 6), preparation=())
    writing.write_application(by, world.liuwan, new_id(), late, today, held)
    looker.visit(
        "/applications/", "/applications/?year=2019", "/applications/?q=没有这样的", f"/applications/{made.pk}/",
        f"/applications/{draft.pk}/", f"/applications/{gone.pk}/", f"/applications/{draft.pk}/edit/",
        f"/applications/new/?unit={world.office.pk}&like={made.pk}",
        f"/applications/new/?unit={world.liuwan.pk}&record={other.pk}",
        "/applications/unapproved/?year=2026", f"/applications/week/?day={SOON.isoformat()}",
        "/applications/week/?day=2019-01-01", "/applications/kinds/", "/applications/kinds/new/",
        f"/applications/{draft.pk}/finish/", f"/applications/{made.pk}/finish/",
    )  # fmt: skip
    with_problems = {
        "/applications/new/": "报上去",
        f"/applications/{draft.pk}/cancel/": "不办了",
        f"/applications/unapproved/{other.pk}/": "记下，不用报",
        "/applications/kinds/new/": "存好",
    }
    for address, word in with_problems.items():
        page.goto(address)
        page.get_by_role("button", name=word, exact=True).click()
        page.wait_for_selector(".oops")
        looker.look(f"{address} with problems")
    two_editors(looker, world, draft)
    holding.exempt(by, other, "只是去听别人的")


def two_editors(looker: Any, world: World, draft: Application) -> None:
    """What the second of two writers sees."""
    page = looker.page
    page.goto(f"/applications/{draft.pk}/edit/")
    writing.change_application(installer(), draft, replace(EVENT, place="文化中心", content="别人写的内容"), TODAY)
    page.fill("#id_content", "我写的内容")
    page.click("main .bar [value=keep]")
    page.wait_for_selector(".oops")
    looker.look("two texts of an application")
