"""Talking about an indicator: who reads and writes which thread, taking back, all comments."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import PERMISSIONS, Role
from maturity import actions
from maturity.actions.remarks import NotYours, add_remark, take_back_remark
from maturity.models import Remark, SelfAssessment
from maturity.queries import framework_of
from maturity.queries.beside import beside
from maturity.queries.remarks import Thread, comments, talk, threads_for
from tests.factories.core import MembershipFactory
from tests.factories.maturity import (
    AttachmentFactory,
    ContributorFactory,
    RatingFactory,
    RemarkFactory,
)

KEY = "insites-learning-framework"
CODE = "agreed-strategy"
BOTH = (Thread.DISCUSSION, Thread.REVIEWERS)
THREADS = {
    Role.TRUST_LEAD: BOTH,
    Role.TRUST_CONTRIBUTOR: BOTH,
    Role.REVIEWER: (Thread.REVIEWERS,),
    Role.HUB_STAFF: (),
    Role.HUB_ADMINISTRATOR: (),
}


def add(assessment, by, role=Role.TRUST_LEAD, words="We should say 3", **given):
    return add_remark(
        assessment=assessment,
        indicator=CODE,
        words=words,
        by=by,
        access=PERMISSIONS[role],
        **{"thread": Thread.DISCUSSION} | given,
    )


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


@pytest.fixture
def url(review, assessment):
    return reverse("maturity:talk", args=[review.slug, KEY, "vision-strategy", CODE])


def sent(thread, words, person):
    return {"thread": thread, f"{thread}-words": words, f"{thread}-person": person.pk}


def domains(assessment):
    return framework_of(assessment).domains


# --- Who reads and writes ---------------------------------------------------------------------


@pytest.mark.parametrize("thread", Thread)
@pytest.mark.parametrize("role", Role)
def test_threads_by_role(assessment, outsider, role, thread):
    own = RemarkFactory(assessment=assessment, words="Among ourselves")
    theirs = RemarkFactory(assessment=assessment, words="To them", with_reviewers=True)
    RemarkFactory(assessment=assessment, indicator="lessons")
    access = PERMISSIONS[role]
    assert threads_for(access) == THREADS[role]
    expected = {Thread.DISCUSSION: [own], Thread.REVIEWERS: [theirs]}
    assert talk(assessment, CODE, access) == {each: expected[each] for each in THREADS[role]}
    if thread in THREADS[role]:
        remark = add(assessment, outsider, role, thread=thread)
        assert (remark.with_reviewers, remark.by_reviewer) == (
            thread == Thread.REVIEWERS,
            role == Role.REVIEWER,
        )
    else:
        with pytest.raises(NotYours):
            add(assessment, outsider, role, thread=thread)
        assert Remark.objects.count() == 3


@pytest.mark.parametrize("status", SelfAssessment.Status)
@pytest.mark.parametrize("thread", Thread)
def test_comments_go_on_in_every_status_and_the_discussion_in_two(
    assessment, trust_lead, status, thread
):
    SelfAssessment.objects.update(status=status)
    if thread == Thread.REVIEWERS or status in ("open", "reopened"):
        assert add(assessment, trust_lead, thread=thread).pk
    else:
        with pytest.raises(actions.NotOpen):
            add(assessment, trust_lead, thread=thread)


def test_adding_keeps_the_words_and_logs_none(assessment, trust_lead):
    remark = add(assessment, trust_lead, words="  Ward nine\r\nsaid so ")
    assert Remark.objects.get().words == "Ward nine\nsaid so"
    assert events() == [("remark.added", {"indicator": CODE, "with_reviewers": False})]
    assert add(assessment, trust_lead, words="Ward nine\nsaid so") == remark  # sent once more
    assert Remark.objects.count() == 1
    add(assessment, trust_lead, words="Something else")
    add(assessment, trust_lead, words="Ward nine\nsaid so")
    assert Remark.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (" \n ", "Enter what you want to say"),
        ("a\0b", "The remark holds a character that cannot be stored"),
        ("x" * 4001, "A remark must be 4,000 characters or fewer"),
    ],
)
def test_words_that_cannot_be_are_refused(assessment, trust_lead, words, message):
    with pytest.raises(ValidationError) as refused:
        add(assessment, trust_lead, words=words)
    assert (refused.value.messages, Remark.objects.count()) == ([message], 0)


def test_taking_back_deletes_the_words_and_keeps_that_there_were_some(assessment, trust_lead):
    remark = add(assessment, trust_lead, words="Ward nine")
    SelfAssessment.objects.update(status="agreed")
    take_back_remark(remark=remark, by=trust_lead)
    take_back_remark(remark=remark, by=trust_lead)
    stored = Remark.objects.get()
    assert (stored.words, stored.taken_back_at is not None) == ("", True)
    assert [verb for verb, _ in events()] == ["remark.added", "remark.taken_back"]
    assert "Ward" not in str(events())


def test_nobody_takes_back_what_another_said(assessment, trust_lead, reviewer):
    remark = add(assessment, trust_lead)
    with pytest.raises(NotYours):
        take_back_remark(remark=remark, by=reviewer)
    assert Remark.objects.get().words == "We should say 3"


# --- All comments -----------------------------------------------------------------------------


def test_comments_put_what_waits_for_the_reader_first(assessment, django_assert_num_queries):
    def say(code, *by_reviewer, **given):
        for each in by_reviewer:
            RemarkFactory(
                assessment=assessment,
                indicator=code,
                with_reviewers=True,
                by_reviewer=each,
                **given,
            )

    say("lessons", True)
    say("clear-definition", True, False)
    say(CODE, True)
    say("strategy-communicated", True)
    say("icb", False, taken_back_at=timezone.now())
    RemarkFactory(assessment=assessment, indicator="icb")
    RatingFactory(
        assessment=assessment, indicator="strategy-communicated", settled_at=timezone.now()
    )
    with django_assert_num_queries(2):
        found = comments(assessment, domains(assessment), as_reviewer=True)

    def codes(group):
        return [each.about.code for each in group]

    assert codes(found.for_you) == ["clear-definition"]
    assert codes(found.for_them) == [CODE, "lessons"]
    assert codes(found.settled) == ["strategy-communicated"]
    assert (found.n, len(found.for_you[0].remarks)) == (4, 2)
    mine = comments(assessment, domains(assessment)[:2], as_reviewer=False)
    assert codes(mine.for_you) == [CODE]
    say("strategy-communicated", False)
    assert codes(comments(assessment, domains(assessment), as_reviewer=True).for_you) == [
        "strategy-communicated",
        "clear-definition",
    ]


def test_comments_page_keeps_to_ones_part_and_its_thread(review, assessment, reviewer, signed_in):
    for code in (CODE, "lessons"):
        RemarkFactory(
            assessment=assessment, indicator=code, with_reviewers=True, words=f"Of {code}"
        )
    RemarkFactory(assessment=assessment, words="Among ourselves")
    page = reverse("maturity:comments", args=[review.slug, KEY])
    member = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation)
    ContributorFactory(assessment=assessment, user=member.user)  # the first domain
    for person, seen in ((reviewer, [True, True]), (member.user, [True, False])):
        words = signed_in(person).get(page).content.decode()
        assert [f"Of {code}" in words for code in (CODE, "lessons")] == seen
        assert "Among ourselves" not in words


# --- Beside the indicators --------------------------------------------------------------------


def test_beside_takes_three_queries_for_any_number(assessment, django_assert_num_queries):
    lead = PERMISSIONS[Role.TRUST_LEAD]
    for n, code in enumerate([CODE, "lessons", "icb"]):
        RemarkFactory(assessment=assessment, indicator=code)
        RemarkFactory(assessment=assessment, indicator=code, with_reviewers=True)
        RemarkFactory(assessment=assessment, indicator=code, taken_back_at=timezone.now())
        AttachmentFactory(assessment=assessment, indicator=code)
        AttachmentFactory(assessment=assessment, indicator=code, removed_at=timezone.now())
        RatingFactory(assessment=assessment, indicator=code, settled_at=timezone.now())
        with django_assert_num_queries(3):
            found = beside(assessment, domains(assessment), lead)
        assert sum(each.n_remarks for each in found.values()) == 2 * (n + 1)
        assert [len(found[code].evidence), found[code].settled_at is not None] == [1, True]
    assert (len(found), found[CODE].may_talk, found[CODE].may_add) == (35, True, True)
    reviewers = beside(assessment, domains(assessment), PERMISSIONS[Role.REVIEWER])
    assert (reviewers[CODE].n_remarks, reviewers[CODE].may_add) == (1, False)
    with django_assert_num_queries(2):
        hub = beside(assessment, domains(assessment), PERMISSIONS[Role.HUB_STAFF])
    assert (hub[CODE].n_remarks, hub[CODE].may_talk, len(hub[CODE].evidence)) == (0, False, 1)


def test_pages_show_the_discussion_to_the_trust_alone(
    review, assessment, trust_lead, trust_contributor, request
):
    reviewer, hub_staff, signed_in = map(
        request.getfixturevalue, ("reviewer", "hub_staff", "signed_in")
    )
    RatingFactory(assessment=assessment)
    RemarkFactory(assessment=assessment, words="Among ourselves")
    pages = [
        reverse("maturity:detail", args=[review.slug, KEY]),
        reverse("maturity:domain", args=[review.slug, KEY, "vision-strategy"]),
        reverse("maturity:comments", args=[review.slug, KEY]),
        reverse("maturity:talk", args=[review.slug, KEY, "vision-strategy", CODE]),
        reverse("maturity:history", args=[review.slug, KEY, "vision-strategy", CODE]),
        reverse("maturity:evidence", args=[review.slug, KEY, "vision-strategy", CODE]),
        review.get_absolute_url(),
        "/",
    ]
    for status in SelfAssessment.Status:
        SelfAssessment.objects.update(status=status, submitted_at=timezone.now())
        for person in (reviewer, hub_staff):
            client = signed_in(person)
            for page in pages:
                assert "Among ourselves" not in client.get(page).content.decode()
        for person in (trust_lead, trust_contributor):
            assert "Among ourselves" in signed_in(person).get(pages[1]).content.decode()
            assert "Among ourselves" in signed_in(person).get(pages[3]).content.decode()


# --- The page ---------------------------------------------------------------------------------


def test_talk_adds_to_the_thread_and_comes_back_to_it(trust_lead, signed_in, url):
    response = signed_in(trust_lead).post(url, sent("reviewers", "<b>Yes</b>", trust_lead))
    assert (response.status_code, response.url) == (302, f"{url}#reviewers")
    assert Remark.objects.get().with_reviewers is True
    page = signed_in(trust_lead).get(url).content.decode()
    assert "&lt;b&gt;Yes&lt;/b&gt;" in page


@pytest.mark.parametrize("words", [" ", "x" * 4001])
def test_talk_keeps_what_was_typed_when_it_cannot_be_said(trust_lead, signed_in, url, words):
    response = signed_in(trust_lead).post(url, sent("discussion", words, trust_lead))
    assert response.status_code == 200
    form = response.context["form"]
    assert (form["words"].value(), list(form.errors)) == (words, ["words"])
    assert "Error: " in response.content.decode()


def test_talk_says_that_the_discussion_is_closed_and_keeps_the_words(trust_lead, signed_in, url):
    SelfAssessment.objects.update(status="submitted")
    client = signed_in(trust_lead)
    assert "so the discussion is closed." in client.get(url).content.decode()
    response = client.post(url, sent("discussion", "Too late?", trust_lead))
    assert response.status_code == 409
    assert "Too late?" in response.content.decode()
    assert Remark.objects.count() == 0


def test_talk_refuses_the_words_of_who_has_signed_out_meanwhile(
    trust_lead, trust_contributor, signed_in, url
):
    response = signed_in(trust_lead).post(url, sent("discussion", "Mine", trust_contributor))
    assert response.context["form"].errors["person"][0].startswith("Somebody else has signed in")
    assert Remark.objects.count() == 0


def test_talk_in_a_thread_of_others_is_refused(reviewer, signed_in, url):
    response = signed_in(reviewer).post(url, sent("discussion", "Let me in", reviewer))
    assert (response.status_code, Remark.objects.count()) == (403, 0)


def test_talk_about_somebody_elses_part_is_not_found(review, assessment, signed_in):
    member = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation)
    ContributorFactory(assessment=assessment, user=member.user)
    for page in ("talk", "evidence"):
        url = reverse(f"maturity:{page}", args=[review.slug, KEY, "learning-impact", "lessons"])
        assert signed_in(member.user).get(url).status_code == 404
        url = reverse(f"maturity:{page}", args=[review.slug, KEY, "vision-strategy", "lessons"])
        assert signed_in(member.user).get(url).status_code == 404


def test_take_back_asks_first(review, assessment, trust_lead, signed_in, url):
    remark = add(assessment, trust_lead, words="Hasty words")
    client = signed_in(trust_lead)
    page = f"{url}{remark.pk}/take-back/"
    assert "Hasty words" in client.get(page).content.decode()
    response = client.post(page, follow=True)
    words = response.content.decode()
    assert "took back what they said" in words
    assert "Hasty words" not in words
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_talk_takes_the_same_queries_for_any_number(assessment, url, n, request):
    trust_lead, signed_in = map(request.getfixturevalue, ("trust_lead", "signed_in"))
    for _ in range(n):
        RemarkFactory(assessment=assessment)
        RemarkFactory(assessment=assessment, with_reviewers=True)
    client = signed_in(trust_lead)
    with request.getfixturevalue("django_assert_num_queries")(7):
        client.get(url)
