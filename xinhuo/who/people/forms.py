from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField, MonthField
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.models import Appointment, Person, Post, Team
from xinhuo.who.people.rules import LONGEST_DUTIES, LONGEST_NAME
from xinhuo.who.people.services.electing import Elected, Election, field_of, seat_of
from xinhuo.who.people.services.posts import PostDetails
from xinhuo.who.people.services.registering import CONTACTS, Registration, masked

ERASE = "删"
PAUSE_REASONS = (("因病", "因病"), ("因故", "因故"))
EDUCATION = ("小学", "初中", "高中或中专", "大专", "本科", "研究生")


class RegistrationForm(forms.Form):
    """《五老志愿者登记表》 without what may not be kept (marriage, illness, pay)."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "还没有写姓名。请写上姓名。"})
    sex = forms.ChoiceField(label="性别", choices=Person.Sex.choices, required=False, widget=forms.RadioSelect)
    birth_month = MonthField(label="出生年月")
    categories = forms.MultipleChoiceField(
        label="五老类别",
        choices=list(rules.CATEGORIES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选",
    )
    primary_category = forms.ChoiceField(
        label="主要算哪一类", choices=[("", "第一个选的"), *rules.CATEGORIES.items()], required=False
    )
    politics = forms.CharField(
        label="政治面貌", max_length=20, required=False, help_text="比如中共党员、民盟盟员、群众"
    )
    phone = forms.CharField(label="联系电话", max_length=30, required=False, help_text="加密保存，看要留痕")
    joined_month = MonthField(label="入队时间")
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label="参加哪支服务队", required=False, widget=forms.CheckboxSelectMultiple
    )
    care = forms.MultipleChoiceField(
        label="关照",
        choices=list(rules.CARE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="安排活动时照顾到，不写病情",
    )
    nation = forms.CharField(label="民族", max_length=20, required=False)
    party_month = MonthField(label="入党时间")
    education = forms.ChoiceField(
        label="文化程度", choices=[("", "不写"), *((e, e) for e in EDUCATION)], required=False
    )
    former_employer = forms.CharField(label="原工作单位", max_length=60, required=False)
    former_post = forms.CharField(label="原职务或职称", max_length=40, required=False)
    retired_month = MonthField(label="退休时间")
    skills = forms.CharField(label="特长", max_length=100, required=False)
    wishes = forms.CharField(label="愿意做什么", max_length=100, required=False)
    free_time = forms.CharField(label="什么时候有空", max_length=60, required=False)
    oath_on = DayField(label="宣誓日期", required=False)
    address = forms.CharField(label="住址（写到小区）", max_length=100, required=False)
    emergency_contact = forms.CharField(label="紧急联系人", max_length=30, required=False)
    emergency_phone = forms.CharField(label="紧急联系电话", max_length=30, required=False)
    id_number = forms.CharField(label="身份证号", max_length=18, required=False, help_text="办保险才要填，加密保存")
    honours = forms.CharField(label="曾获荣誉", max_length=500, required=False, widget=forms.Textarea)
    life = forms.CharField(label="简历", max_length=1000, required=False, widget=forms.Textarea)
    not_the_same = forms.BooleanField(label="不是同一个人，照样登记", required=False)

    MAIN = ("name", "sex", "birth_month", "categories", "politics", "phone", "joined_month", "teams", "care")
    WORK = ("primary_category", "nation", "party_month", "education", "former_employer", "former_post", "retired_month")
    WILL = ("skills", "wishes", "free_time", "oath_on", "honours", "life")
    CONTACT = ("address", "emergency_contact", "emergency_phone", "id_number")

    def __init__(self, *args: Any, unit: Unit, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["teams"].queryset = Team.objects.filter(path__in=unit.ancestor_paths)
        for name in CONTACTS:
            if person is not None and getattr(person, name):
                self.fields[name].help_text = f"现在是{masked(person, name)}。不改就空着，要删就写“{ERASE}”"
        for name in ("phone", "emergency_phone"):
            self.fields[name].widget.attrs["inputmode"] = "tel"

    def registration(self, kind: str = "five_elder") -> Registration:
        """The cleaned form as the service wants it."""
        said = {k: v for k, v in self.cleaned_data.items() if k in Registration.__dataclass_fields__}
        for name in CONTACTS:
            said[name] = self._contact(name, said[name].strip())
        return Registration(kind=kind, **said)

    def _contact(self, name: str, typed: str) -> str:
        """An empty field leaves the contact as it is: the page never shows it, so nobody retypes it."""
        if typed == ERASE:
            return ""
        return typed or (getattr(self.person, name) if self.person is not None else "")

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        """Initial values for a person who is registered already; contacts are left out (masked in the hints)."""
        fields = (name for name in Registration.__dataclass_fields__ if name != "kind" and name not in CONTACTS)
        teams = person.team_memberships.filter(ended_on=None).values_list("team_id", flat=True)
        return {name: getattr(person, name) for name in fields} | {"teams": list(teams)}


class StatusForm(forms.Form):
    """Since when, and why (for a pause: 因病 or 因故, nothing about the illness)."""

    since = DayField(label="从哪天起")
    reason = forms.ChoiceField(label="缘由", choices=PAUSE_REASONS, required=False, widget=forms.RadioSelect)


class LeaveForm(forms.Form):
    """The last day in the team."""

    since = DayField(label="哪一天")


class MoveForm(forms.Form):
    """To which unit, from when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="调到哪个单位", empty_label="请选单位")
    since = DayField(label="从哪天起")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].error_messages["required"] = "还没有选单位。请选一个。"


