from django.urls import path

from xinhuo.year.yearbook.views import chronicle, summaries

app_name = "yearbook"
urlpatterns = [
    path("chronicle/", chronicle.mine, name="mine"),
    path("chronicle/lines/<uuid:entry_id>/", chronicle.line, name="line"),
    path("chronicle/<uuid:unit_id>/<int:year>/", chronicle.chronicle, name="chronicle"),
    path("chronicle/<uuid:unit_id>/<int:year>/<str:form>/", chronicle.chronicle_paper, name="paper"),
    path("summaries/", summaries.summaries, name="summaries"),
    path("summaries/<uuid:unit_id>/<int:year>/<int:month>/", summaries.summary, name="summary"),
    path("summaries/<uuid:unit_id>/<int:year>/<int:month>.<str:form>", summaries.summary_paper, name="summary_paper"),
]
