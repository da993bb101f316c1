"""What stands in the navigation: only what this person may do. A page that is not built is not promised."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from xinhuo.ground.kernel.actor import Actor
from xinhuo.shell.desk.views.office import shelves_of

SIZES = {"1": "", "2": "zi-da", "3": "zi-te"}


@dataclass(frozen=True)
class Item:
    """One entry: address, word, icon, and whether the reader is there."""

    url: str
    label: str
    icon: str
    current: bool


# (action, url name, word, icon)
_PLACES = (
    ("enter", "desk:home", "首页", "home"),
    ("write_record", "records:write", "记一笔", "pen"),
    ("see", "roster:list", "五老", "people"),
    ("see", "records:list", "工作记录", "doc"),
    ("see", "applications:list", "申报", "stamp"),
    ("decide", "approvals:list", "审批", "check"),
    ("see", "yearbook:mine", "大事记", "book"),
    ("see", "meetings:list", "会议", "people"),
    ("see", "reports:roster", "轮值汇报", "cal"),
    ("see", "reports:calls", "集中汇报", "people"),
    ("see", "yearbook:summaries", "小结", "doc"),
    ("print_books", "yearend:index", "年终印册", "print"),
    ("see", "desk:find", "查找", "find"),
    ("office", "desk:office", "办公室", "grid"),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for every page: `nav`, `size` ("1" … "3"), `actor`, `office`, `today`."""
    actor = getattr(request, "actor", None)
    return {
        "nav": _items(request) if actor and not request.user.must_change_password else [],
        "size": _size(request),
        "actor": actor,
        "office": getattr(request, "office", None),
        "today": getattr(request, "today", None),
    }


def _items(request: HttpRequest) -> list[Item]:
    found = []
    for action, name, label, icon in _PLACES:
        if _may_go(request.actor, action):
            url = reverse(name)
            here = request.path == url if url == "/" else request.path.startswith(url)
            found.append(Item(url, label, icon, here))
    longest = max((i.url for i in found if i.current), key=len, default="")
    return [i if i.url == longest or not i.current else Item(i.url, i.label, i.icon, False) for i in found]


def _may_go(actor: Actor, action: str) -> bool:
    if action == "office":
        return bool(shelves_of(actor))
    if (
        action == "decide"
    ):  # a role that reads and does not write decides; the office looks after what nobody can decide
        leads = any("see" in right.actions and "write_record" not in right.actions for right in actor.rights)
        return (leads and actor.person_id is not None) or actor.can("manage_posts")
    return action == "enter" or actor.can(action)


def _size(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("zi", "")
    if chosen not in SIZES and getattr(request, "actor", None):
        chosen = request.user.text_size
    return chosen if chosen in SIZES else "1"
