from django.urls import path

from xinhuo.shell.changes.views import doubles, people, units

app_name = "changes"
urlpatterns = [
    path("units/<uuid:unit_id>/change/", units.choose, name="choose"),
    path("units/<uuid:unit_id>/rename/", units.rename, name="rename"),
    path("units/<uuid:unit_id>/move/", units.move, name="move"),
    path("units/<uuid:unit_id>/merge/", units.merge, name="merge"),
    path("units/<uuid:unit_id>/split/", units.split, name="split"),
    path("people/doubles/", doubles.doubles, name="doubles"),
    path("people/void/", people.void_list, name="void"),
    path("people/<uuid:keep_id>/join/<uuid:gone_id>/", doubles.join, name="join"),
    path("people/<uuid:keep_id>/apart/<uuid:gone_id>/", doubles.apart, name="apart"),
    path("people/<uuid:person_id>/death/", people.death, name="death"),
    path("people/<uuid:person_id>/not-dead/", people.not_dead, name="not_dead"),
    path("people/<uuid:person_id>/wrong/", people.wrong, name="wrong"),
    path("keepsakes/<uuid:person_id>.pdf", people.keepsake_paper, name="keepsake"),
    path("unit-changes/<uuid:change_id>/", units.done, name="done"),
]
