"""Who acts: a plain value that services take first and pages ask for rights."""

import uuid
from dataclasses import dataclass, field

from xinhuo.ground.kernel.scope import Reach, Root, Scope


@dataclass(frozen=True)
class Right:
    """A grant as the request carries it: what may be done (`actions`), from which unit (`root`) and how far."""

    role: str
    role_name: str
    actions: frozenset[str]
    root: Root


@dataclass(frozen=True)
class Actor:
    """The person behind a request or a command. `rights` end with the post, so they are read anew at each request."""

    id: uuid.UUID | None
    name: str
    rights: tuple[Right, ...] = ()
    person_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    unit_name: str = ""
    post: str = field(default="", compare=False)
    idle: tuple[int, int] = field(default=(0, 0), compare=False)
    """Minutes without use after which a login ends: on a shared machine, on an own one; 0 for never."""

    def scope(self, action: str) -> Scope:
        """Where `action` may be done."""
        return Scope.of([right.root for right in self.rights if action in right.actions])

    def can(self, action: str) -> bool:
        """May `action` be done anywhere?"""
        return any(action in right.actions for right in self.rights)

    def may(self, action: str, path: str) -> bool:
        """May `action` be done in the unit at `path`?"""
        return any(action in right.actions and right.root.covers(path) for right in self.rights)


def system_actor(name: str, actions: frozenset[str], path: str, shard: int = 1, reach: Reach = "below") -> Actor:
    """The office itself, acting through a command (demo data, an import on the server)."""
    return Actor(id=None, name=name, rights=(Right("system", name, actions, Root(path, shard, reach)),))
