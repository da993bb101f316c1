from datetime import date

import pytest

from xinhuo.shell.yearend import rules


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("柳湾村", "柳湾村"),
        ("a/b\\c:d*e?", "a_b_c_d_e_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("结尾. ", "结尾"),
        ("..", "未命名"),
        ("长" * 99, "长" * 60),
    ],
)
def test_names_are_safe_on_windows(text: str, name: str) -> None:
    assert rules.safe_name(text) == name


def test_numbers_keep_the_order() -> None:
    assert rules.numbered(7, 331, "王秀英") == "007王秀英"


@pytest.mark.parametrize(
    ("duty", "year", "today", "closed", "month"),
    [
        ((6,), 2026, date(2026, 12, 20), None, 6),
        ((), 2026, date(2026, 12, 20), None, 11),
        ((12,), 2026, date(2026, 12, 20), None, 12),
        ((12,), 2026, date(2026, 11, 20), None, 10),
        ((), 2025, date(2026, 11, 20), None, 12),
        ((), 2026, date(2026, 1, 3), None, 1),
        ((6,), 2026, date(2026, 12, 20), date(2026, 3, 31), 3),
        ((), 2025, date(2026, 12, 20), date(2026, 3, 31), 12),
        ((3, 9), 2026, date(2026, 12, 20), None, 9),
        ((3, 9), 2026, date(2026, 8, 20), None, 3),
    ],
)
def test_which_report_is_printed(
    duty: tuple[int, ...], year: int, today: date, closed: date | None, month: int
) -> None:
    assert rules.report_month(duty, year, today, closed) == month


def test_sheets_of_paper() -> None:
    assert rules.sheets_of([1, 2, 3], two_sided=True) == 4
    assert rules.sheets_of([1, 2, 3], two_sided=False) == 6
