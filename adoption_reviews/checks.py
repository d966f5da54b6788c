"""System checks: every route says who may use it, and every framework file is sound."""

from django.core.checks import Error, register
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from adoption_reviews.frameworks import FrameworkError, file_frameworks
from adoption_reviews.middleware import is_sign_in_route


@register
def every_route_declares_its_access(app_configs, **kwargs):
    return [
        Error(
            f"The route {pattern.pattern} declares neither a permission nor that it is public.",
            hint="Decorate its view with @requires(Permission.…) or @public.",
            id="adoption_reviews.E001",
        )
        for pattern in routes()
        if not (
            is_sign_in_route(pattern.name)
            or getattr(pattern.callback, "is_public", False)
            or getattr(pattern.callback, "required_permission", None)
        )
    ]


@register
def every_framework_file_is_sound(app_configs, **kwargs):
    try:
        file_frameworks()
    except FrameworkError as error:
        return [Error(str(error), id="adoption_reviews.E002")]
    return []


def routes(resolver=None):
    """Every URL pattern of the project, included ones too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern
