import json

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from maturity.models import Rating, SelfAssessment
from tests.factories.maturity import RatingFactory

KEY = "insites-learning-framework"
VISION = ["agreed-strategy", "strategy-communicated", "clear-definition"]


@pytest.fixture
def urls(review, assessment):
    return {
        "detail": reverse("maturity:detail", args=[review.slug, KEY]),
        "domain": reverse("maturity:domain", args=[review.slug, KEY, "vision-strategy"]),
        "next": reverse("maturity:domain", args=[review.slug, KEY, "governance-resources"]),
        "last": reverse("maturity:domain", args=[review.slug, KEY, "learning-impact"]),
        "submit": reverse("maturity:submit", args=[review.slug, KEY]),
        "save": reverse(
            "maturity:save_answer", args=[review.slug, KEY, "vision-strategy", VISION[0]]
        ),
    }


def page(**answers):
    """A posted page of the first domain: (answer, explanation, version) by indicator."""
    data = {}
    for code in VISION:
        answer, explanation, version = answers.get(code.replace("-", "_"), ("", "", 0))
        data |= {
            f"{code}-answer": answer,
            f"{code}-explanation": explanation,
            f"{code}-version": version,
        }
    return data


def post_json(client, url, **given):
    person = int(client.session["_auth_user_id"])
    change = {
        "base_version": 0,
        "value": 3,
        "not_applicable": False,
        "explanation": "",
        "person": person,
    } | given
    response = client.post(url, json.dumps(change), content_type="application/json")
    return response.status_code, response.json()


def stored():
    fields = ("indicator", "value", "is_not_applicable", "explanation", "version")
    return list(Rating.objects.order_by("pk").values_list(*fields))


def assessment_of(review):
    return SelfAssessment.objects.get(review=review)


def submitted(review, user):
    assessment = assessment_of(review)
    RatingFactory(assessment=assessment, explanation="<script>alert(1)</script>\nSecond line")
    RatingFactory(assessment=assessment, indicator="lessons", value=None, is_not_applicable=True)
    assessment.status = SelfAssessment.Status.SUBMITTED
    assessment.submitted_by = user
    assessment.submitted_at = assessment.created_at
    assessment.save()
    return assessment


# --- The whole page -------------------------------------------------------------------------


def test_domain_shows_what_is_stored_and_writes_nothing(review, trust_lead, signed_in, urls):
    response = signed_in(trust_lead).get(urls["domain"])
    form = response.context["form"]
    assert [form[f"{code}-answer"].value() for code in VISION] == ["", "", ""]
    assert "no-store" in response["Cache-Control"]
    assert (Rating.objects.count(), AuditEvent.objects.count()) == (0, 0)
    RatingFactory(assessment=assessment_of(review), value=5, explanation="Yes", version=4)
    form = signed_in(trust_lead).get(urls["domain"]).context["form"]
    assert [
        form[f"{VISION[0]}-{part}"].value() for part in ("answer", "explanation", "version")
    ] == [
        "5",
        "Yes",
        4,
    ]


def test_domain_saves_the_page_and_goes_on(trust_contributor, signed_in, urls):
    response = signed_in(trust_contributor).post(
        urls["domain"],
        page(
            agreed_strategy=("5", "We agreed it\r\nlast year", 0),
            strategy_communicated=("not-applicable", "", 0),
            clear_definition=("", "Come back", 0),
        ),
    )
    assert (response.status_code, response.url) == (302, urls["next"])
    assert stored() == [
        ("agreed-strategy", 5, False, "We agreed it\nlast year", 1),
        ("strategy-communicated", None, True, "", 1),
        ("clear-definition", None, False, "Come back", 1),
    ]


def test_domain_saved_last_leads_to_the_overview(trust_lead, signed_in, urls):
    response = signed_in(trust_lead).post(urls["last"], {"lessons-answer": "1"})
    assert (response.status_code, response.url) == (302, urls["detail"])
    assert stored() == []  # without its version an indicator was not on the page


