"""Marking passages of case studies, and their passages when a case study is changed."""

import random

import pytest
from django.conf import settings
from django.urls import reverse

from adoption_reviews.coding.actions import add_coding
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.coding.sources import Span
from adoption_reviews.models import AuditEvent
from casestudies import queries
from casestudies.actions import add_case_study, save_case_study
from casestudies.models import Coding, Passage
from reports.evidence_rules import Status
from reports.queries.evidence import influence_evidence
from tests.core.marked_text import Edited, some_words
from tests.factories.casestudies import (
    CaseStudyCodingFactory,
    CaseStudyFactory,
    InfluenceSeenFactory,
)
from tests.factories.core import MembershipFactory
from tests.sent import sent

VALUES = {
    "innovation": "Heparin at home",
    "kind": "pathway",
    "is_nationally_prioritised": False,
    "how_identified": "A nurse 🩺 heard of it from a friend.",
    "how_decided": "",
    "how_implemented": "Ward by ward, with a champion each.",
    "benefits": "Fewer nights in hospital 🙂.",
    "lessons": "",
}
REF = settings.INFLUENCES_FRAMEWORK
KEY = f"{REF}:good-networks"
LONG = ("how_identified", "how_implemented", "benefits", "lessons")
CODES = ["good-networks", "ring-holder", "change-capability", "trialling-support"]


@pytest.fixture
def case_study(review, reviewer):
    return add_case_study(review=review, values=VALUES, influences={}, by=reviewer)


@pytest.fixture
def change(case_study, reviewer):
    """A function: saves the case study with other words."""

    def changed(**values):
        case_study.refresh_from_db()
        now = {name: getattr(case_study, name) for name in VALUES}
        return save_case_study(
            case_study=case_study,
            values=now | values,
            influences={},
            base_version=case_study.version,
            by=reviewer,
        )

    return changed


@pytest.fixture
def mark(case_study, reviewer):
    def marked(start, start_offset, end, end_offset, code="good-networks", **more):
        return add_coding(
            source=case_study,
            span=Span(start, start_offset, end, end_offset),
            framework_ref=REF,
            code=code,
            direction="helps",
            by=reviewer,
            **more,
        )

    return marked


def test_add_coding_keeps_words_and_the_audit_names_none_of_them(mark, case_study):
    coding = mark("how_identified", 8, "how_identified", 15, words="🩺 heard")
    assert coding.passage.quote == "🩺 heard"
    event = AuditEvent.objects.filter(verb="coding.added").get()
    assert event.detail == {
        "case_study": 1,
        "passage": coding.passage_id,
        "framework": REF,
        "code": "good-networks",
        "direction": "helps",
    }


def test_passage_may_run_across_parts_and_passes_over_what_is_not_written(mark):
    coding = mark("how_identified", 8, "how_implemented", 4)
    assert coding.passage.quote == "🩺 heard of it from a friend.\nWard"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (("lessons", 0, "lessons", 4), "These words are not in this text"),
        (("innovation", 0, "innovation", 4), "These words are not in this text"),
        (("benefits", 0, "how_identified", 4), "The passage ends before it begins"),
        (("benefits", 0, "benefits", 99), "The passage reaches outside its part"),
    ],
)
def test_span_that_is_none_is_refused(mark, place, reason):
    with pytest.raises(CodingRefused, match=reason):
        mark(*place)
    assert Passage.objects.count() == 0


def test_barrier_can_be_given_too(mark, review, case_study, reviewer):
    coding = add_coding(
        source=case_study,
        span=Span("benefits", 0, "benefits", 5),
        framework_ref=review.barriers_ref,
        code="earmarked-fund",
        direction="hinders",
        by=reviewer,
    )
    assert (coding.framework_ref, coding.code) == (review.barriers_ref, "earmarked-fund")


def test_passage_follows_its_words_when_the_case_study_is_changed(mark, change):
    passage = mark("how_identified", 8, "how_identified", 15).passage
    change(how_identified="Somehow, a nurse 🙂 in blue 🩺 heard of it from a friend.")
    passage.refresh_from_db()
    text = "Somehow, a nurse 🙂 in blue 🩺 heard of it from a friend."
    assert text[passage.start_offset : passage.end_offset] == "🩺 heard" == passage.quote
    assert passage.needs_a_look is False


