"""When someone has died: the roster, the posts and the account say so in one go; what the person did stays for ever."""

from datetime import date

from django.db import transaction

from xinhuo.ground.kernel.actor import Actor
from xinhuo.who.accounts.services import close_quietly
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import posts, registering


@transaction.atomic
def record_death(by: Actor, person: Person, day: date, today: date) -> Person:
    """去世 on `day`: memberships and posts end with it, an account ends without a word to anybody."""
    person = registering.change_status(by, person, Person.Status.DECEASED, day, today)
    posts.end_all(by, person, day)
    close_quietly(by, person)
    return person
