"""Every page of meetings, with problems and with two texts on it, for whoever looks at all pages."""

from datetime import date
from typing import Any

from tests.meetings.hall import furnish
from tests.year_world import TODAY, World
from xinhuo.work.meetings.models import Meeting
from xinhuo.work.meetings.services import following, minuting, roll
from xinhuo.work.meetings.services.minuting import Decided


def visit_meetings(looker: Any, world: World) -> None:
    """`looker` looks at every page of meetings as the office's clerk."""
    hall = furnish(world)
    following.bring_problem(hall.by, hall.xinfeng, "有个三年级学生沉迷手机，家里老人管不住，怎么办？", TODAY)
    held = hall.hold(date(2026, 11, 8), states={"孙广福": "proxy:何秀英"})
    study = held.items.get(part="study")
    said = {f"said_{study.pk.hex}": "学了15问，结合各村实际谈了体会。", "remarks": "散会前发了慰问名单。"}
    decided = [Decided("各村把老党员名单补齐", world.liuwan, "周德顺", date(2026, 11, 20)), Decided("印发学习材料")]
    minuting.write_minutes(hall.by, held, said, decided, 1, TODAY)
    first, second = held.resolutions.all()
    following.settle(hall.by, second, "印好了", TODAY)
    following.bring_problem(hall.by, world.liuwan, "暑期辅导站请不到英语老师，哪里能请？", TODAY)
    coming = hall.plan(date(2026, 11, 20))
    roll.take_roll(hall.by, coming, {}, ["区里来的李科长"], today=TODAY)
    place, other = f"/meetings/{held.pk}", f"/meetings/{coming.pk}"
    looker.visit(
        "/meetings/?year=2026", "/meetings/new/", f"{place}/", f"{other}/", f"{other}/edit/", f"{place}/roll/",
        f"{place}/parts/{study.pk}/", f"{place}/minutes/", f"{other}/close/", f"{place}/files/", "/meetings/items/",
        f"/meetings/items/{first.pk}/", f"/meetings/items/{second.pk}/", "/meetings/problems/", "/meetings/kinds/",
        "/meetings/kinds/new/", "/meetings/kinds/monthly_meeting/",
    )  # fmt: skip
    _with_problems(looker, other)
    _with_two_texts(looker, hall.by, coming)


def _with_problems(looker: Any, other: str) -> None:
    page = looker.page
    page.goto(f"{other}/edit/")
    page.fill("#id_starts_at", "10:00")
    page.fill("#id_ends_at", "09:00")
    page.click("main .bar .btn--main")
    page.wait_for_selector(".oops")
    looker.look("an agenda that ends before it starts")
    page.goto("/meetings/problems/")
    page.fill("#id_sentence", "王小明同学不肯上学")
    page.click("main .bar .btn--main")
    page.wait_for_selector(".oops")
    looker.look("a child is named")


def _with_two_texts(looker: Any, by: Any, meeting: Meeting) -> None:
    page = looker.page
    page.goto(f"/meetings/{meeting.pk}/minutes/")
    minuting.write_minutes(by, meeting, {"remarks": "别人写的一段"}, [], 1, TODAY)
    page.fill("#id_remarks", "我写的一段")
    page.click("main .bar .btn--main")
    page.wait_for_selector(".oops")
    looker.look("two texts of the minutes")
