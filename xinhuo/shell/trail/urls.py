from django.urls import path

from xinhuo.shell.trail.views import about, listing, writers

app_name = "trail"
urlpatterns = [
    path("trail/", listing.listing, name="list"),
    path("trail/list.xlsx", listing.sheet, name="sheet"),
    path("trail/reasons/", listing.reasons, name="reasons"),
    path("people/<uuid:person_id>/trail/", about.person, name="person"),
    path("records/<uuid:record_id>/trail/", about.record, name="record"),
    path("units/<uuid:unit_id>/trail/", about.unit, name="unit"),
    path("accounts/<uuid:account_id>/trail/", about.account, name="account"),
    path("writers/", writers.mine, name="mine"),
    path("units/<uuid:unit_id>/writers/", writers.writers, name="writers"),
]
