"""Charts as SVG made on the server: read without JavaScript, by a screen reader, and on paper."""

from collections.abc import Sequence

from markupsafe import Markup

from xinhuo.ground.press.wheel import Sector, wheel_svg

_STEP, _BAR, _HIGH, _BASE = 28, 19, 55, 78


def month_chart(counts: Sequence[int], label: str = "每月件数", unit: str = "件", headed: bool = True) -> Markup:
    """Twelve bars with their numbers; its name says all of them in one sentence.

    counts: one number a month from January on. headed=False leaves the label to whatever stands above.
    """
    top = max([*counts, 1])
    said = "，".join(f"{month}月{count}{unit}" for month, count in enumerate(counts, 1) if count) or "没有"
    bars = []
    for place, count in enumerate(counts):
        height = round(_HIGH * count / top)
        x, y = 4 + place * _STEP, _BASE - height
        middle = x + _BAR / 2
        bars.append(
            f'<rect class="bar-fill" x="{x}" y="{y}" width="{_BAR}" height="{height}" rx="3"/>'
            f'<text x="{middle}" y="{y - 6}" text-anchor="middle" font-size="14">{count or ""}</text>'
            f'<text x="{middle}" y="98" text-anchor="middle" font-size="14">{place + 1}</text>'
        )
    head = Markup('<p class="muted">{}</p>').format(label) if headed else ""
    return Markup('{}<svg class="months-chart" role="img" aria-label="{}：{}" viewBox="0 0 340 104">{}</svg>').format(
        head, label, said, Markup("".join(bars))
    )


def wheel(sectors: Sequence[Sector], centre: tuple[str, str, str], said: str) -> Markup:
    """The wheel of twelve months: who has which; `said` tells all of it in one sentence."""
    return Markup(wheel_svg(sectors, centre, said))
