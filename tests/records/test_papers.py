"""业绩记载簿 and 轮值汇报: every deed once, words a clerk would sign, two pages, the same bytes."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import docx
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.year_world import HOSTILE, World
from xinhuo.ground.press.document import Table, texts_of
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.journal.records import papers, prose
from xinhuo.journal.records.facts import BookFacts, Deed, OwnWords, PaperOf, RecordFacts, ReportFacts
from xinhuo.journal.records.models import OwnParagraph, Record
from xinhuo.journal.records.reading import own_words
from xinhuo.journal.records.rules import CATEGORIES
from xinhuo.journal.records.services.reporting import write_paragraph

Enter = Callable[[str], Client]
_WORDS = [
    "讲新四军东进的故事，带孩子们认地图",
    "清扫楼道，讲雷锋故事",
    "劝开两户孩子玩闹引起的口角",
    "教写毛笔字",
    "讲防骗",
]


def read(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")


@st.composite
def records(draw: st.DrawFn) -> tuple[RecordFacts, ...]:
    days = draw(st.lists(st.integers(0, 333), max_size=60))
    found = []
    for number, offset in enumerate(sorted(days)):
        category = draw(st.sampled_from(list(CATEGORIES)))
        found.append(
            RecordFacts(
                record_id=f"{number:04d}",
                unit="柳湾村",
                held_on=date(2026, 1, 1) + timedelta(days=offset),
                ended_on=None,
                time_of_day="",
                place=draw(st.sampled_from(["", "柳湾小学", "柳湾村党群服务中心"])),
                kind=CATEGORIES[category],
                category=category,
                category_name=CATEGORIES[category],
                routine=category == "meeting",
                team="",
                title=f"{CATEGORIES[category]}第{number}回",
                content=draw(st.sampled_from(["", *_WORDS])),
                effect=draw(st.sampled_from(["", "孩子们约好下次再来", "两家和好，回访无新矛盾"])),
                youth_count=draw(st.sampled_from([0, 0, 12, 30])),
                other_count=draw(st.sampled_from([0, 0, 5])),
                milestone=draw(st.booleans()),
                occasion=draw(st.sampled_from(["", "清明", "六一"])),
                participants=tuple(draw(st.lists(st.sampled_from(["周德顺", "吴秀兰", "㛃䶮"]), unique=True))),
            )
        )
    return tuple(found)


def report(found: tuple[RecordFacts, ...], month: int = 11, own: tuple[OwnWords, ...] = ()) -> ReportFacts:
    return ReportFacts("柳湾村", "柳湾村关工委", 2026, month, found, 31, "周德顺（常务副主任）", own=own)


@settings(max_examples=25, deadline=None)
@given(records())
def test_a_report_never_counts_nobody_and_never_opens_twice_alike(found: tuple[RecordFacts, ...]) -> None:
    texts = [d.text for d in papers.report_paragraphs(report(found)) if d.text]
    whole = "".join(texts)
    assert not re.search(r"(?<!\d)0(?:人|次|名)", whole)
    for above, below in pairwise(texts):
        assert above[:4] != below[:4]
    assert "。。" not in whole
    assert "，。" not in whole
    assert not re.search(r"[，；：][，；：]", whole)
    assert not re.search(r"参加[^，。]{0,12}参加", whole)
    assert papers.duty_report(report(found)) == papers.duty_report(report(found))


@settings(max_examples=5, deadline=None)
@given(records())
def test_a_report_fits_two_pages(found: tuple[RecordFacts, ...]) -> None:
    assert page_count(to_pdf(papers.duty_report(report(found)))) <= 2


def test_even_a_very_full_year_fits_two_pages() -> None:
    many = []
    for number in range(400):
        category = list(CATEGORIES)[number % len(CATEGORIES)]
        many.append(
            RecordFacts(
                f"{number:04d}", "柳湾村", date(2026, 1, 1) + timedelta(days=number % 333), None, "", "柳湾小学操场",
                CATEGORIES[category], category, CATEGORIES[category], category == "meeting", "", "很长的标题" * 5,
                "带着三到五年级的孩子沿着河堤走了一趟，一路讲当年修水利的事，孩子们边听边记，回来写成短文" * 2,
                "收到短文四十篇，挑了十篇贴在村里的墙上，家长看了都说好", 40, 6, number % 3 == 0, "清明",
                ("周德顺", "吴秀兰", "㛃䶮", "钱永康"),
            )
        )  # fmt: skip
    document = papers.duty_report(report(tuple(sorted(many, key=lambda r: r.held_on))))
    assert page_count(to_pdf(document)) <= 2


def test_months_without_anything_read_naturally() -> None:
    empty = [d.text for d in papers.report_paragraphs(report((), month=1)) if d.text]
    assert empty == ["2026年1月，柳湾村关工委暂无活动记录。"]
    assert papers.duty_report(report((), month=1)).title == "柳湾村关工委2026年1月工作汇报"


def one(day: date, category: str = "theme_education", **changes: object) -> RecordFacts:
    plain = {
        "record_id": f"{day}{category}", "unit": "柳湾村", "held_on": day, "ended_on": None, "time_of_day": "", "place": "",
        "kind": CATEGORIES[category], "category": category, "category_name": CATEGORIES[category], "routine": False,
        "team": "", "title": "柳湾村活动", "content": "讲雷锋故事", "effect": "", "youth_count": 0, "other_count": 0,
        "milestone": False, "occasion": "", "participants": ("周德顺",),
    }  # fmt: skip
    return RecordFacts(**(plain | changes))


def said(*found: RecordFacts) -> dict[str, str]:
    return {d.key: d.text for d in papers.report_paragraphs(report(found))}


def test_one_record_reads_as_one_event() -> None:
    told = said(one(date(2026, 3, 5), place="柳湾村文化礼堂", youth_count=24, effect="两栋楼约定每月共扫一次。"))
    assert told["opening"] == (
        "2026年1至11月，柳湾村关工委开展活动1次，“五老”1人参加，受教育青少年24人。现将主要工作汇报如下。"
    )
    assert told["theme_education"] == ("3月5日，周德顺在文化礼堂讲雷锋故事，受教育青少年24人，两栋楼约定每月共扫一次。")


def test_what_a_text_has_told_is_not_told_again() -> None:
    counted = one(
        date(2026, 3, 5),
        content="3月5日,带24名孩子清扫楼道",
        effect="效果：家长 6 人来帮忙",
        youth_count=24,
        other_count=6,
    )
    assert said(counted)["theme_education"] == "3月5日，周德顺带24名孩子清扫楼道，家长6人来帮忙。"
    named = one(date(2026, 3, 5), content="周德顺讲雷锋故事", place="柳湾村", ended_on=date(2026, 3, 7))
    assert said(named)["theme_education"] == "3月5日至7日，周德顺讲雷锋故事。"
    elders = one(
        date(2026, 3, 5), content="三位五老带孩子清扫楼道", place="柳湾小学", participants=("周德顺", "吴秀兰", "㛃䶮")
    )
    assert said(elders)["theme_education"] == "3月5日在柳湾小学，三位五老带孩子清扫楼道，周德顺、吴秀兰、㛃䶮参加。"
    untold = one(date(2026, 3, 5), content="", place="柳湾小学", title="柳湾小学主题教育", participants=())
    assert said(untold)["theme_education"] == "3月5日在柳湾小学，开展主题教育。"


def test_measure_words_and_verbs_fit_the_category() -> None:
    told = said(
        one(date(2026, 1, 5), "mediation", content="劝和两家", other_count=4),
        one(date(2026, 2, 5), "mediation", content="说和晒场地界", other_count=3),
        one(date(2026, 2, 6), "visit", content="看望老同志", visited_count=2),
        one(date(2026, 9, 6), "visit", content="重阳走访", visited_count=1, youth_count=5),
        one(date(2026, 4, 6), "meeting", content="议全年计划"),
        one(date(2026, 5, 6), "meeting", kind="例会", routine=True),
    )
    assert "参与调解2起" in told["mediation"]
    assert "涉及家长和群众7人次" in told["mediation"]
    assert "走访慰问2次，周德顺参加，看望老同志3人次，惠及青少年5人次。" in told["visit"]
    assert told["routine"].startswith("参加例会1次，另有会议1次。4月6日，议全年计划。")


def test_meetings_alone_read_naturally() -> None:
    told = said(one(date(2026, 5, 6), "meeting", kind="例会", routine=True))
    assert told["opening"] == "2026年1至11月，柳湾村关工委以会议和学习为主，情况如下。"
    assert told["routine"] == "参加例会1次。"


def test_another_paragraph_that_grows_marks_nothing() -> None:
    kept = [one(date(2026, 3, day), "law", youth_count=9) for day in (3, 4)]
    law = next(d for d in papers.report_paragraphs(report(tuple(kept))) if d.key == "law")
    own = OwnWords("law", "法治课我来写。", law.digest, "周德顺", date(2026, 11, 2))
    more = [one(date(2026, 2, 1), youth_count=30), *kept]
    marked = {d.key: d.changed for d in papers.report_paragraphs(report(tuple(more), own=(own,)))}
    assert marked["law"] is False
    more = [*kept, one(date(2026, 3, 9), "law")]
    assert {d.key: d.changed for d in papers.report_paragraphs(report(tuple(more), own=(own,)))}["law"]


def test_own_paragraphs_are_kept_and_marked() -> None:
    drafts = papers.report_paragraphs(report(()))
    own = OwnWords("opening", "这一段是我自己写的。", drafts[0].digest, "周德顺", date(2026, 11, 2))
    kept = papers.report_paragraphs(report((), own=(own,)))[0]
    assert (kept.own_text, kept.changed) == ("这一段是我自己写的。", False)
    stale = OwnWords("opening", "这一段是我自己写的。", prose.digest("以前的稿子"), "周德顺", date(2026, 11, 2))
    assert papers.report_paragraphs(report((), own=(stale,)))[0].changed
    assert "这一段是我自己写的。" in texts_of(papers.duty_report(report((), own=(stale,))))
    gone = OwnWords("law", "法治课明年还请司法所来。", prose.digest("x"), "周德顺", date(2026, 11, 2))
    assert "法治课明年还请司法所来。" in texts_of(papers.duty_report(report((), own=(gone,))))


def deed(number: int, **changes: object) -> Deed:
    plain = {
        "record_id": f"{number:04d}", "held_on": date(2026, 1, 1) + timedelta(days=number), "ended_on": None,
        "time_of_day": "", "place": "", "kind": "主题宣讲", "category": "theme_education", "routine": False, "team": "",
        "title": f"第{number}件", "content": "", "effect": "", "sentence": "", "role": "took_part", "youth_count": 0,
        "other_count": 0, "unit": "柳湾村",
    }  # fmt: skip
    return Deed(**(plain | changes))


def book(*deeds: Deed) -> BookFacts:
    return BookFacts(
        "p",
        "孙䶮㛃",
        ("老教师",),
        "柳湾村",
        "柳湾村关工委",
        ("宣讲队",),
        2026,
        "周德顺（常务副主任）",
        "清河新区办事处关工委",
        deeds,
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["took_part", "led", "spoke", "was_visited"])), max_size=40))
def test_every_deed_once_routine_in_one_line_visits_never(found: list[tuple[bool, str]]) -> None:
    deeds = [
        deed(n, routine=routine, role=role, kind="例会" if routine else "主题宣讲")
        for n, (routine, role) in enumerate(found)
    ]
    tables = [b for b in papers.record_book(book(*deeds)).blocks if isinstance(b, Table)]
    rows = tables[0].rows if tables else ()
    own = [d for d in deeds if d.role != "was_visited"]
    single = [d for d in own if not d.routine]
    routine = len(own) - len(single)
    for one in single:
        assert (
            sum(row[2].startswith(one.title) and row[2].removeprefix(one.title)[:1] in ("", "，") for row in rows) == 1
        )
    assert len(rows) == len(single) + (1 if routine else 0)
    if routine:
        assert rows[-1][2] == f"参加例会{routine}次"
    assert not re.search("记载0件", "".join(texts_of(papers.record_book(book(*deeds)))))


def test_a_row_says_each_thing_once() -> None:
    told = deed(
        1, title="学雷锋日：清扫楼道", content="讲雷锋故事", effect="24名孩子参加。", youth_count=24, other_count=3
    )
    table = papers.record_book(book(told)).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0][2:] == ("学雷锋日：清扫楼道。讲雷锋故事", "24名孩子参加，其他3人")


def test_a_book_without_records_has_one_page_that_says_so() -> None:
    pdf = to_pdf(papers.record_book(book()))
    assert page_count(pdf) == 2  # the cover and that page
    assert "2026年没有业绩记载" in read(pdf)


def test_pdf_of_a_person_and_of_the_unit(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    one = client.get(f"/books/{world.people['周德顺'].pk}/2026.pdf")
    assert one["Content-Type"] == "application/pdf"
    text = read(one.content)
    assert text.count("讲一段亲历") == 1
    assert "周德顺" in text
    whole = read(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf").content)
    assert whole.count("带青少年清扫楼道、讲雷锋故事") == 3  # one record, three people, three rows
    assert "㛃䶮" in whole
    two = PdfReader(io.BytesIO(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf?sides=2").content))
    assert len(two.pages) % 2 == 0 or len(two.pages) > 6
    blank = client.get(f"/books/blank/{world.liuwan.pk}/2026.pdf")
    assert len(PdfReader(io.BytesIO(blank.content)).pages) == 11


def test_report_page_is_edited_in_place_and_printed(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    address = f"/reports/{world.liuwan.pk}/2026/12/"
    assert "柳湾村关工委2026年1—12月工作汇报" in client.get(address).text
    client.post(address, {"key": "next", "text": "明年春天把红色故事会办到每个村民小组。"})
    assert OwnParagraph.objects.get().text.startswith("明年春天")
    assert "明年春天" in read(client.get(f"/reports/{world.liuwan.pk}/2026/12.pdf").content)
    file = docx.Document(io.BytesIO(client.get(f"/reports/{world.liuwan.pk}/2026/12.docx").content))
    assert any("明年春天" in p.text for p in file.paragraphs)
    world.write(world.liuwan, date(2026, 11, 3), "又讲了一课", "周德顺", youth_count=9)
    client.post(address, {"key": "opening", "text": "开头我来写。"})
    world.write(world.liuwan, date(2026, 11, 4), "再讲一课", "周德顺", youth_count=9)
    assert "写完以后，记录有变动" in client.get(address).text
    client.post(address, {"key": "opening", "text": ""})
    assert "开头我来写" not in client.get(address).text


def test_a_month_to_come_has_no_report(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    for address in (f"/reports/{world.liuwan.pk}/2027/1/", f"/reports/{world.liuwan.pk}/2026/13/"):
        assert client.get(address).status_code == 404


def test_hostile_text_is_inert_on_paper(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    world.write(world.liuwan, date(2026, 1, 2), HOSTILE, "周德顺", effect=HOSTILE, milestone=True)
    text = read(client.get(f"/books/{world.people['周德顺'].pk}/2026.pdf").content)
    assert '#panic("x")' in text
    assert Record.objects.filter(content=HOSTILE).exists()
    file = docx.Document(io.BytesIO(client.get(f"/reports/{world.liuwan.pk}/2026/12.docx").content))
    assert "<script>" in "".join(p.text for p in file.paragraphs)


_TWICE = """
import hashlib, sys
from datetime import date
from tests.records.test_papers import book, deed, report
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.records import papers
for document in (papers.record_book(book(*[deed(n, content="讲故事", youth_count=9) for n in range(30)])),
                 papers.duty_report(report(()))):
    for press in (to_pdf, to_docx, to_xlsx):
        print(hashlib.sha256(press(document)).hexdigest())
