"""Sessions in the database, as the framework keeps them, but that a session was used may go unnoted.

On a full disk, else the answer to a form, with the sentence and all that was typed, would be thrown away for the sake of a
note; while an import writes, else whoever only reads a page would wait for it to end.
"""

import contextlib

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from xinhuo.ground.kernel.database import NotSaved, hurried

NOTE = 1.0  # seconds that a note may wait for its turn: a page that is only read is not to wait for an import


class SessionStore(db.SessionStore):
    """Found by Django under this name (`SESSION_ENGINE`)."""

    only_seen = False  # nothing to be kept but that it was used

    def save(self, must_create: bool = False) -> None:
        """Keep the session; one that has been ended elsewhere is still told."""
        try:
            with hurried(NOTE) if self.only_seen else contextlib.nullcontext():
                super().save(must_create)
        except UpdateError as wrong:
            if not isinstance(wrong.__context__, NotSaved):
                raise