def test_domain_choice_can_be_taken_back(trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    client.post(urls["domain"], page(agreed_strategy=("5", "Why", 0)))
    client.post(urls["domain"], page(agreed_strategy=("", "Why", 1)))
    assert stored() == [("agreed-strategy", None, False, "Why", 2)]


def test_domain_refuses_a_rating_of_4_and_keeps_what_was_typed(trust_lead, signed_in, urls):
    response = signed_in(trust_lead).post(
        urls["domain"], page(agreed_strategy=("4", "Nearly there", 0))
    )
    form = response.context["form"]
    title = "Leaders have agreed where innovation and its adoption should lead, and how"
    assert form.errors == {
        "agreed-strategy-answer": [
            f"The rating of ‘{title}’ must be 1, 3, 5 or not applicable: 4 is not on the scale"
        ]
    }
    assert form["agreed-strategy-explanation"].value() == "Nearly there"
    assert stored() == []


@pytest.mark.parametrize("version", [7, 10**30])
def test_domain_with_a_version_that_never_was_keeps_what_was_typed(
    trust_lead, signed_in, urls, version
):
    response = signed_in(trust_lead).post(
        urls["domain"], page(agreed_strategy=("5", "Mine", version))
    )
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == [
        "This page does not belong to this self-rating. Load it again."
    ]
    assert response.context["form"]["agreed-strategy-explanation"].value() == "Mine"
    assert stored() == []


def test_domain_conflict_shows_both_and_saves_what_is_chosen(
    trust_lead, trust_contributor, signed_in, urls
):
    other, client = signed_in(trust_contributor), signed_in(trust_lead)
    other.post(
        urls["domain"], page(agreed_strategy=("1", "Theirs", 0), clear_definition=("1", "", 0))
    )
    mine = page(
        agreed_strategy=("5", "Mine", 0),
        strategy_communicated=("3", "Beside it", 0),
        clear_definition=("5", "", 0),
    )
    response = client.post(urls["domain"], mine)
    form = response.context["form"]
    titles = [form[f"{code}-answer"].label for code in (VISION[0], VISION[2])]
    assert response.status_code == 409
    assert form.errors == {
        "agreed-strategy-keep": [f"Choose which answer to keep for ‘{titles[0]}’"],
        "clear-definition-keep": [f"Choose which answer to keep for ‘{titles[1]}’"],
    }
    assert form["agreed-strategy-explanation"].value() == "Mine"
    assert "<p>Theirs</p>" in response.content.decode()
    assert {code: value for code, value, *_ in stored()} == {
        "agreed-strategy": 1,
        "clear-definition": 1,
        "strategy-communicated": 3,
    }
    chosen = {
        **mine,
        "strategy-communicated-version": 1,
        "agreed-strategy-version": 1,
        "agreed-strategy-theirs": 1,
        "agreed-strategy-keep": "mine",
        "clear-definition-version": 1,
        "clear-definition-theirs": 1,
        "clear-definition-keep": "theirs",
    }
    assert client.post(urls["domain"], chosen).url == urls["next"]
    assert {code: (value, words) for code, value, _, words, _ in stored()} == {
        "agreed-strategy": (5, "Mine"),
        "clear-definition": (1, ""),
        "strategy-communicated": (3, "Beside it"),
    }


def test_domain_after_submission_explains_and_keeps_what_was_typed(
    review, trust_lead, signed_in, urls
):
    submitted(review, trust_lead)
    response = signed_in(trust_lead).post(
        urls["domain"], page(clear_definition=("5", "Too late", 0))
    )
    assert response.status_code == 409
    assert response.context["form"].non_field_errors() == [
        "The self-rating has been submitted, so answers cannot be changed any more. "
        "What you typed is below, to copy."
    ]
    assert response.context["form"]["clear-definition-explanation"].value() == "Too late"
    assert len(stored()) == 2


def test_domain_is_read_only_for_reviewers_and_hub_staff(
    review, reviewer, hub_staff, signed_in, urls
):
    for user in (reviewer, hub_staff):
        client = signed_in(user)
        response = client.get(urls["domain"])
        assert "form" not in response.context
        assert [answer.words for answer in response.context["answers"]] == ["Not answered"] * 3
        assert client.post(urls["domain"], page(agreed_strategy=("5", "", 0))).status_code == 403
    assert stored() == []


@pytest.mark.parametrize("domain", ["context", "no-such-domain"])
def test_domain_that_is_not_rated_is_not_there(review, trust_lead, signed_in, domain):
    url = reverse("maturity:domain", args=[review.slug, KEY, domain])
    assert signed_in(trust_lead).get(url).status_code == 404


# --- One answer -----------------------------------------------------------------------------


def test_save_rating_answers_with_the_new_version(trust_contributor, signed_in, urls):
    client = signed_in(trust_contributor)
    status, said = post_json(client, urls["save"], value=5, explanation="Yes")
    assert (status, said["version"]) == (200, 1)
    status, said = post_json(client, urls["save"], base_version=1, value=None, explanation="Yes")
    assert (status, said["version"]) == (200, 2)
    assert stored() == [("agreed-strategy", None, False, "Yes", 2)]


def test_save_rating_on_an_outdated_version_shows_the_other(
    trust_lead, trust_contributor, signed_in, urls
):
    post_json(signed_in(trust_contributor), urls["save"], value=1, explanation="Theirs")
    status, said = post_json(signed_in(trust_lead), urls["save"], value=5)
    assert (status, said["reason"]) == (409, "changed")
    theirs = said["theirs"]
    del theirs["at"]
    assert theirs == {
        "version": 1,
        "answer": {"answer": "1", "explanation": "Theirs", "later": False},
        "words": "1 – Little or no progress",
        "by": trust_contributor.name,
    }
    assert stored() == [("agreed-strategy", 1, False, "Theirs", 1)]


def test_save_rating_from_another_window_of_one_s_own_says_you(trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    post_json(client, urls["save"], value=1)
    status, said = post_json(client, urls["save"], value=5)
    assert (status, said["reason"], said["theirs"]["by"]) == (409, "changed", "you")


@pytest.mark.parametrize(
    ("given", "beginning"),
    [
        ({"value": 4}, "4 is not on the scale."),
        ({"not_applicable": True}, "Choose either a rating or not applicable, not both"),
        ({"value": "3"}, "This answer could not be read:"),
        ({"value": 3.0}, "This answer could not be read:"),
        ({"more": 1}, "This answer could not be read:"),
        ({"explanation": None}, "This answer could not be read:"),
        ({"explanation": "a\0b"}, "The explanation holds a character that cannot be stored"),
        ({"base_version": 10**30}, "This"),
    ],
)
def test_save_rating_refuses_what_cannot_be(trust_lead, signed_in, urls, given, beginning):
    status, said = post_json(signed_in(trust_lead), urls["save"], **given)
    assert status == 400
    assert said["message"].startswith(beginning)
    assert stored() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"explanation": "\\ud800"}', b"[]"])
def test_save_rating_refuses_a_body_that_is_not_an_answer(trust_lead, signed_in, urls, body):
    response = signed_in(trust_lead).post(urls["save"], body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["message"].startswith("This answer could not be read:")


def test_save_rating_of_another_person_on_the_same_browser_is_refused(
    trust_lead, trust_contributor, signed_in, urls
):
    status, said = post_json(signed_in(trust_lead), urls["save"], person=trust_contributor.pk)
    assert (status, said) == (
        409,
        {
            "reason": "person",
            "message": "Somebody else has signed in on this browser since you opened the page.",
        },
    )
    assert stored() == []


def test_save_rating_after_submission_is_refused(review, trust_lead, signed_in, urls):
    submitted(review, trust_lead)
    status, said = post_json(signed_in(trust_lead), urls["save"], base_version=1, value=5)
    assert (status, said["reason"]) == (409, "submitted")


def test_save_rating_of_an_indicator_elsewhere_is_not_found(review, trust_lead, signed_in):
    url = reverse("maturity:save_answer", args=[review.slug, KEY, "vision-strategy", "lessons"])
    assert signed_in(trust_lead).post(url, {}, content_type="application/json").status_code == 404


# --- Overview and submitting ----------------------------------------------------------------


def test_detail_shows_progress_apart_from_any_score(review, trust_lead, signed_in, urls):
    assessment = assessment_of(review)
    for code in VISION:
        RatingFactory(assessment=assessment, indicator=code)
    response = signed_in(trust_lead).get(urls["detail"])
    progress = response.context["progress"]
    assert progress.rated.words == "3 of 35 indicators answered: 3 rated, 0 not applicable"
    assert progress.described_words == "0 of 8 questions described"
    assert progress.next.key == "context"
    assert "chart" not in response.context


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("trust_lead", ["may_rate", "may_submit"]),
        ("trust_contributor", ["may_rate"]),
        ("reviewer", []),
        ("hub_staff", []),
    ],
)
def test_detail_offers_what_each_may_do(request, signed_in, urls, who, may):
    context = signed_in(request.getfixturevalue(who)).get(urls["detail"]).context
    assert [each for each in ("may_rate", "may_submit") if context[each]] == may


