import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Post
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind
from xinhuo.work.meetings.services.kinds import KindDetails
from xinhuo.work.meetings.services.minuting import Decided
from xinhuo.work.meetings.services.planning import Plan, Point
from xinhuo.work.meetings.services.roll import DROP, Mark

MORE_POINTS = 2
MORE_DECIDED = 2
_SPLIT = re.compile(r"[、，,；;\s/]+")


def _clock(label: str, required: bool) -> forms.TimeField:
    said = {"invalid": "钟点没看懂。请写成9:00这样。", "required": "还没有写几点开会。请写成9:00这样。"}
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=["%H:%M", "%H：%M", "%H:%M:%S", "%H点%M分", "%H点"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=said,
    )


class PlanForm(forms.Form):
    """Notice and agenda: `title_0`, `minutes_0` … are the points, some empty ones at the end."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "这一页放坏了。请重新打开再写。"})
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    application = forms.ModelChoiceField(
        Application.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "这份申报没有批准或不归您。请回到申报那一页。"},
    )
    kind = forms.ModelChoiceField(
        MeetingKind.objects.none(),
        label="开什么会",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "还没有选开什么会。请点一个。", "invalid_choice": "没有这种会。请重新选一个。"},
    )
    title = forms.CharField(
        label="会议名称", max_length=60, required=False, help_text="不写就替您起一个，比如“十二月常务副主任例会”"
    )
    held_on = DayField(label="哪天", error_messages={"required": "还没有写哪天开。请写上日期。"})
    starts_at = _clock("几点开会", True)
    ends_at = _clock("几点散会（可不填）", False)
    place = forms.CharField(label="在哪里", max_length=60, required=False)
    chair = forms.CharField(label="谁主持", max_length=30, required=False)
    note_taker = forms.CharField(label="谁记录", max_length=30, required=False)
    bring = forms.CharField(label="要带什么（可不填）", max_length=60, required=False, help_text="比如：笔记本、汇报稿")

    def __init__(self, *args: Any, unit: Unit, count: int, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = Application.objects.filter(unit=unit)
        kinds = MeetingKind.objects.filter(active=True)
        self.fields["kind"].queryset = kinds | MeetingKind.objects.filter(pk=meeting.kind_id) if meeting else kinds
        for name in ("chair", "note_taker"):
            self.fields[name].error_messages["max_length"] = "姓名最多30个字。请短一点。"
        self.count = min(count, rules.MOST_ROWS)
        for n in range(self.count):
            self._add_point(n)

    def _add_point(self, n: int) -> None:
        self.fields[f"item_{n}"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields[f"point_{n}"] = forms.CharField(label=f"第{n + 1}项", max_length=60, required=False)
        said = {
            "invalid": f"第{n + 1}项几分钟请写数字，比如20。",
            "min_value": f"第{n + 1}项几分钟不能是负的。",
            "max_value": f"第{n + 1}项最多{rules.LONGEST_ITEM}分钟。请核对。",
        }
        self.fields[f"minutes_{n}"] = forms.IntegerField(
            label="几分钟", min_value=0, max_value=rules.LONGEST_ITEM, required=False, error_messages=said
        )
        self.fields[f"part_{n}"] = forms.ChoiceField(
            label="哪一种", choices=list(rules.PARTS.items()), required=False, initial="talk"
        )
        self.fields[f"speaker_{n}"] = forms.CharField(label="谁来讲", max_length=30, required=False)
        self.fields[f"about_{n}"] = forms.CharField(label="内容", max_length=100, required=False)

    @property
    def agenda_rows(self) -> list[dict[str, Any]]:
        """The rows of the agenda as the page draws them."""
        names = ("item", "point", "minutes", "part", "speaker", "about")
        return [{"number": n + 1} | {name: self[f"{name}_{n}"] for name in names} for n in range(self.count)]

    def plan(self) -> Plan:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        points = [
            Point(
                title=said[f"point_{n}"],
                minutes=said[f"minutes_{n}"] or 0,
                about=said[f"about_{n}"],
                speaker=said[f"speaker_{n}"],
                part=said[f"part_{n}"] or "talk",
                item_id=said[f"item_{n}"],
            )
            for n in range(self.count)
            if said[f"point_{n}"]
        ]
        names = ("kind", "title", "held_on", "starts_at", "ends_at", "place", "chair", "note_taker", "bring")
        return Plan(points=points, application=said["application"], **{name: said[name] for name in names})


def rows_in(posted: Mapping[str, Any], least: int, stem: str = "point_") -> int:
    """How many rows a posted form carries."""
    numbers = [int(end) for key in posted if key.startswith(stem) and (end := key.removeprefix(stem)).isdigit()]
    return max([least, *(n + 1 for n in numbers if n < rules.MOST_ROWS)])


def start_of(kind: MeetingKind) -> dict[str, Any]:
    """The usual agenda of a kind, as initial values."""
    found: dict[str, Any] = {}
    for n, (title, minutes, part) in enumerate(kind.agenda):
        found |= {f"point_{n}": title, f"minutes_{n}": minutes, f"part_{n}": part}
    return found


def start_from(application: Application, kinds: Sequence[MeetingKind]) -> dict[str, Any]:
    """What an approved application says, as initial values; its kind is the one that its name tells."""
    one = application.plan()
    kind = next((kind for kind in kinds if kind.name in one.name), None)
    kind = kind or next((kind for kind in kinds if kind.code == "other"), kinds[0])
    same_day = one.ends_on in (None, one.starts_on)
    found: dict[str, Any] = {"application": application.pk, "kind": kind.pk, "title": one.name, "place": one.place}
    found |= {"held_on": one.starts_on, "starts_at": one.starts_at, "ends_at": one.ends_at if same_day else None}
    for n, row in enumerate(one.agenda):
        found |= {f"point_{n}": row.item, f"minutes_{n}": row.minutes or "", f"speaker_{n}": row.who}
        found[f"part_{n}"] = rules.part_of_title(row.item)
    return found


def points_of(items: list[AgendaItem]) -> dict[str, Any]:
    """The agenda of a meeting, as initial values."""
    found: dict[str, Any] = {}
    for n, item in enumerate(items):
        found |= {f"item_{n}": item.pk, f"point_{n}": item.title, f"minutes_{n}": item.minutes or ""}
        found |= {f"part_{n}": item.part, f"speaker_{n}": item.speaker, f"about_{n}": item.about}
    return found


class RollForm(forms.Form):
    """How each came: `came_…` and `words_…` for every row; `names` for whoever came besides."""

    names = forms.CharField(
        label="还有谁来了（可不填）",
        max_length=300,
        required=False,
        help_text="几位用顿号隔开。名册里有的会认出来，没有的只记名字",
    )
    others = forms.IntegerField(
        label="不用记名字的还有几位",
        min_value=0,
        max_value=10_000,
        required=False,
        error_messages={
            "invalid": "人数请写数字。没有就填0。",
            "min_value": "人数不能是负的。",
            "max_value": "这个人数太大了。请核对。",
        },
    )

    def __init__(self, *args: Any, rows: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roll = rows
        states = [*rules.CAME.items(), (DROP, "移出名单")]
        for row in rows:
            self.fields[f"came_{row.pk.hex}"] = forms.ChoiceField(
                label=f"{row.unit.name}{row.called}",
                choices=states,
                initial=row.state,
                widget=forms.RadioSelect,
                error_messages={"required": f"{row.called[:10]}到了没有还没选。请点一个。"},
            )
            self.fields[f"words_{row.pk.hex}"] = forms.CharField(
                label=f"{row.called}委托谁、为什么", max_length=40, required=False, initial=row.words
            )
            self.fields[f"was_{row.pk.hex}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=f"{row.state}|{row.words}"
            )

    @property
    def rows(self) -> list[tuple[Attendance, Any, Any, Any]]:
        """Row, its choice, its words, what it said when the page was drawn."""
        return [(row, *(self[f"{name}_{row.pk.hex}"] for name in ("came", "words", "was"))) for row in self.roll]

    def marks(self) -> dict[Any, Mark]:
        """What was changed on this page: two clerks with one roll don't undo each other's rows."""
        said, found = self.cleaned_data, {}
        for row in self.roll:
            mark = Mark(said[f"came_{row.pk.hex}"], said[f"words_{row.pk.hex}"])
            if said[f"was_{row.pk.hex}"] != f"{mark.state}|{mark.words}":
                found[row.pk] = mark
        return found

    def typed_names(self) -> list[str]:
        """Whoever was typed."""
        return [name for name in _SPLIT.split(self.cleaned_data["names"].strip()) if name]


class MinutesForm(forms.Form):
    """The minutes: a text for every key of `reading.minutes_of`, and some empty rows for new 议定事项."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "这一页放坏了。请重新打开再写。"})

    def __init__(
        self, *args: Any, told: Mapping[str, tuple[str, str]], units: Mapping[Any, Unit], fresh: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.units = told, units
        self.choices = [("", "没有指定")] + [(str(unit.pk), unit.name) for unit in units.values()]
        for key, (label, words) in told.items():
            self.fields[key] = self._field(key, label, words)
        self.fresh_count = min(fresh, rules.MOST_ROWS)
        for n in range(self.fresh_count):
            self.fields[f"text_new{n}"] = forms.CharField(label="议定什么", max_length=200, required=False)
            self.fields[f"unit_new{n}"] = forms.ChoiceField(label="哪个单位办", choices=self.choices, required=False)
            self.fields[f"doer_new{n}"] = forms.CharField(label="谁来办", max_length=40, required=False)
            self.fields[f"due_new{n}"] = DayField(label="几时办好", required=False)

    def _field(self, key: str, label: str, words: str) -> forms.Field:
        if key.startswith("unit_"):
            return forms.ChoiceField(label=label, choices=self.choices, required=False, initial=words)
        if key.startswith("due_"):
            return DayField(label=label, required=False, initial=words)
        if key.startswith(("text_", "doer_")):
            most = 200 if key.startswith("text_") else 40
            return forms.CharField(label=label, max_length=most, required=False, initial=words)
        return forms.CharField(
            label=label, max_length=rules.LONGEST_SAID, required=False, initial=words, widget=forms.Textarea
        )

    def texts(self) -> dict[str, str]:
        """Key → words of what is there already; what this page didn't have yet says nothing."""
        said = self.cleaned_data
        return {key: _plain(said[key]) for key in self.told if key in self.data}

    def fresh(self) -> list[Decided]:
        """New 议定事项, in order."""
        said, found = self.cleaned_data, []
        for n in range(self.fresh_count):
            unit = self.units.get(read_id(said[f"unit_new{n}"] or ""))
            if said[f"text_new{n}"] or unit or said[f"doer_new{n}"]:
                found.append(Decided(said[f"text_new{n}"], unit, said[f"doer_new{n}"], said[f"due_new{n}"]))
        return found

    def orphans(self, began: Mapping[str, str]) -> list[Decided]:
        """What was changed here of 议定事项 that somebody else has struck out meanwhile: kept as new ones."""
        found = []
        for key in self._struck_out():
            text, mark = str(self.data[key]).strip(), key.removeprefix("text_")
            if text and text != began.get(key, ""):
                found.append(Decided(text, None, str(self.data.get(f"doer_{mark}", ""))))
        return found

    def unchanged_orphans(self, began: Mapping[str, str]) -> set[str]:
        """Keys of what was struck out and is here as it was."""
        return {key for key in self._struck_out() if str(self.data[key]).strip() == began.get(key, "")}

    def _struck_out(self) -> list[str]:
        return [key for key in self.data if key.startswith("text_") and key not in self.fields]

    @property
    def fresh_rows(self) -> list[dict[str, Any]]:
        """The empty rows as the page draws them."""
        names = ("text", "unit", "doer", "due")
        return [{"number": n + 1} | {name: self[f"{name}_new{n}"] for name in names} for n in range(self.fresh_count)]

    def decided_row(self, mark: str) -> dict[str, Any]:
        """The fields of a resolution that is there."""
        return {name: self[f"{name}_{mark}"] for name in ("text", "unit", "doer", "due")}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value or "")


