from django.urls import path

from xinhuo.shell.desk.views import about, columns, finding, home, office, setup

app_name = "desk"
urlpatterns = [
    path("office/columns/", columns.words, name="columns"),
    path("office/columns/<int:word_id>/forget/", columns.forget, name="forget_column"),
    path("office/kind-words/<int:kind_word_id>/forget/", columns.forget_kind, name="forget_kind"),
    path("", home.front, name="home"),
    path("setup/", setup.set_up_office, name="setup"),
    path("find/", finding.find_anything, name="find"),
    path("office/", office.office, name="office"),
    path("records/<uuid:record_id>/saved/", home.saved, name="saved"),
    path("size/", about.size, name="size"),
    path("about/feedback/", about.feedback, name="feedback"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
]