def test_detail_when_submitted_shows_answers_and_spread(
    review, trust_lead, reviewer, signed_in, urls
):
    submitted(review, trust_lead)
    for user in (trust_lead, reviewer):
        response = signed_in(user).get(urls["detail"])
        words = response.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Second line" in words
        assert "<script>alert" not in words
        assert f'href="{urls["submit"]}"' not in words
        counts = {row.key: row.counts for row in response.context["spread"]}
        assert counts["vision-strategy"] == (0, 1, 0, 0, 2)
        assert counts["learning-impact"] == (0, 0, 0, 1, 3)
        assert (
            "Vision and strategy: 1 making progress, 2 not answered"
            in response.context["chart"].wide.description
        )


def test_submit_tells_what_is_not_answered_then_submits(review, trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    RatingFactory(assessment=assessment_of(review))
    parts = client.get(urls["submit"]).context["parts"].parts
    vision = next(each for each in parts if each.key == "vision-strategy")
    assert [each.code for each in vision.silent] == VISION[1:]
    response = client.post(urls["submit"], follow=True)
    assert response.redirect_chain == [(urls["detail"], 302)]
    assert [str(each) for each in response.context["messages"]] == [
        "The self-rating has been submitted."
    ]
    assert SelfAssessment.objects.get().status == "submitted"
    again = client.get(urls["submit"], follow=True)
    assert [str(each) for each in again.context["messages"]] == [
        "The self-rating has been submitted already."
    ]


def test_submit_with_nothing_answered_says_so(trust_lead, signed_in, urls):
    response = signed_in(trust_lead).post(urls["submit"], follow=True)
    assert [str(each) for each in response.context["messages"]] == [
        "Answer at least one indicator before you submit."
    ]
    assert SelfAssessment.objects.get().status == "open"


def test_pages_take_the_same_queries_for_one_answer_and_for_three(
    review, trust_lead, signed_in, urls, django_assert_num_queries
):
    client = signed_in(trust_lead)
    assessment = assessment_of(review)
    counts = {"detail": 12, "domain": 10}
    RatingFactory(assessment=assessment, indicator=VISION[0])
    for name, count in counts.items():
        with django_assert_num_queries(count):
            client.get(urls[name])
    for code in VISION[1:]:
        RatingFactory(assessment=assessment, indicator=code)
    for name, count in counts.items():
        with django_assert_num_queries(count):
            client.get(urls[name])
