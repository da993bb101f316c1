from django.urls import path

from xinhuo.work.applications.views import finishing, kinds, listing, showing, week, writing

app_name = "applications"
urlpatterns = [
    path("applications/", listing.applications, name="list"),
    path("applications/new/", writing.new, name="new"),
    path("applications/unapproved/", listing.unapproved, name="unapproved"),
    path("applications/unapproved/<uuid:record_id>/", finishing.exempt, name="exempt"),
    path("applications/week/", week.week, name="week"),
    path("applications/week.<str:form>", week.sheets, name="week_sheets"),
    path("applications/kinds/", kinds.kinds, name="kinds"),
    path("applications/kinds/new/", kinds.kind, name="kind_new"),
    path("applications/kinds/<uuid:event_kind_id>/", kinds.kind, name="kind"),
    path("applications/<uuid:application_id>/", showing.show, name="show"),
    path("applications/<uuid:application_id>/edit/", writing.edit, name="edit"),
    path("applications/<uuid:application_id>/submit/", finishing.submit, name="submit"),
    path("applications/<uuid:application_id>/cancel/", finishing.cancel, name="cancel"),
    path("applications/<uuid:application_id>/reopen/", finishing.reopen, name="reopen"),
    path("applications/<uuid:application_id>/told/", finishing.told, name="told"),
    path("applications/<uuid:application_id>/finish/", finishing.finish, name="finish"),
    path("applications/<uuid:application_id>/form.<str:form>", showing.print_form, name="print"),
    path("applications/<uuid:application_id>/notice.<str:form>", showing.print_notice, name="notice"),
    path("applications/<uuid:application_id>/agenda.<str:form>", showing.print_agenda, name="agenda"),
    path("applications/<uuid:application_id>/sign-in.<str:form>", showing.print_sign_in, name="sign_in"),
]
