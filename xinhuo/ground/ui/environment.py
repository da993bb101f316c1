"""The Jinja2 environment: an undefined name fails, everything is escaped, dates read as Chinese."""

from datetime import date, datetime
from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined

from xinhuo.ground.ui.charts import month_chart, wheel
from xinhuo.ground.ui.fields import drawn, few, problems
from xinhuo.ground.ui.icons import icon

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def environment(**options: Any) -> Environment:
    """Made by Django's Jinja2 backend, once a process."""
    options["undefined"] = StrictUndefined
    env = Environment(finalize=lambda value: "" if value is None else value, **options)
    env.globals.update(
        static=static, get_messages=get_messages, url=url, icon=icon, month_chart=month_chart, wheel=wheel
    )
    env.globals.update(drawn=drawn, problems=problems)
    env.filters.update(
        cn_date=cn_date, cn_day=cn_day, cn_weekday=cn_weekday, localdt=localdt, localday_hour=localday_hour, few=few
    )
    return env


def url(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args or None)


def cn_date(day: date) -> str:
    """2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def cn_day(day: date) -> str:
    """11月24日."""
    return f"{day.month}月{day.day}日"


def cn_weekday(day: date) -> str:
    """周二."""
    return _WEEKDAYS[day.weekday()]


def localdt(moment: datetime) -> str:
    """A moment in the office's time: 2026年11月24日9:05."""
    here = timezone.localtime(moment)
    return f"{cn_date(here)}{here.hour}:{here.minute:02d}"


def localday_hour(moment: datetime) -> str:
    """A moment by day and hour only: 2026年11月24日9点前后."""
    here = timezone.localtime(moment)
    return f"{cn_date(here)}{here.hour}点前后"
