"""A unit's path: segments of four digits, one for each level of the tree (`000100020013`)."""

from xinhuo.ground.kernel.errors import RuleBroken

SEGMENT = 4
DEPTH_WITH_COLUMN = 6  # a1 … a6; deeper units by path range inside a6
LONGEST = 80  # 20 levels


def child_path(parent: str, number: int) -> str:
    """The path of child `number` (1 … 9999) under `parent` ('' for a root)."""
    if not 1 <= number < 10**SEGMENT:
        raise RuleBroken("同一个上级下最多9999个单位。请先设一级中间单位。", "parent")
    if len(parent) + SEGMENT > LONGEST:
        raise RuleBroken("单位层级太多了，最多20级。请换一个上级。", "parent")
    return f"{parent}{number:0{SEGMENT}d}"


def depth(path: str) -> int:
    """1 for a root."""
    return len(path) // SEGMENT


def is_within(path: str, root: str) -> bool:
    """True when `path` is `root` or lies under it."""
    return path.startswith(root)


def ancestors(path: str) -> list[str]:
    """All paths from the root down to `path` itself."""
    return [path[: n * SEGMENT] for n in range(1, depth(path) + 1)]
