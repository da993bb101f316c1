"""Makes people found by their words, in the transaction that writes them. No contact is ever among the words."""

from collections.abc import Sequence

from xinhuo.ground.search import services as search
from xinhuo.who.people.models import Person

_BATCH = 1000


def make_found(people: Sequence[Person]) -> None:
    """People as they stand now, of whatever status."""
    search.index([findable(person) for person in people])


def findable(person: Person) -> search.Findable:
    """What a person is found by."""
    said = (
        "、".join(person.category_names), person.former_employer, person.former_post, person.skills, person.wishes,
        person.honours,
    )  # fmt: skip
    return search.Findable(person.ref, "；".join(filter(None, said)), hidden=f"{person.pinyin} {person.initials}")


def make_all_found() -> None:
    """Everyone, after a rebuilding of the index."""
    ids = list(Person.objects.order_by("id").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        make_found(list(Person.objects.filter(pk__in=ids[start : start + _BATCH])))
