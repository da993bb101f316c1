"""The wheel of twelve months as SVG: the same drawing on a page and in print. Words are escaped, numbers are ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin
from typing import Literal

State = Literal["done", "now", "open", "none"]
_SIZE, _OUTER, _INNER, _WORDS = 460, 218, 112, 165
_FILLS: dict[State, tuple[str, str]] = {  # ground and ink, each pair at least 7 : 1
    "done": ("#e8f2e1", "#201b16"),
    "now": ("#8f1d1a", "#ffffff"),
    "open": ("#fffefb", "#201b16"),
    "none": ("#f3ecdf", "#4a4239"),
}
_ROOM = 84  # px that a word has across a sector


@dataclass(frozen=True)
class Sector:
    """One month: the words in it (at most two lines are drawn large), a small line under them, and how it looks."""

    lines: tuple[str, ...]
    small: str
    state: State


def wheel_svg(sectors: Sequence[Sector], centre: tuple[str, str, str], said: str = "", fonts: str = "") -> str:
    """`sectors` clockwise from the top; `centre` is a small line, a large one, a small one. `said` names the picture."""
    name = f' role="img" aria-label="{escape(said)}"' if said else ""
    family = f' font-family="{escape(fonts)}"' if fonts else ""
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}"{name}{family}>']
    parts += [_sector(number, len(sectors), sector) for number, sector in enumerate(sectors)]
    middle = _SIZE / 2
    parts.append(_text(middle, middle - 34, centre[0], 17, "#4a4239"))
    parts.append(_text(middle, middle + 8, centre[1], _fit(centre[1], 32, 190), "#8f1d1a", bold=True))
    parts.append(_text(middle, middle + 38, centre[2], 17, "#201b16"))
    return "".join([*parts, "</svg>"])


def _sector(number: int, of: int, sector: Sector) -> str:
    half, middle = pi / of, 2 * pi * number / of - pi / 2
    ground, ink = _FILLS[sector.state]
    (x1, y1), (x2, y2) = _at(_INNER, middle - half), _at(_OUTER, middle - half)
    (x3, y3), (x4, y4) = _at(_OUTER, middle + half), _at(_INNER, middle + half)
    shape = (
        f'<path d="M{x1} {y1}L{x2} {y2}A{_OUTER} {_OUTER} 0 0 1 {x3} {y3}L{x4} {y4}A{_INNER} {_INNER} 0 0 0 {x1} {y1}z" '
        f'fill="{ground}" stroke="#746858" stroke-width="1.5"/>'
    )
    x, y = _at(_WORDS, middle)
    lines = sector.lines[:2]
    top = y - 3 - 12 * (len(lines) - 1)
    words = [
        _text(x, round(top + 22 * row, 1), line, _fit(line, 20, _ROOM), ink, bold=True)
        for row, line in enumerate(lines)
    ]
    below = top + 22 * (len(lines) - 1) + 21 if lines else y + 5
    return shape + "".join(words) + _text(x, round(below, 1), sector.small, 15, ink)


def _at(radius: float, angle: float) -> tuple[float, float]:
    middle = _SIZE / 2
    return round(middle + radius * cos(angle), 1), round(middle + radius * sin(angle), 1)


def _fit(words: str, size: int, room: int) -> int:
    """The size at which `words` keep to their room; nothing smaller than 12."""
    return max(12, min(size, int(room / max(len(words), 1))))


def _text(x: float, y: float, words: str, size: int, ink: str, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="{size}"{weight} fill="{ink}" stroke="none">'
        f"{escape(words)}</text>"
    )
