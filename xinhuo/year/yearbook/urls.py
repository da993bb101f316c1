from django.urls import path

from xinhuo.year.yearbook import views

app_name = "yearbook"
urlpatterns = [
    path("chronicle/", views.mine, name="mine"),
    path("chronicle/lines/<uuid:entry_id>/", views.line, name="line"),
    path("chronicle/<uuid:unit_id>/<int:year>/", views.chronicle, name="chronicle"),
    path("chronicle/<uuid:unit_id>/<int:year>/<str:form>/", views.chronicle_paper, name="paper"),
]
