"""荷塘村, a village with a year and a half behind it, for the tests of what becomes of a unit."""

from datetime import date

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.actor import Actor
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, state_youth_base
from xinhuo.who.people.services import posts
from xinhuo.work.reports.services import duty


def settle(world: World, by: Actor) -> Unit:
    """荷塘村: three people, a director who keeps the book, two accounts, records, a group, a base."""
    unit = add_unit(by, world.office, UnitDetails("荷塘村", "village"))
    for month in (5, 9):
        duty.enter(by, unit, 2026, month, date(2026, 1, 4))
    for name, joined in (("孙玉梅", date(2020, 1, 1)), ("何长庚", date(2024, 2, 1)), ("谢小满", date(2026, 6, 1))):
        world.add_person(unit, name, joined)
    details = posts.PostDetails("executive_deputy_director", date(2024, 2, 29), keeps_book=True)
    held = posts.appoint(by, world.people["孙玉梅"], unit, details, TODAY)
    wanted = NewAccount(unit, "孙玉梅", "recorder", person=world.people["孙玉梅"], appointment=held)
    world.accounts["孙玉梅"] = open_account(by, wanted, "Qinghe-2026-lu")[0]
    wanted = NewAccount(unit, "何长庚", "volunteer", person=world.people["何长庚"])
    world.accounts["何长庚"] = open_account(by, wanted, "qinghe-2026")[0]
    world.write(unit, date(2025, 10, 9), "敬老节里讲家风", "孙玉梅", "何长庚", youth_count=20, milestone=True)
    world.write(unit, date(2026, 5, 31), "看护放学路口", "何长庚", youth_count=8, milestone=True)
    world.write(unit, date(2026, 6, 1), "六一讲故事", "孙玉梅", "周德顺", youth_count=33, milestone=True)
    add_unit(by, unit, UnitDetails("荷塘一组", "care_group"))
    state_youth_base(by, unit, 2026, 120)
    state_youth_base(by, world.liuwan, 2026, 300)
    unit.refresh_from_db()
    return unit