class PostField(forms.ModelChoiceField):
    """Every post; those of the party organisation say so, for their holders are no members of the 关工委."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": "还没有选职务。请选一个。", "invalid_choice": "没有这个职务。请从列表里选。"}
        super().__init__(Post.objects.all(), empty_label="请选职务", error_messages=said, **kwargs)

    def label_from_instance(self, post: Any) -> str:
        return f"{post.name}（党组织的职务）" if post.party else post.name


class AppointForm(forms.Form):
    """A post as the document gives it."""

    person = forms.CharField(label="谁", max_length=40, help_text="写姓名。名册里没有的，会新添一位关工干部。")
    post = PostField(label="任什么职务")
    started_on = DayField(label="从哪天起")
    succeeds = forms.BooleanField(
        label="接替现任，现任到前一天离任", required=False, help_text="副主任、委员有好几位的，不要勾"
    )
    party_post = forms.CharField(label="兼任的党内职务", max_length=40, required=False, help_text="比如党组织书记")
    duties = forms.CharField(
        label="分工", max_length=LONGEST_DUTIES, required=False, help_text="一句话，比如：负责校外教育辅导站"
    )
    document_number = forms.CharField(
        label="依据文号", max_length=60, required=False, help_text="比如清新委发〔2026〕5号"
    )
    ended_on = DayField(label="到哪天止", required=False, help_text="还在任的空着。补写以前的班子，写上离任日期")
    keeps_book = forms.BooleanField(label="由他（她）记业绩记载簿", required=False)

    def details(self) -> PostDetails:
        said = self.cleaned_data
        return _details(said, said["post"].pk)


def _details(said: Mapping[str, Any], post: str) -> PostDetails:
    known = {name: said[name] for name in PostDetails.__dataclass_fields__ if name in said and said[name] is not None}
    return PostDetails(**{**known, "post": post})


class CorrectForm(forms.Form):
    """What was said of a post, to be corrected."""

    duties = AppointForm.base_fields["duties"]
    party_post = AppointForm.base_fields["party_post"]
    document_number = AppointForm.base_fields["document_number"]
    rank = forms.IntegerField(
        label="排名",
        min_value=1,
        max_value=999,
        help_text="同一个职务有几位的，小的在前",
        error_messages={"invalid": "排名请写数字，比如2。", "required": "还没有写排名。请写数字，比如2。"},
    )
    started_on = AppointForm.base_fields["started_on"]
    ended_on = DayField(label="到哪天止", required=False, help_text="还在任的空着。离任请点“离任”")

    def details(self, post: str) -> PostDetails:
        return _details(self.cleaned_data, post)

    @staticmethod
    def of(held: Appointment) -> dict[str, Any]:
        """Initial values for a post that is held."""
        return {name: getattr(held, name) for name in CorrectForm.base_fields}


class ElectionForm(forms.Form):
    """Who was elected in many units: one day, one document number, two names a unit."""

    day = DayField(label="从哪天起", help_text="文件上写的任职日期，不能晚于今天")
    document_number = forms.CharField(
        label="依据文号", max_length=60, required=False, help_text="比如清新委发〔2026〕5号"
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            seat = seat_of(unit)
            if seat:
                self._name(unit, "secretary", f"{unit.name}新的{seat[1]}")
            self._name(unit, "director", f"{unit.name}新的主任")

    def _name(self, unit: Unit, post: str, label: str) -> None:
        field = forms.CharField(label=label, max_length=LONGEST_NAME, required=False)
        field.widget.attrs |= {"aria-label": label, "autocomplete": "off"}
        self.fields[field_of(unit, post)] = field

    def election(self) -> Election:
        said = self.cleaned_data
        picks = {name: str(value) for name, value in self.data.items() if name.startswith("who-")}
        return Election(
            day=said["day"],
            document_number=clean_line(said["document_number"]),
            elected=tuple(
                Elected(
                    unit,
                    said.get(field_of(unit, "secretary"), "").strip(),
                    said.get(field_of(unit, "director"), "").strip(),
                )
                for unit in self.units
            ),
            picks={name.removeprefix("who-"): value for name, value in picks.items()},
        )


class DayForm(forms.Form):
    """Which day a page is about: today, or one before."""

    day = DayField(label="看哪一天的班子", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise forms.ValidationError("只能看到今天为止。请改一个以前的日期。")
        return day


class EndForm(forms.Form):
    """When a post ended."""

    ended_on = DayField(label="离任日期")


class UploadForm(forms.Form):
    """A roster as a file, and the one unit that it is about, if it is."""

    file = forms.FileField(
        label="花名册",
        help_text="Excel表格或csv，20兆以内。",
        error_messages={"required": "还没有选文件。请选一个表格。", "empty": "这个文件是空的。请重新选一个文件。"},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="只导入哪个单位",
        required=False,
        empty_label="照表里写的单位",
        help_text="表里没有单位一栏时，请选上是哪个单位的。",
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
