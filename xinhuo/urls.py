"""All addresses. Each app owns its own; names are `app:page`."""

from django.urls import include, path

urlpatterns = [
    path("", include("xinhuo.shell.desk.urls")),
    path("", include("xinhuo.shell.roster.urls")),
    path("", include("xinhuo.shell.trail.urls")),
    path("", include("xinhuo.shell.yearend.urls")),
    path("", include("xinhuo.shell.changes.urls")),
    path("", include("xinhuo.shell.printing.urls")),
    path("", include("xinhuo.shell.briefing.urls")),
    path("", include("xinhuo.year.yearbook.urls")),
    path("", include("xinhuo.year.volumes.urls")),
    path("", include("xinhuo.work.meetings.urls")),
    path("", include("xinhuo.work.reports.urls")),
    path("", include("xinhuo.work.applications.urls")),
    path("", include("xinhuo.journal.records.urls")),
    path("", include("xinhuo.journal.archives.urls")),
    path("", include("xinhuo.journal.approvals.urls")),
    path("", include("xinhuo.journal.method.urls")),
    path("", include("xinhuo.who.accounts.urls")),
    path("", include("xinhuo.who.people.urls")),
    path("", include("xinhuo.who.organisation.urls")),
    path("", include("xinhuo.ground.drafts.urls")),
    path("", include("xinhuo.ground.jobs.urls")),
]

handler404 = "xinhuo.shell.desk.views.errors.not_found"
handler403 = "xinhuo.shell.desk.views.errors.not_allowed"
handler400 = "xinhuo.shell.desk.views.errors.not_understood"
handler500 = "xinhuo.shell.desk.views.errors.broken"