def test_passage_whose_words_are_gone_is_flagged_until_they_come_back(mark, change):
    passage = mark("how_identified", 8, "how_identified", 15).passage
    change(how_identified="")
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("🩺 heard", True)
    change(benefits="Something else")
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("🩺 heard", True)
    change(how_identified="Well. " + VALUES["how_identified"])
    passage.refresh_from_db()
    assert (passage.quote, passage.start_offset, passage.needs_a_look) == ("🩺 heard", 14, False)


def test_passage_across_parts_takes_in_what_is_written_between(mark, change):
    passage = mark("how_identified", 8, "how_implemented", 4).passage
    change(how_decided="By the board.")
    passage.refresh_from_db()
    assert passage.quote == "🩺 heard of it from a friend.\nBy the board.\nWard"
    assert passage.needs_a_look is False


def test_change_of_nothing_but_influences_touches_no_passage(mark, case_study, reviewer):
    passage = mark("benefits", 0, "benefits", 5).passage
    save_case_study(
        case_study=case_study,
        values=VALUES,
        influences={"ring-holder": "helps"},
        base_version=1,
        by=reviewer,
    )
    passage.refresh_from_db()
    assert (passage.marked_start_version, passage.quote) == (None, "Fewer")


@pytest.mark.parametrize(("seed", "at_once"), [(1, 1), (2, 1), (3, 3), (4, 3)])
def test_passages_keep_their_words_over_random_edits(change, mark, seed, at_once):
    """75 saves each, with one or up to three corrections in a part: the same words or a look."""
    chance = random.Random(seed)
    case_study = change(**{part: some_words(chance, 120) for part in LONG})
    edited = Edited({each.id: each.text for each in case_study.parts()}, chance)
    words = {}
    for _ in range(16):
        span = edited.span()
        passage = mark(*span, code=edited.chance.choice(CODES)).passage
        words[passage.pk] = passage.quote
        edited.mark(passage.pk, span)
    for _ in range(75):
        part = edited.chance.choice(edited.order)
        change(**{part: edited.splice(part, edited.chance.randint(1, at_once))})
        case_study.refresh_from_db()
        parts = case_study.parts()
        for passage in case_study.passages.all():
            edited.check(passage, words[passage.pk], parts, at_once == 1)
    assert 0 < len(edited.touched) < 16


# --- As evidence --------------------------------------------------------------------------------


def shown(review):
    return [(each.code, each.direction) for each in queries.influences_seen([review], REF)]


def test_influences_seen_are_what_was_written_and_what_was_coded(case_study, review):
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", direction="hinders")
    CaseStudyCodingFactory(passage__case_study=case_study, code="good-networks")
    CaseStudyCodingFactory(passage__case_study=case_study, code="good-networks")
    CaseStudyCodingFactory(passage__case_study=case_study, framework_ref="themes", code="t-1")
    assert shown(review) == [("ring-holder", "hinders"), ("good-networks", "helps")]


@pytest.mark.parametrize(
    ("written", "coded", "direction"),
    [
        ("helps", ["helps"], "helps"),
        ("helps", ["hinders"], "mixed"),
        ("hinders", ["hinders", "helps"], "mixed"),
        (None, ["helps", "hinders"], "mixed"),
        (None, ["hinders", "hinders"], "hinders"),
        ("helps", ["mixed"], "mixed"),
        ("mixed", ["helps"], "mixed"),
    ],
)
def test_directions_that_differ_are_mixed(case_study, review, written, coded, direction):
    if written:
        InfluenceSeenFactory(case_study=case_study, direction=written)
    for each in coded:
        CaseStudyCodingFactory(passage__case_study=case_study, direction=each)
    assert shown(review) == [("good-networks", direction)]


def test_influence_evidence_counts_a_coded_case_study_once(case_study, review):
    CaseStudyCodingFactory(passage__case_study=case_study)
    CaseStudyCodingFactory(passage__case_study=case_study)
    [influence] = [each for each in influence_evidence(review) if each.code == "good-networks"]
    assert (len(influence.case_studies), influence.status) == (1, Status.SINGLE_SOURCE)


# --- Over HTTP ----------------------------------------------------------------------------------


