"""Every route × everybody. A route without a row here fails, and so does a row without a route."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

HUB = {"administrator", "hub staff"}
TRUST = {"lead", "contributor"}
REVIEWER = {"reviewer"}
ADMINISTRATOR = {"administrator"}
WHOLE = HUB | REVIEWER | {"lead"}
ALL_HERE = HUB | TRUST | REVIEWER
ELSEWHERE = {"other reviewer", "other lead", "other contributor", "no role"}
EVERYBODY = ALL_HERE | ELSEWHERE

ALLOWED = {
    "start": EVERYBODY,
    "offline:device": EVERYBODY,
    "self_ratings:device": EVERYBODY,
    "self_ratings:waiting": EVERYBODY,
    "trusts:list": HUB,
    "trusts:add": HUB,
    "trusts:detail": HUB | REVIEWER | {"lead"},
    "trusts:edit": HUB,
    "trusts:add_review": HUB,
    "reviews:detail": HUB | REVIEWER | {"lead"},
    "reviews:edit": REVIEWER,
    "reviews:people": HUB,
    "reviews:remove_person": HUB,
    "people:list": ADMINISTRATOR,
    "people:add": ADMINISTRATOR,
    "people:detail": ADMINISTRATOR,
    "people:edit": ADMINISTRATOR,
    "people:invite": ADMINISTRATOR,
    "people:deactivate": ADMINISTRATOR,
    "people:reactivate": ADMINISTRATOR,
    "people:add_role": ADMINISTRATOR,
    "people:remove_role": ADMINISTRATOR,
    "audit:list": ADMINISTRATOR,
    "settings:edit": ADMINISTRATOR,
    "guides:list": ADMINISTRATOR,
    "guides:add": ADMINISTRATOR,
    "guides:detail": ADMINISTRATOR,
    "guides:rename": ADMINISTRATOR,
    "guides:add_question": ADMINISTRATOR,
    "guides:question": ADMINISTRATOR,
    "guides:move_question": ADMINISTRATOR,
    "guides:remove_question": ADMINISTRATOR,
    "guides:preview": ADMINISTRATOR,
    "guides:publish": ADMINISTRATOR,
    "guides:version": ADMINISTRATOR,
    "guides:retire": ADMINISTRATOR,
    "guides:bring_back": ADMINISTRATOR,
    "frameworks:list": ADMINISTRATOR,
    "frameworks:upload": ADMINISTRATOR,
    "frameworks:detail": ADMINISTRATOR,
    "frameworks:preview": ADMINISTRATOR,
    "frameworks:compare": ADMINISTRATOR,
    "frameworks:download": ADMINISTRATOR,
    "frameworks:copy": ADMINISTRATOR,
    "frameworks:replace": ADMINISTRATOR,
    "frameworks:delete": ADMINISTRATOR,
    "frameworks:publish": ADMINISTRATOR,
    "dashboard:overview": HUB,
    "dashboard:influence": HUB,
    "dashboard:maturity": HUB,
    "dashboard:maturity_domain": HUB,
    "dashboard:maturity_csv": HUB,
    "dashboard:maturity_groups": HUB,
    "dashboard:maturity_groups_csv": HUB,
    "cohort:shown": HUB,
    "cohort:release": HUB,
    "interviews:participants": REVIEWER,
    "interviews:participant_add": REVIEWER,
    "interviews:participants_import": REVIEWER,
    "interviews:participants_import_confirm": REVIEWER,
    "interviews:participants_template": REVIEWER,
    "interviews:participant": REVIEWER,
    "interviews:participant_edit": REVIEWER,
    "interviews:consents": REVIEWER,
    "interviews:take_back": REVIEWER,
    "interviews:withdraw": REVIEWER,
    "interviews:guides": REVIEWER,
    "interviews:update_guide": REVIEWER,
    "interviews:list": REVIEWER,
    "interviews:add": REVIEWER,
    "interviews:add_several": REVIEWER,
    "interviews:schedule": REVIEWER,
    "interviews:calendar": REVIEWER,
    "interviews:interview_calendar": REVIEWER,
    "interviews:detail": REVIEWER,
    "interviews:edit": REVIEWER,
    "interviews:import": REVIEWER,
    "interviews:import_confirm": REVIEWER,
    "interviews:record": REVIEWER,
    "interviews:end": REVIEWER,
    "interviews:segments": REVIEWER,
    "interviews:segment": REVIEWER,
    "interviews:rival": REVIEWER,
    "interviews:covered": REVIEWER,
    "interviews:segment_history": REVIEWER,
    "interviews:restore_segment": REVIEWER,
    "interviews:recordings": REVIEWER,
    "interviews:stop_recording": REVIEWER,
    "interviews:store_slice": REVIEWER,
    "interviews:sound": REVIEWER,
    "interviews:delete_sound": REVIEWER,
    "interviews:transcribe": REVIEWER,
    "interviews:transcription": REVIEWER,
    "interviews:code": REVIEWER,
    "interviews:code_by_hand": REVIEWER,
    "interviews:add_coding": REVIEWER,
    "interviews:passage": REVIEWER,
    "interviews:replacements": REVIEWER,
    "interviews:replacement": REVIEWER,
    "interviews:propose_again": REVIEWER,
    "interviews:remove_coding": REVIEWER,
    "interviews:marked": REVIEWER,
    "interviews:feed": REVIEWER,
    "interviews:undo_coding": REVIEWER,
    "interviews:change_coding": REVIEWER,
    "interviews:move_passage": REVIEWER,
    "interviews:add_theme": REVIEWER,
    "interviews:looked_at": REVIEWER,
    "casestudies:code": REVIEWER,
    "casestudies:code_by_hand": REVIEWER,
    "casestudies:marked": REVIEWER,
    "casestudies:feed": REVIEWER,
    "casestudies:add_coding": REVIEWER,
    "casestudies:undo_coding": REVIEWER,
    "casestudies:change_coding": REVIEWER,
    "casestudies:remove_coding": REVIEWER,
    "casestudies:move_passage": REVIEWER,
    "casestudies:add_theme": REVIEWER,
    "interviews:second_coding": REVIEWER,
    "interviews:finish_second_coding": REVIEWER,
    "interviews:withdraw_second_coding": REVIEWER,
    "interviews:remove_second_coding": REVIEWER,
    "casestudies:list": HUB | REVIEWER,
    "casestudies:add": REVIEWER,
    "casestudies:detail": HUB | REVIEWER,
    "casestudies:edit": REVIEWER,
    "maturity:list": ALL_HERE,
    "maturity:open": {"lead"},
    "maturity:detail": ALL_HERE,
    "maturity:version": {"lead"},
    "maturity:submit": {"lead"},
    "maturity:comments": TRUST | REVIEWER,
    "maturity:talk": TRUST | REVIEWER,
    "maturity:take_back": REVIEWER,
    "maturity:settle": {"lead"},
    "maturity:unsettle": {"lead"},
    "maturity:evidence": ALL_HERE,
    "maturity:evidence_file": ALL_HERE,
    "maturity:remove_evidence": TRUST,
    "maturity:agree": REVIEWER,
    "maturity:reopen": REVIEWER | {"lead"},
    "maturity:domain": ALL_HERE,
    "maturity:profile": WHOLE,
    "maturity:download_profile": WHOLE,
    "maturity:place": WHOLE,
    "maturity:download_place": WHOLE,
    "maturity:save_answer": TRUST,
    "maturity:changes": TRUST,
    "maturity:history": ALL_HERE,
    "maturity:print": ALL_HERE,
    "maturity:workbook": TRUST,
    "maturity:workbook_file": TRUST,
    "maturity:workbook_preview": {"lead"},  # who uploaded it
    "maturity:cancel_workbook": {"lead"},
    "maturity:contributors": {"lead"},
    "maturity:invite": {"lead"},
    "maturity:give_parts": {"lead"},
    "maturity:send_link": {"lead"},
    "maturity:remind": {"lead"},
    "maturity:revoke": {"lead"},
    "sense:grid": REVIEWER,
    "sense:passages": REVIEWER,
    "sense:download": REVIEWER,
    "sense:together": REVIEWER,
    "sense:saturation": REVIEWER,
    "search:search": REVIEWER,
    "suggestions:suggestions": REVIEWER,
    "agreement:list": REVIEWER,
    "agreement:table": REVIEWER,
    "agreement:detail": REVIEWER,
    "agreement:interview_table": REVIEWER,
    "agreement:settle": REVIEWER,
    "exchange:overview": REVIEWER,
    "exchange:export": REVIEWER,
    "exchange:import": REVIEWER,
    "exchange:import_confirm": REVIEWER,
    "hub_themes:list": ADMINISTRATOR,
    "hub_themes:history": ADMINISTRATOR,
    "hub_themes:edit": ADMINISTRATOR,
    "hub_themes:nest": ADMINISTRATOR,
    "hub_themes:merge": ADMINISTRATOR,
    "hub_themes:retire": ADMINISTRATOR,
    "hub_themes:bring_back": ADMINISTRATOR,
    "hub_themes:undo": ADMINISTRATOR,
    "codes:list": REVIEWER,
    "codes:detail": REVIEWER,
    "themes:add": REVIEWER,
    "themes:edit": REVIEWER,
    "themes:nest": REVIEWER,
    "themes:merge": REVIEWER,
    "themes:split": REVIEWER,
    "themes:retire": REVIEWER,
    "themes:bring_back": REVIEWER,
    "themes:share": REVIEWER,
    "themes:history": REVIEWER,
    "themes:undo": REVIEWER,
    "memos:add": REVIEWER,
    "memos:edit": REVIEWER,
    "memos:delete": REVIEWER,
    "reports:evidence": HUB | REVIEWER,
    "reports:influence": HUB | REVIEWER,
    "reports:list": HUB | REVIEWER | {"lead"},
    "reports:build": REVIEWER,
    "reports:detail": HUB | REVIEWER | {"lead"},
    "reports:status": REVIEWER,
    "reports:release": REVIEWER,
    "reports:pdf": HUB | REVIEWER | {"lead"},
}
PUBLIC = {
    "healthz",
    "readyz",
    "offline:page",
    "offline:worker",
    "joining:join",
    "joining:ask",
    "joining:enter",
}


def named_routes(resolver=None, namespace=""):
    """(name with namespace, argument names) of every route but the sign-in library's own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            for name, arguments in named_routes(pattern, inner):
                yield name, arguments | pattern.pattern.converters.keys()
        elif not (pattern.name or "").startswith("account_"):
            yield f"{namespace}{pattern.name}", pattern.pattern.converters.keys()


