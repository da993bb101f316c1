from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class UnboundDirector:
    """A unit whose 主任 doesn't hold the party post that its type binds (`post`: 党组织书记), or that has no 主任 ("").

    `since`: the first day of the gap, None where nobody knows; `days` is its age.
    """

    unit_id: UUID
    unit: str
    post: str
    director: str
    since: date | None
    days: int

    @property
    def says(self) -> str:
        """主任周德顺没有兼任党组织书记，已经49天."""
        who = f"主任{self.director}没有兼任{self.post}" if self.director else "还没有主任"
        return f"{who}，已经{self.days}天" if self.since and self.days else who


@dataclass(frozen=True)
class Contact:
    """Someone of the leading group and how to reach him, masked (138****5678); '' where no number is known."""

    post: str
    name: str
    phone: str
