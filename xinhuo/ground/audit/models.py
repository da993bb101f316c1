from django.db import models

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet


class EntryQuerySet(RootedQuerySet):
    def about(self, kind: str, object_id: str) -> "EntryQuerySet":
        """What happened to one thing, oldest first."""
        return self.filter(kind=kind, object_id=str(object_id)).order_by("at", "id")

    def update(self, **kwargs: object) -> int:
        raise TypeError("留痕只增不改")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("留痕只增不删")


class Entry(Rooted):
    """One thing that was done (留痕): who, when, what, and how it stood before and after.

    Lines are only added: the database refuses a change of anything but `path`, which follows a unit that moves
    (migration 0003).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("时间")
    by_id = models.UUIDField("经手账号", null=True)
    by_name = models.CharField("经手人", max_length=60)
    verb = models.CharField("做了什么", max_length=40)
    kind = models.CharField("对象种类", max_length=40)
    object_id = models.CharField("对象编号", max_length=64)
    title = models.CharField("对象", max_length=300)
    before = models.JSONField("原来", null=True)
    after = models.JSONField("后来", null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        verbose_name = "留痕"
        indexes = [
            models.Index(fields=["kind", "object_id", "at"], name="audit_about"),
            *(
                models.Index(
                    fields=[f"a{n}", "-at", "-id"],
                    condition=models.Q(**{f"a{n}__isnull": False}),
                    name=f"audit_a{n}_at",
                )
                for n in range(1, 7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}{self.verb}{self.title}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("留痕只增不删")
