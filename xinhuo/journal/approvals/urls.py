from django.urls import path

from xinhuo.journal.approvals.views import deciding, seats, showing

app_name = "approvals"
urlpatterns = [
    path("approvals/", showing.waiting, name="list"),
    path("approvals/deputies/", seats.seats, name="seats"),
    path("approvals/deputies/<uuid:deputy_id>/end/", seats.end, name="end_deputy"),
    path("approvals/second/<uuid:unit_id>/", seats.second, name="second"),
    path("approvals/<uuid:case_id>/", showing.case, name="case"),
    path("approvals/<uuid:case_id>/done/", showing.done, name="done"),
    path("approvals/<uuid:case_id>/agree/", deciding.agree, name="agree"),
    path("approvals/<uuid:case_id>/return/", deciding.give_back, name="return"),
    path("approvals/<uuid:case_id>/hand-over/", deciding.hand_over, name="hand_over"),
    path("approvals/<uuid:case_id>/take-back/", deciding.take_back, name="take_back"),
    path("approvals/<uuid:case_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("approvals/<uuid:case_id>/on-paper/", deciding.on_paper, name="on_paper"),
    path("approvals/<uuid:case_id>/paper.<str:form>", showing.sheet, name="sheet"),
    path("approvals/<uuid:case_id>/scans/<uuid:scan_id>/", showing.scan, name="scan"),
]
