from django.urls import path

from xinhuo.shell.desk.views import about, home, setup

app_name = "desk"
urlpatterns = [
    path("", home.front, name="home"),
    path("setup/", setup.set_up_office, name="setup"),
    path("records/<uuid:record_id>/saved/", home.saved, name="saved"),
    path("size/", about.size, name="size"),
    path("about/feedback/", about.feedback, name="feedback"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
]
