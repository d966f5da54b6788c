"""Giving an interview to a second coder, finishing, taking it back, and who sees what meanwhile."""

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent, Memo
from adoption_reviews.roles import Role
from interviews.actions.second_coding import (
    SecondCodingRefused,
    finish_second_coding,
    give_second_coding,
    remove_second_coding,
    withdraw_second_coding,
)
from interviews.models import Coding, Interview, Passage, SecondCoding
from interviews.queries import coded_passages
from interviews.queries.second_coding import as_given, memos_seen_by
from reports.queries.start import reviewer_tasks
from tests.factories.core import MembershipFactory, MemoFactory, ReviewFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SecondCodingFactory,
    SegmentFactory,
)


@pytest.fixture
def coded(review, reviewer):
    """A completed interview of one segment that the reviewer has coded."""
    interview = InterviewFactory(review=review, number=4)
    segment = SegmentFactory(interview=interview, text="We ring somebody up.")
    CodingFactory(passage=PassageFactory(start_segment=segment, created_by=reviewer))
    return interview


@pytest.fixture
def second(coded, colleague, reviewer):
    return give_second_coding(interview=coded, coder=colleague, by=reviewer)


def code_blind(second, **coding):
    segment = second.interview.segments.get()
    passage = PassageFactory(start_segment=segment, created_by=second.coder, end_offset=7)
    return CodingFactory(passage=passage, second_coding=second, counts=False, **coding)


def url(name, *args):
    return reverse(f"interviews:{name}", args=args)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def test_interview_is_given_to_a_colleague_who_finds_it_on_their_start_page(
    coded, reviewer, colleague, signed_in
):
    page = url("second_coding", coded.review.slug, 4)
    response = signed_in(reviewer).post(page, {"coder": colleague.pk})
    assert (response.status_code, response.url) == (302, coded.get_absolute_url())
    second = SecondCoding.objects.get()
    assert (second.interview, second.coder, second.given_by) == (coded, colleague, reviewer)
    assert events() == [("second_coding.given", {"interview": 4, "coder": colleague.pk})]
    start = signed_in(colleague).get(reverse("start")).content.decode()
    assert "Interview 4 is yours to code blind" in start
    assert "blind" not in signed_in(reviewer).get(reverse("start")).content.decode()


def refused(interview, coder, by) -> str:
    with pytest.raises(SecondCodingRefused) as refusal:
        give_second_coding(interview=interview, coder=coder, by=by)
    return str(refusal.value)


def test_interview_is_not_given_to_somebody_who_knows_its_coding(coded, reviewer, colleague):
    outsider = MembershipFactory(role=Role.REVIEWER, review=ReviewFactory()).user
    assert refused(coded, outsider, reviewer) == f"{outsider} is not a reviewer of this review."
    assert refused(coded, reviewer, reviewer) == (
        "You have coded this interview yourself. Choose a colleague who has not."
    )
    assert refused(coded, reviewer, colleague) == (
        f"{reviewer} has coded this interview already. A second coder has seen nothing of it."
    )
    give_second_coding(interview=coded, coder=colleague, by=reviewer)
    assert (
        refused(coded, colleague, reviewer) == f"This interview was given to {colleague} already."
    )
    MembershipFactory(role=Role.HUB_ADMINISTRATOR, user=outsider)
    MembershipFactory(role=Role.REVIEWER, user=outsider, review=coded.review)
    assert refused(coded, outsider, reviewer) == (
        f"{outsider} can read the audit log, which names the codes that others gave."
    )


def test_interview_is_not_given_before_it_can_be_compared(coded, reviewer, colleague):
    third = MembershipFactory(role=Role.REVIEWER, review=coded.review).user
    give_second_coding(interview=coded, coder=colleague, by=reviewer)
    assert refused(coded, third, colleague) == (
        "You are coding this interview blind yourself. Finish first."
    )
    bare = InterviewFactory(review=coded.review, number=5)
    assert refused(bare, colleague, reviewer).startswith("Nobody has coded this interview yet.")
    coded.status = Interview.Status.IN_PROGRESS
    coded.save()
    assert refused(coded, third, reviewer).startswith("Only a completed interview")


def test_page_offers_only_colleagues_who_may_code_it(coded, reviewer, colleague, signed_in):
    client, page = signed_in(reviewer), url("second_coding", coded.review.slug, 4)
    form = client.get(page).context["form"]
    assert list(form.fields["coder"].queryset) == [colleague]
    response = client.post(page, {"coder": reviewer.pk})
    assert response.context["form"].errors["coder"] == [
        "Select a reviewer of this review who has not coded the interview"
    ]
    give_second_coding(interview=coded, coder=colleague, by=reviewer)
    assert "There is nobody to give it to" in client.get(page).content.decode()
    assert "Finish first" in signed_in(colleague).get(page).content.decode()


