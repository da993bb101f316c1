from django.urls import path

from xinhuo.shell.roster.views import listing, person

app_name = "roster"
urlpatterns = [
    path("people/", listing.listing, name="list"),
    path("people/list.xlsx", listing.sheet, name="sheet"),
    path("people/list.pdf", listing.printed, name="paper"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/contact/", person.contact, name="contact"),
]
