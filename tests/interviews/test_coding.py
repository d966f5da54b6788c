"""Marking words as evidence, taking that back, and clearing words to be quoted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.vocabulary import Direction
from interviews.actions.coding import (
    CodingRefused,
    Span,
    add_coding,
    remove_coding,
    restore_coding,
)
from interviews.actions.quotes import save_quote
from interviews.models import Coding, Passage
from tests.factories.core import MembershipFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)

SAID = "We ring 🩺 somebody up, and then we try it."


@pytest.fixture
def interview(review):
    return InterviewFactory(
        review=review,
        number=1,
        participants__pseudonym="P07",
        participants__identity__name="Wenna Tregarth",
    )


@pytest.fixture
def segments(interview):
    return [
        SegmentFactory(interview=interview, position=1, text=SAID),
        SegmentFactory(interview=interview, position=2, text="Nobody minds 🙂 any more."),
        SegmentFactory(interview=interview, position=3, text="It spreads."),
    ]


@pytest.fixture
def add(interview, reviewer):
    def added(span, code="good-networks", direction="helps", by=reviewer, words=None):
        return add_coding(
            interview=interview, span=span, code=code, direction=direction, by=by, words=words
        )

    return added


def span(start, start_offset, end, end_offset):
    return Span(start.pk, start_offset, end.pk, end_offset)


def test_add_coding_keeps_words_offsets_and_who(add, segments, interview, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9), words="ring 🩺")
    passage = coding.passage
    assert (passage.quote, passage.interview, passage.created_by) == (
        "ring 🩺",
        interview,
        reviewer,
    )
    assert (passage.start_offset, passage.end_offset) == (3, 9)
    assert (coding.framework_ref, coding.code, coding.direction, coding.author) == (
        interview.review.influences_ref,
        "good-networks",
        Direction.HELPS,
        reviewer,
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.review, event.object_id) == (
        "coding.added",
        reviewer,
        interview.review,
        str(coding.pk),
    )
    assert event.detail == {
        "interview": 1,
        "passage": passage.pk,
        "framework": interview.review.influences_ref,
        "code": "good-networks",
        "direction": "helps",
    }


def test_passage_may_run_across_segments(add, segments):
    coding = add(span(segments[0], 35, segments[2], 2))
    assert coding.passage.quote == "try it.\nNobody minds 🙂 any more.\nIt"


def test_same_words_twice_are_one_passage_with_two_codings(add, segments):
    words = span(segments[0], 3, segments[0], 9)
    first, second = add(words), add(words, code="ring-holder", direction="mixed")
    assert first.passage == second.passage
    assert Passage.objects.count() == 1


def test_same_words_by_another_coder_are_another_passage(add, segments, review):
    words = span(segments[0], 3, segments[0], 9)
    other = MembershipFactory(role="reviewer", review=review).user
    assert add(words).passage != add(words, by=other).passage


def test_same_code_twice_is_refused_whatever_the_direction(add, segments):
    words = span(segments[0], 3, segments[0], 9)
    add(words)
    with pytest.raises(CodingRefused, match="You have already marked these words as that influ"):
        add(words, direction="hinders")
    assert Coding.objects.get().direction == "helps"


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ((0, 3, 0, 3), "The passage ends before it begins"),
        ((0, 9, 0, 3), "The passage ends before it begins"),
        ((1, 0, 0, 5), "The passage ends before it begins"),
        ((0, 0, 0, 43), "The passage reaches outside its segment"),
        ((0, 42, 0, 43), "The passage reaches outside its segment"),
        ((0, 42, 1, 3), "The passage reaches outside its segment"),
        ((0, 0, 1, 25), "The passage reaches outside its segment"),
        ((0, -1, 0, 4), "The passage reaches outside its segment"),
        ((0, 0, 1, 0), "The passage reaches outside its segment"),
        ((0, 2, 0, 3), "Select some words"),
    ],
)
def test_span_that_is_none_is_refused(add, segments, ends, reason):
    assert len(segments[0].text) == 42
    start, start_offset, end, end_offset = ends
    with pytest.raises(CodingRefused) as refusal:
        add(span(segments[start], start_offset, segments[end], end_offset))
    assert str(refusal.value).split(".")[0] == reason
    assert (Passage.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_words_of_another_interview_are_refused(add, segments, review):
    elsewhere = SegmentFactory(interview__review=review)
    with pytest.raises(CodingRefused, match="These words are not in this interview's transcript"):
        add(span(segments[0], 0, elsewhere, 5))
    assert Passage.objects.count() == 0


def test_words_that_were_corrected_meanwhile_are_refused(add, segments):
    with pytest.raises(CodingRefused, match="The transcript has changed since this page was open"):
        add(span(segments[0], 3, segments[0], 9), words="rang 🩺")
    assert Passage.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "direction", "reason"),
    [
        ("vision", "helps", "There is no influence called vision"),
        ("good-networks", "sideways", "There is no direction called sideways"),
    ],
)
def test_unknown_code_or_direction_is_refused(add, segments, code, direction, reason):
    with pytest.raises(CodingRefused, match=reason):
        add(span(segments[0], 3, segments[0], 9), code=code, direction=direction)
    assert Passage.objects.count() == 0


def test_removing_the_last_coding_removes_the_passage(add, segments, reviewer):
    words = span(segments[0], 3, segments[0], 9)
    first, second = add(words), add(words, code="ring-holder")
    remove_coding(coding=first, by=reviewer)
    assert [each.code for each in Passage.objects.get().codings.all()] == ["ring-holder"]
    remove_coding(coding=second, by=reviewer)
    assert Passage.objects.count() == 0
    event = AuditEvent.objects.first()
    assert (event.verb, event.detail["code"]) == ("coding.removed", "ring-holder")
    assert "ring 🩺" not in str(event.detail)


def test_restoring_brings_back_passage_quote_and_author(interview, segments, reviewer):
    passage = PassageFactory(
        start_segment=segments[0],
        start_offset=3,
        end_offset=9,
        quote="ring 🩺",
        anonymised_quote="ring",
        is_usable=True,
    )
    coding = CodingFactory(passage=passage, memo="Worth a second look", direction="mixed")
    author = coding.author
    removed = remove_coding(coding=coding, by=reviewer)
    restore_coding(interview=interview, removed=removed, by=reviewer)
    back = Coding.objects.get()
    assert (back.author, back.memo, back.direction) == (author, "Worth a second look", "mixed")
    assert (back.passage.quote, back.passage.anonymised_quote, back.passage.is_usable) == (
        "ring 🩺",
        "ring",
        True,
    )
    assert AuditEvent.objects.first().detail["restored"] is True


def test_restoring_twice_is_refused(add, interview, segments, reviewer):
    removed = remove_coding(coding=add(span(segments[0], 3, segments[0], 9)), by=reviewer)
    back = restore_coding(interview=interview, removed=removed, by=reviewer)
    removed.passage["pk"] = back.passage.pk
    with pytest.raises(CodingRefused, match="These words are already marked as that influence"):
        restore_coding(interview=interview, removed=removed, by=reviewer)


def test_restoring_after_a_correction_is_refused(add, interview, segments, reviewer):
    removed = remove_coding(coding=add(span(segments[0], 3, segments[0], 9)), by=reviewer)
    segments[0].text = "Oh, " + SAID
    segments[0].save()
    with pytest.raises(CodingRefused, match="The transcript has changed"):
        restore_coding(interview=interview, removed=removed, by=reviewer)
    assert Passage.objects.count() == 0


# --- Quotes ------------------------------------------------------------------------------------


@pytest.fixture
def passage(segments, reviewer):
    """Twelve code points of the first segment, coded once."""
    passage = PassageFactory(
        start_segment=segments[0],
        start_offset=3,
        end_offset=9,
        quote="ring 🩺",
        created_by=reviewer,
    )
    CodingFactory(passage=passage, author=reviewer)
    return passage


def test_save_quote_clears_it_for_the_report(passage, reviewer):
    save_quote(passage=passage, text="  ring [a colleague] ", is_usable=True, by=reviewer)
    passage.refresh_from_db()
    assert (passage.anonymised_quote, passage.is_usable) == ("ring [a colleague]", True)
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_id, event.detail) == (
        "passage.quote_saved",
        str(passage.pk),
        {"interview": 1, "usable": True},
    )


def test_save_quote_with_a_participants_name_is_refused(passage, reviewer):
    with pytest.raises(CodingRefused, match="Replace what names a participant: Tregarth"):
        save_quote(passage=passage, text="Ring Tregarth first", is_usable=True, by=reviewer)
    passage.refresh_from_db()
    assert (passage.anonymised_quote, passage.is_usable) == ("", False)


def test_save_quote_with_another_participants_name_is_refused(passage, reviewer, review):
    ParticipantFactory(review=review, identity__name="Olga Sørensen")
    with pytest.raises(CodingRefused, match="Sorensen"):
        save_quote(passage=passage, text="Ring Sorensen", is_usable=True, by=reviewer)


def test_save_quote_without_words_is_refused(passage, reviewer):
    with pytest.raises(CodingRefused, match="Enter the words to be quoted") as refusal:
        save_quote(passage=passage, text=" \n", is_usable=True, by=reviewer)
    assert refusal.value.field == "anonymised_quote"


def test_save_quote_without_consent_is_refused(passage, reviewer):
    passage.interview.participants.update(consent_to_quote=False)
    with pytest.raises(CodingRefused, match="has not agreed to be quoted"):
        save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    passage.refresh_from_db()
    assert passage.is_usable is False


def test_save_quote_of_a_joint_interview_needs_everybodys_consent(passage, reviewer):
    silent = ParticipantFactory(review=passage.interview.review, consent_to_quote=False)
    passage.interview.participants.add(silent)
    with pytest.raises(CodingRefused, match="has not agreed to be quoted"):
        save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    passage.start_segment.participant = passage.interview.participants.get(pseudonym="P07")
    passage.start_segment.save()
    save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    assert passage.is_usable is True


def test_save_quote_that_is_not_to_be_used_may_say_anything(passage, reviewer):
    passage.interview.participants.update(consent_to_quote=False)
    save_quote(passage=passage, text="Ring Tregarth", is_usable=False, by=reviewer)
    passage.refresh_from_db()
    assert (passage.anonymised_quote, passage.is_usable) == ("Ring Tregarth", False)


def test_save_quote_settles_a_passage_whose_words_changed(passage, reviewer):
    passage.needs_a_look = True
    passage.marked_start_version = passage.marked_start_offset = 1
    passage.save()
    save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    passage.refresh_from_db()
    assert (passage.needs_a_look, passage.marked_start_version) == (False, None)


def test_save_quote_of_words_that_are_gone_is_refused(passage, reviewer):
    passage.start_segment.text = "Something else"
    passage.start_segment.save()
    passage.needs_a_look = True
    with pytest.raises(CodingRefused, match="its words are no longer in the transcript"):
        save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    save_quote(passage=passage, text="ring", is_usable=False, by=reviewer)
    assert passage.needs_a_look is True


# --- Over HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def client(reviewer, signed_in):
    return signed_in(reviewer)


def address(interview, name, *args):
    return reverse(f"interviews:{name}", args=[interview.review.slug, interview.number, *args])


def typed(**changes):
    return {
        "segment": "1",
        "words": "ring 🩺",
        "code": "good-networks",
        "direction": "helps",
    } | changes


def test_add_coding_by_typed_words_finds_them(client, interview, segments):
    response = client.post(address(interview, "add_coding"), typed())
    passage = Passage.objects.get()
    assert (passage.start_offset, passage.end_offset, passage.quote) == (3, 9, "ring 🩺")
    assert (response.status_code, response.url) == (
        302,
        f"{address(interview, 'code')}#segment-{segments[0].pk}",
    )


def test_add_coding_by_typed_words_on_another_line(client, interview, segments):
    client.post(address(interview, "add_coding"), typed(words="somebody\r\nup, and "))
    assert Passage.objects.get().quote == "somebody up, and"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": "rang"}, "These words are not in segment 1"),
        ({"words": "we"}, None),
        ({"words": "e"}, "These words stand in segment 1 more than once. Enter more of them"),
        ({"segment": "4"}, "The transcript has 3 segments"),
        ({"segment": "0"}, "Number of the segment must be 1 or more"),
        ({"code": "vision"}, "There is no influence called vision"),
        ({"direction": "up"}, "There is no direction called up"),
        ({"words": ""}, "Enter the exact words"),
    ],
)
def test_add_coding_by_typed_words_says_what_is_wrong(client, interview, segments, changes, error):
    response = client.post(address(interview, "add_coding"), typed(**changes))
    if error is None:
        assert (response.status_code, Passage.objects.get().quote) == (302, "we")
        return
    errors = [each for field in response.context["form"].errors.values() for each in field]
    assert (response.status_code, errors) == (200, [error])
    assert error in response.content.decode()
    assert Passage.objects.count() == 0


def selected(segments, **changes):
    return {
        "start_segment": str(segments[0].pk),
        "start_offset": "3",
        "end_segment": str(segments[0].pk),
        "end_offset": "9",
        "words": "ring 🩺",
        "code": "good-networks",
        "direction": "helps",
    } | changes


JSON = {"Accept": "application/json"}


def test_add_coding_by_selection_answers_with_what_to_draw(client, interview, segments):
    response = client.post(address(interview, "add_coding"), selected(segments), headers=JSON)
    passage, key = Passage.objects.get(), str(segments[0].pk)
    data = response.json()
    assert "Good networks" in data.pop("margin")
    assert data == {
        "segment": key,
        "progress": "1 of 3 segments holds a marked passage",
        "passage": passage.pk,
        "drawn": [
            {
                "id": passage.pk,
                "start": [key, 3],
                "end": [key, 9],
                "words": "ring 🩺",
                "stages": [1],
            }
        ],
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"end_offset": "99", "words": "x"}, "The passage reaches outside its segment"),
        ({"start_offset": "9", "end_offset": "3"}, "The passage ends before it begins"),
        ({"words": "rang 🩺"}, "The transcript has changed since this page was opened. Reload it"),
        ({"code": "vision"}, "There is no influence called vision"),
        ({"direction": "up"}, "There is no direction called up"),
        ({"start_segment": "x"}, "Enter a valid UUID"),
    ],
)
def test_add_coding_by_selection_says_what_is_wrong(client, interview, segments, changes, error):
    response = client.post(
        address(interview, "add_coding"), selected(segments, **changes), headers=JSON
    )
    assert (response.status_code, response.json()["error"][: len(error)]) == (400, error)
    assert Passage.objects.count() == 0


def test_remove_coding_offers_to_undo(client, interview, passage):
    url = address(interview, "remove_coding", passage.codings.get().pk)
    assert client.post(url).url == address(interview, "code")
    assert Passage.objects.count() == 0
    page = client.get(address(interview, "code"))
    undo = page.context["undo"]
    assert client.get(address(interview, "code")).context["undo"] is None
    client.post(address(interview, "restore_coding"), {"undo": undo})
    assert Passage.objects.get().quote == "ring 🩺"


def test_remove_coding_as_json_answers_with_what_to_draw(client, interview, passage):
    url = address(interview, "remove_coding", passage.codings.get().pk)
    data = client.post(url, headers=JSON).json()
    assert (data["drawn"], data["passage"], data["margin"].strip()) == ([], passage.pk, "")
    assert data["progress"] == "0 of 3 segments hold a marked passage"
    back = client.post(
        address(interview, "restore_coding"), {"undo": data["undo"]}, headers=JSON
    ).json()
    assert [each["words"] for each in back["drawn"]] == ["ring 🩺"]


def test_remove_coding_of_another_interview_is_not_found(client, interview, review):
    coding = CodingFactory(passage__start_segment__interview__review=review)
    assert client.post(address(interview, "remove_coding", coding.pk)).status_code == 404
    assert Coding.objects.count() == 1


@pytest.mark.parametrize("undo", ["", "made:up:token"])
def test_restore_coding_without_a_signed_token_is_refused(client, interview, undo):
    response = client.post(address(interview, "restore_coding"), {"undo": undo}, headers=JSON)
    assert (response.status_code, response.json()) == (
        400,
        {"error": "This can no longer be undone: mark the words again"},
    )


def test_restore_coding_of_another_interview_is_not_found(client, interview, passage, review):
    other = InterviewFactory(review=review, number=2)
    url = address(interview, "remove_coding", passage.codings.get().pk)
    undo = client.post(url, headers=JSON).json()["undo"]
    response = client.post(address(other, "restore_coding"), {"undo": undo})
    assert (response.status_code, Passage.objects.count()) == (404, 0)


def test_code_page_shows_transcript_margin_and_what_needs_a_look(
    client, interview, passage, segments
):
    CodingFactory(passage=passage, code="change-capability", direction="hinders")
    passage.needs_a_look = True
    passage.save()
    page = client.get(address(interview, "code"))
    row = page.context["rows"][0]
    assert [(mark.title, mark.sign, mark.stage) for mark in row.marks] == [
        ("Good networks", "+", 1),
        ("Capacity and skill for change", "−", 3),
    ]
    assert [row.number for row in page.context["rows"]] == [1, 2, 3]
    assert page.context["n_coded"] == 1
    words = page.content.decode()
    assert "1 passage needs a look" in words
    assert "Tregarth" not in words


def test_code_page_of_somebody_who_has_withdrawn_leads_to_the_notice(client, interview, segments):
    interview.participants.update(withdrawn_at=timezone.now())
    response = client.get(address(interview, "code"))
    assert (response.status_code, response.url) == (302, interview.get_absolute_url())


def test_code_page_without_words_says_what_to_do(client, interview):
    words = client.get(address(interview, "code")).content.decode()
    assert "There is nothing to mark yet" in words


def test_code_page_query_count_does_not_grow(
    client, interview, segments, passage, django_assert_num_queries
):
    with django_assert_num_queries(10):
        client.get(address(interview, "code"))
    for segment in segments[1:]:
        CodingFactory(passage=PassageFactory(start_segment=segment))
    with django_assert_num_queries(10):
        client.get(address(interview, "code"))


def test_passage_page_shows_words_in_context(client, interview, passage):
    page = client.get(address(interview, "passage", passage.pk))
    assert [(part.before, part.inside, part.after) for part in page.context["segments"]] == [
        ("We ", "ring 🩺", " somebody up, and then we try it."),
        ("", "", "Nobody minds 🙂 any more."),
    ]
    assert page.context["form"].initial == {"anonymised_quote": "ring 🩺", "is_usable": False}


def test_passage_page_of_another_interview_is_not_found(client, interview, review):
    elsewhere = PassageFactory(start_segment__interview__review=review)
    assert client.get(address(interview, "passage", elsewhere.pk)).status_code == 404


def test_passage_page_saves_the_quote(client, interview, passage):
    url = address(interview, "passage", passage.pk)
    response = client.post(url, {"anonymised_quote": "ring\r\nround", "is_usable": "on"})
    passage.refresh_from_db()
    assert (response.status_code, response.url) == (302, url)
    assert (passage.anonymised_quote.split(), passage.is_usable) == (["ring", "round"], True)


def test_passage_page_names_the_name_and_keeps_what_was_typed(client, interview, passage):
    url = address(interview, "passage", passage.pk)
    page = client.post(url, {"anonymised_quote": "Wenna Tregarth rang", "is_usable": "on"})
    assert page.context["form"].errors == {
        "anonymised_quote": ["Replace what names a participant: Wenna Tregarth"]
    }
    assert "Wenna Tregarth rang" in page.content.decode()
    passage.refresh_from_db()
    assert (passage.anonymised_quote, passage.is_usable) == ("", False)


def test_passage_page_of_words_that_are_gone_says_so(client, interview, passage):
    passage.start_segment.text = "Something else"
    passage.start_segment.save()
    words = client.get(address(interview, "passage", passage.pk)).content.decode()
    assert "These words are no longer in the transcript" in words
