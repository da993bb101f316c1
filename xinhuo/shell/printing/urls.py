from django.urls import path

from xinhuo.shell.printing import views

app_name = "printing"
urlpatterns = [
    path("printing/", views.waiting, name="list"),
    path("printing/all.pdf", views.bundle, name="bundle"),
    path("printing/done/", views.done, name="done"),
    path("printing/mine/", views.mine, name="mine"),
    path("printing/<uuid:request_id>/drop/", views.drop, name="drop"),
    path("printing/<uuid:request_id>/back/", views.back, name="back"),
    path("printing/book/<uuid:person_id>/<int:year>/", views.ask_book, name="ask_book"),
    path("printing/<str:paper>/<uuid:unit_id>/<int:year>/<int:month>/", views.ask, name="ask"),
]
