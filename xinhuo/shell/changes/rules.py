import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.changes.facts import Following

NAMED = 12  # more than this are counted, not named


def following(label: str, names: Sequence[str], measure: str = "人", named: bool = True) -> Following:
    """A line of a preview; names only where the reader may see them."""
    shown = tuple(names[:NAMED]) if named else ()
    return Following(label, f"{len(names)}{measure}", shown, len(names) - len(shown) if named else 0)


def digest_of(parts: Iterable[Iterable[object]]) -> str:
    """What a preview was made of, in a few letters: the same things in the same groups give the same."""
    text = "\n".join(",".join(sorted(map(str, part))) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def check_seen(seen: str, now: str) -> None:
    """What is confirmed is what was looked at."""
    if seen != now:
        raise RuleBroken("看过以后又有变动。请再看一遍，再点确认。")


@dataclass(frozen=True)
class Marks:
    """What two registrations are compared by; the prints are keyed hashes of number and telephone, '' for none."""

    name: str
    birth: date | None
    id_print: str
    phone_print: str
    unit: str

    @property
    def bare(self) -> bool:
        """No more than a name in a unit."""
        return not (self.birth or self.id_print or self.phone_print)


def likeness(one: Marks, other: Marks) -> tuple[int, str]:
    """How sure it is that two registrations are one person (1 the surest), and why in words; (0, '') where they are not."""
    if one.id_print and other.id_print:  # two numbers that differ are two people, whatever else is alike
        return (1, "身份证号相同") if one.id_print == other.id_print else (0, "")
    if one.name != other.name:
        return 0, ""
    birth = one.birth is not None and one.birth == other.birth
    phone = bool(one.phone_print) and one.phone_print == other.phone_print
    here = one.unit == other.unit
    reasons = (
        (birth and phone, "姓名、出生年月、电话都相同"),
        (birth and here, "同单位，姓名、出生年月相同"),
        (phone, "姓名、电话相同"),
        (birth, "姓名、出生年月相同，单位不同"),
        (here and (one.bare or other.bare), "同单位同姓名，有一份资料不全"),
    )
    return next(((rank, why) for rank, (holds, why) in enumerate(reasons, 2) if holds), (0, ""))
