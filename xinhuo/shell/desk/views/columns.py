"""认得的表头和类别: what an office's own columns and kinds were said to mean. One that is forgotten is asked again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinhuo.ground.kernel.guard import guard
from xinhuo.journal.records.models import KindWord
from xinhuo.journal.records.services.office import forget_kind_word
from xinhuo.who.organisation.models import ColumnWord
from xinhuo.who.organisation.services import forget_column


@guard("import_records")
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """All of them: headings by kind of table, then words for kinds of work."""
    scope = request.actor.scope("import_records")
    headings = ColumnWord.objects.within(scope).select_related("unit").order_by("kind", "unit__tree_order", "heading")
    kinds = KindWord.objects.within(scope).select_related("unit", "kind").order_by("unit__tree_order", "word")
    return render(request, "desk/columns.html", {"words": headings, "kinds": kinds})


@guard("import_records")
@require_POST
def forget(request: HttpRequest, word_id: int) -> HttpResponse:
    """Forget a heading."""
    word = get_object_or_404(ColumnWord.objects.within(request.actor.scope("import_records")), pk=word_id)
    heading = word.heading
    forget_column(request.actor, word)
    messages.success(request, f"忘掉了“{heading}”。下次表里再有，会重新问您。")
    return redirect("desk:columns")


@guard("import_records")
@require_POST
def forget_kind(request: HttpRequest, kind_word_id: int) -> HttpResponse:
    """Forget a word for a kind of work."""
    words = KindWord.objects.within(request.actor.scope("import_records")).select_related("unit", "kind")
    known = get_object_or_404(words, pk=kind_word_id)
    word = known.word
    forget_kind_word(request.actor, known)
    messages.success(request, f"忘掉了“{word}”。下次台账里再有，会重新问您；收过的不变。")
    return redirect("desk:columns")
