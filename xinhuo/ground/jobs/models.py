from django.db import models
from django.db.models import Q

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.job import Kind, kind_named, kinds
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet


class JobQuerySet(RootedQuerySet):
    def open_to(self, actor: Actor) -> "JobQuerySet":
        """Jobs that `actor` might have begun: those of a kind that he may do, where he may do it."""
        found = self.none()
        for kind in kinds():
            found |= self.filter(kind=kind.key).within(actor.scope(kind.action))
        return found

    def newest_first(self) -> "JobQuerySet":
        """By the time they were asked for; the ids say it as well."""
        return self.order_by("-id")


class Job(Rooted):
    """Something long that is done beside the pages (后台办的事): asked for, under way, done or not, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "排着队"
        RUNNING = "running", "正在办"
        DONE = "done", "办好了"
        FAILED = "failed", "没办成"
        BROKEN_OFF = "broken_off", "没办完"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("哪种事", max_length=40)
    title = models.CharField("办什么", max_length=200)
    by_id = models.UUIDField("经手账号")
    by_name = models.CharField("经手人", max_length=60)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    place = models.CharField("在哪台机器上办", max_length=200)
    payload = models.JSONField("要办的", default=dict)
    words = models.CharField("结果的话", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict)
    file = models.CharField("结果文件", max_length=32, blank=True)
    file_name = models.CharField("文件名", max_length=120, blank=True)
    file_word = models.CharField("取文件的话", max_length=40, blank=True)
    made_at = models.DateTimeField("提出的时间")
    started_at = models.DateTimeField("开始的时间", null=True)
    ended_at = models.DateTimeField("办完的时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs_job"
        verbose_name = "后台办的事"
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="job_under_way"),
            models.Index(fields=["path", "kind", "-id"], name="job_path_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def what(self) -> Kind:
        return kind_named(self.kind)

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
