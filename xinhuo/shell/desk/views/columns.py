"""认得的表头: what an office's own column names were said to mean. One that is forgotten is asked again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinhuo.ground.kernel.guard import guard
from xinhuo.who.organisation.models import ColumnWord
from xinhuo.who.organisation.services import forget_column


@guard("import_records")
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """All of them, by kind of table."""
    found = ColumnWord.objects.within(request.actor.scope("import_records")).select_related("unit")
    return render(request, "desk/columns.html", {"words": found.order_by("kind", "unit__tree_order", "heading")})


@guard("import_records")
@require_POST
def forget(request: HttpRequest, word_id: int) -> HttpResponse:
    """Forget one."""
    word = get_object_or_404(ColumnWord.objects.within(request.actor.scope("import_records")), pk=word_id)
    heading = word.heading
    forget_column(request.actor, word)
    messages.success(request, f"忘掉了“{heading}”。下次表里再有，会重新问您。")
    return redirect("desk:columns")
