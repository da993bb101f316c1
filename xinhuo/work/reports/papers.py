from collections.abc import Sequence

from xinhuo.ground.press.document import (
    Block,
    Column,
    Cover,
    Document,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.ground.press.wheel import Sector, State, wheel_svg
from xinhuo.work.reports.facts import CollectionFacts, RosterFacts, SlotFacts, Text
from xinhuo.work.reports.rules import MONTHS, short_name

_LOOKS: dict[str, State] = {"given": "done", "now": "now", "open": "open"}
_FONTS = "Noto Sans SC"
_FITS = (
    (126, 6),
    (96, 6),
    (84, 2),
    (64, 0),
)  # mm of the wheel, and how many changes are told: the first that is one sheet
_GRID = (Column("月份", 0.5, "center"), Column("汇报单位", 2), Column("月份", 0.5, "center"), Column("汇报单位", 2))


def sectors(facts: RosterFacts) -> tuple[Sector, ...]:
    """The twelve sectors of the wheel: who reports, in which month, and whether it was given."""
    return tuple(_sector(month, [slot for slot in facts.slots if slot.month == month]) for month in MONTHS)


def _sector(month: int, slots: Sequence[SlotFacts]) -> Sector:
    if not slots:
        return Sector((), f"{month}月", "none")
    names = [short_name(slot.unit) for slot in slots]
    lines = tuple(names) if len(names) <= 2 else (f"{len(names)}个单位",)
    done = all(slot.state == "given" for slot in slots)
    state: State = "done" if done else next(_LOOKS[slot.state] for slot in slots if slot.state != "given")
    return Sector(lines, f"{month}月 ✓" if done else f"{month}月", state)


def centre(facts: RosterFacts) -> tuple[str, str, str]:
    """What stands in the middle of the wheel: whose month it is now."""
    now = [slot.unit for slot in facts.slots if slot.month == facts.month]
    head = f"{facts.year}年轮值"
    if not facts.month:
        return head, "", ""
    if not now:
        return head, f"{facts.month}月", "本月没有排"
    return head, now[0] if len(now) == 1 else f"{len(now)}个单位", f"本月（{facts.month}月）汇报"


def wheel_said(facts: RosterFacts) -> str:
    """The wheel in one sentence, for whoever can't see it."""
    told = "，".join(f"{slot.month}月{slot.unit}" for slot in facts.slots)
    return f"{facts.year}年轮值：{told or '还没有排'}。"


def duty_roster(facts: RosterFacts) -> Document:
    """《轮值表》 of a year on one sheet: the wheel, the grid, and what was changed. Many units make the wheel smaller."""
    made = [_roster(facts, wide, told) for wide, told in _FITS]
    return next((one for one in made if page_count(to_pdf(one)) == 1), made[-1])


def _roster(facts: RosterFacts, wide: int, told: int) -> Document:
    cells = [_cell([slot for slot in facts.slots if slot.month == month]) for month in MONTHS]
    rows = tuple((f"{n + 1}月", cells[n], f"{n + 7}月", cells[n + 6]) for n in range(6))
    plain = sectors(RosterFacts(facts.office, facts.year, 0, tuple(_unmarked(slot) for slot in facts.slots)))
    words = tuple(line for sector in plain for line in sector.lines)
    drawn = wheel_svg(plain, (f"{facts.year}年", "轮值", ""), fonts=_FONTS)
    blocks: list[Block] = [
        Figure(drawn, wheel_said(facts), wide, (*words, "轮值")),
        Table(_GRID, rows),
        Note("轮到的单位在当月例会上汇报1月到当月的工作。"),
    ]
    if facts.changes and told:
        blocks.append(Note("定了以后的变动：" + "；".join(facts.changes[-told:]) + "。"))
    return Document(
        style="表",
        title=f"{facts.office}{facts.year}年轮值表",
        issuer=facts.office,
        subtitle=f"{facts.agreed_on.year}年{facts.agreed_on.month}月{facts.agreed_on.day}日定"
        if facts.agreed_on
        else "",
        blocks=tuple(blocks),
        demo=facts.demo,
    )


def _unmarked(slot: SlotFacts) -> SlotFacts:
    return SlotFacts(slot.month, slot.unit, "open")


def _cell(slots: Sequence[SlotFacts]) -> str:
    said = [f"{slot.unit}{f'（{slot.note}）' if slot.note else ''}" for slot in slots]
    return ("\n" if len(said) <= 2 else "、").join(said) or "—"


def collection(facts: CollectionFacts) -> Document:
    """All texts of a call bound: a cover, a list in the order of reading, each text on a new page."""
    blocks: list[Block] = [Heading("汇报次序"), _order(facts)]
    for text in facts.texts:
        blocks += [PageBreak(), Heading(f"{text.unit_full}"), *_words(text), Signature((text.unit_full, _day(text)))]
    return Document(
        style="册",
        title=f"{facts.title}汇编",
        issuer=facts.office,
        blocks=tuple(blocks),
        cover=Cover((f"{facts.title}", "汇编"), (("单位", facts.office), ("份数", f"{len(facts.texts)}份"))),
        demo=facts.demo,
        running=facts.office,
    )


def _order(facts: CollectionFacts) -> Table:
    columns = (Column("次序", 0.5, "center", "number"), Column("单位", 2), Column("交于", 1.2), Column("怎么交的", 1))
    rows = [(str(n), t.unit, _day(t), "纸上" if t.on_paper else "网上") for n, t in enumerate(facts.texts, 1)]
    return Table(columns, tuple(rows))


def _words(text: Text) -> list[Block]:
    if not text.text:
        return [Note("交的是纸，原件附在后面。")]
    words: list[Block] = [Paragraph(line) for line in text.text.split("\n") if line]
    return [*words, Note("照纸上的录，原件附在后面。")] if text.on_paper else words


def _day(text: Text) -> str:
    return f"{text.handed_on.year}年{text.handed_on.month}月{text.handed_on.day}日"


def one_text(text: Text, title: str, demo: bool = False) -> Document:
    """One unit's text alone, as it is read in the meeting."""
    return Document(
        style="文",
        title=f"{text.unit_full}{title}",
        issuer=text.unit_full,
        blocks=(*_words(text), Signature((text.unit_full, _day(text)))),
        demo=demo,
    )
