"""Memos: written, changed and deleted by their authors, read by the review's reviewers."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.actions.memos import (
    MemoOutdated,
    MemoRefused,
    add_memo,
    delete_memo,
    edit_memo,
)
from adoption_reviews.models import AuditEvent, Memo
from adoption_reviews.roles import Role
from interviews.models import SecondCoding
from reports.queries.memos import memos, memos_about
from reports.snapshot import make_snapshot
from tests.factories.casestudies import CaseStudyFactory, CaseStudyPassageFactory
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.interviews import CodingFactory, InterviewFactory, PassageFactory

ABOUT = Memo.About


@pytest.fixture
def memo(review, reviewer):
    return add_memo(review=review, about="review", key="", text="Ask the chair", by=reviewer)


@pytest.fixture
def second(review):
    """Another reviewer of the review."""
    return MembershipFactory(role=Role.REVIEWER, review=review).user


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


# --- Actions -----------------------------------------------------------------------------------


def test_add_memo_writes_an_event_without_its_words(review, reviewer, memo):
    assert (memo.text, memo.author, memo.version) == ("Ask the chair", reviewer, 1)
    assert events() == [("memo.added", {"about": "review"})]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_add_memo_without_words_is_refused(review, reviewer, text):
    with pytest.raises(MemoRefused, match="Enter a memo"):
        add_memo(review=review, about="review", key="", text=text, by=reviewer)
    assert (Memo.objects.count(), events()) == (0, [])


def test_edit_memo_raises_its_version(reviewer, memo):
    edit_memo(memo=memo, text="Ask the board", base_version=1, by=reviewer)
    edit_memo(memo=memo, text="Ask the board", base_version=1, by=reviewer)  # says what is there

    memo.refresh_from_db()
    assert (memo.text, memo.version) == ("Ask the board", 2)
    assert [verb for verb, _ in events()] == ["memo.added", "memo.changed"]


def test_edit_memo_changed_meanwhile_is_told(reviewer, memo):
    edit_memo(memo=memo, text="First", base_version=1, by=reviewer)

    with pytest.raises(MemoOutdated) as refusal:
        edit_memo(memo=memo, text="Second", base_version=1, by=reviewer)

    assert refusal.value.memo.text == Memo.objects.get().text == "First"


def test_memo_is_changed_and_deleted_by_its_author_only(reviewer, memo):
    other = UserFactory()
    with pytest.raises(MemoRefused):
        edit_memo(memo=memo, text="Mine now", base_version=1, by=other)
    with pytest.raises(MemoRefused):
        delete_memo(memo=memo, by=other)
    delete_memo(memo=memo, by=reviewer)
    with pytest.raises(MemoRefused, match="has been deleted"):
        edit_memo(memo=memo, text="Too late", base_version=1, by=reviewer)
    assert Memo.objects.count() == 0


# --- Who reads them ----------------------------------------------------------------------------


def test_memos_of_a_withdrawn_participant_are_shown_nowhere(review, reviewer):
    passage = PassageFactory(start_segment__interview__review=review)
    for about, key in ((ABOUT.INTERVIEW, passage.interview_id), (ABOUT.PASSAGE, passage.pk)):
        add_memo(review=review, about=about, key=str(key), text="Words", by=reviewer)
    assert memos([review], reviewer).count() == 2

    passage.interview.participants.update(withdrawn_at=datetime(2026, 5, 4, tzinfo=UTC))

    assert memos([review], reviewer).count() == 0


def test_memos_of_another_review_are_not_among_them(review, reviewer):
    other = ReviewFactory()
    add_memo(review=other, about="review", key="", text="Theirs", by=reviewer)

    assert list(memos_about(review, "review", "", reviewer)) == []


def test_memos_stay_hidden_between_coders_while_one_codes_blind(review, reviewer, second):
    passage = PassageFactory(start_segment__interview__review=review, created_by=reviewer)
    CodingFactory(passage=passage)
    interview = passage.interview
    work = SecondCoding.objects.create(interview=interview, coder=second, given_by=reviewer)
    theirs = PassageFactory(start_segment__interview=interview, created_by=second)
    CodingFactory(passage=theirs, second_coding=work, counts=False)
    for author, marked in ((reviewer, passage), (second, theirs)):
        for about, key in ((ABOUT.INTERVIEW, interview.pk), (ABOUT.PASSAGE, marked.pk)):
            add_memo(review=review, about=about, key=str(key), text=f"{about}", by=author)

    def authors(viewer):
        return {each.author for each in memos([review], viewer)}

    assert (authors(reviewer), authors(second)) == ({reviewer}, {second})
    work.finished_at = datetime(2026, 5, 4, tzinfo=UTC)
    work.save()
    assert authors(reviewer) == authors(second) == {reviewer, second}


# --- Pages -------------------------------------------------------------------------------------


@pytest.fixture
def places(review, reviewer):
    """What a memo may be about → the key of one, and the page that shows its memos."""
    passage = PassageFactory(start_segment__interview__review=review, created_by=reviewer)
    CodingFactory(passage=passage)
    study = CaseStudyFactory(review=review)
    number = passage.interview.number
    code = f"{review.influences_ref}:good-networks"
    return {
        "review": ("", review.get_absolute_url()),
        "interview": (str(passage.interview_id), passage.interview.get_absolute_url()),
        "passage": (
            str(passage.pk),
            reverse("interviews:passage", args=[review.slug, number, passage.pk]),
        ),
        "case-study": (str(study.pk), study.get_absolute_url()),
        "code": (code, reverse("codes:detail", args=[review.slug, code])),
    }


@pytest.mark.parametrize("about", ["review", "interview", "passage", "case-study", "code"])
def test_memo_is_written_changed_and_deleted_on_the_page_it_is_about(
    review, reviewer, signed_in, places, about
):
    key, url = places[about]
    client = signed_in(reviewer)
    assert "Write a memo" in client.get(url).content.decode()

    response = client.post(
        reverse("memos:add", args=[review.slug]), {"about": about, "key": key, "text": "Ask again"}
    )
    assert (response.status_code, response.url) == (302, f"{url}#memos")
    memo = Memo.objects.get()
    assert (memo.about, memo.key, memo.author) == (about, key, reviewer)
    assert "Ask again" in client.get(url).content.decode()

    client.post(
        reverse("memos:edit", args=[review.slug, memo.pk]), {"text": "Never mind", "version": 1}
    )
    assert "Never mind" in client.get(url).content.decode()
    delete = reverse("memos:delete", args=[review.slug, memo.pk])
    assert "Never mind" in client.get(delete).content.decode()
    client.post(delete)
    assert Memo.objects.count() == 0


def test_memo_without_words_is_asked_for_again(review, reviewer, signed_in):
    response = signed_in(reviewer).post(
        reverse("memos:add", args=[review.slug]), {"about": "review", "key": "", "text": " "}
    )

    assert response.status_code == 200
    assert "Enter a memo" in response.content.decode()


def test_memo_changed_in_two_windows_shows_both_and_loses_nothing(
    review, reviewer, signed_in, memo
):
    client, url = signed_in(reviewer), reverse("memos:edit", args=[review.slug, memo.pk])
    client.post(url, {"text": "From the first window", "version": 1})

    response = client.post(url, {"text": "From the second window", "version": 1})

    assert response.status_code == 409
    html = response.content.decode()
    assert "From the first window" in html and "From the second window" in html
    version = response.context["form"]["version"].value()
    client.post(url, {"text": "Both", "version": version})
    assert Memo.objects.get().text == "Both"


def test_memo_about_what_is_not_there_or_hidden_is_not_written(review, reviewer, second, signed_in):
    elsewhere = InterviewFactory()
    hidden = PassageFactory(start_segment__interview__review=review, created_by=reviewer)
    CodingFactory(passage=hidden)
    SecondCoding.objects.create(interview=hidden.interview, coder=second, given_by=reviewer)
    client = signed_in(second)

    for about, key in [
        ("interview", elsewhere.pk),
        ("passage", hidden.pk),
        ("passage", "x"),
        ("code", "nothing"),
        ("planet", "1"),
    ]:
        url = reverse("memos:add", args=[review.slug])
        response = client.post(url, {"about": about, "key": key, "text": "Words"})
        assert response.status_code == 404, about
    assert Memo.objects.count() == 0


def test_memo_about_a_passage_of_a_case_study(review, reviewer, signed_in):
    passage = CaseStudyPassageFactory(case_study__review=review)

    response = signed_in(reviewer).post(
        reverse("memos:add", args=[review.slug]),
        {"about": "case-study-passage", "key": passage.pk, "text": "Look again"},
    )

    assert response.status_code == 302
    assert Memo.objects.get().about == ABOUT.CASE_STUDY_PASSAGE


def test_memo_of_somebody_else_cannot_be_changed_or_deleted(review, second, signed_in, memo):
    for name in ("edit", "delete"):
        url = reverse(f"memos:{name}", args=[review.slug, memo.pk])
        assert signed_in(second).post(url, {"text": "x", "version": 1}).status_code == 404
    assert Memo.objects.get().text == "Ask the chair"


def test_memos_are_for_reviewers_only(review, memo, signed_in, trust_lead, hub_staff):
    for user in (trust_lead, hub_staff):
        html = signed_in(user).get(review.get_absolute_url()).content.decode()
        assert "Ask the chair" not in html and "Write a memo" not in html


def test_memos_are_never_in_a_report(review, reviewer, places):
    for about, (key, _) in places.items():
        add_memo(review=review, about=about, key=key, text="Zanzibar", by=reviewer)

    assert "Zanzibar" not in json.dumps(make_snapshot(review, at=timezone.now()))


@pytest.mark.parametrize("written", [1, 3])
def test_memos_cost_one_query_however_many(review, reviewer, django_assert_num_queries, written):
    for _ in range(written):
        add_memo(review=review, about="review", key="", text="Ask again", by=reviewer)

    with django_assert_num_queries(1):
        assert [each.author for each in memos_about(review, "review", "", reviewer)] == [
            reviewer
        ] * written
