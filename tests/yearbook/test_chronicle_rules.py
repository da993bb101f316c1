from datetime import date

import pytest

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.facts import RecordFacts
from xinhuo.year.yearbook import rules
from xinhuo.year.yearbook.facts import Line


def told(**said: object) -> RecordFacts:
    base = {
        "record_id": "1", "unit": "柳湾村", "held_on": date(2026, 3, 5), "ended_on": None, "time_of_day": "",
        "place": "柳湾小学", "kind": "主题教育", "category": "theme_education", "category_name": "主题教育",
        "routine": False, "team": "", "title": "柳湾小学主题教育", "content": "", "effect": "", "youth_count": 0,
        "other_count": 0, "milestone": True, "occasion": "", "participants": ("周德顺",),
    }  # fmt: skip
    return RecordFacts(**{**base, **said})


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            {"content": "三位五老带青少年清扫楼道", "participants": ("周德顺", "吴秀兰", "陈建国"), "youth_count": 24},
            "周德顺、吴秀兰、陈建国三位五老在柳湾小学带青少年清扫楼道，青少年24人参加。",
        ),
        (
            {"content": "老战士在烈士纪念设施前讲一段亲历", "youth_count": 41},
            "老战士（周德顺）在烈士纪念设施前讲一段亲历，青少年41人参加。",
        ),
        (
            {"content": "周德顺主讲《家史》，学生32人参加", "youth_count": 32},
            "周德顺在柳湾小学主讲《家史》，学生32人参加。",
        ),
        ({"content": "给新生讲家史。大家爱听"}, "周德顺在柳湾小学给新生讲家史。"),
        ({"content": ""}, "周德顺开展柳湾小学主题教育。"),
        (
            {
                "category": "mediation",
                "place": "",
                "content": "调解队协助处理两户口角",
                "effect": "双方和好，回访无新矛盾",
                "youth_count": 2,
            },
            "调解队（周德顺）协助处理两户口角，双方和好。",
        ),
        (
            {"category": "meeting", "content": "召开年度会议", "participants": ("甲", "乙"), "other_count": 84},
            "在柳湾小学召开年度会议，到会86人。",
        ),
        ({"content": "护学值守", "participants": tuple("甲乙丙丁"), "place": ""}, "甲、乙等4人护学值守。"),
    ],
)
def test_a_record_becomes_one_sentence(said: dict[str, object], text: str) -> None:
    assert rules.propose_text(told(**said)) == text


@pytest.mark.parametrize("length", [1, 60, 119, 400])
def test_a_sentence_is_never_too_long_and_never_says_nobody(length: int) -> None:
    text = rules.propose_text(told(content="讲" * length, title="“清明祭英烈”活动", youth_count=3))
    assert len(text) <= rules.LONGEST
    assert text.endswith("。")
    assert "0人" not in text


def test_a_lower_units_line_begins_with_its_name_once() -> None:
    assert rules.with_unit("讲家史。", "柳湾村") == "柳湾村讲家史。"
    assert rules.with_unit("柳湾村讲家史。", "柳湾村") == "柳湾村讲家史。"
    assert len(rules.with_unit("讲" * 119 + "。", "柳湾村")) <= rules.LONGEST


def test_own_words_are_closed_and_short() -> None:
    assert rules.check_text(" 讲家史 ") == "讲家史。"
    with pytest.raises(RuleBroken, match="太长"):
        rules.check_text("讲" * 121)
    with pytest.raises(RuleBroken, match="还没有写"):
        rules.check_text(" ")


@pytest.mark.parametrize(
    ("day", "said"),
    [(None, "哪一天"), (date(2025, 5, 1), "2026年的"), (date(2026, 12, 30), "还没有到"), (date(2026, 1, 1), "不在")],
)
def test_a_day_lies_in_the_year_and_in_the_units_life(day: date | None, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        rules.check_day(day, 2026, date(2026, 12, 20), date(2026, 2, 1), None)


def test_days_as_a_chronicle_says_them() -> None:
    assert rules.day_said(date(2024, 2, 29), None) == "29日"
    assert rules.day_said(date(2026, 6, 6), date(2026, 6, 8)) == "6日至8日"
    assert rules.day_said(date(2026, 6, 30), date(2026, 7, 2)) == "30日至7月2日"
    assert rules.day_said(date(2026, 12, 30), date(2027, 1, 2)) == "30日至2027年1月2日"


def test_months_hold_what_is_in_and_quiet_gives_way() -> None:
    lines = [
        Line("b", date(2026, 3, 5), None, "乙。"),
        Line("a", date(2026, 3, 5), None, "甲。"),
        Line("c", date(2026, 4, 1), None, "丙。", included=False),
    ]
    months = rules.months_of(lines, {3, 4})
    assert [(m.month, m.quiet, [(e.day, e.text) for e in m.entries]) for m in months] == [
        (3, False, [("5日", "甲。"), ("同日", "乙。")]),
        (4, True, []),
    ]


def test_quiet_is_said_of_a_month_that_is_over_and_empty() -> None:
    rules.check_quiet(2026, 11, date(2026, 12, 20), 0)
    for year, month, printed in ((2026, 12, 0), (2026, 11, 2), (2026, 13, 0)):
        with pytest.raises(RuleBroken):
            rules.check_quiet(year, month, date(2026, 12, 20), printed)


def test_in_january_the_last_year_is_open() -> None:
    assert rules.year_to_open(date(2027, 1, 31)) == 2026
    assert rules.year_to_open(date(2027, 2, 1)) == 2027
