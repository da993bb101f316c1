from django.urls import path

from xinhuo.shell.briefing import views

app_name = "briefing"
urlpatterns = [
    path("briefing/<uuid:unit_id>/", views.leader, name="leader"),
    path("briefing/<uuid:unit_id>.pdf", views.leader_paper, name="leader_paper"),
    path("briefing/<uuid:unit_id>/<int:year>/<int:month>/", views.month, name="month"),
    path("briefing/<uuid:unit_id>/<int:year>/<int:month>.pdf", views.month_paper, name="month_paper"),
    path("handover/<uuid:unit_id>/", views.handover, name="handover"),
    path("handover/<uuid:unit_id>.pdf", views.handover_paper, name="handover_paper"),
]
