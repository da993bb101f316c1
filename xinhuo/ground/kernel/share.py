"""What a measure answers: a number, or so many of so many."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """So many of so many: 11次到会，应到12次. A whole of 0 says that there was nothing to do.

    `lacks` says in a few words what must be known first (还没有写青少年基数); until then nothing is reached.
    """

    part: int
    whole: int
    lacks: str = ""

    def reaches(self, share: float) -> bool:
        """Is the part at least `share` (0 to 1) of the whole? Nothing to do is done."""
        return not self.lacks and self.part >= share * self.whole


Value = int | Share
