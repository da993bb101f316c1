"""Older 大事记 read into lines: months, days, and lines of which nobody knows the day."""

from hypothesis import given
from hypothesis import strategies as st

from xinhuo.journal.records.ledgers.days import bare_month
from xinhuo.year.volumes.annals import Line, read_annals


def lines(*texts: str, year: int = 2019) -> list[tuple[int, str, str]]:
    return [(line.month, line.day, line.text) for line in read_annals(texts, year).lines]


def test_a_volume_as_it_was_typed() -> None:
    found = read_annals(
        (
            "柳湾村关工委2019年大事记",
            "一月",
            "5日，召开年度例会。",
            "同日，走访困难家庭。",
            "12日至14日，举办寒假辅导班。",
            "三月",
            "3月5日，组织学雷锋活动。",
            "下旬，清扫楼道。",
            "修缮了活动室。",
            "2019年4月3日 清明祭扫。",
            "十二月三十一日，年终总结。",
        ),
        2019,
    )
    assert found.titles == ("柳湾村关工委2019年大事记",)
    assert [(line.month, line.day, line.text) for line in found.lines] == [
        (1, "5日", "召开年度例会。"),
        (1, "同日", "走访困难家庭。"),
        (1, "12日至14日", "举办寒假辅导班。"),
        (3, "5日", "组织学雷锋活动。"),
        (3, "", "下旬，清扫楼道。"),
        (3, "", "修缮了活动室。"),
        (4, "3日", "清明祭扫。"),
        (12, "31日", "年终总结。"),
    ]
    assert (found.undated, found.notes) == (2, ())


def test_many_ways_to_say_a_day() -> None:
    assert lines("3.5 学雷锋", "1、3月6日：扫楼道", "（3）3月7日　讲故事", "2019.3.8-3.9，辅导", "3月上旬，筹备") == [
        (3, "5日", "学雷锋"),
        (3, "6日", "扫楼道"),
        (3, "7日", "讲故事"),
        (3, "8日至9日", "辅导"),
        (3, "上旬", "筹备"),
    ]


def test_lines_of_no_month_come_last() -> None:
    found = read_annals(("这一年做了不少事。", "3月5日，学雷锋。"), 2019)
    assert [month for month, _ in found.months] == [3, 0]


def test_days_that_cannot_be_and_other_years_are_said() -> None:
    found = read_annals(("2月30日，写错了的一天。", "2018年3月5日，去年的事。"), 2019)
    assert found.lines[0] == Line(0, "", "2月30日，写错了的一天。")
    assert len(found.notes) == 2


def test_a_sentence_with_a_day_inside_stays_whole() -> None:
    assert lines("四月", "为了4月5日的祭扫，提前准备。") == [(4, "", "为了4月5日的祭扫，提前准备。")]
    assert lines("30多位老人参加。", "2019年是建国70周年。") == [
        (0, "", "30多位老人参加。"),
        (0, "", "2019年是建国70周年。"),
    ]


@given(st.lists(st.text(max_size=60), max_size=20), st.integers(1990, 2030))
def test_nothing_that_was_written_is_lost(texts: list[str], year: int) -> None:
    found = read_annals(texts, year)
    kept = [*found.titles, *(line.text for line in found.lines)]
    assert all(0 <= line.month <= 12 and line.text for line in found.lines)
    for text in filter(None, map(str.strip, texts)):
        assert bare_month(text) or any(text.endswith(one) for one in kept)


@given(
    st.integers(1, 12),
    st.integers(1, 28),
    st.sampled_from(("{m}月{d}日，{t}", "{m}.{d} {t}", "{y}年{m}月{d}日{t}", "{y}.{m}.{d}，{t}")),
)
def test_every_day_is_found(month: int, day: int, shape: str) -> None:
    typed = shape.format(y=2019, m=month, d=day, t="召开例会。")
    assert lines(typed) == [(month, f"{day}日", "召开例会。")]
