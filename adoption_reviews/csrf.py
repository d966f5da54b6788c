"""The token that Django wants with everything that a script sends."""

from functools import wraps

from django.conf import settings
from django.middleware.csrf import get_token


def csrf_cookie_if_missing(view):
    """Send the token's cookie to a script that has none.

    Unlike Django's `ensure_csrf_cookie` it leaves a cookie that is there alone: pages ask every
    two seconds, and a late answer would put the old token over the one that signing in, in another
    tab, has just brought.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if settings.CSRF_COOKIE_NAME not in request.COOKIES:
            get_token(request)
        return view(request, *args, **kwargs)

    return wrapped
