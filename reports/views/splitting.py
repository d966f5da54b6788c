"""Moving some of a theme's passages to another theme."""

from django.contrib import messages
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.actions.themes import ThemeRefused
from adoption_reviews.codes import THEMES, key_of
from adoption_reviews.roles import Permission
from reports.actions.themes import split_theme
from reports.forms.themes import SplitForm
from reports.queries.codes import passages_of
from reports.queries.codings import codings
from reports.queries.themes import given_themes
from reports.views.themes import about_theme, code_url, theme_page, to_code


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
def split(request, review, theme):
    """Everybody who codes in a review may do so with its own passages, of a hub's theme too."""
    if theme.merged_into_id:
        return to_code(review, theme)
    found = codings([review], request.user, key_of(THEMES, theme.key))
    passages = passages_of(found, [review])
    form = SplitForm(
        request.POST or None,
        passages=passages,
        themes=given_themes(review).exclude(pk=theme.pk),
        cancel=code_url(review, theme),
    )
    if form.is_valid():
        try:
            into = split_theme(
                review=review,
                theme=theme,
                codings=form.chosen,
                into=form.cleaned_data["into"],
                title=form.cleaned_data["title"],
                by=request.user,
            )
        except ThemeRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The passages are now under “{into}”.")
            return to_code(review, theme)
    return theme_page(request, review, theme, "split_theme", form=form, has_passages=bool(passages))
