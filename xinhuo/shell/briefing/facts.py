from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a page or paper: what, when or how it stands, and where it leads ('' on paper).

    `again` is the address where the same is begun anew from it, '' where that makes no sense. `counts`: how many things the
    line stands for.
    """

    title: str
    said: str = ""
    url: str = ""
    again: str = ""
    counts: int = 1


@dataclass(frozen=True)
class Chapter:
    """Lines under one heading; `nothing` is said where there are none."""

    heading: str
    lines: tuple[Line, ...]
    nothing: str


@dataclass(frozen=True)
class Brief:
    """A page about several subjects: 去年这个月, 领导一页纸 or 交接."""

    title: str
    unit: str
    issuer: str
    said: str
    chapters: tuple[Chapter, ...]
    demo: bool = False
