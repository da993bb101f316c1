from django.urls import path

from xinhuo.work.meetings.views import attaching, kinds, listing, planning, problems, running, showing

app_name = "meetings"
urlpatterns = [
    path("meetings/", listing.meetings, name="list"),
    path("meetings/new/", planning.plan, name="plan"),
    path("meetings/from/<uuid:application_id>/", planning.from_application, name="from_application"),
    path("meetings/items/", listing.items, name="items"),
    path("meetings/items/<uuid:resolution_id>/", listing.settle, name="settle"),
    path("meetings/problems/", problems.problems, name="problems"),
    path("meetings/problems/<uuid:problem_id>/back/", problems.back, name="problem_back"),
    path("meetings/kinds/", kinds.kinds, name="kinds"),
    path("meetings/kinds/new/", kinds.kind, name="kind_new"),
    path("meetings/kinds/<slug:meeting_kind>/", kinds.kind, name="kind"),
    path("meetings/year/<uuid:unit_id>/<int:year>.<str:form>", showing.year_book, name="year_book"),
    path("meetings/<uuid:meeting_id>/", showing.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/edit/", planning.edit, name="edit"),
    path("meetings/<uuid:meeting_id>/state/", planning.state, name="state"),
    path("meetings/<uuid:meeting_id>/roll/", running.take_roll, name="roll"),
    path("meetings/<uuid:meeting_id>/parts/<uuid:item_id>/", running.part, name="part"),
    path("meetings/<uuid:meeting_id>/minutes/", running.minutes, name="minutes"),
    path("meetings/<uuid:meeting_id>/close/", running.close, name="close"),
    path("meetings/<uuid:meeting_id>/papers/<str:sheet>.<str:form>", showing.sheet, name="sheet"),
    path("meetings/<uuid:meeting_id>/files/", attaching.files, name="files"),
    path("meetings/<uuid:meeting_id>/files/<uuid:leaf_id>/", attaching.change_file, name="change_file"),
    path("meetings/<uuid:meeting_id>/files/<uuid:leaf_id>/<str:size>/", attaching.file, name="file"),
]