class PartForm(forms.Form):
    """Who took part in a part of the meeting otherwise than the roll says."""

    others = forms.MultipleChoiceField(
        label="谁和到会的不一样", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "这一位不在到会登记里。请重新点。"},
    )  # fmt: skip

    def __init__(self, *args: Any, rows: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {True: "到了会，没参加这一项", False: "没到会，参加了这一项"}
        self.fields["others"].choices = [
            (str(row.pk), f"{row.unit.name}{row.called}：{said[row.came]}") for row in rows if row.person_id or row.name
        ]


class SettleForm(forms.Form):
    """A word on how it went."""

    words = forms.CharField(
        label="办得怎样（可不写）", max_length=100, required=False, help_text="一句话，比如：材料已发到各村"
    )


class ProblemForm(forms.Form):
    """A problem in one sentence."""

    sentence = forms.CharField(
        label="一句话说难题",
        max_length=rules.LONGEST_SENTENCE,
        required=False,
        widget=forms.Textarea,
        help_text="不写孩子的名字，写成“一名三年级学生”。比如：有个学生沉迷手机，家里老人管不住，怎么办？",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="哪个单位提的", empty_label=None)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class KindForm(forms.Form):
    """A kind of meeting as an office names it."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "还没有写名称。请写上。"})
    audience = forms.CharField(
        label="通知上写给谁", max_length=40, error_messages={"required": "还没有写通知谁。请写上。"}
    )
    whom = forms.ChoiceField(
        label="名单从哪里来", choices=list(rules.WHOM.items()), widget=forms.RadioSelect, initial="none"
    )
    posts = forms.MultipleChoiceField(
        label="哪些职务（不选就是班子里的每一位）", required=False, widget=forms.CheckboxSelectMultiple
    )
    routine = forms.BooleanField(label="每月一次的例会（全年并成一行）", required=False)
    agenda = forms.CharField(
        label="平常的议程",
        required=False,
        widget=forms.Textarea,
        help_text="一行一项，先写几分钟，比如：25 集中学习",
        max_length=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = list(Post.objects.values_list("code", "name"))

    def details(self) -> KindDetails:
        """The cleaned form as the service wants it."""
        return KindDetails(**self.cleaned_data)

    @staticmethod
    def of(kind: MeetingKind) -> dict[str, Any]:
        """Initial values for one that is there."""
        lines = "\n".join(f"{minutes} {title}" for title, minutes, _ in kind.agenda)
        names = ("name", "audience", "whom", "posts", "routine")
        return {name: getattr(kind, name) for name in names} | {"agenda": lines}
