"""A thing that a trail entry is about, without knowing what it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ref:
    """`kind` ("record"), its id, where it lies (path, shard) and how a person would call it (title)."""

    kind: str
    id: str
    path: str
    title: str
    shard: int = 1
