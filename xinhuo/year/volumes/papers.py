from xinhuo.ground.press.document import Block, Cover, Document, Heading, Note, Paragraph
from xinhuo.year.volumes.facts import VolumeFacts
from xinhuo.year.volumes.rules import MONTHS


def old_chronicle(facts: VolumeFacts, large: bool = False) -> Document:
    """《柳湾村关工委2019年工作大事记》据旧册录入: the look of our own 大事记, the words of the older one."""
    blocks: list[Block] = [Note("据旧册录入，照原文，没有改字。")]
    for month, lines in facts.months:
        blocks.append(Heading(MONTHS[month]))
        blocks += [Paragraph(text, strong_lead=f"{day}　" if day else "") for day, text in lines]
    day = f"{facts.sealed_on.year}年{facts.sealed_on.month}月{facts.sealed_on.day}日"
    blocks.append(
        Note(f"原件：{facts.file_name}。{facts.sealed_by}{day}录入，第{facts.version}版。原件指纹：{facts.digest}。")
    )
    count = sum(len(lines) for _, lines in facts.months)
    return Document(
        style="册",
        title=f"{facts.unit_full}{facts.year}年工作大事记（据旧册录入）",
        issuer=facts.issuer,
        blocks=tuple(blocks),
        cover=Cover(
            title_lines=(facts.unit_full, f"{facts.year}年工作大事记"),
            fields=(
                ("单位", facts.unit_full),
                ("年度", f"{facts.year}年"),
                ("事项", f"{count}件"),
                ("来历", "据旧册录入"),
            ),
            foot=(facts.issuer,) if facts.issuer != facts.unit_full else (),
        ),
        large=large,
        demo=facts.demo,
        dated=facts.sealed_on,
    )
