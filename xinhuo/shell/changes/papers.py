from datetime import date

from xinhuo.ground.press.document import Block, Cover, Document, Heading, Note, PageBreak, Paragraph
from xinhuo.journal.records.papers import record_book
from xinhuo.shell.changes.facts import KeepsakeFacts

TITLE = "关心下一代工作纪念册"


def keepsake(facts: KeepsakeFacts, large: bool = False) -> Document:
    """《关心下一代工作纪念册》: one person's deeds of all years in one book, for the family or for whoever takes leave."""
    fields = [("姓名", facts.name)]
    if facts.died:
        fields.append(("生卒", f"{_month(facts.born) or '　'}—{_month(facts.died)}"))
    fields += [("类别", "、".join(facts.categories)), ("单位", facts.unit_full), ("服务队", "、".join(facts.teams))]
    fields.append(("年份", _years(facts)))
    return Document(
        style="册",
        title=f"{facts.name}{TITLE}",
        issuer=facts.issuer,
        blocks=tuple(_blocks(facts)),
        cover=Cover((f"{facts.name}同志", TITLE), tuple((k, v) for k, v in fields if v), (f"{facts.issuer}敬制",)),
        large=large,
        demo=facts.demo,
        dated=facts.died,
        running=facts.unit_full,
    )


def _blocks(facts: KeepsakeFacts) -> list[Block]:
    blocks: list[Block] = [Heading("其人")]
    blocks += [Paragraph(line) for line in (_who(facts), facts.life) if line]
    if facts.posts:
        blocks += [Heading("任职", 2), *(Paragraph(line) for line in facts.posts)]
    if facts.honours:
        blocks += [Heading("荣誉", 2), Paragraph(facts.honours)]
    blocks.append(Heading("其事"))
    blocks.append(Paragraph(_sum(facts)))
    blocks += [PageBreak()] if facts.books else []
    for book in facts.books:
        blocks += [Heading(f"{book.year}年"), *record_book(book).blocks]
    blocks.append(Note("以上各条，录自历年“五老”志愿者履岗践责工作业绩记载簿。"))
    return blocks


def _who(facts: KeepsakeFacts) -> str:
    said = [f"{facts.name}同志"]
    said += [facts.sex, f"{_month(facts.born)}生" if facts.born else "", facts.nation, facts.politics]
    words = "，".join(filter(None, said)) + "。"
    words += f"曾在{facts.former}工作。" if facts.former else ""
    words += f"{_month(facts.joined)}加入“五老”志愿者队伍。" if facts.joined else ""
    words += f"{facts.died.year}年{facts.died.month}月{facts.died.day}日逝世。" if facts.died else ""
    return words


def _sum(facts: KeepsakeFacts) -> str:
    count = sum(len(book.deeds) for book in facts.books)
    if not count:
        return f"{facts.name}同志做过的事，还没有记载。"
    youth = f"，和青少年相伴{facts.youth}人次" if facts.youth else ""
    return f"{_years(facts)}，记载簿里共记下{count}件事{youth}。点点滴滴，都在这里。"


def _years(facts: KeepsakeFacts) -> str:
    if not facts.books:
        return ""
    first, last = facts.books[0].year, facts.books[-1].year
    return f"{first}年" if first == last else f"{first}年至{last}年"


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""
