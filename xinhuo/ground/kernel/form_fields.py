"""Form fields that read what people type: a day, a month."""

import re
from datetime import date
from typing import Any

from django import forms

_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_MONTH = re.compile(r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})(?:\s*月)?(?:[-./]?\d{1,2}日?)?|(\d{4})(\d{2})(?:\d{2})?")


class DayField(forms.DateField):
    """A day, typed (2026-3-5, 2026.3.5, 2026年3月5日) or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"])
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        said = {"invalid": "日期没看懂。请写成2026-3-5这样。", "required": "还没有写日期。请写上。"}
        kwargs["error_messages"] = said | kwargs.get("error_messages", {})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as wrong:
            raise (_no_such_day(str(value)) or wrong) from wrong


def _no_such_day(text: str) -> forms.ValidationError | None:
    """For what was written as a day and is none: 29 February of most years, 31 April."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(n) for n in found.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return forms.ValidationError(f"{year}年{month}月没有{day}日。请核对日期。")


class MonthField(forms.CharField):
    """A month typed as 1948.3, 1948-03, 1948年3月 or 194803; cleaned to its first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", "写到月就行，比如1948.3")
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.year}.{value.month}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        found = _MONTH.fullmatch(text)
        if found:
            year, month = (int(n) for n in (found[1] or found[3], found[2] or found[4]))
            if 1 <= month <= 12 and year >= 1900:
                return date(year, month, 1)
        raise forms.ValidationError("年月没看懂。请写成1948.3这样。")

    def clean(self, value: Any) -> date | None:
        return self.to_python(value)
