"""What waits in the office: papers to be printed for a village, jobs under way."""

from datetime import date

from tests.year_world import World
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import progress, running
from xinhuo.shell.printing.facts import Wanted
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.shell.printing.services import ask_to_print, tick_off
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.who.organisation.models import Office


def asked_to_print(world: World) -> list[str]:
    """代印: two papers that wait, of a unit that is closed too, and one that is printed."""
    office, today = Office.objects.get(), date(2026, 12, 20)
    for unit, kind in ((world.liuwan, "report"), (world.liuwan, "chronicle"), (world.dongqiao, "books")):
        wanted = Wanted(kind, 2026, 3 if kind == "report" else 12)
        asked = ask_to_print(world.by, unit, wanted, 2, "周五上午的例会上要用，我自己去取", office, today)
    by = actor_by_id(world.accounts["办公室"].pk, today)
    tick_off(by, [PrintRequest.objects.exclude(pk=asked.pk).first().pk])
    paper, elder = f"/printing/report/{world.liuwan.pk}/2026/3/", world.people["周德顺"].pk
    return ["/printing/", "/printing/mine/", paper, f"/printing/book/{elder}/2026/"]


def jobs_under_way(world: World) -> list[str]:
    """Jobs that wait, are under way, and were broken off, without a server that would take them up."""
    by = actor_by_id(world.accounts["办公室"].pk, world.people["周德顺"].created_at.date())
    found = []
    for state in (Job.State.WAITING, Job.State.RUNNING, Job.State.BROKEN_OFF):
        job = running.start(by, "people.import", "全区花名册.xlsx", world.office.path, 1, {})
        words = "没办完：服务停过。什么也没有改，请再办一次。"
        Job.objects.filter(pk=job.pk).update(state=state, words=words, ended_at=job.made_at)
        progress.Noting(job.pk)(3, 5, "写进名册")
        found.append(f"/jobs/{job.pk}/")
    return found
