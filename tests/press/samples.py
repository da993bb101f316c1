"""Papers as other floors make them, small; run as a program it prints the digests of every output."""

import hashlib
import sys
from datetime import date

from xinhuo.ground.press.document import (
    Code,
    Column,
    Cover,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from xinhuo.ground.press.pdf import bind, to_pdf
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.ground.press.word import to_docx

ISSUER = "清河新区办事处关工委"
TITLE = ("“五老”志愿者", "履岗践责工作业绩记载簿")
COLUMNS = (
    Column("序号", 0.55, "center", "number"),
    Column("时间", 1.25, "center"),
    Column("内容", 4.4),
    Column("效果", 2.6),
)
DEED = ("给三年级两个班讲雷锋日记里的三则小故事", "青少年86人")


def booklet(name: str = "孙㛃", deeds: int = 12, **more: object) -> Document:
    rows = tuple((str(n), f"{n}月5日", *DEED) for n in range(1, deeds + 1))
    fields = (("姓名", name), ("类别", "老党员、老教师"), ("单位", "柳湾村关工委"), ("年度", "2026年"))
    cover = Cover(TITLE, fields, (f"{ISSUER}印制",))
    running = f"柳湾村　{name}　2026年"
    said = (Table(COLUMNS, rows), Note(f"全年记载{deeds}件。"))
    return Document("册", "".join(TITLE), ISSUER, said, cover=cover, running=running, **more)


def roster(people: int = 60, **more: object) -> Document:
    columns = (
        Column("序号", 0.6, "center", "number"),
        Column("姓名", 1.1),
        Column("出生年月", 1.1),
        Column("电话", 1.5),
    )
    rows = tuple((str(n), "欧阳㛃堃", "1948年3月", "013900000001") for n in range(1, people + 1))
    return Document(
        "表", "五老志愿者名册", ISSUER, (Table(columns, rows),), subtitle="柳湾村60人", landscape=True, **more
    )


def report(**more: object) -> Document:
    said = Paragraph("今年以来，柳湾村关工委组织“五老”志愿者开展活动38次，服务青少年1460人次。")
    blocks = (
        said,
        Heading("一、主题教育"),
        said,
        PageBreak(),
        said,
        Signature(("柳湾村关工委", "2026年11月")),
        Code("a", ("扫一扫",)),
    )
    title = "清河新区柳湾村关心下一代工作委员会2026年1—11月工作汇报"
    return Document("文", title, ISSUER, blocks, dated=date(2026, 11, 30), **more)


def digests() -> str:
    """A digest for each output of each sample."""
    papers = (booklet(demo=True), booklet(deeds=3, large=True), roster(8), report())
    made = [to(paper) for paper in papers for to in (to_pdf, to_docx, to_xlsx)]
    made.append(bind(papers, "合订本", two_sided=True).pdf)
    return "\n".join(hashlib.sha256(one).hexdigest() for one in made)


if __name__ == "__main__":
    sys.stdout.write(digests())
