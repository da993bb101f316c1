"""Sessions in the database, as the framework keeps them, but for a full disk: that a session was used may go unnoted then.

Else the answer to a form, with the sentence and all that was typed, would be thrown away for the sake of a note.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from xinhuo.ground.kernel.database import NotSaved


class SessionStore(db.SessionStore):
    """Found by Django under this name (`SESSION_ENGINE`)."""

    def save(self, must_create: bool = False) -> None:
        """Keep the session; one that has been ended elsewhere is still told."""
        try:
            super().save(must_create)
        except UpdateError as wrong:
            if not isinstance(wrong.__context__, NotSaved):
                raise
