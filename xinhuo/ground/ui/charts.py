"""Charts as SVG made on the server: read without JavaScript, by a screen reader, and on paper."""

from collections.abc import Sequence

from markupsafe import Markup

_STEP, _BAR, _HIGH, _BASE = 28, 19, 55, 78


def month_chart(counts: Sequence[int], label: str = "每月件数", unit: str = "件") -> Markup:
    """Twelve bars with their numbers; the description says all of them in one sentence."""
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
    return Markup(
        '<p class="muted">{}</p><svg class="months-chart" role="img" aria-label="{}：{}" viewBox="0 0 340 104">{}</svg>'
    ).format(label, label, said, Markup("".join(bars)))
