"""要办的事: what waits for one's own word stands first; gaps of posts are told with their age; one line per place."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.approvals.facts import Seat, StepPlan, Told
from xinhuo.journal.approvals.services import submit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.posts import PostDetails, appoint

Enter = Callable[[str], Client]


def tasks(client: Client) -> str:
    return client.get("/").text.split("要办的事</h2>")[1].split("</section>")[0]


def handed_in(world: World, number: int) -> None:
    about = Ref("plan", f"p{number}", world.liuwan.path, f"重阳敬老活动之{number}", world.liuwan.shard)
    told = Told(("办一次活动。",), (("内容", "讲故事"),))
    seat = StepPlan("approve", Seat(world.liuwan.pk, "director"))
    submit(world.by, about, "records:list", told, [seat], TODAY)


def sit(world: World, name: str, party_post: str = "") -> Person:
    person = world.add_person(world.liuwan, name)
    appoint(world.by, person, world.liuwan, PostDetails("director", date(2026, 1, 5), party_post), TODAY)
    account = world.accounts["柳湾主任"]
    account.person = person
    account.save()
    return person


def test_what_waits_for_the_holder_stands_first_and_for_nobody_else(world: World, inside: Enter) -> None:
    sit(world, "曹志明", "党支部书记")
    for number in range(5):
        handed_in(world, number)
    mine = tasks(inside("柳湾主任"))
    assert mine.index("批准：重阳敬老活动之0") < mine.index("还有2件")
    assert "重阳敬老活动之4" not in mine, "three lines are enough; the list has the others"
    assert "重阳敬老" not in tasks(inside("柳湾记载人"))


def test_the_office_is_told_of_a_seat_that_nobody_can_decide_from(world: World, inside: Enter) -> None:
    handed_in(world, 1)
    assert "柳湾村关工委主任空着" in tasks(inside("办公室"))
    assert "空着" not in tasks(inside("柳湾记载人"))


def test_a_director_without_the_party_post_is_told_with_the_age_of_the_gap(world: World, inside: Enter) -> None:
    line = tasks(inside("办公室"))
    assert "主任还没有由党组织书记兼任" in line
    person = sit(world, "曹志明")
    assert f"最长的有{(TODAY - date(2026, 1, 5)).days + 1}天了" in tasks(inside("办公室"))
    appoint(world.by, person, world.liuwan, PostDetails("party_secretary", date(2026, 1, 5)), TODAY)
    assert "柳湾村" not in tasks(inside("办公室")).split("主任还没有")[-1][:80]
