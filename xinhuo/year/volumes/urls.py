from django.urls import path

from xinhuo.year.volumes import views

app_name = "volumes"
urlpatterns = [
    path("volumes/", views.upload, name="upload"),
    path("volumes/file/<str:volume_token>/", views.confirm, name="confirm"),
    path("volumes/<uuid:volume_id>/", views.volume, name="volume"),
    path("volumes/<uuid:volume_id>/original/", views.original, name="original"),
    path("volumes/<uuid:volume_id>/printed.pdf", views.printed, name="printed"),
    path("volumes/<uuid:volume_id>/out/", views.out, name="out"),
]
