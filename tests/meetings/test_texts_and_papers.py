"""What a meeting says: short texts to paste, papers to print and to go on editing, the year as one book."""

import io
from dataclasses import replace
from datetime import date, time

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.meetings.hall import DAY, Hall
from tests.year_world import HOSTILE, TODAY
from xinhuo.ground.press.document import texts_of
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.work.meetings import papers, prose, rules
from xinhuo.work.meetings.facts import Consulted, ItemFacts, MeetingFacts, RollRow, Settled
from xinhuo.work.meetings.models import Meeting
from xinhuo.work.meetings.reading import facts_of, year_facts
from xinhuo.work.meetings.services import minuting
from xinhuo.work.meetings.services.minuting import Decided

FACTS = MeetingFacts(
    unit="清河新区办事处", unit_full="清河新区办事处关工委", kind="常务副主任例会", audience="各单位常务副主任",
    title="十二月常务副主任例会", held_on=DAY, starts_at=time(9), ends_at=time(11), place="街道二楼会议室", chair="郑国栋",
    note_taker="王敏", bring="笔记本", announced_on=date(2026, 12, 1),
    items=(
        ItemFacts(time(9), 25, "集中学习", "第121至135问", "沈德明", "study", "学了15问", "没参加：孙广福"),
        ItemFacts(time(9, 25), 30, "疑难会诊", "", "", "consult"),
    ),
    roll=(
        RollRow("柳湾村", "周德顺", "常务副主任", "present"), RollRow("新丰村", "孙广福", "常务副主任", "proxy", "何秀英"),
        RollRow("沙头村", "（常务副主任空着）", "常务副主任", "absent"),
        RollRow("清河新区办事处", "李科长", "", "present", "", True),
    ),
    others=3, taken=True, held=True, remarks="发了慰问名单。",
    settled=(
        Settled("备齐考核资料", "各单位", date(2026, 12, 13)),
        Settled("印发计划汇编", "王敏", None, date(2026, 12, 20), "已发"),
    ),
    consulted=(Consulted("柳湾村", "有个学生沉迷手机，怎么办？", "请班主任家访。"),), reports=("柳湾村汇报1月至12月工作",),
    files=("签到表.jpg",), page="http://xinhuo.example.cn/meetings/x/roll/",
)  # fmt: skip
words = st.text("会议学习讲话柳湾村，。、", max_size=60)


def test_a_notice_says_when_where_and_what_to_bring() -> None:
    text = prose.notice(FACTS)
    assert text == (
        "各位同志：十二月常务副主任例会定于12月8日（周二）上午9:00至11:00在街道二楼会议室召开。请带上笔记本。主要是集中学习、疑难会诊。"
        "来不了的，请委托一位同志。路上注意安全。清河新区办事处关工委"
    )
    assert "回" not in text


@given(words, words, words, st.lists(words, max_size=12))
def test_every_text_stays_short(title: str, place: str, bring: str, many: list[str]) -> None:
    items = tuple(ItemFacts(time(9), 10, word or "议", "", "沈德明", "talk") for word in many)
    decided = tuple(Settled(word * 3 or "办", "各单位", DAY) for word in many)
    facts = replace(FACTS, title=title or "会", place=place, bring=bring, items=items, settled=decided)
    for text in (prose.notice(facts), prose.agenda(facts), prose.open_items(facts.title, decided)):
        assert 0 < len(text) <= prose.LONGEST_TEXT
    assert len(prose.record_content(facts)) <= prose.LONGEST_RECORD


def test_open_items_name_who_and_when() -> None:
    text = prose.open_items(FACTS.title, FACTS.settled)
    assert "1.备齐考核资料（各单位，12月13日前）" in text
    assert "印发计划汇编" not in text
    assert "都办好了" in prose.open_items(FACTS.title, FACTS.settled[1:])


@pytest.mark.parametrize("name", list(papers.SHEETS))
def test_each_paper_prints_and_opens_again(name: str) -> None:
    document = papers.SHEETS[name][1](FACTS)
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(document))).pages).replace("\n", "")
    assert "十二月常务副主任例会" in told
    file = docx.Document(io.BytesIO(to_docx(document)))
    said = [p.text for p in file.paragraphs] + [c.text for t in file.tables for row in t.rows for c in row.cells]
    assert any("常务副主任例会" in text for text in said)


