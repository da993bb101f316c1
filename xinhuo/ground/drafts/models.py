import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.http import QueryDict
from django.utils import timezone

from xinhuo.ground.drafts import rules
from xinhuo.ground.kernel.fields import EncryptedText
from xinhuo.ground.kernel.ids import new_id


class DraftQuerySet(models.QuerySet):
    def of(self, account_id: UUID | None, now: datetime | None = None) -> "DraftQuerySet":
        """The drafts of one account and of nobody else, newest first: the only way to read them."""
        since = rules.oldest_kept(now or timezone.now())
        return self.filter(account=account_id, kept_at__gte=since).order_by("-kept_at", "-id")


class Draft(models.Model):
    """What somebody has typed and not saved yet (先放着). It belongs to an account, not to a unit: no scope reaches it,
    no measure counts it, no trail tells of it.

    `address` is the page with the form, with the query that tells one form of the page from another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.UUIDField("账号")
    address = models.CharField("页面", max_length=rules.LONGEST_ADDRESS)
    title = models.CharField("在写什么", max_length=40)
    told = EncryptedText("写到哪里")
    kept_at = models.DateTimeField("放于", db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        db_table = "drafts_draft"
        verbose_name = "先放着"
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="draft_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def pairs(self) -> rules.Pairs:
        try:
            return [(name, value) for name, value in json.loads(self.told)]
        except ValueError:  # sealed with the key of another instance
            return []

    @property
    def posted(self) -> QueryDict:
        """As the form would have sent it."""
        said = QueryDict(mutable=True)
        for name, value in self.pairs:
            said.appendlist(name, value)
        return said

    @property
    def opening(self) -> str:
        return rules.opening_words(self.pairs)

    @property
    def link(self) -> str:
        """Where it is written on: 接着写."""
        mark = "&" if "?" in self.address else "?"
        place = self.address.rpartition("?p=")[2] if "?p=" in self.address else ""
        return f"{self.address}{mark}draft=1" + (f"#{place}" if place else "")

    @property
    def millis(self) -> int:
        """When, as the script counts it."""
        return int(self.kept_at.timestamp() * 1000)

    def fill(self, form: Any) -> None:
        """Put what was typed into an unbound form, checked only when it is sent."""
        said = self.posted
        for name, field in form.fields.items():
            if name not in rules.PRIVATE:
                form.initial[name] = field.widget.value_from_datadict(said, {}, form.add_prefix(name))
