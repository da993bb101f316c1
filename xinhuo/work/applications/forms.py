from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.records.models import RecordKind
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.work.applications.facts import AgendaRow, Named, Plan, PrepRow
from xinhuo.work.applications.models import Application, EventKind
from xinhuo.work.applications.reading import leaders_for, units_for
from xinhuo.work.applications.rules.planning import LONGEST, LONGEST_CELL, MOST_ROWS, SORTS
from xinhuo.work.applications.services.kinds import KindDetails

SPARE = 3  # empty rows below the written ones
LEAST = 4  # rows of a fresh form
_TIME = {"invalid": "钟点没看懂。请写成14:30这样。"}
_COUNT = {"invalid": "人数请写数字。", "min_value": "人数不能是负的。", "max_value": "这个人数太大了。请核对。"}
_MINUTES = {"invalid": "分钟请写数字。", "min_value": "分钟不能是负的。", "max_value": "分钟太多了。请核对。"}
_MONEY = {"invalid": "经费请写整数，单位是元。", "min_value": "经费不能是负的。", "max_value": "经费太大了。请核对。"}
YOUTH = (("no", "没有"), ("yes", "有"))


class ClockField(forms.TimeField):
    """A clock, picked or typed (14:30, 14：30)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(required=False, widget=widget, error_messages=_TIME, **kwargs)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value.replace("：", ":").strip() if isinstance(value, str) else value)


class _PlainWords:
    """How a text of a plan is asked for: never required, at most as long as its place on paper."""

    @staticmethod
    def line(name: str, label: str, **kwargs: Any) -> forms.CharField:
        return forms.CharField(label=label, max_length=LONGEST[name][1], required=False, **kwargs)

    @classmethod
    def text(cls, name: str, label: str, **kwargs: Any) -> forms.CharField:
        return cls.line(name, label, widget=forms.Textarea, **kwargs)


class ApplicationForm(forms.Form):
    """The whole form. What must stand in it before it is handed in, the rules say; a draft may lack almost everything."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "这一页放坏了。请重新打开再写。"})
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    agenda_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    preparation_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = _PlainWords.line("name", "名称", help_text="比如：五老先进事迹报告会")
    sort = forms.ChoiceField(
        label="类别", choices=list(SORTS.items()), widget=forms.RadioSelect, initial="activity", required=False
    )
    kind = forms.ModelChoiceField(
        EventKind.objects.none(), label="是哪一种要申报的事", required=False, empty_label="说不准"
    )
    content = _PlainWords.text("content", "内容", help_text="做什么，一两句话")
    purpose = _PlainWords.text("purpose", "目的", help_text="为什么办，一句话")
    starts_on = DayField(label="哪一天", required=False)
    starts_at = ClockField(label="几点开始")
    ends_at = ClockField(label="几点结束")
    ends_on = DayField(label="到哪天（跨几天的才填）", required=False)
    place = _PlainWords.line("place", "在哪里")
    leaders = forms.MultipleChoiceField(label="请哪些领导", required=False, widget=forms.CheckboxSelectMultiple)
    asks = _PlainWords.line("asks", "请领导做什么", help_text="比如：讲话、颁奖。不写就是出席")
    units = forms.MultipleChoiceField(label="请哪些单位", required=False, widget=forms.CheckboxSelectMultiple)
    others = _PlainWords.text("others", "还有谁参加", help_text="比如：各单位主任和常务副主任、五老代表")
    head_count = forms.IntegerField(
        label="一共约多少人", min_value=0, max_value=100_000, required=False, error_messages=_COUNT
    )
    youth = forms.ChoiceField(
        label="有没有青少年参加", choices=YOUTH, widget=forms.RadioSelect, required=False, initial="no"
    )
    youth_count = forms.IntegerField(
        label="约多少名青少年", min_value=0, max_value=100_000, required=False, error_messages=_COUNT
    )
    safety_plan = _PlainWords.text(
        "safety_plan", "安全预案", help_text="接送、医护、谁最后离开，写清楚就行；不写孩子的名字"
    )
    budget = forms.IntegerField(
        label="经费预算（元）", min_value=0, max_value=100_000_000, required=False, error_messages=_MONEY
    )
    budget_source = _PlainWords.line("budget_source", "钱从哪里来")
    remark = _PlainWords.line("remark", "备注")
    late_reason = _PlainWords.line("late_reason", "为什么事后才报", help_text="日子过了再报的才写")

    def __init__(self, *args: Any, unit: Unit, today: date, kept: Application | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.today = unit, today
        self.known_leaders = {one.id: one for one in self._leaders(kept)}
        self.known_units = {str(one.pk): one for one in units_for(unit, today)}
        if kept is not None:
            self.known_units |= {str(one.pk): one for one in kept.units.all()}
        self.fields["leaders"].choices = [(one.id, f"{one.name}（{one.about}）") for one in self.known_leaders.values()]
        self.fields["units"].choices = [(key, one.name) for key, one in self.known_units.items()]
        self.fields["kind"].queryset = EventKind.objects.of_office(unit)
        self.agenda_count = self._add_rows("agenda", ("item", "who", "minutes"))
        self.preparation_count = self._add_rows("preparation", ("what", "who", "by"))

    def _leaders(self, kept: Application | None) -> list[Named]:
        """Those in office today; whoever stands in the plan already stays, also after he has left."""
        found = {one.id: one for one in leaders_for(self.unit, self.today)}
        if kept is not None:
            found |= {one.id: one for one in kept.plan().leaders}
        return list(found.values())

    def _add_rows(self, part: str, cells: tuple[str, ...]) -> int:
        said = self.data.get(f"{part}_rows") if self.is_bound else self.initial.get(f"{part}_rows")
        count = min(read_number(str(said or LEAST), 1, MOST_ROWS + SPARE) or LEAST, MOST_ROWS + SPARE)
        for row in range(count):
            for cell in cells:
                self.fields[f"{part}_{cell}_{row}"] = self._cell(part, cell, row)
        return count

    def _cell(self, part: str, cell: str, row: int) -> forms.Field:
        word = "议程" if part == "agenda" else "准备工作"
        if cell == "minutes":
            label = f"{word}第{row + 1}项几分钟"
            return forms.IntegerField(label=label, min_value=0, max_value=600, required=False, error_messages=_MINUTES)
        if cell == "by":
            return DayField(label=f"{word}第{row + 1}项几时办好", required=False)
        said = {"item": "是什么", "what": "是什么", "who": "谁主持、发言" if part == "agenda" else "谁来办"}[cell]
        return forms.CharField(label=f"{word}第{row + 1}项{said}", max_length=LONGEST_CELL[cell], required=False)

    def rows(self, part: str) -> list[list[Any]]:
        """The bound fields of one part, row by row: for the page."""
        cells = ("item", "who", "minutes") if part == "agenda" else ("what", "who", "by")
        count = self.agenda_count if part == "agenda" else self.preparation_count
        return [[self[f"{part}_{cell}_{row}"] for cell in cells] for row in range(count)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("youth") == "no":  # what is not asked is not kept
            said["youth_count"], said["safety_plan"] = 0, ""
        elif said.get("youth") == "yes" and not said.get("youth_count") and "youth_count" not in self.errors:
            self.add_error("youth_count", "还没有写多少名青少年。说个大概数就行。")
        return said

    def plan(self) -> Plan:
        """The cleaned form as the rules want it."""
        said = self.cleaned_data
        texts = {name: said[name] for name in LONGEST}
        return Plan(
            **texts,
            sort=said["sort"] or "activity",
            kind_id=str(said["kind"].pk) if said["kind"] else "",
            **{name: said[name] for name in ("starts_on", "starts_at", "ends_on", "ends_at", "budget")},
            leaders=tuple(self.known_leaders[one] for one in said["leaders"]),
            units=tuple(Named(one, self.known_units[one].name) for one in said["units"]),
            head_count=said["head_count"] or 0,
            youth_count=said["youth_count"] or 0,
            agenda=tuple(self._agenda(n) for n in range(self.agenda_count)),
            preparation=tuple(self._preparation(n) for n in range(self.preparation_count)),
        )

    def _agenda(self, row: int) -> AgendaRow:
        said = self.cleaned_data
        return AgendaRow(said[f"agenda_item_{row}"], said[f"agenda_who_{row}"], said[f"agenda_minutes_{row}"] or 0)

    def _preparation(self, row: int) -> PrepRow:
        said = self.cleaned_data
        names = ("preparation_what", "preparation_who", "preparation_by")
        return PrepRow(*(said[f"{name}_{row}"] for name in names))

    def tell(self, message: str, field: str) -> None:
        """Put a sentence beside the field that it is about; one of a table beside its first cell."""
        place = {"agenda": "agenda_item_0", "preparation": "preparation_what_0"}.get(field, field)
        self.add_error(place if place in self.fields else None, message)


def start_of(plan: Plan) -> dict[str, Any]:
    """Initial values of the form for a plan that is there."""
    names = (*LONGEST, "sort", "starts_on", "starts_at", "ends_on", "ends_at", "budget")
    start: dict[str, Any] = {name: getattr(plan, name) for name in names}
    start |= {"kind": read_id(plan.kind_id), "leaders": [one.id for one in plan.leaders]}
    start |= {"units": [one.id for one in plan.units], "head_count": plan.head_count or None}
    start |= {"youth": "yes" if plan.youth_count else "no", "youth_count": plan.youth_count or None}
    for n, row in enumerate(plan.agenda):
        start |= {f"agenda_item_{n}": row.item, f"agenda_who_{n}": row.who, f"agenda_minutes_{n}": row.minutes or None}
    for n, prep in enumerate(plan.preparation):
        start |= {f"preparation_what_{n}": prep.what, f"preparation_who_{n}": prep.who, f"preparation_by_{n}": prep.by}
    return start | rows_for(len(plan.agenda), len(plan.preparation))


def rows_for(agenda: int, preparation: int) -> dict[str, int]:
    """How many rows the page shows for so many written ones."""
    return {
        "agenda_rows": max(agenda + SPARE if agenda else LEAST, LEAST),
        "preparation_rows": max(preparation + SPARE if preparation else LEAST, LEAST),
    }


def more_rows(posted: MultiValueDict, part: str) -> Any:
    """What was sent, with SPARE more rows of `part`: the button works without a script."""
    said = posted.copy()
    now = read_number(said.get(f"{part}_rows", ""), 1, MOST_ROWS + SPARE) or LEAST
    said[f"{part}_rows"] = str(min(now + SPARE, MOST_ROWS + SPARE))
    return said


class FinishForm(forms.Form):
    """办完了: what took place, filled in from the plan; only what changed is typed."""

    held_on = DayField(label="哪一天办的")
    kind = forms.ModelChoiceField(RecordKind.objects.none(), label="记作哪类事", empty_label=None)
    place = forms.CharField(label="在哪里", max_length=60, required=False)
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="哪些五老出了力（可不选）", required=False, widget=forms.CheckboxSelectMultiple
    )
    content = forms.CharField(label="做了什么", max_length=1000, widget=forms.Textarea)
    effect = forms.CharField(
        label="效果怎么样",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="写了就算补了总结，也可以以后再写",
    )
    other_count = forms.IntegerField(
        label="到了多少大人", min_value=0, max_value=100_000, required=False, error_messages=_COUNT
    )
    youth_count = forms.IntegerField(
        label="到了多少孩子", min_value=0, max_value=100_000, required=False, error_messages=_COUNT
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = RecordKind.objects.of_office(unit)
        self.fields["kind"].error_messages |= {"required": "还没有选记作哪类事。请选一个。"}
        self.fields["content"].error_messages["required"] = "还没有写做了什么。一句话就行。"
        self.fields["people"].queryset = Person.objects.filter(unit=unit).serving().by_strokes()


class ReasonForm(forms.Form):
    """One sentence why."""

    reason = forms.CharField(label="缘由", max_length=100, required=False, help_text="一句话，看的人都看得到")


class EventKindForm(forms.Form):
    """A line of 要申报的事."""

    name = forms.CharField(label="名称", max_length=30, error_messages={"required": "还没有写名称。请写上。"})
    sort = forms.ChoiceField(label="类别", choices=list(SORTS.items()), widget=forms.RadioSelect, initial="activity")
    found = forms.BooleanField(label="从记录里自己认出来", required=False, initial=True)
    word = forms.CharField(
        label="标题里有这几个字的算", max_length=20, required=False, help_text="比如：报告会。空着就不看标题"
    )
    least_people = forms.IntegerField(
        label="多少人起算",
        min_value=0,
        max_value=100_000,
        required=False,
        help_text="空着就不看人数",
        error_messages=_COUNT,
    )

    def details(self) -> KindDetails:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        return KindDetails(said["name"], said["sort"], said["word"], said["least_people"] or 0, said["found"])

    @staticmethod
    def of(kind: EventKind) -> Mapping[str, Any]:
        """Initial values for a line that is there."""
        names = ("name", "sort", "found", "word")
        return {name: getattr(kind, name) for name in names} | {"least_people": kind.least_people or None}


class FilterForm(forms.Form):
    """Which applications a list shows."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)
    unit = forms.CharField(required=False)
    state = forms.ChoiceField(choices=[("", ""), ("open", ""), ("done", ""), ("cancelled", "")], required=False)
    q = forms.CharField(max_length=40, required=False)

    def chosen(self) -> dict[str, Any]:
        """Only what was understood; nonsense in an address is left out."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        if "unit" in found and read_id(found["unit"]) is None:
            del found["unit"]
        return found