def test_minutes_say_all_that_was(hall: Hall) -> None:
    text = "\n".join(texts_of(papers.minutes(FACTS)))
    for said in (
        "到会（1人）：", "柳湾村周德顺", "新丰村孙广福（委托何秀英）", "沙头村（常务副主任空着）", "列席（1人）：",
        "另有：", "一、集中学习", "学习内容：第121至135问。", "学了15问", "这一项没参加：孙广福", "二、疑难会诊",
        "柳湾村：有个学生沉迷手机，怎么办？", "请班主任家访。", "三、其他", "四、议定事项",
        "1．备齐考核资料。由各单位办，12月13日前。", "（12月20日办好：已发）", "附件：签到表.jpg",
    ):  # fmt: skip
        assert said in text, said
    empty = replace(FACTS, items=(), roll=(), settled=(), consulted=(), remarks="", taken=False, held=False, others=0)
    assert "没有议定的事项。" in texts_of(papers.minutes(empty))
    waiting = replace(FACTS, taken=False)
    assert "还没有登记" in texts_of(papers.minutes(waiting))
    assert "柳湾村周德顺" not in "".join(texts_of(papers.minutes(waiting)))


def test_a_summary_lists_who_was_there_after_the_text() -> None:
    said = texts_of(papers.summary(FACTS))
    assert said.index("出席：") > said.index("会议议定：")
    assert "柳湾村周德顺、新丰村孙广福（委托何秀英）" in said
    assert "办好" not in "".join(said)


def test_a_sheet_to_sign_has_room_for_whoever_comes_besides() -> None:
    (table, code) = papers.sign_in(FACTS).blocks
    assert [row[1] for row in table.rows][:4] == ["柳湾村", "新丰村", "沙头村", "清河新区办事处"]
    assert table.rows[2][2] == ""
    assert sum(1 for row in table.rows if not row[1]) == papers.PAGE_ROWS - 4
    assert code.text == FACTS.page
    many = replace(FACTS, roll=FACTS.roll * 5)
    assert sum(1 for row in papers.sign_in(many).blocks[0].rows if not row[1]) == papers.SPARE_ROWS


def test_a_year_is_one_book(hall: Hall) -> None:
    for month in (10, 11, 12):
        hall.hold(date(2026, month, 8))
    hall.plan(date(2026, 9, 8))
    facts = year_facts(hall.world.office, 2026, None)
    assert [one.held_on.month for one in facts] == [10, 11, 12]
    book = papers.year_book(facts, "清河新区办事处关工委", 2026)
    assert ("会议", "3次") in book.cover.fields
    pages = PdfReader(io.BytesIO(to_pdf(book))).pages
    assert "十月常务副主任例会" in pages[2].extract_text()
    assert len(pages) == 5


def test_a_years_book_asks_as_often_as_one_meetings(hall: Hall, django_assert_num_queries: object) -> None:
    hall.hold(date(2026, 10, 8))
    with django_assert_num_queries(8):
        year_facts(hall.world.office, 2026, None)
    for month in (11, 12):
        hall.hold(date(2026, month, 8))
    with django_assert_num_queries(8):
        assert len(year_facts(hall.world.office, 2026, None)) == 3


def test_hostile_words_stay_words(hall: Hall) -> None:
    meeting = hall.hold(title=HOSTILE[:60])
    minuting.write_minutes(hall.by, meeting, {"remarks": HOSTILE}, [Decided(HOSTILE[:100])], 1, TODAY)
    facts = facts_of(Meeting.objects.for_papers().get(pk=meeting.pk), None)
    for _, draw in papers.SHEETS.values():
        assert to_pdf(draw(facts)).startswith(b"%PDF")
        assert to_docx(draw(facts))


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(9), "上午9:00"), (time(12, 5), "中午12:05"), (time(14, 30), "下午2:30"), (time(19), "晚上7:00")],
)
def test_times_as_one_says_them(at: time, said: str) -> None:
    assert rules.time_said(at) == said


def test_a_span_says_the_half_day_once() -> None:
    assert rules.span_said(time(9), time(11)) == "上午9:00至11:00"
    assert rules.span_said(time(9), time(14)) == "上午9:00至下午2:00"
