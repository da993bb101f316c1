"""台账 as offices keep them, read without a database: heads, merged cells, days, names and counts."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.sheets import book
from xinhuo.ground.intake.cells import Unclear
from xinhuo.journal.records.ledgers.days import Around, Days, NoYear, days
from xinhuo.journal.records.ledgers.parts import counts, people
from xinhuo.journal.records.ledgers.reading import Ledger, LedgerRow, read_ledger, taught

HEAD = ("序号", "日期", "地点", "类别", "活动名称", "活动内容", "效果", "参加人员", "青少年数")
MARCH = Around(2026, 3)


def ledger(*rows: Iterable[Any], year: int = 0, **more: Any) -> Ledger:
    return read_ledger(book(*rows, **{"name": "台账", **more}), year)


def only(*rows: Iterable[Any], **more: Any) -> LedgerRow:
    found = ledger(*rows, **more)
    assert found.problems == ()
    (row,) = found.rows
    return row


def unclear(value: Any, around: Around = MARCH) -> Unclear:
    with pytest.raises(Unclear) as caught:
        days(value, around)
    return caught.value


def test_a_ledger_with_title_and_footer() -> None:
    found = ledger(
        ("柳湾村关工委2025年活动台账",),
        HEAD,
        (1, "3月5日", "文化广场", "主题宣讲", "学雷锋", "讲雷锋故事", "孩子们很受教育", "周德顺、吴秀兰", 24),
        (),
        (2, "4.3", "村部", "校外教育", "清明", "讲一段亲历", "", "周德顺等3人", "41人"),
        ("合计", "", "", "", "", "", "", "", 65),
        ("填表人：吴秀兰",),
    )
    assert found.problems == ()
    first, second = found.rows
    assert (first.number, first.days, first.place, first.kind) == (3, Days(date(2025, 3, 5)), "文化广场", "主题宣讲")
    assert (first.title, first.content, first.effect) == ("学雷锋", "讲雷锋故事", "孩子们很受教育")
    assert (first.people, first.youth) == ((("周德顺", "took_part"), ("吴秀兰", "took_part")), 24)
    assert (second.days.held_on, second.more, second.youth) == (date(2025, 4, 3), 3, 41)
    assert found.notes == ()


def test_heads_over_two_rows() -> None:
    row = only(
        ("序号", "时间", "", "活动内容", "参加人数", "", ""),
        ("", "月", "日", "", "五老", "青少年", "家长"),
        (1, 3, 5, "讲雷锋故事", 2, 24, 5),
        merges=("A1:A2", "B1:C1", "D1:D2", "E1:G1"),
        year=2025,
    )
    assert (row.days.held_on, row.content, row.youth, row.other) == (date(2025, 3, 5), "讲雷锋故事", 24, 5)


def test_month_and_unit_merged_down() -> None:
    found = ledger(
        ("单位", "月份", "日期", "内容", "参加人员"),
        ("柳湾村", "3月", "5日", "讲雷锋故事", "周德顺"),
        ("", "", "6日", "扫楼道", "吴秀兰"),
        ("东桥村", "4月", "5日", "写春联", "钱永康"),
        merges=("A2:A3", "B2:B3"),
        year=2025,
    )
    assert found.problems == ()
    said = [(row.unit, row.days.held_on) for row in found.rows]
    assert said == [("柳湾村", date(2025, 3, 5)), ("柳湾村", date(2025, 3, 6)), ("东桥村", date(2025, 4, 5))]


def test_a_day_merged_over_several_things() -> None:
    found = ledger(("日期", "内容", "青少年数"), ("2025.3.5", "讲雷锋故事", 24), ("", "扫楼道", 12), merges=("A2:A3",))
    assert [(row.days.held_on, row.content) for row in found.rows] == [
        (date(2025, 3, 5), "讲雷锋故事"),
        (date(2025, 3, 5), "扫楼道"),
    ]


def test_months_and_units_alone_in_a_line() -> None:
    found = ledger(
        ("2025年度工作台账",),
        ("日期", "内容", "青少年数"),
        ("三月",),
        ("5日", "讲雷锋故事", 24),
        ("一、东桥村",),
        ("4月2日", "写春联", 12),
        ("五月份",),
        ("6", "看护路口", 30),
    )
    assert found.problems == ()
    said = [(row.days.held_on, row.caption) for row in found.rows]
    assert said == [(date(2025, 3, 5), ""), (date(2025, 4, 2), "东桥村"), (date(2025, 5, 6), "东桥村")]


def test_a_sheet_for_each_month() -> None:
    found = ledger(
        ("日期", "内容", "青少年数"),
        (5, "讲雷锋故事", 24),
        name="2025年3月",
        **{"4月": [("日期", "内容", "青少年数"), ("3-5", "清明祭扫", 41)], "说明": [("请如实填写",)]},
    )
    assert [row.days for row in found.rows] == [Days(date(2025, 3, 5))]
    assert found.needs_year
    assert [(p.sheet, p.row, p.column) for p in found.problems] == [("4月", 2, "日期")]
    assert found.sheets_without == ("说明",)


def test_a_month_without_days() -> None:
    found = ledger(("活动名称", "活动内容", "青少年数"), ("学雷锋", "讲雷锋故事", 24), name="2025年3月")
    (row,) = found.rows
    assert row.days == Days(date(2025, 3, 1), date(2025, 3, 31), whole_month=True)
    assert found.notes == ("有的事只写到月，记成这个月一整月的事",)


def test_the_name_of_the_file_may_tell_the_year() -> None:
    made = book(("日期", "内容", "青少年数"), ("3月5日", "讲雷锋故事", 24))
    assert read_ledger(made, 0, "柳湾2024年台账.xlsx").rows[0].days.held_on.year == 2024
    assert read_ledger(made, 2025, "台账.xlsx").rows[0].days.held_on.year == 2025
    assert read_ledger(made, 0, "台账.xlsx").needs_year


def test_names_of_children_are_never_read() -> None:
    found = ledger(
        ("日期", "内容", "参加五老", "学生姓名", "青少年数", "受助学生"),
        ("2025.3.5", "讲故事", "周德顺、学生王小明", "王小明、李小红", 2, "张小丽"),
    )
    assert found.rows[0].people == (("周德顺", "took_part"),)
    assert "王小明" not in repr(found)
    assert "张小丽" not in repr(found)
    assert found.notes[0] == "“学生姓名、受助学生”一栏像是孩子的名字，没有读，也不会存。薪火只记孩子的人数"
    assert found.notes[1] == "“参加人员”里写的学生没有记名字，只记人数"


def test_names_of_children_in_a_column_of_counts_are_not_said_back() -> None:
    found = ledger(("日期", "内容", "学生"), ("2025.3.5", "讲故事", "王小明、李小红"))
    assert [p.message for p in found.problems] == ["孩子这一栏不是人数。请只写数字，不写名字。"]
    assert "王小明" not in repr(found)
    below = ledger(
        ("日期", "内容", "参加人员", ""), ("", "", "五老", "学生"), ("2025.3.5", "讲故事", "周德顺", "王小明"),
        merges=("A1:A2", "B1:B2", "C1:D1"),
    )  # fmt: skip
    assert "王小明" not in repr(below)


def test_roles_and_heads_that_do_not_say_whose() -> None:
    found = ledger(
        ("日期", "内容", "主讲人", "负责人", "参加人员", "人数"),
        ("2025.3.5", "讲故事", "周德顺", "吴秀兰", "周德顺、钱永康", 30),
        ("2025.3.6", "讲故事", "", "", "钱永康", "青少年30人，家长5人"),
    )
    assert found.rows[0].people == (("吴秀兰", "led"), ("周德顺", "spoke"), ("钱永康", "took_part"))
    assert (found.rows[0].total, found.total_heads) == (30, ("人数",))
    assert (found.rows[1].youth, found.rows[1].other) == (30, 5)


def test_bad_cells_say_where_and_why() -> None:
    found = ledger(
        HEAD,
        (1, "2025.2.29", "村部", "例会", "例会", "", "", "周德顺", ""),
        (2, "每周三", "村部", "例会", "", "读报", "", "周德顺吴秀兰张三丰", "几十"),
        (3, "2025.3.5", "村部", "", "", "", "很好", "周德顺", ""),
        (4, "", "", "", "", "", "", "", ""),
        (5, "2025.3.6", "", "", "", "", "", "", ""),
    )
    assert [(p.row, p.column, p.message) for p in found.problems] == [
        (2, "日期", "2025年2月没有29日。请核对。"),
        (3, "日期", "日期“每周三”看不懂。请写成2026年3月5日这样。"),
        (3, "参加人员", "“周德顺吴秀兰张三丰”看不出是谁。几个人之间请用、隔开。"),
        (3, "青少年数", "孩子这一栏不是人数。请只写数字，不写名字。"),
        (4, "活动内容", "这一行没有写做了什么。请补上内容。"),
    ]
    assert found.rows == ()


def test_a_long_title_is_what_was_done() -> None:
    long = "组织五老到学校开展法治宣讲" * 6
    row = only(("日期", "活动名称", "青少年数"), ("2025.3.5", long, 3))
    assert (row.title, row.content) == ("", long)


def test_words_that_an_office_taught() -> None:
    made = book(("干活那天", "干了啥", "来的娃数"), ("2025.3.5", "讲故事", 24))
    assert read_ledger(made).rows == ()
    words = taught({"干活那天": "date", "干了啥": "content", "来的娃数": "youth", "学生姓名": "people"})
    assert read_ledger(made, words=words).rows[0].youth == 24
    named = book(("日期", "内容", "学生姓名"), ("2025.3.5", "讲故事", "王小明"))
    assert "王小明" not in repr(read_ledger(named, words=words))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026.3.5", (2026, 3, 5), None),
        ("3月5日上午9:00", (2026, 3, 5), None),
        ("3月5日（星期四）", (2026, 3, 5), None),
        ("二〇二五年十二月三十一日", (2025, 12, 31), None),
        (20260305, (2026, 3, 5), None),
        (46086, (2026, 3, 5), None),
        (46086.4, (2026, 3, 5), None),
        (12.31, (2026, 12, 31), None),
        ("3.5-3.7", (2026, 3, 5), (2026, 3, 7)),
        ("3.5—7", (2026, 3, 5), (2026, 3, 7)),
        ("2026-3-5至2026-3-7", (2026, 3, 5), (2026, 3, 7)),
        ("2026.12.30-2027.1.2", (2026, 12, 30), (2027, 1, 2)),
        ("12月30日至1月2日", (2026, 12, 30), (2027, 1, 2)),
        ("2026年3月", (2026, 3, 1), (2026, 3, 31)),
        (2026.3, (2026, 3, 1), (2026, 3, 31)),
        ("2024年2月", (2024, 2, 1), (2024, 2, 29)),
        ("2024.2.29", (2024, 2, 29), None),
        ("1-3月", (2026, 1, 1), (2026, 3, 31)),
        ("5", (2026, 3, 5), None),
        ("5-7日", (2026, 3, 5), (2026, 3, 7)),
    ],
)
def test_days_as_typed(value: Any, first: tuple[int, int, int], last: tuple[int, int, int] | None) -> None:
    found = days(value, MARCH)
    assert (found.held_on, found.ended_on) == (date(*first), date(*last) if last else None)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.1, "可能是1日也可能是10日"),
        (2026.1, "可能是1月也可能是10月"),
        ("2月30日", "2026年2月没有30日"),
        ("13月1日", "一年里没有13月"),
        ("3月5、7日", "有几个日期"),
        ("2026.3.7-2026.3.5", "结束早于开始"),
        ("每周三", "看不懂"),
        ("", "没有日期"),
    ],
)
def test_days_that_are_asked_back(value: Any, said: str) -> None:
    assert said in unclear(value).message
    assert len(unclear(value).message) <= 40


def test_a_day_without_a_year_says_so() -> None:
    assert isinstance(unclear("3月5日", Around()), NoYear)


def sentence_or(reader: Any, *said: Any) -> Any:
    """What was read, or the sentence that says why not."""
    try:
        return reader(*said)
    except Unclear as unclear:
        return unclear.message


DAYS = st.dates(date(1991, 1, 1), date(2060, 12, 31))
SHAPES = (
    "{y}.{m}.{d}",
    "{y}-{m}-{d}",
    "{y}/{m:02}/{d:02}",
    "{y}年{m}月{d}日",
    "{y}{m:02}{d:02}",
    "{y}.{m}.{d} 09:30",
    "{y}年{m}月{d}号",
)


@given(DAYS, st.sampled_from(SHAPES), st.integers(1991, 2060), st.integers(0, 12))
def test_every_day_reads_the_same_however_it_is_typed(day: date, shape: str, year: int, month: int) -> None:
    typed = shape.format(y=day.year, m=day.month, d=day.day)
    assert days(typed, Around(year, month)) == Days(day)
    assert days((day - date(1899, 12, 30)).days, Around(year, month)) == Days(day)


@given(DAYS, st.sampled_from(("{m}月{d}日", "{m}.{d}", "{m}/{d}", "{m:02}.{d:02}")))
def test_a_day_takes_the_year_around_it(day: date, shape: str) -> None:
    assert days(shape.format(m=day.month, d=day.day), Around(day.year)) == Days(day)


@given(DAYS, st.integers(1, 60), st.sampled_from(("-", "至", "—", "~", "到", "--")))
def test_spans_of_days(day: date, length: int, mark: str) -> None:
    end = day + timedelta(days=length)
    typed = f"{day.year}.{day.month}.{day.day}{mark}{end.year}.{end.month}.{end.day}"
    assert days(typed, Around()) == Days(day, end)


@given(st.integers(1991, 2060), st.integers(1, 12))
def test_a_month_ends_with_its_last_day(year: int, month: int) -> None:
    found = days(f"{year}年{month}月", Around())
    assert (found.held_on.day, found.ended_on) == (1, date(year, month, calendar.monthrange(year, month)[1]))


@given(st.one_of(st.text(max_size=30), st.integers(-(10**9), 10**9), st.floats(0, 1e6)))
def test_any_cell_is_a_day_or_a_sentence(value: Any) -> None:
    found = sentence_or(days, value, MARCH)
    if isinstance(found, str):
        assert 0 < len(found) <= 50
    else:
        assert found.ended_on is None or found.ended_on > found.held_on


NAMES = st.sampled_from(("周德顺", "吴秀兰", "王华", "欧阳春明", "买买提·艾力", "㛃䶮", "和平", "钱永康"))


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True), st.sampled_from("、，,；;/"), st.integers(0, 99))
def test_names_come_apart_at_any_mark(names: list[str], mark: str, more: int) -> None:
    found = people(mark.join(names) + (f"等{more}人" if more else ""))
    assert (found.names, found.more, found.groups) == (tuple(names), more, ())


@given(st.lists(st.sampled_from(("周德顺", "吴秀兰", "钱永康")), min_size=1, unique=True))
def test_names_come_apart_at_blanks(names: list[str]) -> None:
    assert people("  ".join(names)).names == tuple(names)


@given(st.text(max_size=40))
def test_any_cell_of_people_is_names_or_a_sentence(text: str) -> None:
    found = sentence_or(people, text)
    if isinstance(found, str):
        assert 0 < len(found) <= 40
    else:
        assert all(2 <= len(name) <= 30 for name in found.names)


@pytest.mark.parametrize(
    ("text", "names", "more"),
    [
        ("周德顺 王 华 吴秀兰", ("周德顺", "王华", "吴秀兰"), 0),
        ("王 华、李 明", ("王华", "李明"), 0),
        ("周德顺（主讲）、吴秀兰老师", ("周德顺", "吴秀兰"), 0),
        ("周德顺、吴秀兰等五老15人", ("周德顺", "吴秀兰"), 15),
        ("周德顺和吴秀兰", ("周德顺", "吴秀兰"), 0),
        ("五老12人", (), 12),
        ("无", (), 0),
    ],
)
def test_people_as_typed(text: str, names: tuple[str, ...], more: int) -> None:
    found = people(text)
    assert (found.names, found.more) == (names, more)


@given(st.integers(0, 100_000), st.sampled_from(("{}", "{}人", "约{}人", "{}余人", "共{}名", "{:,}人次")))
def test_counts_as_typed(number: int, shape: str) -> None:
    assert counts(shape.format(number)).plain == number
    assert counts(number).plain == number


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_count_is_a_number_or_a_sentence(value: Any) -> None:
    found = sentence_or(counts, value)
    if isinstance(found, str):
        assert 0 < len(found) <= 40
    else:
        assert min(found.youth, found.other, found.elders, found.plain) >= 0