"""


def test_the_same_facts_give_the_same_bytes_in_two_processes() -> None:
    root = Path(__file__).parents[2]
    outputs = []
    for zone, seed in (("UTC", "1"), ("Asia/Shanghai", "4711")):
        surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "xinhuo.settings"}
        code = "import django; django.setup()" + _TWICE
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=surroundings, capture_output=True, text=True, check=True
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(set(outputs[0].split())) == 6
    assert hashlib.sha256(b"").hexdigest() not in outputs[0]


def test_what_was_written_in_one_paper_is_offered_in_the_next(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    june, july, may = (f"/reports/{world.liuwan.pk}/2026/{month}/" for month in (6, 7, 5))
    told = "宣讲请了司法所的同志一起备课。"
    client.post(june, {"key": "theme_education", "text": told})
    page = client.get(july).text
    assert "上次写的" in page
    assert "6月轮值汇报，柳湾记载人" in page
    assert told not in read(client.get(f"/reports/{world.liuwan.pk}/2026/7.pdf").content)
    client.post(july, {"key": "theme_education", "text": told})  # 用上次写的
    assert told in read(client.get(f"/reports/{world.liuwan.pk}/2026/7.pdf").content)
    assert "上次写的" not in client.get(july).text
    client.post(july, {"key": "theme_education", "text": f"{told}下半年接着办。"})
    assert "下半年接着办" in client.get(may).text
    assert "下半年接着办" not in client.get(june).text
    assert OwnParagraph.objects.count() == 2


def test_an_opening_with_its_numbers_and_another_year_are_not_mixed(world: World) -> None:
    place = PaperOf("report", 2026, 6)
    for key in ("opening", "law"):
        write_paragraph(world.by, world.liuwan, place, key, f"{key}的话", "0" * 64)
    written = OwnParagraph.objects.of_year(world.liuwan, 2026)
    assert [o.key for o in own_words(written, PaperOf("half_year", 2026, 6))[1]] == ["law"]
    assert {o.key for o in own_words(written, PaperOf("report", 2026, 7))[1]} == {"opening", "law"}
    assert not OwnParagraph.objects.of_year(world.liuwan, 2025)
    assert not OwnParagraph.objects.of_year(world.office, 2026)
