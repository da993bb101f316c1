import re
from collections.abc import Iterable, Sequence
from datetime import date

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST_NAME = 60


def safe_name(text: str) -> str:
    """`text` as the name of a file on any system: no sign that Windows forbids, no dot or blank at an end."""
    name = _FORBIDDEN.sub("_", text).strip(" .")[:LONGEST_NAME].rstrip(" .")
    if not name:
        return "未命名"
    return f"_{name}" if _RESERVED.match(name) else name


def numbered(number: int, of: int, text: str) -> str:
    """`text` with its number in front, so that a folder keeps the order of the paper list: 「007王秀英」."""
    return f"{number:0{max(2, len(str(of)))}d}{safe_name(text)}"


def last_month(year: int, today: date) -> int:
    """The last month of `year` that is over on `today`; 1 in January, so that there is always something to print."""
    return 12 if year < today.year else max(1, today.month - 1)


def report_month(duty_months: Sequence[int], year: int, today: date, closed_on: date | None) -> int:
    """The month whose 轮值汇报 is printed: the last duty month that has begun, else the last month that is over."""
    begun, over = 12 if year < today.year else today.month, last_month(year, today)
    if closed_on is not None and closed_on.year == year:
        begun, over = min(begun, closed_on.month), min(over, closed_on.month)
    return max((month for month in duty_months if month <= begun), default=over)


def sheets_of(pages: Iterable[int], two_sided: bool) -> int:
    """Sheets of paper for parts of so many pages, each beginning on a new sheet."""
    return sum(-(-n // 2) if two_sided else n for n in pages)


def year_to_open(today: date) -> int:
    """In January the last year, whose papers are being printed."""
    return today.year - (today.month == 1)
