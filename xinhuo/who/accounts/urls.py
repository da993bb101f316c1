from django.urls import path

from xinhuo.who.accounts.views import entering, managing

app_name = "accounts"
urlpatterns = [
    path("login/", entering.enter, name="login"),
    path("logout/", entering.leave, name="logout"),
    path("password/", entering.password, name="password"),
    path("places/", entering.places, name="places"),
    path("places/others/end/", entering.end_others, name="end_others"),
    path("places/<uuid:place_id>/end/", entering.end_place, name="end_place"),
    path("accounts/", managing.listing, name="list"),
    path("accounts/new/", managing.new, name="new"),
    path("accounts/batch/", managing.batch, name="batch"),
    path("accounts/<uuid:account_id>/", managing.account, name="account"),
    path("accounts/<uuid:account_id>/grant/", managing.grant, name="grant"),
    path("accounts/<uuid:account_id>/grants/<int:grant_id>/take-back/", managing.take_back, name="take_back"),
    path("accounts/<uuid:account_id>/phone/", managing.phone, name="phone"),
    path("accounts/<uuid:account_id>/reset/", managing.reset, name="reset"),
    path("accounts/<uuid:account_id>/end-sessions/", managing.end_sessions, name="end_sessions"),
    path("accounts/<uuid:account_id>/unlock/", managing.unlock, name="unlock"),
    path("accounts/<uuid:account_id>/close/", managing.close, name="close"),
]
