"""Which of the office's kinds a word of a 台账 means: its name, its own word taught before, a common one, or a question."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from xinhuo.ground.kernel.ids import read_id
from xinhuo.journal.records.models import KindWord, RecordKind
from xinhuo.who.organisation.models import Unit

_COMMON: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "kind_words.toml").read_text(encoding="utf-8")
)
_ENDINGS = ("类", "活动", "工作", "服务")
LONGEST = 40


def plain_kind(text: str) -> str:
    """A word for a kind as it is compared."""
    return re.sub(r"[\W_]+", "", text)[:LONGEST]


@dataclass
class KindWords:
    """The kinds of an office, found by words. `answers`: what a person said of words that nothing explains."""

    kinds: list[RecordKind]
    taught: Mapping[str, UUID]
    answers: Mapping[str, str] = field(default_factory=dict)
    by_name: dict[str, RecordKind] = field(init=False)
    by_id: dict[UUID, RecordKind] = field(init=False)
    by_category: dict[str, RecordKind] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {kind.pk: kind for kind in self.kinds}
        self.by_name = {plain_kind(kind.name): kind for kind in reversed(self.kinds)}
        self.by_category = {kind.category: kind for kind in reversed(self.kinds)}

    @classmethod
    def of(cls, unit: Unit, answers: Mapping[str, str]) -> "KindWords":
        """Two queries."""
        kinds = list(RecordKind.objects.of_office(unit).select_related("team"))
        return cls(kinds, KindWord.objects.known(unit), answers)

    def find(self, said: str, told: str) -> RecordKind | None:
        """The kind of a row that says `said`; where it says none, the one that `told` (title, content) speaks of."""
        word = plain_kind(said)
        found = self._answered(word) or self.by_id.get(self.taught.get(word) or UUID(int=0))
        if found or not word:
            return found or self._told(told)
        return next(filter(None, map(self._named, _shorter(word))), None)

    def _answered(self, word: str) -> RecordKind | None:
        chosen = read_id(self.answers.get(word, ""))
        return self.by_id.get(chosen) if chosen else None

    def _named(self, word: str) -> RecordKind | None:
        if word in self.by_name:
            return self.by_name[word]
        category = next((category for category, words in _COMMON.items() if word in words), "")
        return self.by_category.get(category)

    def _told(self, text: str) -> RecordKind | None:
        """Only where the text names exactly one of the office's kinds."""
        plain = plain_kind(text) if len(text) <= LONGEST else re.sub(r"[\W_]+", "", text)
        named = {kind.pk: kind for name, kind in self.by_name.items() if name in plain and kind.category != "other"}
        return next(iter(named.values())) if len(named) == 1 else None


def _shorter(word: str) -> Iterable[str]:
    """「普法宣传活动」, then without its ending."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield word.removesuffix(ending)
