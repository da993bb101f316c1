from django.urls import path

from xinhuo.shell.changes.views import units

app_name = "changes"
urlpatterns = [
    path("units/<uuid:unit_id>/change/", units.choose, name="choose"),
    path("units/<uuid:unit_id>/rename/", units.rename, name="rename"),
    path("units/<uuid:unit_id>/move/", units.move, name="move"),
    path("units/<uuid:unit_id>/merge/", units.merge, name="merge"),
    path("units/<uuid:unit_id>/split/", units.split, name="split"),
    path("unit-changes/<uuid:change_id>/", units.done, name="done"),
]
