from django.urls import path

from xinhuo.journal.records.views import attaching, changing, importing, kinds, printing, showing, writing

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
    path("ledgers/", importing.upload, name="ledger_upload"),
    path("ledgers/blank.xlsx", importing.blank, name="ledger_blank"),
    path("ledgers/file/<str:ledger_token>/", importing.confirm, name="ledger_confirm"),
    path("ledgers/file/<str:ledger_token>/returned.xlsx", importing.returned, name="ledger_returned"),
    path("ledgers/<uuid:ledger_id>/", importing.ledger, name="ledger"),
    path("ledgers/<uuid:ledger_id>/back/", importing.back, name="ledger_back"),
    path("records/<uuid:record_id>/files/", attaching.files, name="files"),
    path("records/<uuid:record_id>/files/<uuid:file_id>/", attaching.change_file, name="change_file"),
    path("records/<uuid:record_id>/files/<uuid:file_id>/<str:size>/", attaching.file, name="file"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/new/", kinds.kind, name="kind_new"),
    path("kinds/change/", kinds.change, name="kind_change"),
    path("kinds/occasions/new/", kinds.occasion, name="occasion_new"),
    path("kinds/occasions/<slug:code>/", kinds.occasion, name="occasion"),
    path("kinds/<uuid:kind_id>/", kinds.kind, name="kind"),
    path("books/<uuid:person_id>/<int:year>.pdf", printing.book, name="book"),
    path("books/unit/<uuid:unit_id>/<int:year>.pdf", printing.unit_book, name="unit_book"),
    path("books/blank/<uuid:unit_id>/<int:year>.pdf", printing.blank_book, name="blank_book"),
    path("reports/", printing.reports, name="reports"),
    path("reports/<uuid:unit_id>/<int:year>/<int:month>/", printing.report, name="report"),
    path("reports/<uuid:unit_id>/<int:year>/<int:month>.<str:form>", printing.report_paper, name="report_paper"),
]
