from collections.abc import Iterable
from datetime import datetime, timedelta

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line

KEPT_FOR = timedelta(days=30)
MOST = 60  # drafts of one account; the oldest makes room
LONGEST = 60_000  # characters of one draft
LONGEST_ADDRESS = 250
# Never kept half-written, whatever form they stand in: ways to reach a person, and passwords. tests/drafts holds this
# against every form of the house.
PRIVATE = frozenset(
    {"phone", "address", "emergency_contact", "emergency_phone", "id_number", "admin_phone", "password", "who"}
)
_OWN = ("csrfmiddlewaretoken", "draft_")  # what the page itself carries
Pairs = list[tuple[str, str]]


def worth_keeping(said: Iterable[tuple[str, str]]) -> Pairs:
    """What of a form is kept half-written: names and values, in order, without what is private."""
    pairs = [(name, value) for name, value in said if not name.startswith(_OWN) and name not in PRIVATE]
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        raise RuleBroken("写得太长，放不下了。请先存好，再接着写。")
    return pairs


def opening_words(pairs: Iterable[tuple[str, str]]) -> str:
    """The first words of the longest text, by which a person knows the draft again; '' where there are only choices."""
    texts = [clean_line(value) for _, value in pairs]
    longest = max((text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text)), key=len, default="")
    return f"{longest[:20]}…" if len(longest) > 20 else longest


def oldest_kept(now: datetime) -> datetime:
    """What was put aside before this is gone."""
    return now - KEPT_FOR
