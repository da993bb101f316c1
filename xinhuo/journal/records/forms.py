import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.ground.kernel.ids import read_id
from xinhuo.journal.records.ledgers.days import Around, Days
from xinhuo.journal.records.ledgers.days import days as read_days
from xinhuo.journal.records.models import Occasion, Participation, Record, RecordKind
from xinhuo.journal.records.rules import CATEGORIES
from xinhuo.journal.records.services.office import KindDetails
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import office_path
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, Team

DAYS = (("0", "今天"), ("1", "昨天"), ("2", "前天"), ("x", "更早"))
EFFECTS = ("孩子爱听", "家长说好", "学校来请", "问题解决了", "还要再跟进")
ELSEWHERE = "别处"
NO_TEAM = "none"
_SPLIT = re.compile(r"[、，,；;\s/]+")


class RecordForm(forms.Form):
    """One record as a person tells it: chips for what is usual, one sentence for what was done."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "这一页放坏了。请重新打开再记。"})
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.ChoiceField(label="什么时候", choices=DAYS, required=False)
    held_on = DayField(label="日期", required=False)
    ended_on = DayField(label="到哪天（跨几天的才填）", required=False)
    time_of_day = forms.ChoiceField(label="钟点", choices=[("", "不写"), *Record.TimeOfDay.choices], required=False)
    kind = forms.ModelChoiceField(RecordKind.objects.none(), label="做的哪类事")
    place = forms.CharField(label="在哪里", max_length=60, required=False)
    place_other = forms.CharField(label="别处是哪里", max_length=60, required=False)
    people = forms.ModelMultipleChoiceField(Person.objects.none(), label="谁做的", required=False)
    names = forms.CharField(label="没找到的，写上名字", max_length=300, required=False)
    visited = forms.CharField(label="看望了哪些五老", max_length=300, required=False)
    content = forms.CharField(label="做了什么", max_length=1000, required=False, widget=forms.Textarea)
    youth_count = forms.IntegerField(label="有多少孩子受益", min_value=0, max_value=100_000, required=False)
    other_count = forms.IntegerField(label="还有多少大人参加", min_value=0, max_value=100_000, required=False)
    effect_chips = forms.MultipleChoiceField(label="效果怎么样", choices=[(e, e) for e in EFFECTS], required=False)
    effect = forms.CharField(label="再说一句效果", max_length=500, required=False, widget=forms.Textarea)
    team = forms.CharField(label="归哪支服务队", required=False)  # "" goes by the kind, NO_TEAM is none
    occasion = forms.ModelChoiceField(
        Occasion.objects.all(), label="是哪个节点的活动", required=False, empty_label="不是节点活动"
    )
    title = forms.CharField(label="标题", max_length=60, required=False)
    milestone = forms.BooleanField(label="这件事可以写进大事记", required=False)
    on_paper = forms.BooleanField(label="这是照纸上记的补录", required=False)
    paper_date = DayField(label="纸上写的日期", required=False)
    late_reason = forms.CharField(label="为什么现在才记", max_length=60, required=False)
    on_behalf = forms.BooleanField(label="我是替别人记的", required=False)

    def __init__(self, *args: Any, unit: Unit, today: date, record: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.today, self.record = unit, today, record
        kinds = RecordKind.objects.of_office(unit)
        if record is not None:
            kinds = kinds | RecordKind.objects.filter(pk=record.kind_id)
        self.fields["kind"].queryset = kinds.distinct()
        self.fields["kind"].error_messages["required"] = "还没有选做的哪类事。请点一个。"
        may_take_part = Q(shard=unit.shard, path__startswith=office_path(unit))
        if record is not None:  # whoever has moved away since stays in what was done
            may_take_part |= Q(pk__in=record.participations.values("person"))
        self.fields["people"].queryset = Person.objects.filter(may_take_part)
        for name in ("youth_count", "other_count"):
            self.fields[name].error_messages |= {
                "invalid": "人数请写数字。没有就填0。",
                "min_value": "人数不能是负的。",
            }
            self.fields[name].error_messages["max_value"] = "这个人数太大了。请核对。"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["held_on"] = self._day(said)
        kind = said.get("kind")
        if kind and not said.get("content") and not kind.routine and "content" not in self.errors:
            self.add_error("content", "还没有写做了什么。一句话就行，说出来也行。")
        said["place"] = self._place(said)
        said["team"] = self._team(said.get("team", ""), kind)
        return said

    def _team(self, chosen: str, kind: RecordKind | None) -> Team | None:
        """The kind chooses the team, also without JavaScript, until a person chose otherwise."""
        if not chosen:
            return kind.team if kind else None
        team = Team.objects.filter(path__in=self.unit.ancestor_paths, pk=read_id(chosen)).first()
        if team is None and chosen != NO_TEAM:
            self.add_error("team", "没有这支服务队。请从列表里选。")
        return team

    def _day(self, said: dict[str, Any]) -> date | None:
        """Chips win unless a date was picked; 更早 wants one."""
        typed, chip = said.get("held_on"), said.get("day") or ""
        if chip in ("0", "1", "2") and (typed is None or typed == self.today or chip != "0"):
            return self.today - timedelta(days=int(chip))
        if typed is None and "held_on" not in self.errors:
            self.add_error("held_on", "选了“更早”，还没有写哪一天。请写上日期。")
        return typed

    def _place(self, said: dict[str, Any]) -> str:
        place, other = said.get("place", ""), said.get("place_other", "")
        if other and place in ("", ELSEWHERE):
            return other
        return "" if place == ELSEWHERE else place

    def told(self) -> Told:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        roles = self._roles()
        people = [Taking(p, *roles.get(p.pk, ("took_part", ""))) for p in said["people"]]
        effect = "，".join([*said["effect_chips"], *([said["effect"].strip()] if said["effect"].strip() else [])])
        return Told(
            held_on=said["held_on"],
            ended_on=said["ended_on"],
            time_of_day=said["time_of_day"],
            kind=said["kind"],
            place=said["place"],
            content=said["content"],
            title=said["title"],
            team=said["team"],
            occasion=said["occasion"],
            effect=effect,
            youth_count=said["youth_count"] or 0,
            other_count=said["other_count"] or 0,
            milestone=said["milestone"],
            people=people,
            names=split_names(said["names"]),
            visited=split_names(said["visited"]),
            source="paper" if said["on_paper"] else "screen",
            paper_date=said["paper_date"] if said["on_paper"] else None,
            late_reason=said["late_reason"],
            on_behalf=said["on_behalf"],
        )

    def _roles(self) -> dict[Any, tuple[str, str]]:
        """What the people of an existing record did, so that an edit does not flatten it."""
        if self.record is None:
            return {}
        return {p.person_id: (p.role, p.sentence) for p in self.record.participations.all()}


def split_names(text: str) -> list[str]:
    """Names parted by 、 or blanks."""
    return [name for name in _SPLIT.split(text.strip()) if name]


class WithdrawForm(forms.Form):
    """Why a record is taken back; the rules say when it may stay empty."""

    reason = forms.CharField(label="为什么作废", max_length=100, required=False)


class PartsForm(forms.Form):
    """Each participant's part and own sentence: one select and one line a person. `seen` is the version on the page."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parts: list[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            name = part.person.name
            self.fields[f"role_{part.pk.hex}"] = forms.ChoiceField(
                label=f"{name}做什么", choices=Participation.Role.choices, initial=part.role
            )
            self.fields[f"sentence_{part.pk.hex}"] = forms.CharField(
                label=f"{name}的一句话", max_length=200, required=False, initial=part.sentence
            )

    def theirs(self) -> dict[str, str]:
        """Participation id → part and sentence as they stand, of those that were typed otherwise."""
        found = {}
        for part in self.parts:
            typed = (self[f"role_{part.pk.hex}"].value(), self[f"sentence_{part.pk.hex}"].value() or "")
            if typed != (part.role, part.sentence):
                found[part.pk.hex] = part.get_role_display() + (f"：{part.sentence}" if part.sentence else "")
        return found

    def takings(self) -> list[Taking]:
        """The parts as told."""
        said = self.cleaned_data
        return [Taking(p.person, said[f"role_{p.pk.hex}"], said[f"sentence_{p.pk.hex}"]) for p in self.parts]


