"""Row by row: who it is. Strong matches first, so that a weak one never takes someone's place."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinhuo.who.people.models import Person
from xinhuo.who.people.services.coming import SOMEONE_NEW, Coming, Question
from xinhuo.who.people.services.matching import DOUBTFUL, NO_MATCH, Index, Marks

_GONE = ("left", "deceased")


class Choosing:
    """Sorts the rows into settled ones (new, or a known person), repeated ones and questions.

    `settled` has every row that means a person of its own, `repeated` those that say again what another row says,
    `considered` everyone whom any row may mean.
    """

    def __init__(self, index: Index, answers: Mapping[str, str]) -> None:
        self.index, self.answers = index, answers
        self.settled: list[Coming] = []
        self.repeated: list[Coming] = []
        self.asked: list[Question] = []
        self.considered: set[Any] = set()
        self._taken: dict[Any, Coming] = {}
        self._new = Index()

    def go(self, comings: Sequence[Coming], marks: Sequence[Marks]) -> None:
        """Decide for all rows of the file."""
        likes = [self.index.like(one) for one in marks]
        order = sorted(range(len(comings)), key=lambda n: likes[n][0])
        for n in order:
            strength, people = likes[n]
            self.considered.update(p.pk for p in people)
            answer = self.answers.get(comings[n].key)
            if answer:
                self._answered(comings[n], marks[n], people, answer)
            elif strength == NO_MATCH:
                self._unknown(comings[n], marks[n])
            else:
                self._known(comings[n], marks[n], strength, people)
        for settled in (self.settled, self.repeated):
            settled.sort(key=lambda c: c.order)
        self.asked.sort(key=lambda q: q.coming.order)

    def _answered(self, coming: Coming, marks: Marks, people: Sequence[Person], answer: str) -> None:
        if answer == SOMEONE_NEW:
            self._settle(coming, marks, None)
            return
        person = next((p for p in people if str(p.pk) == answer), None)
        if person is None or person.pk in self._taken:
            self._ask(coming, people, "还没有选是哪一位，这一行先不办。")
        else:
            self._settle(coming, marks, person)

    def _known(self, coming: Coming, marks: Marks, strength: int, people: Sequence[Person]) -> None:
        person = people[0]
        if len(people) > 1:
            self._ask(coming, people, f"名册里有{len(people)}位都像{coming.name}。请选是哪一位。")
        elif person.pk in self._taken:
            self._again(coming, self._taken[person.pk], people)
        elif strength == DOUBTFUL:
            self._ask(coming, people, f"{person.unit.name}已有一位{person.name}，资料不全。请看是不是同一人。")
        elif person.status in _GONE:
            self._ask(
                coming, people, f"名册里的{person.name}已登记为“{person.get_status_display()}”。请看是不是同一人。"
            )
        else:
            self._settle(coming, marks, person)

    def _unknown(self, coming: Coming, marks: Marks) -> None:
        strength, earlier = self._new.like(marks)
        if strength == NO_MATCH:
            self._settle(coming, marks, None)
        elif len(earlier) > 1 or strength == DOUBTFUL:
            self._ask(coming, (), f"表里有几行都像{coming.name}。请看是不是另一个人。")
        else:
            self._again(coming, earlier[0], ())

    def _again(self, coming: Coming, earlier: Coming, people: Sequence[Person]) -> None:
        """The same person a second time in the file: nothing new, or a contradiction that a person resolves."""
        if coming.agrees_with(earlier):
            coming.add_to(earlier)
            coming.person, coming.care = earlier.person, ()
            self.repeated.append(coming)
        else:
            where = f"表里“{earlier.sheet}”第{earlier.number}行"
            self._ask(coming, people, f"{where}也是{coming.name}，两行说得不一样。请看是不是另一个人。")

    def _settle(self, coming: Coming, marks: Marks, person: Person | None) -> None:
        coming.person = person
        self.settled.append(coming)
        if person is None:
            coming.namesake = self.index.named_here(marks)
            self._new.add(marks, coming)
        else:
            self._taken[person.pk] = coming

    def _ask(self, coming: Coming, people: Sequence[Person], reason: str) -> None:
        self.asked.append(Question(coming, tuple(people), reason))
