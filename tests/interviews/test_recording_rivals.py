"""Two versions of one segment that wait until somebody chooses."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from interviews.actions.recording import (
    RivalsSettled,
    SegmentConflict,
    SegmentElsewhere,
    SegmentRefused,
)
from interviews.models import RivalVersion, SegmentVersion
from tests.factories.interviews import SegmentFactory


def test_rival_waits_beside_the_segment_for_both(save, rival_of, feed, colleague, reviewer):
    segment = save("We ring round.").segment
    seen = feed()["revision"]
    rival = rival_of(segment)
    (row,) = feed(seen)["segments"]
    assert (row["text"], row["version"], row["by"]) == ("We ring round.", 1, reviewer.name)
    (waiting,) = row["rivals"]
    at = waiting.pop("at")
    assert at == RivalVersion.objects.get().at.isoformat()
    assert waiting == {
        "id": str(rival),
        "kind": "speech",
        "stage": "identify",
        "question": "",
        "speaker": "P07",
        "text": "You ring round.",
        "deleted": False,
        "by": "Carys Penhale",
        "mine": False,
    }
    assert feed(user=colleague)["segments"][0]["rivals"][0]["mine"] is True
    assert SegmentVersion.objects.count() == 1


def test_rival_sent_twice_is_one_and_follows_its_writer(save, rival_of, feed):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    seen = feed()["revision"]
    rival_of(segment, rival_id=rival)
    assert feed(seen)["revision"] == seen
    rival_of(segment, "You ring round a lot.", rival_id=rival)
    assert [each["text"] for each in feed(seen)["segments"][0]["rivals"]] == [
        "You ring round a lot."
    ]
    assert RivalVersion.objects.count() == 1


def test_rival_of_somebody_else_or_elsewhere_is_not_touched(save, rival_of, review, reviewer):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    with pytest.raises(SegmentElsewhere):
        rival_of(segment, "Mine now", rival_id=rival, by=reviewer)
    with pytest.raises(SegmentElsewhere):
        rival_of(save("another").segment, rival_id=rival)
    with pytest.raises(SegmentElsewhere):
        rival_of(SegmentFactory(interview__review=review))
    assert [(each.text, each.segment) for each in RivalVersion.objects.all()] == [
        ("You ring round.", segment)
    ]


def test_rival_is_checked_as_a_segment_is(save, rival_of):
    with pytest.raises(SegmentRefused):
        rival_of(save("We ring round.").segment, "a\x00b")
    assert RivalVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("chosen", "versions"),
    [
        ("We ring round.", ["We ring round."]),
        ("You ring round.", ["We ring round.", "You ring round."]),
    ],
)
def test_choosing_settles_and_loses_nothing(save, rival_of, feed, *, reviewer, chosen, versions):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    seen = feed()["revision"]
    for _ in range(2):  # the answer may have been lost
        saved = save(chosen, segment.pk, base=1, settles=[rival])
        assert (saved.version, saved.segment.text) == (len(versions), chosen)
    (row,) = feed(seen)["segments"]
    assert (row["text"], row["rivals"], row["revision"]) == (chosen, [], seen + 1)
    assert list(SegmentVersion.objects.values_list("text", flat=True)) == versions
    kept = RivalVersion.objects.get()
    assert (kept.text, kept.settled_by) == ("You ring round.", reviewer)
    assert abs((kept.settled_at - timezone.now()).total_seconds()) < 60


def test_choosing_second_is_told_that_it_is_settled(save, rival_of, colleague):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    save("We ring round.", segment.pk, base=1, settles=[rival])
    with pytest.raises(RivalsSettled) as refused:
        save("You ring round.", segment.pk, base=1, settles=[rival], by=colleague)
    assert refused.value.segment.text == "We ring round."
    assert RivalVersion.objects.get().settled_by != colleague
    same = save("We ring round.", segment.pk, base=1, settles=[rival], by=colleague)
    assert same.version == 1


def test_choosing_over_a_segment_changed_meanwhile_settles_nothing(save, rival_of, colleague):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    save("We ring them all.", segment.pk, base=1)
    with pytest.raises(SegmentConflict):
        save("You ring round.", segment.pk, base=1, settles=[rival], by=colleague)
    assert RivalVersion.objects.get().settled_at is None


def test_rival_that_is_settled_takes_no_more_words(save, rival_of):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    save("We ring round.", segment.pk, base=1, settles=[rival])
    assert rival_of(segment, rival_id=rival) == rival  # sent again: nothing new
    with pytest.raises(RivalsSettled):
        rival_of(segment, "You ring round and", rival_id=rival)
    assert RivalVersion.objects.get().text == "You ring round."


def test_deleted_segment_with_a_rival_is_in_the_feed(save, rival_of, feed):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    save("We ring round.", segment.pk, base=1, deleted=True)
    assert [(each["id"], each["deleted"]) for each in feed()["segments"]] == [
        (str(segment.pk), True)
    ]
    save("You ring round.", segment.pk, base=2, settles=[rival])
    assert [(each["text"], each["deleted"]) for each in feed()["segments"]] == [
        ("You ring round.", False)
    ]


def rival_url(interview, segment, rival):
    return reverse("interviews:rival", args=[interview.review.slug, 1, segment, rival])


def test_rival_over_http_answers_with_the_segment(save, interview, reviewer, signed_in):
    segment = save("We ring round.").segment
    body = {
        "author": reviewer.pk,
        "base": 0,
        "kind": "note",
        "stage": "",
        "speaker": "",
        "text": "You",
        "start_ms": 5,
    }
    client, url = signed_in(reviewer), rival_url(interview, segment.pk, uuid.uuid4())

    def put(**changes):
        data = json.dumps(body | changes)
        response = client.put(url, data=data, content_type="application/json")
        return response.status_code, response.json()

    status, answer = put()
    assert (status, answer["text"]) == (200, "We ring round.")
    assert [each["text"] for each in answer["rivals"]] == ["You"]
    assert put(author=reviewer.pk + 1)[0] == 403
    assert put(text="\x00")[0] == 400
    rival = answer["rivals"][0]["id"]
    save("We ring round.", segment.pk, base=1, settles=[rival])
    status, answer = put(text="You and")
    assert (status, answer["settled"], answer["theirs"]["rivals"]) == (409, True, [])


def test_choosing_over_http_settles(put, save, rival_of):
    segment = save("We ring round.").segment
    rival = rival_of(segment)
    response = put(segment.pk, base=1, text="You ring round.", settles=[str(rival)])
    assert (response.status_code, response.json()["saved"]) == (200, 2)
    response = put(segment.pk, base=1, text="They ring round.", settles=[str(rival)])
    answer = response.json()
    assert (response.status_code, answer["settled"], answer["theirs"]["text"]) == (
        409,
        True,
        "You ring round.",
    )


def test_choices_that_wait_are_counted_where_an_interview_is_read(
    save, rival_of, interview, reviewer, signed_in
):
    client = signed_in(reviewer)
    pages = [
        reverse(f"interviews:{name}", args=[interview.review.slug, 1]) for name in ("detail", "end")
    ]
    segment = save("We ring round.").segment
    rivals = [rival_of(segment), rival_of(segment, "They ring round.")]
    words = "1 segment has two versions to choose between"
    choose = reverse("interviews:record", args=[interview.review.slug, 1]) + "#choose"
    for page in pages:
        shown = client.get(page).content.decode()
        assert (words in shown, f'href="{choose}"' in shown) == (True, True)
    save("We ring round.", segment.pk, base=1, settles=rivals)
    assert [words in client.get(page).content.decode() for page in pages] == [False, False]
