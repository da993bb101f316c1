from typing import Any

from django import forms
from django.http import QueryDict

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.year.yearbook.services import Choice


class AddForm(forms.Form):
    """An event by hand: which day of the year, and one sentence."""

    day = DayField(label="哪一天", error_messages={"required": "还没有写是哪一天。请写上月和日。"})
    text = forms.CharField(label="什么事", max_length=200, error_messages={"required": "还没有写这件事。请写一句话。"})


class MonthForm(forms.Form):
    """Which month a button is about."""

    month = forms.IntegerField(min_value=1, max_value=12)


def choices_of(posted: QueryDict) -> list[Choice]:
    """The lines that the page showed (`line`), each ticked (`in_…`) or not, with its words (`text_…`).

    Of lines that somebody else decided meanwhile, those stay as they are of which the person took theirs (`take_…`).
    """
    keys = [key for key in posted.getlist("line") if posted.get(f"take_{key}") != "theirs"]
    return [
        Choice(key, f"in_{key}" in posted, posted.get(f"text_{key}", ""), posted.get(f"seen_{key}", "")) for key in keys
    ]


def month_of(posted: Any) -> int:
    """The month in the form, 0 where it is not understood."""
    form = MonthForm(posted)
    return form.cleaned_data["month"] if form.is_valid() else 0
