from django.urls import path

from xinhuo.who.people.views import electing, importing, posts, registering

app_name = "people"
urlpatterns = [
    path("people/new/", registering.register, name="register"),
    path("people/import/", importing.upload, name="import"),
    path("people/import/template.xlsx", importing.template, name="import_template"),
    path("people/import/<str:token>/", importing.confirm, name="import_confirm"),
    path("people/import/<str:token>/columns/", importing.columns, name="import_columns"),
    path("people/import/<str:token>/returned.xlsx", importing.returned, name="import_returned"),
    path("people/<uuid:person_id>/edit/", registering.edit, name="edit"),
    path("people/<uuid:person_id>/pause/", registering.pause, name="pause"),
    path("people/<uuid:person_id>/leave/", registering.leave, name="leave"),
    path("people/<uuid:person_id>/move/", registering.move, name="move"),
    path("leaders/mine/", posts.mine, name="mine"),
    path("leaders/election/", electing.elections, name="elections"),
    path("leaders/<uuid:unit_id>/", posts.leaders, name="leaders"),
    path("leaders/<uuid:unit_id>/appoint/", posts.appoint, name="appoint"),
    path("leaders/<uuid:unit_id>/history.pdf", posts.history, {"kind": "pdf"}, name="history"),
    path("leaders/<uuid:unit_id>/history.docx", posts.history, {"kind": "docx"}, name="history_docx"),
    path("leaders/<uuid:unit_id>/election/", electing.election, name="election"),
    path("appointments/<uuid:appointment_id>/", posts.correct, name="correct"),
    path("appointments/<uuid:appointment_id>/end/", posts.end_appointment, name="end_appointment"),
    path("appointments/<uuid:appointment_id>/keep-book/", posts.keep_book, name="keep_book"),
]
