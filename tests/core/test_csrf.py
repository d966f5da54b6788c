"""The cookie with the token: brought to a script that has none, and not put over a newer one."""

from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from adoption_reviews.csrf import csrf_cookie_if_missing


def answer(rf, cookies):
    """The answer to a script that asks with these cookies."""
    request = rf.get("/")
    request.COOKIES.update(cookies)

    @csrf_cookie_if_missing
    def view(request):
        return HttpResponse()

    gate = CsrfViewMiddleware(view)
    gate.process_request(request)
    return gate.process_response(request, view(request))


def test_token_is_sent_where_there_is_none(rf):
    assert list(answer(rf, {}).cookies) == ["csrftoken"]


def test_token_that_is_there_is_left_alone(rf):
    assert list(answer(rf, {"csrftoken": "a" * 32}).cookies) == []
