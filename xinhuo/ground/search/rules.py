"""How text becomes words that are found again: overlapping pairs of characters, because Chinese has no blanks.

Pairs find every place where the characters stand next to each other (recall 1.0 against a plain scan), where a dictionary
of words misses what it cuts otherwise (五老为).
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from xinhuo.ground.kernel.paths import SEGMENT, ancestors

LONGEST_QUERY = 40
_AROUND = 24  # characters shown on each side of what was found


@dataclass(frozen=True)
class Wanted:
    """What an index must hold for a query: whole tokens, and beginnings of tokens."""

    whole: tuple[str, ...]
    beginnings: tuple[str, ...]


def settle(text: str) -> str:
    """Full-width and half-width alike, capitals and small letters alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_of(query: str) -> list[str]:
    """The words that a person typed, as `settle` writes them: 「宪法 小故事」 → 宪法, 小故事. At most 40 characters."""
    parts = re.split(r"[\W_]+", settle(query.strip()[:LONGEST_QUERY]))
    return list(dict.fromkeys(part for part in parts if part))


def _runs(text: str) -> list[tuple[bool, str]]:
    """Runs of Chinese characters (True) and of letters and digits (False); everything else parts them."""

    def script(character: str) -> int:
        if not character.isalnum():
            return 0
        return 2 if unicodedata.category(character) == "Lo" else 1

    return [(kind == 2, "".join(run)) for kind, run in groupby(text, script) if kind]


def _pairs(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run) - 1)]


def tokens_of(text: str) -> set[str]:
    """What the index keeps of a text: each pair of neighbours, the last character of a run, each word of letters."""
    found: set[str] = set()
    for chinese, run in _runs(settle(text)):
        found.update([*_pairs(run), run[-1]] if chinese else [run])
    return found


def wanted_for(words: Iterable[str]) -> Wanted:
    """The tokens that every text with all `words` has. One character alone, or letters, are the beginning of a token."""
    whole, beginnings = [], []
    for word in words:
        for chinese, run in _runs(word):
            if chinese and len(run) > 1:
                whole += _pairs(run)
            else:
                beginnings.append(run)
    return Wanted(tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(beginnings)))


@functools.lru_cache(maxsize=5_000)
def place_tokens(path: str, shard: int) -> set[str]:
    """Where a row lies, as tokens: below each unit above it (p), right below one (c), of the unit itself (o)."""
    below = {f"p{shard}x{one}" for one in ancestors(path)}
    return below | {f"o{shard}x{path}", f"c{shard}x{path[:-SEGMENT]}"}


def holds(words: Iterable[str], text: str) -> bool:
    """Does the text hold every word, character for character?"""
    settled = settle(text)
    return all(word in settled for word in words)


def excerpt(words: Iterable[str], text: str) -> list[tuple[str, bool]]:
    """A piece of the text around the first word that is found in it, cut into (piece, is it what was looked for?)."""
    low = text.casefold() if len(text.casefold()) == len(text) else text
    places = sorted((at, at + len(word)) for word in words for at in _all_places(word, low))
    start = max(0, places[0][0] - _AROUND) if places else 0
    end = min(len(text), (places[0][1] if places else 0) + 2 * _AROUND)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in places:
        if first >= at and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]


def _all_places(word: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), text)]
