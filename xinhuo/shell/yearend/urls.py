from django.urls import path

from xinhuo.shell.yearend import views

app_name = "yearend"
urlpatterns = [
    path("yearend/", views.index, name="index"),
    path("yearend/volume.pdf", views.volume, name="volume"),
    path("yearend/slip.pdf", views.slip, name="slip"),
]
