from django.db import models

from xinhuo.ground.files.rules import size_said
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet


class AttachmentQuerySet(RootedQuerySet):
    def about(self, kind: str, object_id: object) -> "AttachmentQuerySet":
        """All files of one thing, in the order in which they were added, also those taken away."""
        return self.filter(kind=kind, object_id=str(object_id)).order_by("added_at", "id")

    def standing(self) -> "AttachmentQuerySet":
        """Not taken away."""
        return self.filter(removed_at=None)


class Attachment(Rooted):
    """A photo or document beside a thing (附件): knows (kind, id, path) of it, and the SHA-256 its content lies under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("对象种类", max_length=20)
    object_id = models.CharField("对象编号", max_length=64)
    name = models.CharField("名字", max_length=40)
    ending = models.CharField("格式", max_length=5)
    media_type = models.CharField("类型", max_length=80)
    digest = models.CharField("内容的SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节")
    thumb = models.CharField("小图的SHA-256", max_length=64, blank=True)
    width = models.PositiveIntegerField("宽", default=0)
    height = models.PositiveIntegerField("高", default=0)
    added_by = models.CharField("谁放的", max_length=30)
    added_at = models.DateTimeField("放于")
    removed_at = models.DateTimeField("移走于", null=True)
    removed_by = models.CharField("谁移走的", max_length=30, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        db_table = "files_attachment"
        verbose_name = "附件"
        constraints = [
            models.UniqueConstraint(fields=["shard", "kind", "object_id", "digest"], name="attachment_content_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}.{self.ending}"

    @property
    def photo(self) -> bool:
        return bool(self.thumb)

    @property
    def size_said(self) -> str:
        return size_said(self.size)
