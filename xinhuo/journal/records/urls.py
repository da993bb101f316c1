from django.urls import path

from xinhuo.journal.records.views import changing, printing, showing, writing

app_name = "records"
urlpatterns = [
    path("records/new/", writing.write, name="write"),
    path("records/find-people/", writing.find_people, name="find_people"),
    path("records/", showing.records, name="list"),
    path("records/<uuid:record_id>/", showing.record, name="record"),
    path("records/<uuid:record_id>/edit/", changing.edit, name="edit"),
    path("records/<uuid:record_id>/parts/", changing.parts, name="parts"),
    path("records/<uuid:record_id>/withdraw/", changing.withdraw, name="withdraw"),
    path("records/<uuid:record_id>/undo/", changing.undo, name="undo"),
    path("books/<uuid:person_id>/<int:year>.pdf", printing.book, name="book"),
    path("books/unit/<uuid:unit_id>/<int:year>.pdf", printing.unit_book, name="unit_book"),
    path("books/blank/<uuid:unit_id>/<int:year>.pdf", printing.blank_book, name="blank_book"),
    path("reports/", printing.reports, name="reports"),
    path("reports/<uuid:unit_id>/<int:year>/<int:month>/", printing.report, name="report"),
    path("reports/<uuid:unit_id>/<int:year>/<int:month>.<str:form>", printing.report_paper, name="report_paper"),
]
