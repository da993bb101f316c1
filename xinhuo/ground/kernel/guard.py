"""The door of every page: who may knock. A house test walks all addresses and finds one without a door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]
KIND_404 = "没有找到这一页，或者它不归您的单位。请从首页再进。"


def guard(action: str) -> Callable[[View], View]:
    """Only someone with a right to `action` somewhere enters; what lies out of scope stays a kind 404."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = request.actor
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if request.user.must_change_password and action != "change_password":
                return redirect("accounts:password")
            if action not in ("enter", "change_password") and not actor.can(action):
                raise Http404(KIND_404)
            return view(request, *args, **kwargs)

        guarded.guarded = action
        return guarded

    return door


def keeps_drafts(title: str) -> Callable[[View], View]:
    """A page on which one writes more than a word: what is half-written there is put aside, and called `title`."""

    def kept(view: View) -> View:
        view.keeps_drafts = title
        return view

    return kept


def public(view: View) -> View:
    """A page for everyone: login, set-up, what we do with personal data."""
    view.public = True
    return view
