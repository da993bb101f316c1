"""Whole rosters: the three of the office, and the oddities of other offices one by one."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.intake.sheets import book
from xinhuo.ground.intake.workbook import Book, Sheet, read
from xinhuo.who.people.rosters.reading import Problem, Roster, RosterRow, read_roster

TODAY = date(2026, 11, 24)
ROSTERS = Path(__file__).parent.parent / "people" / "rosters"
HEAD = ("序号", "单位", "姓名", "性别", "出生年月", "五老类别", "联系电话")


def roster(*rows: Iterable[Any], **more: Any) -> Roster:
    return read_roster(book(*rows, **more), TODAY)


def only(*rows: Iterable[Any], **more: Any) -> RosterRow:
    found = roster(*rows, **more)
    assert found.problems == ()
    (row,) = found.rows
    return row


def units(found: Roster) -> list[tuple[str, str]]:
    return [(row.said["name"], row.unit) for row in found.rows]


def places(found: Roster) -> list[tuple[int, str]]:
    return [(p.row, p.column) for p in found.problems]


def of_office(name: str) -> Roster:
    return read_roster(read((ROSTERS / name).read_bytes(), name), TODAY)


def test_a_roster_with_titles_and_footers() -> None:
    found = of_office("roster_a.xlsx")
    assert (len(found.rows), found.problems, found.notes, found.skipped) == (331, (), (), 1)
    assert Counter(row.unit for row in found.rows)["柳湾村"] == 31
    first = found.rows[0]
    assert (first.number, first.titled_unit) == (4, "清河新区办事处关工委")
    assert first.said == {
        "name": "汤家骏", "sex": "男", "birth_month": date(1962, 2, 1), "politics": "中共党员", "categories": ["elder_teacher"],
        "former_employer": "供销社", "former_post": "副主任", "phone": "18631706690", "joined_month": date(2015, 10, 1),
    }  # fmt: skip


def test_a_roster_with_a_sheet_for_each_village() -> None:
    found = of_office("roster_b.xlsx")
    assert (len(found.rows), found.problems, found.notes) == (331, (), ())
    assert len({row.sheet for row in found.rows}) == 12
    wide = next(row for row in found.rows if row.sheet == "柳湾村" and row.number == 8)
    assert (wide.said["name"], wide.said["birth_month"], wide.unit) == ("曹昇", date(1948, 12, 1), "")
    assert wide.columns["birth_month"] == "出生年月"
    assert Counter(row.care for row in found.rows) == {("nearby_only",): 89, (): 242}
    assert "较弱" not in repr(found)


def test_next_year_s_roster_with_bad_rows() -> None:
    found = of_office("roster_c.xlsx")
    assert len(found.rows) == 335
    assert places(found) == [
        (337, "姓名"),
        (338, "出生日期"),
        (338, "手机号码"),
        (338, "身份(五老类型)"),
        (338, "入队日期"),
    ]
    assert [row.unit for row in found.rows if row.number == 336] == ["火星村"]


def test_sums_repeated_headers_and_signatures_are_no_people() -> None:
    found = roster(
        ("2026年清河新区五老名册",),
        HEAD,
        ("例", "某村", "张三", "男", "1948.3", "老教师", ""),
        (1, "柳湾村", "甲一", "男", "1948.3", "老教师", ""),
        ("小计", "", 1),
        ("柳湾村小计", None, None, 1),
        HEAD,
        (2, "东桥村", "乙一", "女", "1950.5", "老干部", ""),
        (None, None, "东桥村合计", 1, 0, 1, ""),
        (3, "双河村"),
        (4, "双河村", "", "", "", "", ""),
        ("合  计", None, 2, None, None, None, None),
        ("注：本表一式两份",),
        ("填表人：李某", None, "审核：王某", None, None, None, "2026年1月10日"),
        ("以下空白",),
    )
    assert units(found) == [("甲一", "柳湾村"), ("乙一", "东桥村")]
    assert found.problems == ()


def test_a_post_that_sounds_like_a_footer_is_a_person_s() -> None:
    found = roster(("姓名", "职务", "电话"), ("甲一", "负责人", "13800000001"), ("乙一", "审核员", "13800000002"))
    assert [row.said["former_post"] for row in found.rows] == ["负责人", "审核员"]


def test_a_unit_merged_down_or_written_with_dittos() -> None:
    rows = [
        HEAD,
        (1, "柳湾村（3人）", "甲一"),
        (2, None, "甲二"),
        (3, "〃", "甲三"),
        (4, "东桥村", "乙一"),
        (5, "同上", "乙二"),
    ]
    found = roster(*[(*row, "男") for row in rows], merges=("B2:B3",))
    assert units(found) == [
        ("甲一", "柳湾村"),
        ("甲二", "柳湾村"),
        ("甲三", "柳湾村"),
        ("乙一", "东桥村"),
        ("乙二", "东桥村"),
    ]


def test_a_unit_written_once_is_said_in_a_note_and_one_forgotten_is_not_filled() -> None:
    once = roster(HEAD, (1, "柳湾村", "甲一"), (2, "", "甲二"), (3, "", "甲三"))
    assert {unit for _, unit in units(once)} == {"柳湾村"}
    assert "只写了一次" in once.notes[0]
    forgotten = roster(HEAD, (1, "柳湾村", "甲一"), (2, "", "甲二"), (3, "东桥村", "甲三"))
    assert units(forgotten)[1] == ("甲二", "")
    assert forgotten.notes == ()


@pytest.mark.parametrize("caption", ["柳湾村", "一、柳湾村（2人）", "柳湾村关工委", "第一部分 柳湾村", "（一）柳湾村"])
def test_a_unit_in_a_line_of_its_own(caption: str) -> None:
    head = ("序号", "姓名", "性别")
    found = roster(
        ("五老名册",), head, (caption,), (1, "甲一", "男"), (2, "甲二", "女"), ("东桥村",), (1, "乙一", "男")
    )
    assert units(found) == [("甲一", "柳湾村"), ("甲二", "柳湾村"), ("乙一", "东桥村")]
    below = roster(("姓名", "性别"), (caption,), ("甲一", "男"), ("东桥村",), ("乙一", "男"))
    assert units(below) == [("甲一", "柳湾村"), ("乙一", "东桥村")]


def test_blocks_below_each_other_each_with_title_and_header() -> None:
    found = roster(
        ("柳湾村",),
        ("姓名", "性别", "电话"),
        ("甲一", "男", "13800000001"),
        (),
        ("东桥村",),
        ("姓名", "电话", "性别"),
        ("乙一", "13800000002", "女"),
    )
    assert units(found) == [("甲一", "柳湾村"), ("乙一", "东桥村")]
    assert found.rows[1].said == {"name": "乙一", "phone": "13800000002", "sex": "女"}


def test_people_side_by_side() -> None:
    head = ("序号", "姓名", "联系电话")
    found = roster((*head, *head), (1, "甲一", "13800000001", 3, "甲三", "13800000003"), (2, "甲二", "13800000002"))
    assert {(row.number, row.said["name"], row.said["phone"]) for row in found.rows} == {
        (2, "甲一", "13800000001"), (3, "甲二", "13800000002"), (2, "甲三", "13800000003"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("填报单位：柳湾村关工委   填报日期：2026年1月", "柳湾村关工委"),
        ("2026年度柳湾村关工委五老花名册", "柳湾村"),
        ("五老志愿者花名册", ""),
    ],
)
def test_the_unit_that_a_title_names(title: str, unit: str) -> None:
    row = only((title,), ("姓名", "性别"), ("甲一", "男"))
    assert (row.unit, row.titled_unit) == ("", unit)


def test_a_header_of_two_or_three_lines() -> None:
    row = only(
        ("姓名", "单位", "五老类别", None, None, None, None, "原工作单位及职务", None, "紧急联系人", None),
        (None, None, "老干部", "老战士", "老专家", "老教师", "老模范", "单位", "职务", "姓名", "电话"),
        ("甲一", "柳湾村", "", "√", "", True, "", "供销社", "副主任", "甲二", "13800000002"),
        merges=("A1:A2", "B1:B2", "C1:G1", "H1:I1", "J1:K1"),
    )
    assert row.said == {
        "name": "甲一", "categories": ["elder_soldier", "elder_teacher"], "former_employer": "供销社", "former_post": "副主任",
    }  # fmt: skip
    assert row.unit == "柳湾村"


def test_year_and_month_in_columns_of_their_own() -> None:
    head, lower = ("姓名", "出生", None, "电话"), (None, "年", "月", None)
    merges = ("A1:A2", "B1:C1", "D1:D2")
    found = roster(
        head,
        lower,
        ("甲一", 1948, 10, ""),
        ("乙一", "48年", "3月"),
        ("丙一", 1948, ""),
        ("丁一", "", ""),
        merges=merges,
    )
    assert [row.said.get("birth_month") for row in found.rows] == [date(1948, 10, 1), date(1948, 3, 1), None]
    assert places(found) == [(5, "出生年")]


def test_a_two_line_header_in_a_csv_has_no_merges() -> None:
    text = "序号,姓名,出生,,电话\n,,年月,年龄,\n1,甲一,1948.10,78,13800000001\n"
    (row,) = read_roster(read(text.encode("gb18030"), "柳湾村.csv"), TODAY).rows
    assert (row.sheet, row.number, row.said["birth_month"]) == ("柳湾村", 3, date(1948, 10, 1))


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("★姓 名（必填）", "name"), ("出生年月（如1948.3）", "birth_month"), ("联系电话\n（手机）", "phone"),
        ("本人联系电话", "phone"),
        ("紧急联系电话", None), ("家属姓名", None), ("现任关工委职务", "ignored"), ("所在村（社区）", "unit"),
        ("职务/职称", "former_post"),
        ("参加关工委工作时间", "joined_month"), ("所在单位意见", None),
    ],
)  # fmt: skip
def test_header_words(head: str, key: str | None) -> None:
    from_rows = (
        roster(("姓名", "性别", head), ("甲一", "男", "")) if key != "name" else roster((head, "性别"), ("甲一", "男"))
    )
    words = from_rows.rows[0].columns
    assert (key in words) if key else head not in words.values()


@pytest.mark.parametrize(
    "typed",
    [
        "老模范、老战士",
        "老模范+老战士",
        "老模范/老战士",
        "老模范 老战士",
        "老模范老战士",
        "1.老模范2.老战士",
        "劳模，退役军人",
        "老模范(省级)和老战士",
    ],
)
def test_two_categories_in_a_cell(typed: str) -> None:
    assert only(("姓名", "五老类别"), ("甲一", typed)).said["categories"] == ["elder_model_worker", "elder_soldier"]


@pytest.mark.parametrize(
    ("typed", "politics"),
    [("党员", "中共党员"), ("中共党员（预备）", "中共预备党员"), ("群 众", "群众"), ("民盟", "民盟"), ("/", None)],
)
def test_politics(typed: str, politics: str | None) -> None:
    assert only(("姓名", "政治面貌"), ("甲一", typed)).said.get("politics") == politics


def test_work_parts_at_its_one_blank() -> None:
    head = ("姓名", "原工作单位及职务")
    assert only(head, ("甲一", "供销社 副主任")).said["former_post"] == "副主任"
    assert only(head, ("甲一", "县 供销社 副主任")).said["former_employer"] == "县 供销社 副主任"


def test_an_id_number_decides_between_january_and_october() -> None:
    head = ("姓名", "出生年月", "身份证号")
    assert only(head, ("甲一", 1948.1, "110105194810010026")).said["birth_month"] == date(1948, 10, 1)
    asked = roster(head, ("甲一", 1948.1, ""))
    assert asked.problems == (
        Problem("花名册", 2, "出生年月", "出生年月1948.1可能是1月也可能是10月。请写成1948年1月。", "1948年1月", "甲一"),
    )


def test_who_died_is_not_registered() -> None:
    found = roster(
        ("姓名", "性别", "备注"), ("甲一", "男", "2025年3月去世"), ("乙一", "女", "老伴已去世"), ("丙一", "男", "组长")
    )
    assert places(found) == [(2, "备注")]
    assert len(found.rows) == 2
    assert places(roster(("姓名", "是否离世"), ("甲一", "是"))) == [(2, "是否离世")]


def test_what_contradicts_itself_and_a_second_phone() -> None:
    found = roster(("姓名", "出生年月", "入队时间"), ("甲一", "1950.1", "1949.1"))
    assert places(found) == [(2, "入队时间")]
    row = only(("姓名", "手机", "固定电话"), ("甲一", "", "0513-84567890"))
    assert row.said["phone"] == "051384567890"


def test_one_person_in_two_merged_lines_is_one_person() -> None:
    found = roster(
        ("姓名", "性别", "电话"), ("甲一", "男", "13800000001"), (None, None, "13800000002"), merges=("A2:A3", "B2:B3")
    )
    assert [row.said["phone"] for row in found.rows] == ["13800000001"]


def test_health_leaves_nothing_behind() -> None:
    found = roster(
        ("姓名", "健康状况"), ("甲一", "糖尿病，腿脚不便"), ("乙一", "良好"), ("丙一", "一般"), ("丁一", "不能久站")
    )
    assert [row.care for row in found.rows] == [("needs_escort", "no_stairs"), (), (), ("no_long_standing",)]
    assert "糖尿病" not in repr(found)


def test_sheets_without_a_roster_and_columns_without_use_are_told() -> None:
    found = roster(("姓名", "性别", "血型"), ("甲一", "男", "A"), 说明=[("请各村于1月10日前报送",)])
    assert found.sheets_without == ("说明",)
    assert (found.notes, found.unknown) == ((), ("血型",))


def test_a_hostile_text_is_only_text() -> None:
    for text in ("<script>alert(1)</script>", "#panic()"):
        assert only(("姓名", "性别", "特长"), ("甲一", "男", text)).said["skills"] == text


def steps(roster: Book, rows: int) -> int:
    """How many calls it takes to read all `rows`: work that is the same on a busy machine, unlike seconds."""
    count = 0

    def seen(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(seen)
    try:
        found = read_roster(roster, TODAY)
    finally:
        sys.setprofile(None)
    assert len(found.rows) == rows
    return count


def test_twice_the_rows_take_twice_the_work_not_more() -> None:
    def work(number: int) -> int:
        rows = tuple((n, "柳湾村", "甲一", "男", "1948.3", "老教师、老干部", f"138{n:08d}") for n in range(number))
        merges = tuple((n, 1, n + 1, 1) for n in range(1, number, 2))
        return steps(Book((Sheet("花名册", (HEAD, *rows), merges),)), number)

    work(100)  # what is read once and kept
    assert work(2_000) < 2.1 * work(1_000)


def test_a_sheet_that_is_all_headers_or_all_merges_takes_no_more_work_for_it() -> None:
    def work(merged: int) -> int:
        heads = Sheet("一", (("姓名", "电话"),) * 20_000)
        merges = tuple((0, n % 80, 149_000, n % 80) for n in range(merged))
        return steps(Book((heads, Sheet("二", (("姓名", "电话"), *(("甲一", "13800000001"),) * 3_000), merges))), 0)

    assert work(20_000) < 1.1 * work(5_000) < 10_000_000


def test_csv_with_a_title_and_blank_lines_keeps_its_row_numbers() -> None:
    text = StringIO("五老名册\n\n姓名,性别\n甲一,男\n\n,女\n").read()
    (row,) = read_roster(read(text.encode(), "名册.csv"), TODAY).rows
    assert row.number == 4