def test_two_colleagues_can_both_code_one_interview(coded, reviewer, colleague):
    third = MembershipFactory(role=Role.REVIEWER, review=coded.review).user
    for coder in (colleague, third):
        give_second_coding(interview=coded, coder=coder, by=reviewer)
    assert [each.coder for each in coded.second_codings.all()] == [colleague, third]


def test_marks_of_a_second_coder_are_theirs_alone_and_count_for_nothing(
    second, coded, reviewer, colleague, signed_in
):
    client = signed_in(colleague)
    segment = coded.segments.get()
    client.post(
        url("add_coding", coded.review.slug, 4),
        {
            "start_part": segment.pk,
            "start_offset": 3,
            "end_part": segment.pk,
            "end_offset": 7,
            "words": "ring",
            "key": f"{coded.review.influences_ref}:good-networks",
            "direction": "hinders",
        },
    )
    coding = second.codings.get()
    assert (coding.author, coding.counts, coding.passage.quote) == (colleague, False, "ring")
    assert [each.direction for each in coded_passages([coded.review])] == ["helps"]
    assert list(Coding.objects.seen_by(colleague)) == [coding]
    assert coding not in Coding.objects.seen_by(reviewer)
    assert list(Passage.objects.seen_by(colleague)) == [coding.passage]
    assert coding.passage not in Passage.objects.seen_by(reviewer)


def test_two_second_coders_at_work_do_not_see_each_other(second, coded, reviewer):
    other = SecondCodingFactory(interview=coded)
    one, two = code_blind(second), code_blind(other)
    assert list(Coding.objects.seen_by(second.coder)) == [one]
    assert list(Coding.objects.seen_by(other.coder)) == [two]
    finish_second_coding(second=second, by=second.coder)
    assert list(Coding.objects.seen_by(other.coder)) == [two]
    assert set(Coding.objects.seen_by(second.coder)) == {one, coded.passages.first().codings.get()}
    assert set(Coding.objects.seen_by(reviewer)) == set(Coding.objects.exclude(pk=two.pk))


def test_passage_without_a_coding_is_hidden_with_its_maker(second, coded, reviewer, colleague):
    Coding.objects.all().delete()
    [first] = Passage.objects.all()
    own = PassageFactory(start_segment=coded.segments.get(), created_by=colleague)
    assert list(Passage.objects.seen_by(reviewer)) == [first]
    assert list(Passage.objects.seen_by(colleague)) == [own]
    assert list(Passage.objects.seen_by(None)) == [first]
    finish_second_coding(second=second, by=colleague)
    assert set(Passage.objects.seen_by(reviewer)) == {first, own}


def test_memos_go_with_what_they_are_about(second, coded, reviewer, colleague):
    notes = {"review": coded.review, "about": Memo.About.INTERVIEW, "key": str(coded.pk)}
    passage = coded.passages.get()
    theirs = MemoFactory(author=reviewer, **notes)
    on_passage = MemoFactory(
        review=coded.review, author=reviewer, about=Memo.About.PASSAGE, key=str(passage.pk)
    )
    own = MemoFactory(author=colleague, **notes)
    on_code = MemoFactory(
        review=coded.review, author=reviewer, about=Memo.About.CODE, key="themes:x"
    )
    everything = Memo.objects.all()
    assert set(memos_seen_by(everything, colleague)) == {own, on_code}
    assert set(memos_seen_by(everything, reviewer)) == {theirs, on_passage, on_code}
    finish_second_coding(second=second, by=colleague)
    for user in (colleague, reviewer):
        assert memos_seen_by(everything, user).count() == 4


def test_finishing_keeps_both_codings_as_they_stand_and_cannot_be_undone(
    second, coded, reviewer, colleague, signed_in
):
    code_blind(second, direction="hinders")
    client, page = signed_in(colleague), url("finish_second_coding", coded.review.slug, 4)
    assert "You have made 1 mark in Interview 4." in client.get(page).content.decode()
    response = client.post(page)
    assert response.url == reverse("agreement:detail", args=[coded.review.slug, 4])
    second.refresh_from_db()
    assert not second.is_at_work
    key = f"{coded.review.influences_ref}:good-networks"
    segment = str(coded.segments.get().pk)
    assert second.as_given == {
        "segments": [[segment, 20]],
        "first": [[key, "helps", 0, 0, 0, 20]],
        "second": [[key, "hinders", 0, 0, 0, 7]],
    }
    detail = {"interview": 4, "coder": colleague.pk, "codings": 1}
    assert events()[-1] == ("second_coding.finished", detail)
    assert Coding.objects.seen_by(reviewer).count() == 2
    assert client.get(page).url == coded.get_absolute_url()
    with pytest.raises(SecondCodingRefused, match="no longer at work"):
        finish_second_coding(second=second, by=colleague)
    with pytest.raises(SecondCodingRefused, match="no longer at work"):
        withdraw_second_coding(second=second, by=reviewer)


