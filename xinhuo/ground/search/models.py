from django.db import models

from xinhuo.ground.kernel.models import Rooted, RootedQuerySet


class SearchRow(Rooted):
    """Something that can be found by its words (检索条目): knows kind, id, place and text, and nothing else.

    `text` is shown, `hidden` is only searched (pinyin). The words lie in a table of the database's own (`engines`).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField("种类", max_length=20)
    object_id = models.CharField("编号", max_length=64)
    day = models.DateField("日期", null=True)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("文字", blank=True)
    hidden = models.CharField("另供查找", max_length=200, blank=True)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "search_row"
        verbose_name = "检索条目"
        constraints = [models.UniqueConstraint(fields=["shard", "kind", "object_id"], name="search_row_once")]
        indexes = [models.Index(fields=["shard", "path"], name="search_row_path")]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """All that it may be found by."""
        return "\n".join((self.title, self.text, self.hidden))
