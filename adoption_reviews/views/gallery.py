"""Every component and every kind of question on one page, in DEBUG only."""

from django.core.paginator import Paginator
from django.shortcuts import render

from adoption_reviews.access import public
from adoption_reviews.forms.gallery import EveryKindForm


@public
def gallery(request):
    """`?errors` shows the form as it comes back with everything left out."""
    form = EveryKindForm({} if "errors" in request.GET else None)
    page = Paginator(range(95), 10).get_page(request.GET.get("page"))
    return render(request, "components/gallery.html", {"form": form, "page": page})
