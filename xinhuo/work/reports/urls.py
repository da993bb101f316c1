from django.urls import path

from xinhuo.work.reports.views import calls, duty, handing, slots

app_name = "reports"
urlpatterns = [
    path("duty/", duty.roster, name="roster"),
    path("duty/<uuid:unit_id>/<int:year>.pdf", duty.roster_paper, name="roster_paper"),
    path("duty/<uuid:unit_id>/<int:year>/set/", duty.set_roster, name="set"),
    path("duty/<uuid:slot_id>/", slots.slot, name="slot"),
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.new, name="call_new"),
    path("calls/<uuid:call_id>/", calls.call, name="call"),
    path("calls/<uuid:call_id>/edit/", calls.edit, name="call_edit"),
    path("calls/<uuid:call_id>/bound.<str:form>", calls.collection, name="collection"),
    path("calls/<uuid:call_id>/<uuid:unit_id>/", handing.hand_in, name="hand_in"),
    path("calls/<uuid:call_id>/<uuid:unit_id>.<str:form>", handing.text_paper, name="text_paper"),
    path("calls/sheets/<uuid:handed_id>/<uuid:sheet_id>/", handing.scan, name="scan"),
]
