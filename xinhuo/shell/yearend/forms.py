from typing import Any

from django import forms

from xinhuo.ground.kernel.ids import read_id
from xinhuo.shell.yearend.facts import KINDS


class VolumeForm(forms.Form):
    """What to bind: the year, one unit or all, which papers, and how it is printed."""

    year = forms.IntegerField(label="哪一年", required=False)
    unit = forms.CharField(label="哪个单位", required=False)
    kinds = forms.MultipleChoiceField(label="印哪些", choices=list(KINDS.items()), required=False)
    two_sided = forms.BooleanField(label="双面打印", required=False)
    large = forms.BooleanField(label="大字", required=False)

    def chosen(self) -> dict[str, Any]:
        """What was understood; nonsense in an address is left out."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "year": said.get("year"),
            "unit": read_id(said.get("unit") or ""),
            "kinds": said.get("kinds") or [],
            "two_sided": bool(said.get("two_sided")),
            "large": bool(said.get("large")),
        }
