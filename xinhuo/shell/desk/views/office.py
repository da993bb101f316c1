"""办公室: what an office does now and then, in one list, each line only for whoever may do it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.shell.keeping.services.backup import standing


@dataclass(frozen=True)
class Errand:
    """One line of the page: address, what it is, when one needs it."""

    url: str
    title: str
    hint: str


# (heading, ((action, url name, word, hint), …))
_SHELVES = (
    (
        "人和单位",
        (
            ("manage_units", "organisation:tree", "单位", "添单位、排次序、改名称、撤销"),
            ("write_record", "people:mine", "领导班子", "谁任什么职务、分管什么，哪一天的都能看；印组织沿革"),
            ("manage_posts", "people:elections", "换届调整班子", "一个文件上的新书记、新主任，一张表填完，一起换"),
            ("move_person", "changes:doubles", "重名和重复登记", "像是同一个人的，合成一个；作废的登记也在里面"),
            ("manage_accounts", "accounts:list", "账号", "开账号、打登录条、重设密码"),
            ("manage_kinds", "records:kinds", "类别、地点、节点", "记一笔时点选的那些，照本地的叫法改"),
            ("manage_kinds", "applications:kinds", "要申报的事", "哪些会议、活动要先申报，批准了再办"),
            ("import_people", "people:import", "导入名册", "手头的花名册直接拿来，先看会怎样"),
            ("import_records", "jobs:list", "在办和办完的", "大的表格在后面慢慢办，结果和退回表都留着"),
            ("import_records", "desk:columns", "认得的表头和类别", "导入时您说过的自家表头、类别叫法，说错了可以忘掉"),
        ),
    ),
    (
        "一年里应办的事",
        (
            ("manage_method", "method:table", "工作对照表", "四个坚持、五个注重、六个持续，各单位做到了哪些、还差什么"),
            ("manage_method", "method:method", "编工作法", "哪些事要办、什么时候、多少算够，照本机构的规矩改"),
            ("manage_method", "method:days", "节假日和调休", "最后一个工作日照这张表算，每年填一次"),
        ),
    ),
    (
        "谁看过、谁改过",
        (("see_trail", "trail:list", "留痕", "谁在什么时候看过、改过什么，只能添，不能改"),),
    ),
    (
        "印",
        (("print_for_others", "printing:list", "代印", "村里请印的，一个单位一叠，印好了打个勾"),),
    ),
    (
        "以前的台账和大事记",
        (
            ("import_records", "records:ledger_upload", "导入台账", "以前月份、年份做过的事，手头的台账直接拿来"),
            ("import_records", "volumes:upload", "存旧大事记", "以前年份的大事记，照原样收进来，能查能印"),
        ),
    ),
)


def shelves_of(actor: Actor) -> list[tuple[str, list[Errand]]]:
    """The headings with the lines that `actor` may do, empty headings left out."""
    found = []
    for heading, lines in _SHELVES:
        mine = [Errand(reverse(name), word, hint) for action, name, word, hint in lines if actor.can(action)]
        if mine:
            found.append((heading, mine))
    return found


@guard("enter")
def office(request: HttpRequest) -> HttpResponse:
    """办公室."""
    shelves = shelves_of(request.actor)
    if not shelves:
        raise Http404(KIND_404)
    keeping = standing() if request.actor.can("manage_units") else None
    return render(request, "desk/office.html", {"shelves": shelves, "keeping": keeping})