class FilterForm(forms.Form):
    """Which records a list shows."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)
    unit = forms.CharField(required=False)
    category = forms.ChoiceField(choices=[("", "全部"), *CATEGORIES.items()], required=False)
    month = forms.IntegerField(min_value=1, max_value=12, required=False)
    withdrawn = forms.BooleanField(required=False)

    def chosen(self) -> dict[str, Any]:
        """Only what was understood; nonsense in an address is left out."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        if "unit" in found and read_id(found["unit"]) is None:
            del found["unit"]
        return found


class LedgerForm(forms.Form):
    """A 台账 as a file, and what it may leave unsaid: whose it is, and of which year. `whole`: only the latter two."""

    file = forms.FileField(
        label="台账",
        help_text="Excel表格或csv，20兆以内。不用改格式。",
        error_messages={"required": "还没有选文件。请选一个表格。", "empty": "这个文件是空的。请重新选一个文件。"},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="表里没写单位的，算哪个单位",
        required=False,
        empty_label="照表里写的单位",
        error_messages={"invalid_choice": "没有这个单位。请从列表里选。"},
    )
    year = forms.IntegerField(
        label="表里没写年份的，算哪一年",
        min_value=1990,
        max_value=2100,
        required=False,
        help_text="表里、表名或文件名写了年份的，不用填。",
        error_messages={
            "invalid": "年份没看懂。请写成2025这样。",
            "min_value": "年份太早了。请写成2025这样。",
            "max_value": "年份太晚了。请写成2025这样。",
        },
    )

    def __init__(self, *args: Any, units: Any, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        if whole:
            del self.fields["file"]


class KindForm(forms.Form):
    """A kind of work as an office names it."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "还没有写名称。请写上。"})
    category = forms.ChoiceField(
        label="归到哪一类",
        choices=list(CATEGORIES.items()),
        help_text="汇报、小结、统计按它归拢",
        error_messages={"required": "还没有选归到哪一类。请选一类。"},
    )
    team = forms.ModelChoiceField(Team.objects.none(), label="通常由哪支队做", required=False, empty_label="不归哪支队")
    routine = forms.BooleanField(label="例行的（例会、集中学习这样的，一年并成一行）", required=False)
    misspelt = forms.BooleanField(label="只是改错字（以前记的也跟着改）", required=False)

    def __init__(self, *args: Any, teams: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        if not known:
            del self.fields["misspelt"]

    def details(self) -> KindDetails:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        return KindDetails(said["name"], said["category"], said["team"], said["routine"])


class OccasionForm(forms.Form):
    """A fixed point of the year, from a day to a day."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "还没有写名称。请写上。"})
    first_month = forms.TypedChoiceField(label="从几月", coerce=int, choices=[(m, f"{m}月") for m in range(1, 13)])
    first_day = forms.IntegerField(label="从几日", min_value=1, max_value=31)
    last_month = forms.TypedChoiceField(label="到几月", coerce=int, choices=[(m, f"{m}月") for m in range(1, 13)])
    last_day = forms.IntegerField(label="到几日", min_value=1, max_value=31, help_text="可以跨年，比如12月25日到1月5日")

    def days(self) -> tuple[int, int]:
        """First and last day as month × 100 + day."""
        said = self.cleaned_data
        return said["first_month"] * 100 + said["first_day"], said["last_month"] * 100 + said["last_day"]

    @staticmethod
    def of(occasion: Occasion) -> dict[str, Any]:
        """Initial values for one that is there."""
        first, last = divmod(occasion.first, 100), divmod(occasion.last, 100)
        names = ("first_month", "first_day", "last_month", "last_day")
        return {"name": occasion.name, **dict(zip(names, (*first, *last), strict=True))}


class RowForm(forms.Form):
    """One row of the table: typed from paper by keyboard. The day is written as in a notebook: 3.5, 3月5日, 3.5-3.7."""

    OWN = ("names", "content", "youth_count", "effect")  # day, kind and place are carried over from the row above

    key = forms.UUIDField(error_messages={"invalid": "这一行放坏了。请在新的一行再打。"})
    seen = forms.CharField(required=False)
    held_on = forms.CharField(max_length=30, error_messages={"required": "还没有写日期。请写成3.5这样。"})
    kind = forms.ModelChoiceField(
        RecordKind.objects.none(),
        error_messages={"required": "还没有选类别。请选一个。", "invalid_choice": "没有这个类别。请从列表里选。"},
    )
    place = forms.CharField(max_length=60, required=False, error_messages={"max_length": "地点最多60个字。请短一点。"})
    names = forms.CharField(max_length=300, required=False)
    content = forms.CharField(max_length=1000, required=False)
    youth_count = forms.IntegerField(
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages={
            "invalid": "人数请写数字。没有就空着。",
            "min_value": "人数不能是负的。",
            "max_value": "这个人数太大了。请核对。",
        },
    )
    effect = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.today = unit, today
        self.fields["kind"].queryset = RecordKind.objects.of_office(unit)

    def is_blank(self) -> bool:
        """Nothing of its own in it."""
        return not any((self[name].value() or "").strip() for name in (*self.OWN, "seen"))

    def clean_held_on(self) -> Days:
        """A day or some days; without a year the latest that is over."""
        text = self.cleaned_data["held_on"]
        try:
            found = read_days(text, Around(year=self.today.year))
            if found.held_on > self.today and not re.search(r"\d{4}", text):
                found = read_days(text, Around(year=self.today.year - 1))
        except Unclear as unclear:
            raise forms.ValidationError("日期没看懂。请写成3.5或2026.3.5这样。") from unclear
        if found.whole_month:
            raise forms.ValidationError("只写了月份。请写到哪一天，比如3.5。")
        return found

    def clean_names(self) -> list[str]:
        return split_names(self.cleaned_data["names"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind = said.get("kind")
        if kind and not said.get("content") and not kind.routine and "content" not in self.errors:
            self.add_error("content", "还没有写做了什么。一句话就行。")
        if not said.get("names") and not said.get("youth_count") and "names" not in self.errors:
            self.add_error("names", "还没有写谁做的。请写上名字。")
        return said

    def told(self) -> Told:
        """The row as the service wants it, without people."""
        said = self.cleaned_data
        when = said["held_on"]
        return Told(
            held_on=when.held_on,
            ended_on=when.ended_on,
            time_of_day=when.time_of_day,
            kind=said["kind"],
            team=said["kind"].team,
            place=said["place"],
            content=said["content"],
            youth_count=said["youth_count"] or 0,
            effect=said["effect"],
        )
