"""大事记 and 小结 as papers that can be sealed."""

from collections.abc import Collection

from django.urls import reverse

from xinhuo.ground.press.document import Document
from xinhuo.journal.archives.facts import Item
from xinhuo.journal.archives.reading import register
from xinhuo.journal.records.sealing import own_items, record_items
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.year.yearbook import papers, rules
from xinhuo.year.yearbook.facts import ChronicleEntryFacts, ChronicleFacts, SummaryFacts
from xinhuo.year.yearbook.reading import chronicle_facts, summary_facts


class Chronicle:
    """A unit's 大事记 of one year."""

    kind = "chronicle"
    months: tuple[int, ...] = (12,)

    def facts(self, unit: Unit, year: int, months: Collection[int], office: Office | None) -> dict[int, ChronicleFacts]:
        return {12: chronicle_facts([unit], year, office)[0]}

    def items(self, facts: ChronicleFacts) -> tuple[Item, ...]:
        found = [Item("whole", "封面", (("单位", facts.unit_full), ("印制", facts.issuer)))]
        for month in facts.months:
            if month.quiet:
                found.append(Item(f"quiet:{month.month}", f"{month.month}月本月无", ()))
            for entry, day in zip(month.entries, _days(month.entries), strict=True):
                said = f"{month.month}月{day}"
                title = f"{said}，{entry.text[:30]}{'…' if len(entry.text) > 30 else ''}"
                found.append(Item(f"line:{entry.key}", title, (("日期", said), ("文字", entry.text))))
        return tuple(found)

    def documents(self, facts: ChronicleFacts) -> tuple[Document, ...]:
        return (papers.chronicle(facts),)

    def title(self, facts: ChronicleFacts) -> str:
        return f"{facts.unit_full}{facts.year}年工作大事记"

    def page(self, unit: Unit, year: int, month: int) -> str:
        return reverse("yearbook:chronicle", args=[unit.pk, year])


def _days(entries: Collection[ChronicleEntryFacts]) -> list[str]:
    """The day of each line, 同日 said out."""
    days: list[str] = []
    for entry in entries:
        days.append(days[-1] if entry.day == "同日" and days else entry.day)
    return days


class Summary:
    """The 小结 of a unit or an office: of half a year, or of a year."""

    def __init__(self, month: int) -> None:
        self.kind = rules.SUMMARIES[month]
        self.months: tuple[int, ...] = (month,)

    def facts(self, unit: Unit, year: int, months: Collection[int], office: Office | None) -> dict[int, SummaryFacts]:
        return summary_facts(unit, year, months, office)

    def items(self, facts: SummaryFacts) -> tuple[Item, ...]:
        head = Item("whole", "单位", (("单位", facts.report.unit_full),))
        return (head, *record_items(facts.report.records), *own_items(facts.report.own))

    def documents(self, facts: SummaryFacts) -> tuple[Document, ...]:
        return (papers.work_summary(facts),)

    def title(self, facts: SummaryFacts) -> str:
        return rules.summary_title(facts.report.unit_full, facts.report.year, facts.month)

    def page(self, unit: Unit, year: int, month: int) -> str:
        return reverse("yearbook:summary", args=[unit.pk, year, month])


chronicle = register(Chronicle())
half_year, whole_year = register(Summary(6)), register(Summary(12))