ROUTES = dict(named_routes())


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(ROUTES) == set(ALLOWED) | PUBLIC


def expected(route: str, who: str) -> str:
    if who in ALLOWED[route]:
        return "allowed"
    about_one_trust = ROUTES[route] & {"review", "ods"}
    return "404" if about_one_trust and who in ELSEWHERE else "403"


def outcome(response) -> str:
    if response.status_code in (403, 404):
        return str(response.status_code)
    assert response.status_code in (200, 302, 405), response.status_code
    return "allowed"


@pytest.mark.parametrize("route", ALLOWED)
def test_route_for_everybody(house, people, signed_in, route):
    url = reverse(route, kwargs={name: house[name] for name in ROUTES[route]})
    assert {who: outcome(signed_in(user).get(url)) for who, user in people.items()} == {
        who: expected(route, who) for who in people
    }
    anonymous = Client().get(url)
    sign_in = f"{reverse('account_login')}?next={quote(url)}"
    assert (anonymous.status_code, anonymous.url) == (302, sign_in)


@pytest.mark.parametrize("route", ALLOWED)
def test_post_to_route_for_those_without_the_right(house, people, signed_in, route):
    url = reverse(route, kwargs={name: house[name] for name in ROUTES[route]})
    refused = {who: user for who, user in people.items() if expected(route, who) != "allowed"}
    assert {who: outcome(signed_in(user).post(url)) for who, user in refused.items()} == {
        who: expected(route, who) for who in refused
    }


@pytest.mark.parametrize("route", sorted(PUBLIC))
def test_public_route_without_signing_in(house, route):
    url = reverse(route, kwargs={name: house[name] for name in ROUTES[route]})
    response = Client().get(url)
    to_ask = route == "joining:enter"  # before a code was asked for
    assert response.status_code == 302 if to_ask else response.status_code in (200, 503)


def test_unreleased_report_is_hidden_from_all_but_reviewers(house, people, signed_in):
    report = house["row"].reports.get()
    report.released_at = None
    report.save()
    for route in ("reports:detail", "reports:pdf"):
        url = reverse(route, args=["rt1-1", 1])
        assert {who: outcome(signed_in(user).get(url)) for who, user in people.items()} == {
            who: "allowed" if who == "reviewer" else "403" if who == "contributor" else "404"
            for who in people
        }


def test_view_that_declares_nothing_is_refused(rf, outsider):
    from django.core.exceptions import PermissionDenied

    from adoption_reviews.middleware import process_view

    request = rf.get("/")
    request.user = outsider
    request.resolver_match = get_resolver().resolve("/")
    with pytest.raises(PermissionDenied):
        process_view(request, lambda request: None, (), {})
