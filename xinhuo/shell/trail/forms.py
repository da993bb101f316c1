from datetime import date, timedelta
from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.ground.kernel.ids import read_id
from xinhuo.shell.trail.rules import KINDS

LAST_DAYS = 90


class TrailFilter(forms.Form):
    """Which piece of the trail; what isn't understood is left out, and the days then are the last ninety."""

    since = DayField(label="从哪天", required=False)
    until = DayField(label="到哪天", required=False)
    by = forms.CharField(label="谁做的", max_length=60, required=False)
    verb = forms.CharField(max_length=40, required=False)
    kind = forms.ChoiceField(choices=[("", "都看"), *KINDS.items()], required=False)
    unit = forms.CharField(required=False)

    def chosen(self, today: date) -> dict[str, Any]:
        """The understood choices; `since` and `until` always."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        if read_id(found.get("unit", "")) is None:
            found.pop("unit", None)
        found.setdefault("until", today)
        found.setdefault("since", found["until"] - timedelta(days=LAST_DAYS))
        if found["since"] > found["until"]:
            found["since"], found["until"] = found["until"], found["since"]
        return found
