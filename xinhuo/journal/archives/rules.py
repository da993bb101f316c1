import hashlib
import json
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from xinhuo.journal.archives.facts import Change, Item, Subject

# What can be sealed (定稿), in the order of a list. `month` of a sealed report is its own, of the others the last of the
# period: the papers of a unit's year.
KINDS = {
    "report": "轮值汇报",
    "half_year": "半年小结",
    "year": "年度工作小结",
    "chronicle": "大事记",
    "books": "业绩记载簿",
}
# Digits first; of letters only those that nobody takes for a digit or for one another on paper.
ALPHABET = "0123456789ACDEFHJKMNPQRTUWXY"
LONG = 8
_TAKEN_FOR = str.maketrans("OILZSGBV", "0112568U")


def digest(items: Sequence[Item]) -> str:
    """The fingerprint of all facts of a paper, in whatever order they came."""
    rows = sorted((item.key, item.title, item.values) for item in items)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def changes(kept: Sequence[Item], now: Sequence[Item]) -> list[Change]:
    """What the facts of now say otherwise than the kept ones, in the order of the paper; empty: nothing changed.

    A word that the kept facts did not have says nothing: it came with a later version of the program.
    """
    before, after = {item.key: item for item in kept}, {item.key: item for item in now}
    found = []
    for item in now:
        old = before.get(item.key)
        if old is None:
            found.append(Change("添了", item.title))
        elif parts := _parts(old, item):
            found.append(Change("改了", old.title, parts))
    return [*found, *(Change("没有了", item.title) for item in kept if item.key not in after)]


def _parts(old: Item, new: Item) -> tuple[tuple[str, str, str], ...]:
    is_now = dict(new.values)
    return tuple((word, was, is_now[word]) for word, was in old.values if word in is_now and is_now[word] != was)


def seed_of(subject: Subject, version: int, digest: str, turn: int = 0) -> str:
    """What a check code is drawn from: the paper, its version and its facts; `turn` where a code is taken already."""
    parts = (subject.kind, subject.unit_id, subject.year, subject.month, version, digest, turn)
    return "|".join(str(part) for part in parts)


def code_of(fingerprint: str) -> str:
    """A check code of LONG characters from a keyed hash (hexadecimal)."""
    number, found = int(fingerprint, 16), ""
    for _ in range(LONG):
        number, place = divmod(number, len(ALPHABET))
        found += ALPHABET[place]
    return found


def code_said(code: str) -> str:
    """As it is printed: A3F7-K9MX."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str:
    """The check code that a person typed from paper, '' where it can't be one.

    Small letters, blanks, hyphens and full-width characters are as good; a letter that looks like a digit is the digit.
    """
    letters = unicodedata.normalize("NFKC", text).upper()
    code = "".join(c for c in letters if c.isascii() and c.isalnum()).translate(_TAKEN_FOR)
    return code if len(code) == LONG and set(code) <= set(ALPHABET) else ""


def foot(day: date, version: int, code: str) -> str:
    """What the foot of each page says: 2026年12月20日定稿（第2版）　核对码A3F7-K9MX."""
    again = f"（第{version}版）" if version > 1 else ""
    return f"{day.year}年{day.month}月{day.day}日定稿{again}　核对码{code_said(code)}"


def last_day(said: str, year: int, month: int) -> date:
    """The day "07-10" by which a paper of `year` is due whose last month is `month`: before that month, of the next year.

    29 February is the last day of every February.
    """
    due_month, due_day = (int(part) for part in said.split("-"))
    in_year = year + (due_month < month)
    return date(in_year, due_month, min(due_day, monthrange(in_year, due_month)[1]))
