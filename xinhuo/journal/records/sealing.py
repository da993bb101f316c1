"""业绩记载簿 and 轮值汇报 as papers that can be sealed."""

from collections.abc import Collection, Sequence

from django.urls import reverse

from xinhuo.ground.press.document import Document
from xinhuo.journal.archives.facts import Item
from xinhuo.journal.archives.reading import register
from xinhuo.journal.records import papers, prose
from xinhuo.journal.records.facts import BookFacts, OwnWords, RecordFacts, ReportFacts
from xinhuo.journal.records.reading import book_facts, people_of_books, reports_facts
from xinhuo.who.organisation.models import Office, Unit


class Report:
    """A unit's 轮值汇报 of one month."""

    kind = "report"
    months: tuple[int, ...] = tuple(range(1, 13))

    def facts(self, unit: Unit, year: int, months: Collection[int], office: Office | None) -> dict[int, ReportFacts]:
        return reports_facts(unit, year, months, office)

    def items(self, facts: ReportFacts) -> tuple[Item, ...]:
        head = Item("whole", "单位和汇报人", (("单位", facts.unit_full), ("汇报人", facts.reporter)))
        return (head, *record_items(facts.records), *own_items(facts.own))

    def documents(self, facts: ReportFacts) -> tuple[Document, ...]:
        return (papers.duty_report(facts),)

    def title(self, facts: ReportFacts) -> str:
        return prose.title(facts.unit_full, facts.year, facts.month)

    def page(self, unit: Unit, year: int, month: int) -> str:
        return reverse("records:report", args=[unit.pk, year, month])


class Books:
    """The 业绩记载簿 of a whole unit for one year, bound."""

    kind = "books"
    months: tuple[int, ...] = (12,)

    def facts(
        self, unit: Unit, year: int, months: Collection[int], office: Office | None
    ) -> dict[int, tuple[Unit, int, list[BookFacts]]]:
        return {12: (unit, year, book_facts(people_of_books([unit], year), year, office))}

    def items(self, facts: tuple[Unit, int, list[BookFacts]]) -> tuple[Item, ...]:
        return tuple(item for book in facts[2] for item in _book_items(book))

    def documents(self, facts: tuple[Unit, int, list[BookFacts]]) -> tuple[Document, ...]:
        return papers.unit_book(facts[2])

    def title(self, facts: tuple[Unit, int, list[BookFacts]]) -> str:
        return f"{facts[0].name_in(facts[1])}{facts[1]}年业绩记载簿"

    def page(self, unit: Unit, year: int, month: int) -> str:
        return f"{reverse('roster:list')}?unit={unit.pk}"


def record_items(records: Sequence[RecordFacts]) -> tuple[Item, ...]:
    """Records as the facts of a paper: what a change is told by."""
    return tuple(Item(f"record:{r.record_id}", f"{_day(r)}{r.title}", _values(r)) for r in records)


def own_items(own: Sequence[OwnWords]) -> tuple[Item, ...]:
    """A person's own paragraphs as the facts of a paper."""
    return tuple(
        Item(f"own:{words.key}", f"“{prose.heading_of(words.key) or '开头'}”一段", (("文字", words.text),))
        for words in own
    )


def _day(record: RecordFacts) -> str:
    return f"{record.held_on.month}月{record.held_on.day}日，"


def _values(record: RecordFacts) -> tuple[tuple[str, str], ...]:
    until = f"至{record.ended_on}" if record.ended_on else ""
    return (
        ("单位", record.unit),
        ("日期", f"{record.held_on}{until}"),
        ("地点", record.place),
        ("类别", record.kind),
        ("标题", record.title),
        ("做了什么", record.content),
        ("效果", record.effect),
        ("青少年", str(record.youth_count)),
        ("其他人", str(record.other_count)),
        ("参加的人", "、".join(record.participants)),
        ("看望的人数", str(record.visited_count)),
    )


def _book_items(book: BookFacts) -> tuple[Item, ...]:
    cover = Item(
        f"cover:{book.person_id}",
        f"{book.name}的封面",
        (
            ("姓名", book.name),
            ("类别", "、".join(book.categories)),
            ("单位", book.unit_full),
            ("服务队", "、".join(book.teams)),
            ("记载人", book.keeper),
        ),
    )
    rows = tuple(
        Item(
            f"deed:{book.person_id}:{deed.record_id}",
            f"{book.name}：{deed.held_on.month}月{deed.held_on.day}日，{deed.title}",
            (
                ("日期", f"{deed.held_on}{f'至{deed.ended_on}' if deed.ended_on else ''}"),
                ("标题", deed.title),
                ("做了什么", deed.content),
                ("效果", deed.effect),
                ("本人这一句", deed.sentence),
                ("青少年", str(deed.youth_count)),
                ("其他人", str(deed.other_count)),
            ),
        )
        for deed in book.deeds
        if deed.role != "was_visited"
    )
    return (cover, *rows)


report, books = register(Report()), register(Books())