def test_only_the_second_coder_says_when_it_is_finished(second, reviewer):
    with pytest.raises(SecondCodingRefused, match="Only Carys Penhale"):
        finish_second_coding(second=second, by=reviewer)
    with pytest.raises(SecondCodingRefused, match="Ask whoever gave you"):
        withdraw_second_coding(second=second, by=second.coder)


def test_what_stands_in_a_deleted_segment_is_not_kept_as_given(second, coded):
    gone = SegmentFactory(interview=coded, deleted_at=second.given_at)
    CodingFactory(passage=PassageFactory(start_segment=gone))
    assert [len(rows) for rows in as_given(second).values()] == [1, 1, 0]


def test_taking_back_keeps_marks_that_do_not_count_until_somebody_removes_them(
    second, coded, reviewer, colleague, signed_in
):
    code_blind(second)
    client = signed_in(reviewer)
    page = url("withdraw_second_coding", coded.review.slug, 4, colleague.pk)
    assert "Take Interview 4 back from Carys Penhale?" in client.get(page).content.decode()
    assert client.post(page).url == coded.get_absolute_url()
    second.refresh_from_db()
    assert (second.is_at_work, second.finished_at, second.codings.count()) == (False, None, 1)
    assert len(coded_passages([coded.review])) == 1
    assert Coding.objects.seen_by(colleague).count() == 2
    page = url("remove_second_coding", coded.review.slug, 4, colleague.pk)
    assert "Remove 1 mark of Carys Penhale?" in client.get(page).content.decode()
    client.post(page)
    assert not SecondCoding.objects.exists()
    assert [each.author for each in Coding.objects.all()] == [reviewer]
    assert Passage.objects.count() == 1
    detail = {"interview": 4, "coder": colleague.pk, "codings": 1}
    assert events()[-2:] == [
        ("second_coding.withdrawn", detail),
        ("second_coding.removed", detail),
    ]


def test_taking_back_what_was_not_begun_leaves_nothing(second, coded, reviewer, colleague):
    assert withdraw_second_coding(second=second, by=reviewer) == 0
    assert not SecondCoding.objects.exists()
    give_second_coding(interview=coded, coder=colleague, by=reviewer)


def test_marks_of_a_coding_at_work_or_finished_are_not_removed(second, coded, reviewer, signed_in):
    code_blind(second)
    page = url("remove_second_coding", coded.review.slug, 4, second.coder_id)
    assert signed_in(reviewer).post(page).url == coded.get_absolute_url()
    finish_second_coding(second=second, by=second.coder)
    with pytest.raises(SecondCodingRefused):
        remove_second_coding(second=second, by=reviewer)
    assert Coding.objects.count() == 2
    stranger = url("remove_second_coding", coded.review.slug, 4, reviewer.pk)
    assert signed_in(reviewer).get(stranger).status_code == 404


def test_start_page_task_goes_when_it_is_finished_or_somebody_withdrew(second, coded, colleague):
    from django.utils import timezone

    def tasks():
        [found] = reviewer_tasks([coded.review], timezone.now(), colleague)
        return [each.action for each in found.tasks if "blind" in each.action]

    assert tasks() == ["Interview 4 is yours to code blind"]
    person = coded.participants.get()
    person.withdrawn_at = timezone.now()
    person.save()
    assert tasks() == []
    person.withdrawn_at = None
    person.save()
    finish_second_coding(second=second, by=colleague)
    assert tasks() == []


def test_interview_page_says_who_codes_it_a_second_time(second, coded, reviewer, signed_in):
    def page(user):
        return signed_in(user).get(coded.get_absolute_url()).content.decode()

    assert "Carys Penhale, coding it blind since" in page(reviewer)
    assert "you are coding it blind" in page(second.coder)
    finish_second_coding(second=second, by=second.coder)
    assert "compare the two codings" in page(reviewer)


def test_coding_page_says_that_one_codes_blind(second, coded, reviewer, signed_in):
    page = url("code", coded.review.slug, 4)
    words = "You code this interview blind: you see only your own marks"
    content = signed_in(second.coder).get(page).getvalue().decode()
    assert words in content
    assert url("finish_second_coding", coded.review.slug, 4) in content
    assert words not in signed_in(reviewer).get(page).getvalue().decode()
