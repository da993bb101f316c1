"""Names typed into a row, held against the roster: nothing is written, whoever is doubtful is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xinhuo.ground.kernel.text import clean_line, pinyin_key
from xinhuo.journal.records.services.writing import office_path
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

NEW = "new"
LIKE = 4  # namesakes by sound or but for one character that are offered


@dataclass(frozen=True)
class Doubt:
    """A name that could be several people or nobody: (answer, words), the person's id or NEW."""

    name: str
    why: str
    choices: tuple[tuple[str, str], ...]


@dataclass
class Matched:
    """Who took part: people of the roster, names to be added to it, and what has to be asked first."""

    people: list[Person] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def match_names(unit: Unit, names: Sequence[str], answers: Mapping[str, str]) -> Matched:
    """The one of the own unit is it; anything else is asked. `answers`: name → person's id or NEW. Two queries."""
    wanted = list(dict.fromkeys(filter(None, (clean_line(n).replace(" ", "") for n in names))))
    around = Person.objects.filter(shard=unit.shard, path__startswith=office_path(unit)).select_related("unit")
    known: dict[str, list[Person]] = {}
    for person in around.filter(name__in=wanted).by_strokes():
        known.setdefault(person.name, []).append(person)
    strangers = [name for name in wanted if name not in known]
    own = list(around.filter(unit=unit).by_strokes()) if strangers else []
    found = Matched()
    for name in wanted:
        _decide(found, unit, name, known.get(name) or [p for p in own if _alike(name, p.name)][:LIKE], answers)
    return found


def _decide(found: Matched, unit: Unit, name: str, some: list[Person], answers: Mapping[str, str]) -> None:
    same = [person for person in some if person.name == name]
    mine = [person for person in same if person.unit_id == unit.pk]
    answer = answers.get(name, "")
    told = next((person for person in some if str(person.pk) == answer), None)
    if told is not None or len(mine) == 1:
        found.people.append(told or mine[0])
    elif answer == NEW and not same:
        found.added.append(name)
    else:
        found.doubts.append(_doubt(name, some, same))


def _doubt(name: str, some: Sequence[Person], same: Sequence[Person]) -> Doubt:
    if same:
        why = f"有{len(same)}位{name}，是哪一位？" if len(same) > 1 else f"{name}在{same[0].unit.name}，是他吗？"
    else:
        why = f"名册里没有{name}。" + ("是不是下面这位？" if some else "")
    choices = [(str(person.pk), _about(person)) for person in some]
    return Doubt(name, why, (*choices, *(() if same else ((NEW, f"{'都不是，' if some else ''}把{name}添进名册"),))))


def _about(person: Person) -> str:
    born = f"，{person.birth_month.year}年生" if person.birth_month else ""
    return f"{person.name}（{person.unit.name}{born}）"


def _alike(typed: str, name: str) -> bool:
    """Sounds the same, or is but for one character the same."""
    if pinyin_key(typed) == pinyin_key(name):
        return True
    return len(typed) == len(name) > 1 and sum(a != b for a, b in zip(typed, name, strict=True)) == 1
