from django.urls import path

from xinhuo.journal.archives import views

app_name = "archives"
urlpatterns = [
    path("sealed/", views.sealed, name="list"),
    path("sealed/<uuid:paper_id>.<str:form>", views.file, name="file"),
    path("sealed/<str:kind>/<uuid:unit_id>/<int:year>/<int:month>/", views.paper, name="paper"),
    path("sealed/check/", views.check, name="check"),
]
