"""Find by words, within a scope."""

from dataclasses import dataclass
from datetime import date

from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.ground.search import engines
from xinhuo.ground.search.models import SearchRow
from xinhuo.ground.search.rules import holds, wanted_for, words_of

MOST = 300  # rows looked at: of a word that stands everywhere the newest


@dataclass(frozen=True)
class Found:
    """Rows with every word, people first, then the latest day; `more` when older ones were not looked at."""

    words: list[str]
    rows: list[SearchRow]
    more: bool = False


def find(scope: Scope, query: str, kind: str = "") -> Found:
    """What lies in `scope` and holds every word of `query`, people first: two queries, whatever there is."""
    words = words_of(query)
    if not words or not scope:
        return Found(words, [])
    places = [token for root in scope.roots for token in _place(root)]
    numbers = engines.newest(wanted_for(words), places, kind, MOST + 1)
    rows = SearchRow.objects.within(scope).filter(pk__in=numbers[:MOST])
    exact = [row for row in rows if holds(words, row.words)]
    exact.sort(key=lambda row: (row.day is None, row.day or date.min, row.pk), reverse=True)
    return Found(words, exact, len(numbers) > MOST)


def _place(root: Root) -> list[str]:
    own, children, below = (f"{mark}{root.shard}x{root.path}" for mark in "ocp")
    return {"own": [own], "children": [own, children], "below": [below]}[root.reach]
