from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from xinhuo.ground.press.document import (
    Block,
    Column,
    Cover,
    Document,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.journal.records import prose
from xinhuo.journal.records.facts import BookFacts, Deed, ReportFacts, ReportParagraphDraft

TITLE = ("“五老”志愿者", "履岗践责工作业绩记载簿")
Fits = Callable[[Sequence[ReportParagraphDraft]], bool]
PAGES = 2  # of a 轮值汇报
ROWS_A_PAGE = 10  # ruled rows of 19 mm, with what stands around them, under a head on A4
_COLUMNS = (
    Column("序号", 0.55, "center", "number"),
    Column("时间", 1.25, "center"),
    Column("内容", 4.4),
    Column("效果", 2.6),
)
_ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")


def record_book(facts: BookFacts, large: bool = False) -> Document:
    """《“五老”志愿者履岗践责工作业绩记载簿》 of one person for one year: 时间, 内容, 效果."""
    title = "".join(TITLE)
    return Document(
        style="册",
        title=title,
        issuer=facts.issuer,
        blocks=_book_blocks(facts),
        cover=Cover(
            TITLE,
            (
                ("姓名", facts.name),
                ("类别", "、".join(facts.categories)),
                ("单位", facts.unit_full),
                ("服务队", "、".join(facts.teams)),
                ("年度", f"{facts.year}年"),
                ("记载人", facts.keeper),
            ),
            (f"{facts.issuer}印制",),
        ),
        large=large,
        demo=facts.demo,
        running=f"{facts.unit}　{facts.name}　{facts.year}年",
    )


def _book_blocks(facts: BookFacts) -> tuple[Block, ...]:
    deeds = sorted((d for d in facts.deeds if d.role != "was_visited"), key=lambda d: (d.held_on, d.record_id))
    single = [d for d in deeds if not d.routine]
    rows = [(_days(d), _content(d, facts.unit), _effect(d)) for d in single] + _routine_rows(deeds)
    if not rows:
        return (
            Paragraph(f"{facts.year}年没有业绩记载。", indent=False),
            Note("量力而行就好。做过的事随时可以补记，补上以后这里就有了。"),
        )
    numbered = tuple((str(number), *row) for number, row in enumerate(rows, 1))
    return (Table(_COLUMNS, numbered), Note(_count_line(deeds)))


def _count_line(deeds: Sequence[Deed]) -> str:
    """全年记载14件，另参加例会11次、集中学习2次。"""
    single = sum(not deed.routine for deed in deeds)
    routine = Counter(deed.kind for deed in deeds if deed.routine)
    said = [f"记载{single}件"] if single else []
    if routine:
        times = "、".join(f"{kind}{count}次" for kind, count in routine.items())
        said.append(f"{'另' if single else ''}参加{times}")
    return f"全年{'，'.join(said)}。"


def _routine_rows(deeds: Sequence[Deed]) -> list[tuple[str, str, str]]:
    """例会 and the like as one line a kind: 参加例会11次."""
    kinds: dict[str, list[Deed]] = {}
    for deed in deeds:
        if deed.routine:
            kinds.setdefault(deed.kind, []).append(deed)
    rows = []
    for kind, held in kinds.items():
        first, last = held[0].held_on, held[-1].held_on
        span = f"{first.month}月" if (first.month == last.month) else f"{first.month}月至{last.month}月"
        own = [d.sentence for d in held if d.sentence]
        rows.append((span, "\n".join([f"参加{kind}{len(held)}次", *own]), ""))
    return rows


def _days(deed: Deed) -> str:
    said = f"{deed.held_on.month}月{deed.held_on.day}日"
    if deed.ended_on and deed.ended_on != deed.held_on:
        end = deed.ended_on
        same = end.month == deed.held_on.month
        said += f"\n至{'' if same else f'{end.month}月'}{end.day}日"
    return said + (f"\n{deed.time_of_day}" if deed.time_of_day else "")


def _content(deed: Deed, own_unit: str) -> str:
    where = "" if deed.unit == own_unit else f"（{deed.unit}）"
    part = {"led": "，牵头", "spoke": "，主讲"}.get(deed.role, "")
    head = f"{deed.title}{where}{part}"
    stop = "。" if "：" in head else "："  # a title with a colon of its own: 学雷锋日：清扫楼道
    body = f"{head}{stop}{deed.content}" if deed.content else head
    return f"{body}\n本人：{deed.sentence}" if deed.sentence else body


def _effect(deed: Deed) -> str:
    said = [deed.effect.rstrip("。")] if deed.effect else []
    told = deed.content + deed.effect
    if deed.youth_count and "青少年" not in deed.effect and not prose.tells(told, deed.youth_count):
        said.append(f"青少年{deed.youth_count}人")
    if deed.other_count and "家长" not in deed.effect and not prose.tells(told, deed.other_count):
        said.append(f"其他{deed.other_count}人")
    return "，".join(said)


def unit_book(books: Sequence[BookFacts], large: bool = False) -> tuple[Document, ...]:
    """The record books of a whole unit, in the order given: each person once."""
    return tuple(record_book(book, large) for book in books)


def blank_book(unit: str, year: int, pages: int, keeper: str, issuer: str = "", demo: bool = False) -> Document:
    """A record book to be written by hand: a cover with empty fields, and `pages` ruled pages."""
    fields = (("姓名", ""), ("类别", ""), ("单位", unit), ("服务队", ""), ("年度", f"{year}年"), ("记载人", keeper))
    blocks: list[Block] = []
    for number in range(pages):
        blocks += [PageBreak()] if number else []
        blocks.append(Table(_COLUMNS, (), ruled_rows=ROWS_A_PAGE))
    return Document(
        style="册",
        title="".join(TITLE),
        issuer=issuer or unit,
        blocks=tuple(blocks),
        cover=Cover(TITLE, fields, (f"{issuer or unit}印制",)),
        demo=demo,
        running=f"{unit}　{year}年",
    )


def report_paragraphs(facts: ReportFacts) -> tuple[ReportParagraphDraft, ...]:
    """The report paragraph by paragraph: as many examples as two pages hold."""
    return fitted(facts, lambda paragraphs: page_count(to_pdf(_report(facts, paragraphs))) <= PAGES)


def fitted(facts: ReportFacts, fits: Fits) -> tuple[ReportParagraphDraft, ...]:
    """A prose paper paragraph by paragraph: drafted from facts, a person's own kept where there is one.

    It tells as many examples as `fits` allows; what a person wrote is never cut.
    """
    each = prose.categories_with_examples(facts)
    some = [
        (each, 90),
        (each, 66),
        *((n, long) for n in (each, (each + 1) // 2, min(each, 1)) for long in (66, 54, 46)),
    ]
    sizes = dict.fromkeys([*some, (0, 66), (0, 46), (0, 30)])
    wishes = [prose.Room(examples, longest) for examples, longest in sizes]
    for room in wishes:  # rather a whole example of something than a short one of everything
        if fits(_with_own(prose.draft(facts, room), facts)):
            return _with_own(prose.draft(facts, _fullest(facts, room, fits)), facts)
    return _with_own(prose.draft(facts, prose.Room(0, 30, main=True)), facts)


def _fullest(facts: ReportFacts, room: prose.Room, fits: Fits) -> prose.Room:
    """`room` with as many examples as fit: found by halving, since more examples never make a shorter paper."""
    low, high = room.examples, prose.most_examples(facts)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(_with_own(prose.draft(facts, replace(room, examples=middle)), facts)):
            low = middle
        else:
            high = middle - 1
    return replace(room, examples=low)


def _with_own(drafts: list[ReportParagraphDraft], facts: ReportFacts) -> tuple[ReportParagraphDraft, ...]:
    own = {paragraph.key: paragraph for paragraph in facts.own}
    offers = {offer.key: offer for offer in facts.offers}
    known = {draft.key for draft in drafts}
    lost = [ReportParagraphDraft(key, prose.heading_of(key), "", prose.digest("")) for key in own if key not in known]
    return tuple(
        replace(d, own_text=own[d.key].text, changed=own[d.key].digest != d.digest)
        if d.key in own
        else replace(d, offer=offers.get(d.key))
        for d in [*drafts[:-2], *lost, *drafts[-2:]]
    )


def duty_report(facts: ReportFacts) -> Document:
    """《柳湾村关工委2026年1—11月工作汇报》: at most two pages, by choosing examples, never by shrinking."""
    return _report(facts, report_paragraphs(facts))


def numbered(paragraphs: Sequence[ReportParagraphDraft]) -> list[Block]:
    """Paragraphs as they are printed, 一、二、三、 in front; one without words is left out."""
    blocks: list[Block] = []
    number = 0
    for paragraph in paragraphs:
        text = paragraph.own_text or paragraph.text
        if not text:
            continue
        lead = f"{_ORDINALS[number]}、{paragraph.heading}。" if paragraph.heading else ""
        number += 1 if lead else 0
        blocks.append(Paragraph(text, strong_lead=lead))  # a run-in heading leaves its line to an example
    return blocks


def _report(facts: ReportFacts, paragraphs: Sequence[ReportParagraphDraft]) -> Document:
    blocks = numbered(paragraphs)
    last = date(facts.year, facts.month, 1)
    blocks.append(Signature((facts.unit_full, f"{last.year}年{last.month}月")))
    return Document(
        style="文",
        title=prose.title(facts.unit_full, facts.year, facts.month),
        issuer=facts.unit_full,
        blocks=tuple(blocks),
        subtitle=f"汇报人：{facts.reporter}" if facts.reporter else "",
        demo=facts.demo,
    )
