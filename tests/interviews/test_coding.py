"""Marking words as evidence, taking that back, and clearing words to be quoted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from adoption_reviews.coding import backs
from adoption_reviews.coding.actions import (
    add_coding,
    change_coding,
    move_passage,
    remove_coding,
)
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.coding.sources import Span
from adoption_reviews.coding.undoing import undo
from adoption_reviews.models import AuditEvent
from adoption_reviews.vocabulary import Direction
from interviews.actions.quotes import save_quote
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import Coding, Passage, Proposal, Settlement
from tests.factories.core import MembershipFactory, ThemeFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.sent import sent

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
            source=interview,
            span=span,
            framework_ref=interview.review.influences_ref,
            code=code,
            direction=direction,
            by=by,
            words=words,
        )

    return added


def span(start, start_offset, end, end_offset):
    return Span(str(start.pk), start_offset, str(end.pk), end_offset)


def save(segment, text, by, deleted=False):
    """Correct a segment as the recording page does."""
    segment.refresh_from_db()
    content = SegmentContent(
        kind=segment.kind,
        stage=segment.stage,
        speaker=segment.speaker,
        text=text,
        deleted=deleted,
    )
    save_segment(
        interview=segment.interview,
        segment_id=segment.pk,
        base=segment.version,
        content=content,
        by=by,
    )


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
    with pytest.raises(CodingRefused, match="You have already marked these words with that code"):
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
    with pytest.raises(CodingRefused, match="These words are not in this text"):
        add(span(segments[0], 0, elsewhere, 5))
    assert Passage.objects.count() == 0


def test_words_that_were_corrected_meanwhile_are_refused(add, segments):
    with pytest.raises(CodingRefused, match="The text has changed since this page was open"):
        add(span(segments[0], 3, segments[0], 9), words="rang 🩺")
    assert Passage.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "direction", "reason"),
    [
        ("vision", "helps", "There is no code called vision that can be given"),
        ("good-networks", "sideways", "There is no direction called sideways"),
    ],
)
def test_unknown_code_or_direction_is_refused(add, segments, code, direction, reason):
    with pytest.raises(CodingRefused, match=reason):
        add(span(segments[0], 3, segments[0], 9), code=code, direction=direction)
    assert Passage.objects.count() == 0


def test_removing_the_last_coding_removes_the_passage(add, interview, segments, reviewer):
    words = span(segments[0], 3, segments[0], 9)
    first, second = add(words), add(words, code="ring-holder")
    remove_coding(source=interview, coding=first, by=reviewer)
    assert [each.code for each in Passage.objects.get().codings.all()] == ["ring-holder"]
    remove_coding(source=interview, coding=second, by=reviewer)
    assert Passage.objects.count() == 0
    event = AuditEvent.objects.first()
    assert (event.verb, event.detail["code"]) == ("coding.removed", "ring-holder")
    assert "ring 🩺" not in str(event.detail)


def test_undoing_a_removal_brings_back_passage_quote_author_and_time(interview, segments, reviewer):
    passage = PassageFactory(
        start_segment=segments[0],
        start_offset=3,
        end_offset=9,
        quote="ring 🩺",
        anonymised_quote="ring",
        is_usable=True,
        created_by=reviewer,
    )
    coding = CodingFactory(passage=passage, memo="Worth a second look", direction="mixed")
    rows = [Passage.objects.values().get(), Coding.objects.values().get()]
    removed = remove_coding(source=interview, coding=coding, by=reviewer)
    assert Passage.objects.count() == 0
    undo(source=interview, back=removed.back, by=reviewer)
    for was, now in zip(
        rows, [Passage.objects.values().get(), Coding.objects.values().get()], strict=True
    ):
        assert abs(was.pop("created_at") - now.pop("created_at")) < timedelta(milliseconds=1)
        assert was == now
    assert AuditEvent.objects.first().detail["restored"] is True


def test_undoing_a_removal_brings_back_what_went_with_it(interview, segments, reviewer, passage):
    decision = passage.proposals.create(
        kind="name", original="ring", is_replaced=True, replacement="a colleague", by=reviewer
    )
    coding = passage.codings.get()
    settled = Settlement.objects.create(coding=coding, counts=True, note="Agreed", by=reviewer)
    removed = remove_coding(source=interview, coding=coding, by=reviewer)
    assert (Proposal.objects.count(), Settlement.objects.count()) == (0, 0)
    undo(source=interview, back=removed.back, by=reviewer)
    assert (Proposal.objects.get(), Settlement.objects.get()) == (decision, settled)


def test_undoing_and_doing_again_goes_on_without_end(add, interview, segments, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9))
    steps = [
        backs.removing(coding),
        change_coding(
            source=interview, coding=coding, by=reviewer, direction="mixed", memo="Hm"
        ).back,
        move_passage(
            source=interview,
            passage=coding.passage,
            span=span(segments[0], 0, segments[1], 6),
            by=reviewer,
        ).back,
        remove_coding(source=interview, coding=coding, by=reviewer).back,
    ]

    def state():
        return [
            (*row, Passage.objects.get().quote)
            for row in Coding.objects.values_list("direction", "memo")
        ]

    moved = SAID + "\nNobody"
    states = [
        [],
        [("helps", "", "ring 🩺")],
        [("mixed", "Hm", "ring 🩺")],
        [("mixed", "Hm", moved)],
        [],
    ]
    for _ in range(3):
        assert state() == states[4]
        again = []
        for expected in reversed(states[:4]):
            again.append(undo(source=interview, back=steps.pop(), by=reviewer).back)
            assert state() == expected
        for expected in states[1:]:
            steps.append(undo(source=interview, back=again.pop(), by=reviewer).back)
            assert state() == expected


def test_undoing_a_removal_twice_is_refused(add, interview, segments, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9))
    removed = remove_coding(source=interview, coding=coding, by=reviewer)
    undo(source=interview, back=removed.back, by=reviewer)
    with pytest.raises(CodingRefused, match="These words are marked with that code again already"):
        undo(source=interview, back=removed.back, by=reviewer)
    assert Coding.objects.count() == 1


def test_undoing_an_addition_that_is_gone_is_refused(add, interview, segments, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9))
    back = backs.removing(coding)
    remove_coding(source=interview, coding=coding, by=reviewer)
    with pytest.raises(CodingRefused, match="This can no longer be undone"):
        undo(source=interview, back=back, by=reviewer)


def test_undoing_after_a_correction_follows_the_words(add, interview, segments, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9))
    removed = remove_coding(source=interview, coding=coding, by=reviewer)
    save(segments[0], "Oh, " + SAID, reviewer)
    undo(source=interview, back=removed.back, by=reviewer)
    passage = Passage.objects.get()
    assert (passage.quote, passage.start_offset, passage.needs_a_look) == ("ring 🩺", 7, False)


def test_undoing_when_the_words_are_gone_needs_a_look(add, interview, segments, reviewer):
    coding = add(span(segments[0], 3, segments[0], 9))
    removed = remove_coding(source=interview, coding=coding, by=reviewer)
    save(segments[0], "Something else", reviewer)
    undo(source=interview, back=removed.back, by=reviewer)
    passage = Passage.objects.get()
    assert (passage.quote, passage.needs_a_look) == ("ring 🩺", True)
    save(segments[0], SAID, reviewer)
    passage.refresh_from_db()
    assert (passage.start_offset, passage.needs_a_look) == (3, False)


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
    passage.save()
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


NETWORKS = "positive-influences@2020.1:good-networks"


def typed(**changes):
    return {"part": "1", "words": "ring 🩺", "key": NETWORKS, "direction": "helps"} | changes


def test_add_coding_by_typed_words_finds_them(client, interview, segments):
    response = client.post(address(interview, "add_coding"), typed(memo="Hm"))
    passage = Passage.objects.get()
    assert (passage.start_offset, passage.end_offset, passage.quote) == (3, 9, "ring 🩺")
    assert passage.codings.get().memo == "Hm"
    assert (response.status_code, response.url) == (
        302,
        f"{address(interview, 'code')}#segment-{segments[0].pk}",
    )
    assert "Marked as Good networks." in client.get(address(interview, "code")).getvalue().decode()


def test_add_coding_by_typed_words_on_another_line(client, interview, segments):
    client.post(address(interview, "add_coding"), typed(words="somebody\r\nup, and "))
    assert Passage.objects.get().quote == "somebody up, and"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": "rang"}, "These words are not in segment 1"),
        ({"words": "we"}, None),
        ({"words": "e"}, "These words stand in segment 1 more than once. Enter more of them"),
        ({"part": "4"}, "The text has 3 segments"),
        ({"part": "0"}, "Number of the segment must be 1 or more"),
        ({"key": "vision"}, "There is no code called vision"),
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


def test_add_coding_by_typed_words_that_run_on(client, interview, segments):
    words = "try it. Nobody minds 🙂 any more. It spreads."
    client.post(address(interview, "add_coding"), typed(words=words))
    passage = Passage.objects.get()
    assert passage.quote == "try it.\nNobody minds 🙂 any more.\nIt spreads."
    assert (passage.start_segment, passage.start_offset) == (segments[0], 35)
    assert (passage.end_segment, passage.end_offset) == (segments[2], 11)
    page = client.post(address(interview, "add_coding"), typed(words="It spreads."))
    assert page.context["form"].errors == {"words": ["These words are not in segment 1"]}


def selected(segments, **changes):
    return {
        "start_part": str(segments[0].pk),
        "start_offset": "3",
        "end_part": str(segments[0].pk),
        "end_offset": "9",
        "words": "ring 🩺",
        "key": NETWORKS,
        "direction": "helps",
    } | changes


JSON = {"Accept": "application/json"}


def test_add_coding_by_selection_answers_with_what_to_draw(client, interview, segments, reviewer):
    response = client.post(
        address(interview, "add_coding"), selected(segments, memo="Hm"), headers=JSON
    )
    passage, key = Passage.objects.get(), str(segments[0].pk)
    coding = passage.codings.get()
    data = response.json()
    assert data.pop("undo")
    assert data == {
        "added": {
            "id": passage.pk,
            "start": [key, 3],
            "end": [key, 9],
            "words": "ring 🩺",
            "needs_a_look": False,
            "is_usable": False,
            "url": address(interview, "passage", passage.pk),
            "move": address(interview, "move_passage", passage.pk),
            "codings": [
                {
                    "id": coding.pk,
                    "key": NETWORKS,
                    "title": "Good networks",
                    "stage": 1,
                    "direction": "helps",
                    "author": reviewer.name,
                    "mine": True,
                    "memo": "Hm",
                    "when": date_format(localtime(coding.created_at), "j F Y, H:i"),
                    "change": address(interview, "change_coding", coding.pk),
                    "remove": address(interview, "remove_coding", coding.pk),
                }
            ],
        },
        "said": "Marked as Good networks",
    }


def test_code_page_sends_marks_that_the_script_makes_what_an_answer_brings(
    client, interview, segments
):
    answer = client.post(
        address(interview, "add_coding"), selected(segments, memo="</script><b>"), headers=JSON
    )
    [place], settings = sent(client, address(interview, "code"))
    added = answer.json()["added"]
    [drawn] = added["codings"]
    assert place == {name: added[name] for name in ("id", "start", "end")} | {"stage": 1}
    [rest] = settings["passages"]
    assert {name: rest[name] for name in ("id", "start", "end")} | {"stage": 1} == place
    [coding] = rest["codings"]
    assert (rest["may_move"], rest["is_usable"]) == (True, False)
    assert coding | settings["codes"][coding["key"]] == {
        name: value for name, value in drawn.items() if name not in ("change", "remove")
    }
    assert settings["urls"]["change"] == address(interview, "change_coding", 0)


def test_code_page_sends_what_its_script_asks_for_later(client, interview, segments, passage):
    _, settings = sent(client, address(interview, "code"))
    assert settings["progress"] == "Looked at 0 of 3 segments, 1 with passages"
    assert (settings["is_only_read"], settings["recent"]) == (False, [NETWORKS])
    assert NETWORKS in [code["key"] for group in settings["groups"] for code in group["codes"]]


def test_text_that_lost_its_words_lists_the_passages_they_left_and_offers_no_codes(
    client, interview, segments, passage
):
    assert "Suggested codes" in client.get(address(interview, "code")).getvalue().decode()
    interview.segments.update(deleted_at=interview.created_at)
    Passage.objects.update(needs_a_look=True)
    page = client.get(address(interview, "code"))
    assert [(each.words, each.titles) for each in page.context["to_look_at"]] == [
        ("ring 🩺", "Good networks")
    ]
    words = page.content.decode()
    assert "1 passage needs a look" in words
    assert "There is nothing to mark yet" in words
    assert "Suggested codes" not in words


def test_code_page_of_which_a_piece_fails_says_so_and_ends(
    client, interview, segments, monkeypatch, caplog
):
    monkeypatch.setattr("adoption_reviews.coding.sending.placed", lambda *_: 1 / 0)
    page = client.get(address(interview, "code")).getvalue().decode()
    assert SAID in page
    assert "Sorry, this page did not come whole." in page
    assert "coding-marks" not in page
    assert page.rstrip().endswith("</html>")
    [record] = caplog.records
    assert (record.levelname, record.getMessage()) == (
        "ERROR",
        f"Internal Server Error: {address(interview, 'code')}",
    )


def test_page_by_hand_shows_a_theme_across_parts(client, interview, segments):
    theme = ThemeFactory(review=interview.review, title="Ring <first>")
    end = {"end_part": str(segments[1].pk), "end_offset": "6", "words": SAID[3:] + "\nNobody"}
    client.post(
        address(interview, "add_coding"),
        selected(segments, key=f"themes:{theme.key}", **end),
        headers=JSON,
    )
    page = client.get(address(interview, "code_by_hand")).text
    assert 'Ring &lt;first&gt; <span class="coding-mark__note">to 2</span>' in page


def test_whoever_stays_with_the_page_by_hand_is_led_there(client, interview, segments):
    code, by_hand = address(interview, "code"), address(interview, "code_by_hand")
    page = client.get(code).getvalue().decode()
    assert f'<noscript><meta http-equiv="refresh" content="0; url={by_hand}?stay">' in page
    client.get(by_hand)
    assert client.get(code).status_code == 200
    client.get(f"{by_hand}?stay")
    response = client.get(code)
    assert (response.status_code, response.url) == (302, by_hand)
    assert client.get(f"{code}?select").status_code == 200
    assert client.get(code).status_code == 200


def test_page_by_hand_shows_only_what_is_asked_for(client, interview, segments, passage):
    page = client.get(address(interview, "code_by_hand"), {"uncoded": "on"})
    assert [row.number for row in page.context["rows"]] == [2, 3]
    assert "Showing 2 of 3 segments." in page.text


def test_second_code_for_the_same_words_is_sent_alone(client, interview, segments, passage):
    url = address(interview, "add_coding")
    values = selected(segments, key="positive-influences@2020.1:ring-holder")
    added = client.post(url, values, headers=JSON).json()["added"]
    assert added["id"] == passage.pk
    assert [each["title"] for each in added["codings"]] == ["Someone holds the ring"]
    assert passage.codings.count() == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"end_offset": "99", "words": "x"}, "The passage reaches outside its segment"),
        ({"start_offset": "9", "end_offset": "3"}, "The passage ends before it begins"),
        ({"words": "rang 🩺"}, "The text has changed since this page was opened. Reload it"),
        ({"key": "vision"}, "There is no code called  that can be given"),
        ({"key": "other@1:vision"}, "There is no code called vision that can be given"),
        ({"direction": "up"}, "There is no direction called up"),
        ({"start_part": "x"}, "These words are not in this text"),
        ({"start_part": ""}, "Enter start part"),
        ({"memo": "x" * 5001}, "Memo must be 5000 characters or fewer"),
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
    assert client.post(url).url.split("#")[0] == address(interview, "code")
    assert Passage.objects.count() == 0
    done = client.get(address(interview, "code")).context["done"]
    assert done["said"] == "Removed: Good networks"
    assert client.get(address(interview, "code")).context["done"] is None
    client.post(address(interview, "undo_coding"), {"token": done["token"]})
    assert Passage.objects.get().quote == "ring 🩺"


def test_remove_coding_as_json_answers_with_what_to_draw(client, interview, passage):
    url = address(interview, "remove_coding", passage.codings.get().pk)
    data = client.post(url, headers=JSON).json()
    assert (data["passages"], data["gone"]) == ([], [passage.pk])
    undoing = address(interview, "undo_coding")
    back = client.post(undoing, {"token": data["undo"]}, headers=JSON).json()
    assert [each["words"] for each in back["passages"]] == ["ring 🩺"]
    assert back["said"] == "Back: Good networks"
    again = client.post(undoing, {"token": back["undo"]}, headers=JSON).json()
    assert again["gone"] == [passage.pk]


def test_change_coding_changes_what_is_sent(client, interview, passage):
    coding = passage.codings.get()
    url = address(interview, "change_coding", coding.pk)
    data = client.post(url, {"direction": "mixed"}, headers=JSON).json()
    [shown] = data["passages"][0]["codings"]
    assert (shown["direction"], shown["memo"]) == ("mixed", "")
    client.post(url, {"memo": "Ask again"}, headers=JSON)
    data = client.post(url, {"key": "positive-influences@2020.1:ring-holder"}, headers=JSON).json()
    coding.refresh_from_db()
    assert (coding.code, coding.direction, coding.memo) == ("ring-holder", "mixed", "Ask again")
    assert data["said"] == "Changed: Someone holds the ring"
    event = AuditEvent.objects.first()
    assert (event.verb, event.detail["code"]) == ("coding.changed", "ring-holder")
    assert "Ask" not in str(event.detail)
    client.post(address(interview, "undo_coding"), {"token": data["undo"]}, headers=JSON)
    coding.refresh_from_db()
    assert (coding.code, coding.direction, coding.memo) == ("good-networks", "mixed", "Ask again")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"direction": "up"}, "There is no direction called up"),
        ({"key": "vision"}, "There is no code called vision"),
        ({"key": "positive-influences@2020.1:ring-holder"}, "You have already marked these words"),
    ],
)
def test_change_coding_says_what_is_wrong(client, interview, passage, values, error):
    coding = passage.codings.get()
    CodingFactory(passage=passage, code="ring-holder", author=coding.author)
    response = client.post(address(interview, "change_coding", coding.pk), values, headers=JSON)
    assert (response.status_code, response.json()["error"][: len(error)]) == (400, error)
    coding.refresh_from_db()
    assert (coding.code, coding.direction) == ("good-networks", "helps")


def test_change_coding_page_works_without_a_script(client, interview, passage):
    url = address(interview, "change_coding", passage.codings.get().pk)
    page = client.get(url)
    assert "ring 🩺" in page.content.decode()
    assert page.context["form"].initial["direction"] == "helps"
    response = client.post(url, {"direction": "hinders", "key": NETWORKS, "memo": ""})
    assert (response.status_code, response.url.split("#")[0]) == (302, address(interview, "code"))
    assert passage.codings.get().direction == "hinders"


def test_move_passage_takes_other_words_and_keeps_its_codings(client, interview, passage, segments):
    values = selected(
        segments, end_part=str(segments[1].pk), end_offset="6", words=SAID[3:] + "\r\nNobody"
    )
    url = address(interview, "move_passage", passage.pk)
    data = client.post(url, values, headers=JSON).json()
    passage.refresh_from_db()
    assert passage.quote == SAID[3:] + "\nNobody"
    assert (passage.end_segment, passage.end_offset) == (segments[1], 6)
    assert data["passages"][0]["end"] == [str(segments[1].pk), 6]
    assert passage.codings.count() == 1
    assert AuditEvent.objects.first().verb == "passage.moved"
    client.post(address(interview, "undo_coding"), {"token": data["undo"]}, headers=JSON)
    passage.refresh_from_db()
    assert (passage.quote, passage.end_segment) == ("ring 🩺", segments[0])


def test_move_passage_by_typed_words(client, interview, passage):
    url = address(interview, "move_passage", passage.pk)
    assert client.get(url).context["form"].initial == {"part": 1, "words": "ring 🩺"}
    response = client.post(url, {"part": "2", "words": "Nobody minds"})
    passage.refresh_from_db()
    assert (response.status_code, passage.quote, passage.start_offset) == (302, "Nobody minds", 0)
    page = client.post(url, {"part": "2", "words": "Everybody"})
    assert page.context["form"].errors == {"words": ["These words are not in segment 2"]}


def test_move_passage_onto_another_of_ones_own_is_refused(
    client, interview, passage, segments, add
):
    add(span(segments[1], 0, segments[1], 6))
    url = address(interview, "move_passage", passage.pk)
    response = client.post(url, {"part": "2", "words": "Nobody"}, headers=JSON)
    assert (response.status_code, response.json()["error"]) == (
        400,
        "These words are a passage of yours already: give it the code instead",
    )


def test_moving_a_cleared_quote_needs_a_look_until_it_is_cleared_again(
    client, interview, passage, reviewer, segments
):
    save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    url = address(interview, "move_passage", passage.pk)
    data = client.post(url, {"part": "1", "words": "ring 🩺 somebody"}, headers=JSON).json()
    passage.refresh_from_db()
    assert (passage.needs_a_look, passage.is_usable) == (True, True)
    save(segments[0], "Oh, " + SAID, reviewer)
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("ring 🩺 somebody", True)
    client.post(address(interview, "undo_coding"), {"token": data["undo"]}, headers=JSON)
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look, passage.start_offset) == ("ring 🩺", False, 7)
    client.post(url, {"part": "1", "words": "ring 🩺 somebody"}, headers=JSON)
    passage.refresh_from_db()
    save_quote(passage=passage, text="ring", is_usable=True, by=reviewer)
    assert passage.needs_a_look is False


def test_moving_settles_a_passage_whose_words_are_gone(client, interview, passage, reviewer):
    save(passage.start_segment, "We phone somebody up.", reviewer)
    page = client.get(address(interview, "code_by_hand"))
    assert [(each.words, each.titles, each.is_mine) for each in page.context["to_look_at"]] == [
        ("ring 🩺", "Good networks", True)
    ]
    url = address(interview, "move_passage", passage.pk)
    client.post(url, {"part": "1", "words": "phone somebody"})
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look, passage.marked_quote) == (
        "phone somebody",
        False,
        "",
    )
    assert client.get(address(interview, "code_by_hand")).context["to_look_at"] == []


def test_anybody_may_move_a_passage_whose_words_are_gone(
    interview, passage, reviewer, colleague, signed_in
):
    save(passage.start_segment, "We phone somebody up.", reviewer)
    who = signed_in(colleague)
    listed = who.get(address(interview, "code_by_hand")).context["to_look_at"]
    assert [(each.coder, each.is_mine) for each in listed] == [(reviewer.name, False)]
    url = address(interview, "move_passage", passage.pk)
    data = who.post(url, {"part": "1", "words": "phone somebody"}, headers=JSON).json()
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("phone somebody", False)
    assert (passage.created_by, passage.codings.get().author) == (reviewer, reviewer)
    assert AuditEvent.objects.first().by == colleague
    assert who.post(url, {"part": "1", "words": "phone"}, headers=JSON).status_code == 403
    who.post(address(interview, "undo_coding"), {"token": data["undo"]}, headers=JSON)
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("ring 🩺", True)


@pytest.mark.parametrize("route", ["change_coding", "remove_coding", "move_passage"])
def test_marks_of_others_cannot_be_changed(interview, passage, review, signed_in, route):
    other = signed_in(MembershipFactory(role="reviewer", review=review).user)
    pk = passage.pk if route == "move_passage" else passage.codings.get().pk
    rows = list(Coding.objects.values()), list(Passage.objects.values())
    url = address(interview, route, pk)
    assert other.get(url).status_code == (405 if route == "remove_coding" else 403)
    assert other.post(url, typed()).status_code == 403
    assert (list(Coding.objects.values()), list(Passage.objects.values())) == rows


def test_remove_coding_of_another_interview_is_not_found(client, interview, review):
    coding = CodingFactory(passage__start_segment__interview__review=review)
    assert client.post(address(interview, "remove_coding", coding.pk)).status_code == 404
    assert Coding.objects.count() == 1


@pytest.mark.parametrize("token", ["", "made:up:token"])
def test_undo_without_a_signed_token_is_refused(client, interview, token):
    response = client.post(address(interview, "undo_coding"), {"token": token}, headers=JSON)
    assert (response.status_code, response.json()) == (
        400,
        {"error": "This can no longer be undone: mark the words again"},
    )


def test_undo_of_another_interview_or_by_another_user_is_not_found(
    client, interview, passage, review, signed_in
):
    other = InterviewFactory(review=review, number=2)
    url = address(interview, "remove_coding", passage.codings.get().pk)
    token = {"token": client.post(url, headers=JSON).json()["undo"]}
    assert client.post(address(other, "undo_coding"), token).status_code == 404
    somebody = signed_in(MembershipFactory(role="reviewer", review=review).user)
    assert somebody.post(address(interview, "undo_coding"), token).status_code == 404
    assert Passage.objects.count() == 0


def test_page_by_hand_shows_transcript_margin_and_what_needs_a_look(
    client, interview, passage, segments
):
    CodingFactory(passage=passage, code="change-capability", direction="hinders")
    passage.needs_a_look = True
    passage.save()
    page = client.get(address(interview, "code_by_hand"))
    row = page.context["rows"][0]
    assert [(mark.code.title, mark.sign, mark.code.stage) for mark in row.marks] == [
        ("Good networks", "+", 1),
        ("Capacity and skill for change", "−", 3),
    ]
    assert [row.number for row in page.context["rows"]] == [1, 2, 3]
    assert page.context["progress"].n_with_passages == 1
    words = page.content.decode()
    assert "1 passage needs a look" in words
    assert "Tregarth" not in words
    code = client.get(address(interview, "code")).getvalue().decode()
    assert "1 passage needs a look" in code
    assert "Tregarth" not in code


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
    for n_queries in (10, 10):
        with django_assert_num_queries(n_queries):
            client.get(address(interview, "code")).getvalue()
        for segment in segments[1:]:
            CodingFactory(passage=PassageFactory(start_segment=segment))


def test_marked_query_count_does_not_grow(
    client, interview, segments, passage, django_assert_num_queries
):
    for n_queries in (13, 13):
        with django_assert_num_queries(n_queries):
            client.get(address(interview, "marked"))
        for segment in segments[1:]:
            CodingFactory(passage=PassageFactory(start_segment=segment))


def test_page_by_hand_query_count_does_not_grow(
    client, interview, segments, passage, django_assert_num_queries
):
    with django_assert_num_queries(11):
        client.get(address(interview, "code_by_hand"))
    for segment in segments[1:]:
        CodingFactory(passage=PassageFactory(start_segment=segment))
    with django_assert_num_queries(11):
        client.get(address(interview, "code_by_hand"))


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
