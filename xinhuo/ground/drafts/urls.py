from django.urls import path

from xinhuo.ground.drafts import views

app_name = "drafts"
urlpatterns = [
    path("drafts/", views.keep, name="keep"),
    path("drafts/drop/", views.drop, name="drop"),
]
