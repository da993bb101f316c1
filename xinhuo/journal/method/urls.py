from django.urls import path

from xinhuo.journal.method.views import confirming, holidays, managing, seeing, table

app_name = "method"
urlpatterns = [
    path("duties/", seeing.mine, name="mine"),
    path("duties/<uuid:unit_id>/<int:year>/", seeing.unit, name="unit"),
    path("duties/<uuid:unit_id>/<int:year>/calendar/", seeing.calendar, name="calendar"),
    path("duties/<uuid:unit_id>/<int:year>/calendar.pdf", seeing.calendar_paper, name="calendar_paper"),
    path("duties/<uuid:unit_id>/<int:year>/<slug:duty_key>/", confirming.duty, name="duty"),
    path("duties/confirmations/<uuid:confirmation_id>/back/", confirming.back, name="take_back"),
    path("compliance/", table.table, name="table"),
    path("compliance/<uuid:unit_id>/<int:year>.pdf", table.table_paper, name="table_paper"),
    path("method/", managing.method, name="method"),
    path("method/<int:year>/<slug:duty_key>/", managing.edit, name="edit"),
    path("method/<int:year>/<slug:duty_key>/use/", managing.use, name="use"),
    path("method/since/", managing.since, name="since"),
    path("method/file/", managing.file, name="file"),
    path("method/<int:year>.toml", managing.exported, name="exported"),
    path("method/history/", managing.history, name="history"),
    path("method/days/", holidays.days, name="days"),
    path("method/days/drop/", holidays.drop, name="drop_day"),
]
