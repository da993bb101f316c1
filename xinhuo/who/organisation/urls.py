from django.urls import path

from xinhuo.who.organisation import views

app_name = "organisation"
urlpatterns = [
    path("units/", views.tree, name="tree"),
    path("units/new/", views.new, name="new"),
    path("units/<uuid:unit_id>/", views.unit, name="unit"),
    path("units/<uuid:unit_id>/youth-base/", views.youth_base, name="youth_base"),
    path("units/<uuid:unit_id>/office/", views.office, name="office"),
    path("units/<uuid:unit_id>/arrange/", views.arrange, name="arrange"),
    path("units/<uuid:unit_id>/close/", views.close, name="close"),
]
