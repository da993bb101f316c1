"""轮值 and 集中汇报 as the browser walks them."""

from typing import Any

from django.utils import timezone

from tests.year_world import World
from xinhuo.shell.desk.services import installer
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.work.reports.models import DutySlot
from xinhuo.work.reports.services import duty
from xinhuo.work.reports.services.calls import Asked, hand_in, send_call


def look_at_turns(looker: Any, unit: Any, world: World) -> list[str]:
    """轮值 and 集中汇报, of the office and of a unit, before and after, with problems."""
    by, today = installer(world.office.path), timezone.localdate()
    slot = DutySlot.objects.get(unit=world.liuwan)
    other = add_unit(by, world.office, UnitDetails("枫桥社区", "community"))
    duty.enter(by, other, 2026, 12, today)
    asked = Asked("work_plan", "2027年工作计划", 2027, today, [world.liuwan, other])
    call = send_call(by, world.office, asked, today)
    hand_in(by, call, other, "明年打算做的几件事，一件一件写。", today, on_paper=today)
    for text in ("明年打算做的三件事。一件一件写。", "明年打算做的四件事。一件一件写。"):
        hand_in(by, call, world.liuwan, text, today)
    year = today.year
    looker.visit(
        "/duty/", "/duty/?year=2025", f"/duty/{slot.pk}/", f"/duty/{world.office.pk}/{year}/set/",
        f"/duty/{world.office.pk}/{year}/set/?again=1&twice=1", "/calls/", "/calls/new/", f"/calls/{call.pk}/",
        f"/calls/{call.pk}/edit/", f"/calls/{call.pk}/{other.pk}/",
    )  # fmt: skip
    page = looker.page
    for address in ("/calls/new/", f"/duty/{world.office.pk}/{year}/set/?again=1&twice=1"):
        page.goto(address)
        page.click("main form[method=post] .btn--main")
        page.wait_for_selector(".oops")
        looker.look(f"{address} with problems")
    page.goto(f"/duty/{slot.pk}/")
    page.click("main .btn--main")
    page.wait_for_selector("text=登记错了，撤回")
    looker.look("a report given")
    unit.visit("/duty/", f"/duty/{slot.pk}/", "/calls/", f"/calls/{call.pk}/", f"/calls/{call.pk}/{world.liuwan.pk}/")
    return looker.wrong + unit.wrong
