import hashlib
from collections.abc import Iterable, Sequence

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
