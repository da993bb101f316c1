from typing import Any

from django import forms

from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.people.models import Person
from xinhuo.who.people.rules import AGE_BAND_NAMES, CATEGORIES, STATUS_NAMES

SERVING = "serving"


class RosterFilter(forms.Form):
    """Whom the roster shows. What is not understood is left out: an address never breaks the page."""

    q = forms.CharField(label="找人", max_length=40, required=False)
    unit = forms.CharField(required=False)
    team = forms.CharField(required=False)
    category = forms.ChoiceField(label="哪一“老”", choices=[("", "五老都看"), *CATEGORIES.items()], required=False)
    age = forms.ChoiceField(label="年龄", choices=[("", "不限"), *AGE_BAND_NAMES.items()], required=False)
    sex = forms.ChoiceField(label="性别", choices=[("", "不限"), *Person.Sex.choices], required=False)
    politics = forms.ChoiceField(
        label="政治面貌",
        choices=[("", "不限"), ("party", "中共党员"), ("other", "其他")],
        required=False,
    )
    status = forms.ChoiceField(
        label="状态", choices=[("", "在册的"), *STATUS_NAMES.items(), ("all", "全部")], required=False
    )
    joined = forms.IntegerField(label="哪年入队", min_value=1949, max_value=2100, required=False)
    gaps = forms.BooleanField(label="只看资料待补的", required=False)
    cadres = forms.BooleanField(label="也看关工干部", required=False)

    def chosen(self) -> dict[str, Any]:
        """The understood filters."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if v not in (None, "", False)}
        for name in ("unit", "team"):
            if name in found and read_id(found[name]) is None:
                del found[name]
        return found
