"""Scope: which units a person sees or works in. A plain value, computed once per request, that carries all a query needs."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from django.db.models import Q, QuerySet

from xinhuo.ground.kernel.paths import DEPTH_WITH_COLUMN, SEGMENT, depth, is_within

Reach = Literal["own", "children", "below"]  # 本单位 / 直属下级（含本单位） / 本单位及以下


@dataclass(frozen=True, order=True)
class Root:
    """One unit of a scope: its path, the shard it lies on, and how far the right reaches from there."""

    path: str
    shard: int = 1
    reach: Reach = "below"

    def covers(self, path: str) -> bool:
        """Does this root reach the unit at `path`?"""
        if self.reach == "below":
            return is_within(path, self.path)
        if self.reach == "children":
            return path == self.path or (is_within(path, self.path) and depth(path) == depth(self.path) + 1)
        return path == self.path

    def holds(self, other: "Root") -> bool:
        """Does this root reach everything that `other` reaches?"""
        if self.shard != other.shard or not self.covers(other.path):
            return False
        return self.reach == "below" or other.reach == "own" or self == other


@dataclass(frozen=True)
class Scope:
    """Units by their roots; a root that lies under another is left out."""

    roots: tuple[Root, ...] = ()

    @classmethod
    def of(cls, roots: "list[Root]") -> "Scope":
        """The same scope without roots that another root already covers whole."""
        kept: list[Root] = []
        for root in sorted(set(roots), key=lambda r: (len(r.path), r.reach != "below")):
            if not any(k.reach == "below" and k.covers(root.path) for k in kept):
                kept.append(root)
        return cls(tuple(kept))

    def covers(self, path: str) -> bool:
        """Does any root reach the unit at `path`?"""
        return any(root.covers(path) for root in self.roots)

    def narrowed(self, path: str, shard: int) -> "Scope":
        """This scope below one unit only: never more than it was."""
        inside = [root for root in self.roots if root.path.startswith(path) and root.shard == shard]
        holding = [root for root in self.roots if root.shard == shard and root.covers(path) and root.path != path]
        reach: Reach = "below" if any(root.reach == "below" for root in holding) else "own"
        return Scope.of([*inside, *([Root(path, shard, reach)] if holding else [])])

    def __bool__(self) -> bool:
        return bool(self.roots)


def reaching(root: Root) -> Q:
    """The rows that one root reaches, as equality on an ancestor column (an index seek, never a scan)."""
    level = depth(root.path)
    column = min(level, DEPTH_WITH_COLUMN)
    found = Q(shard=root.shard) & Q(**{f"a{column}": root.path[: column * SEGMENT]})
    if root.reach == "own":  # beside the indexed column: `path` alone has no index in the order of days
        return found & Q(path=root.path)
    if level > DEPTH_WITH_COLUMN:
        found &= Q(path__gte=root.path, path__lt=_after(root.path))
    if root.reach == "children":
        found &= Q(path__length__lte=len(root.path) + SEGMENT)
    return found


def _after(path: str) -> str:
    """The first path that sorts behind everything under `path`."""
    return path[:-1] + chr(ord(path[-1]) + 1)


Rows = TypeVar("Rows", bound="QuerySet")


def within(rows: Rows, scope: Scope) -> Rows:
    """The rows of `scope`: the only door that a view may use. An empty scope sees nothing."""
    if not scope:
        return rows.none()
    wanted = Q()
    for root in scope.roots:
        wanted |= reaching(root)
    return rows.filter(wanted)