@pytest.fixture
def client(reviewer, signed_in):
    return signed_in(reviewer)


JSON = {"Accept": "application/json"}


def address(case_study, name, *args):
    return reverse(f"casestudies:{name}", args=[case_study.review.slug, case_study.number, *args])


def typed(**changes):
    return {"part": "benefits", "words": "in hospital", "key": KEY, "direction": "helps"} | changes


def test_code_page_shows_parts_under_their_titles(client, case_study, mark):
    mark("how_identified", 8, "how_identified", 15)
    page = client.get(address(case_study, "code"))
    assert [(tab["title"], tab["first"]) for tab in page.context["tabs"]] == [
        ("How it was identified", "how_identified"),
        ("How it was implemented", "how_implemented"),
        ("Benefits", "benefits"),
    ]
    [place], settings = sent(client, address(case_study, "code"))
    assert place["start"] == ["how_identified", 8]
    titles = [each["title"] for each in settings["codes"].values()]
    [passage] = settings["passages"]
    assert (titles, len(passage["codings"])) == (["Good networks"], 1)
    assert settings["progress"] == "1 of 3 parts with passages"
    assert settings["urls"]["looked_at"] is None


def test_code_page_of_nothing_written_says_what_to_do(client, review):
    empty = CaseStudyFactory(review=review, how_identified="")
    words = client.get(address(empty, "code")).content.decode()
    assert "Nothing has been written in this case study so far." in words


def test_words_are_marked_changed_moved_removed_and_brought_back(client, case_study):
    response = client.post(address(case_study, "add_coding"), typed())
    assert (response.status_code, response.url) == (
        302,
        address(case_study, "code") + "#segment-benefits",
    )
    coding = Coding.objects.get()
    assert coding.passage.quote == "in hospital"
    client.post(address(case_study, "change_coding", coding.pk), {"direction": "mixed"})
    move = address(case_study, "move_passage", coding.passage_id)
    initial = client.get(move).context["form"].initial
    assert initial == {"part": "benefits", "words": "in hospital"}
    client.post(move, {"part": "benefits", "words": "Fewer nights"})
    data = client.post(address(case_study, "remove_coding", coding.pk), headers=JSON).json()
    assert (Passage.objects.count(), data["gone"]) == (0, [coding.passage_id])
    client.post(address(case_study, "undo_coding"), {"token": data["undo"]})
    coding = Coding.objects.get()
    assert (coding.direction, coding.passage.quote) == ("mixed", "Fewer nights")


def test_words_not_in_the_part_are_refused(client, case_study):
    page = client.post(address(case_study, "add_coding"), typed(part="how_identified"))
    assert page.context["form"].errors == {
        "words": ["These words are not in ‘How it was identified’"]
    }


def test_theme_is_made_and_given(client, case_study, review):
    url = address(case_study, "add_theme")
    code = client.post(url, {"title": "Waiting"}, headers=JSON).json()["code"]
    assert (code["title"], code["stage"], code["parent"]) == ("Waiting", 0, "")
    client.post(address(case_study, "add_coding"), typed(key=code["key"]))
    assert Coding.objects.get().framework_ref == "themes"
    response = client.post(url, {"title": "waiting"}, headers=JSON)
    assert (response.status_code, response.json()) == (
        400,
        {"error": "There is a theme called Waiting already"},
    )


def test_detail_leads_to_the_coding_page_and_counts_passages(client, case_study, mark, signed_in):
    mark("benefits", 0, "benefits", 5)
    mark("benefits", 0, "benefits", 5, code="ring-holder")
    words = client.get(case_study.get_absolute_url()).content.decode()
    assert address(case_study, "code") in words
    assert "1 passage marked so far" in words
    lead = MembershipFactory(role="trust-lead", organisation=case_study.review.organisation).user
    assert signed_in(lead).get(address(case_study, "code")).status_code == 403


def test_passage_of_another_case_study_is_not_found(client, case_study, review):
    other = CaseStudyCodingFactory(
        passage__case_study__review=review, passage__case_study__number=9
    )
    for name, pk in (("change_coding", other.pk), ("move_passage", other.passage_id)):
        assert client.get(address(case_study, name, pk)).status_code == 404
