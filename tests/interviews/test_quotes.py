"""Quotes in which nobody is recognised: what is proposed, decided, kept and changed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.models import AuditEvent, HubSettings
from interviews.actions.quotes import Added, Decision, QuoteChanged, Taken, save_quote
from interviews.actions.recording import SegmentContent, save_segment
from interviews.actions.replacements import (
    change_replacement,
    leave_ordinary_word,
    propose_again,
)
from interviews.models import Interview, Proposal, Replacement
from interviews.queries import quotes as queries
from interviews.queries.replacements import changed_quotes, ordinary_words, replacements
from tests.factories.interviews import (
    CodingFactory,
    IdentityFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SecondCodingFactory,
    SegmentFactory,
)

SAID = "Dr Wenna Tregarth asked Price. Then Wenna rang on 07700 900123."


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=1, participants__identity__name="Olwen Trevail")


@pytest.fixture
def person(review):
    return ParticipantFactory(
        review=review,
        pseudonym="P21",
        identity=None,
    )


@pytest.fixture
def wenna(person):
    return IdentityFactory(
        participant=person, name="Wenna Tregarth", email="w.tregarth@trust.example"
    )


@pytest.fixture
def price(review):
    return IdentityFactory(
        participant=ParticipantFactory(review=review, pseudonym="P22", identity=None),
        name="Tom Price",
    )


@pytest.fixture
def passage_of(interview, wenna, price, reviewer):
    """A function: a passage that is a segment with these words."""

    def make(text, **fields):
        segment = SegmentFactory(interview=interview, text=text)
        passage = PassageFactory(start_segment=segment, created_by=reviewer, **fields)
        CodingFactory(passage=passage, author=reviewer)
        return passage

    return make


@pytest.fixture
def passage(passage_of):
    return passage_of(SAID)


def subjects(passage):
    here = queries.around(passage.interview.review)
    placed = queries.occurrences(passage.quote, here.known, queries.decisions_of(passage))
    return {each.key: each for each in queries.subjects(placed, here)}


def replaced(passage, key, words=None, **more):
    subject = subjects(passage)[key]
    places = [each.place for each in subject.occurrences]
    return Decision(key, places, places, words or subject.suggested, **more)


def left(passage, key):
    places = [each.place for each in subjects(passage)[key].occurrences]
    return Decision(key, [], places)


def all_replaced(passage):
    return [replaced(passage, key) for key in subjects(passage)]


def save(passage, *decisions, by, text=None, is_usable=False, **more):
    text = passage.anonymised_quote or passage.quote if text is None else text
    return save_quote(
        passage=passage, text=text, is_usable=is_usable, decisions=decisions, by=by, **more
    )


def quote(passage):
    passage.refresh_from_db()
    return passage.anonymised_quote, passage.is_usable, passage.needs_a_look


# --- Proposing ---------------------------------------------------------------------------------


def test_one_person_is_one_subject_however_written(passage):
    found = [
        (each.key, each.title, each.suggested, each.is_settled)
        for each in subjects(passage).values()
    ]
    assert found == [
        ("@P21", "“Dr Wenna Tregarth”, “Wenna”", "a doctor", False),
        ("@P22", "“Price”", "a member of staff", False),
        ("07700900123", "“07700 900123”", "phone number", False),
    ]


def test_places_of_the_hub_and_names_of_the_trust_are_proposed(passage_of, review):
    HubSettings.objects.create(pk=1, place_names="Willow Ward\n\n  Ward 7 \n")
    review.organisation.former_names = ["Fernby Hospitals NHS Trust"]
    review.organisation.save()
    passage = passage_of(
        f"Both willow wards, ward seven, {review.organisation.name} and old Fernby."
    )
    assert [(each.kind, each.title, each.suggested) for each in subjects(passage).values()] == [
        ("place", "“willow wards”", "a ward"),
        ("place", "“ward seven”", "another ward"),
        ("trust", f"“{review.organisation.name}”, “Fernby”", "this trust"),
    ]


def test_job_titles_are_proposed_while_fewer_than_three_hold_them(passage_of, review):
    for n_people in (1, 2, 3):
        IdentityFactory(
            participant=ParticipantFactory(review=review, identity=None, role_group="executive"),
            name=f"Somebody Else{n_people}",
            job_title="Chief pharmacist",
        )
        found = subjects(passage_of("The Chief Pharmacists said so."))
        proposed = [] if n_people == 3 else [("job-title", "an executive")]
        assert [(each.kind, each.suggested) for each in found.values()] == proposed


def test_a_name_of_two_people_is_nobodys_until_decided(passage_of, review):
    IdentityFactory(
        participant=ParticipantFactory(review=review, pseudonym="P23", identity=None),
        name="Ann Price",
    )
    [subject] = subjects(passage_of("We asked Price.")).values()
    assert (subject.key, subject.may_be, subject.pseudonym) == ("price", ["P22", "P23"], "")


# --- Deciding ----------------------------------------------------------------------------------


def test_save_quote_replaces_and_clears_what_is_settled(passage, reviewer):
    save(passage, *all_replaced(passage), is_usable=True, by=reviewer)
    assert quote(passage) == (
        "[a doctor] asked [a member of staff]. Then [a doctor] rang on [phone number].",
        True,
        False,
    )
    rows = Replacement.objects.values_list("original", "replacement", "kind")
    assert set(rows) == {
        ("@P21", "a doctor", "name"),
        ("@P22", "a member of staff", "name"),
        ("07700900123", "phone number", "phone"),
    }
    assert Proposal.objects.filter(is_replaced=True).count() == 4
    assert AuditEvent.objects.get().detail == {"interview": 1, "usable": True}


def test_save_quote_with_something_unsettled_is_refused(passage, reviewer):
    with pytest.raises(CodingRefused) as refusal:
        save(passage, replaced(passage, "@P21"), is_usable=True, by=reviewer)
    assert (str(refusal.value), refusal.value.field) == (
        "Decide what to do with “Price” and “07700 900123”",
        "is_usable",
    )
    assert (quote(passage), Proposal.objects.count()) == (("", False, False), 0)


def test_save_quote_left_to_be_decided_keeps_what_is(passage, reviewer):
    save(passage, replaced(passage, "@P21"), by=reviewer)
    assert quote(passage)[0] == "[a doctor] asked Price. Then [a doctor] rang on 07700 900123."
    assert [each.is_settled for each in subjects(passage).values()] == [True, False, False]


@pytest.mark.parametrize("key", ["@P21", "07700900123"])
def test_names_and_numbers_cannot_be_left_in_a_cleared_quote(passage, reviewer, key):
    others = [replaced(passage, each) for each in subjects(passage) if each != key]
    with pytest.raises(CodingRefused, match="Replace what"):
        save(passage, *others, left(passage, key), is_usable=True, by=reviewer)


def test_ordinary_words_may_be_left(passage_of, reviewer):
    passage = passage_of("What price do we pay?")
    save(passage, left(passage, "@P22"), is_usable=True, by=reviewer)
    assert quote(passage) == ("What price do we pay?", True, False)


def test_places_are_decided_one_by_one(passage_of, reviewer):
    HubSettings.objects.create(pk=1, place_names="Willow")
    passage = passage_of("A Willow by the Willow.")
    decision = Decision("willow", [("Willow", 1)], [("Willow", 0), ("Willow", 1)], "a ward")
    save(passage, decision, is_usable=True, by=reviewer)
    assert quote(passage)[:2] == ("A Willow by the [a ward].", True)


def test_the_same_person_is_proposed_as_the_same_in_the_next_quote(passage_of, reviewer):
    first = passage_of("Ask Dr Tregarth.")
    save(first, replaced(first, "@P21", "a consultant"), by=reviewer)
    second = subjects(passage_of("Then W. Tregarth came, and W.T. again."))["@P21"]
    assert (second.title, second.suggested) == ("“W. Tregarth”, “W.T.”", "a consultant")


def test_somebody_who_takes_no_part_is_proposed_as_the_same_again(passage_of, reviewer):
    first = passage_of("Ask Dr Alan Smith.")
    save(first, replaced(first, "alan smith", "a registrar"), by=reviewer)
    found = subjects(passage_of("So Smith came, and Mrs Beth Smith, and Alan, and a smith."))
    assert [(each.title, each.suggested) for each in found.values()] == [
        ("“Smith”, “Alan”, “smith”", "a registrar"),
        ("“Mrs Beth Smith”", "a colleague"),
    ]


def test_two_people_share_a_replacement_only_when_that_is_said(passage, reviewer):
    save(passage, replaced(passage, "@P21", "a consultant"), by=reviewer)
    with pytest.raises(Taken, match="“A consultant” stands for somebody or something else"):
        save(passage, replaced(passage, "@P22", "A consultant"), by=reviewer)
    save(passage, replaced(passage, "@P22", "a consultant", may_share=True), by=reviewer)
    assert [each.shared_with for each in replacements(passage.interview.review, reviewer)] == [1, 1]


@pytest.mark.parametrize("words", ["Mr Price", "W.T.", "[07700 900124]", "wenna tregarth", "[]"])
def test_a_replacement_that_says_who_it_is_is_refused(passage, reviewer, words):
    with pytest.raises(CodingRefused) as refusal:
        save(passage, replaced(passage, "@P21", words, field="replacement"), by=reviewer)
    assert (refusal.value.field, Replacement.objects.count()) == ("replacement", 0)


def test_suggestions_are_different_for_everybody(passage_of):
    passage = passage_of("Dr Able, Dr Baker and Dr Cave met Dr Dunn.")
    assert [each.suggested for each in subjects(passage).values()] == [
        "a doctor",
        "another doctor",
        "a third doctor",
        "a fourth doctor",
    ]


def test_replacement_in_use_is_not_changed_from_another_quote(passage_of, reviewer):
    one, other = passage_of("Ask Tregarth."), passage_of("Ask Wenna.")
    save(one, replaced(one, "@P21", "a consultant"), by=reviewer)
    save(one, replaced(one, "@P21", "a surgeon"), by=reviewer)  # nowhere else yet
    with pytest.raises(CodingRefused, match="In this review “a surgeon” stands here"):
        save(other, replaced(other, "@P21", "a doctor"), by=reviewer)
    assert quote(one)[0] == "Ask [a surgeon]."


def test_own_words_are_replaced_here_and_proposed_elsewhere(passage_of, reviewer):
    passage = passage_of("The man with the red van said so.")
    save(passage, added=Added("red van", "other", "vehicle"), is_usable=True, by=reviewer)
    assert quote(passage)[:2] == ("The man with the [vehicle] said so.", True)
    [again] = subjects(passage_of("Whose Red Vans?")).values()
    assert (again.title, again.suggested) == ("“Red Vans”", "vehicle")


@pytest.mark.parametrize(
    ("added", "field"),
    [
        (Added("blue van", "other", "vehicle"), "own_words"),
        (Added("Tregarth", "name", "somebody"), "own_words"),
        (Added("asked", "other", " "), "own_replacement"),
    ],
)
def test_own_words_that_cannot_be_replaced_are_refused(passage, reviewer, added, field):
    with pytest.raises(CodingRefused) as refusal:
        save(passage, added=added, by=reviewer)
    assert (refusal.value.field, Replacement.objects.count()) == (field, 0)


# --- Editing by hand ---------------------------------------------------------------------------


def test_edits_by_hand_stay_when_decisions_change(passage, reviewer):
    save(passage, replaced(passage, "@P21"), by=reviewer)
    edited = "[a doctor] asked Price. [Later] [a doctor] rang …"
    save(passage, text=edited, by=reviewer)
    save(passage, replaced(passage, "@P21", "a consultant"), replaced(passage, "@P22"), by=reviewer)
    assert quote(passage)[0] == (
        "[a consultant] asked [a member of staff]. [Later] [a consultant] rang …"
    )


def test_what_is_replaced_must_not_come_back_by_hand(passage_of, reviewer):
    HubSettings.objects.create(pk=1, place_names="Willow Ward")
    passage = passage_of("On Willow Ward.")
    decision = replaced(passage, "willow ward")
    save(passage, decision, by=reviewer)
    with pytest.raises(CodingRefused, match="Replace “willow ward” in the quote too"):
        save(passage, text="On willow ward.", is_usable=True, by=reviewer)


def test_what_stands_in_brackets_is_not_looked_through(passage_of, review, reviewer, wenna):
    wenna.job_title = "doctor"
    wenna.save()
    passage = passage_of("Ask Dr Tregarth.")
    save(passage, replaced(passage, "@P21", "a doctor"), is_usable=True, by=reviewer)
    assert quote(passage)[:2] == ("Ask [a doctor].", True)


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(passage, reviewer):
    seen = queries.seen(passage, [])
    save(passage, replaced(passage, "@P21"), seen=seen, by=reviewer)
    with pytest.raises(QuoteChanged):
        save(passage, text="Mine", seen=seen, by=reviewer)


# --- Corrections of the transcript -------------------------------------------------------------


def correct(passage, text, by):
    segment = passage.start_segment
    segment.refresh_from_db()
    save_segment(
        interview=Interview.objects.get(pk=passage.interview_id),
        segment_id=segment.pk,
        base=segment.version,
        content=SegmentContent(
            kind=segment.kind, stage=segment.stage, speaker=segment.speaker, text=text
        ),
        after=None,
        elapsed_ms=0,
        by=by,
    )
    passage.refresh_from_db()


def test_decisions_survive_a_correction_and_new_words_are_to_be_decided(passage, reviewer):
    save(passage, *all_replaced(passage), is_usable=True, by=reviewer)
    correct(passage, SAID.replace("Then", "Then Sister Clare and"), reviewer)
    assert passage.needs_a_look is True
    assert {key: each.is_settled for key, each in subjects(passage).items()} == {
        "@P21": True,
        "@P22": True,
        "clare": False,
        "07700900123": True,
    }
    with pytest.raises(CodingRefused, match="Decide what to do with “Sister Clare”"):
        save(passage, is_usable=True, by=reviewer)
    save(passage, replaced(passage, "clare"), is_usable=True, by=reviewer)
    assert quote(passage) == (
        "[a doctor] asked [a member of staff]. Then [a nurse] and [a doctor] rang on "
        "[phone number].",
        True,
        False,
    )


def test_a_quote_edited_by_hand_stays_so_after_a_correction(passage, reviewer):
    save(passage, *all_replaced(passage), by=reviewer)
    save(passage, text="[a doctor] rang.", is_usable=True, by=reviewer)
    correct(passage, SAID.replace("Then", "Later"), reviewer)
    save(passage, is_usable=True, by=reviewer)
    assert quote(passage)[:2] == ("[a doctor] rang.", True)


def test_places_decided_differently_are_decided_anew_when_one_more_comes(passage_of, reviewer):
    HubSettings.objects.create(pk=1, place_names="Willow")
    passage = passage_of("A Willow by the Willow.")
    decision = Decision("willow", [("Willow", 1)], [("Willow", 0), ("Willow", 1)], "a ward")
    save(passage, decision, is_usable=True, by=reviewer)
    correct(passage, "On Willow, a Willow by the Willow.", reviewer)
    assert [each.decided for each in subjects(passage)["willow"].occurrences] == [None] * 3


# --- Ordinary words ----------------------------------------------------------------------------


def test_a_word_left_in_the_review_is_proposed_no_more(passage_of, review, reviewer):
    passage = passage_of("What price do we pay?")
    save(passage, ordinary=["@P22"], is_usable=True, by=reviewer)
    assert quote(passage)[:2] == ("What price do we pay?", True)
    assert queries.words_left(review) == {"price"}
    event = AuditEvent.objects.get(verb="word.left")
    assert event.detail == {"kind": "name", "n_words": 1}
    assert [each.title for each in subjects(passage_of("A price, Price.")).values()] == ["“Price”"]


def test_a_name_cannot_be_left_in_the_review(passage, review, reviewer):
    with pytest.raises(CodingRefused, match="cannot be left in the whole review"):
        save(passage, ordinary=["@P22"], by=reviewer)
    for words in ("Price", "two words", ""):
        with pytest.raises(CodingRefused, match="Enter one word in small letters"):
            leave_ordinary_word(review=review, words=words, by=reviewer)
    assert queries.words_left(review) == set()


def test_a_word_proposed_again_takes_its_quotes_back(passage_of, review, reviewer):
    row = leave_ordinary_word(review=review, words="price", by=reviewer)
    passage, other = passage_of("What price?"), passage_of("Nothing of the kind.")
    for each in (passage, other):
        save(each, is_usable=True, by=reviewer)
    assert propose_again(replacement=row, by=reviewer) == 1
    assert (quote(passage)[1:], quote(other)[1:]) == ((False, True), (True, False))
    event = AuditEvent.objects.get(verb="word.proposed_again")
    assert event.detail == {"n_quotes": 1}


# --- The list of replacements ------------------------------------------------------------------


def cleared(passage_of, reviewer):
    passage = passage_of("Ask Wenna.")
    save(passage, replaced(passage, "@P21", "a doctor"), is_usable=True, by=reviewer)
    return passage


def test_replacements_are_listed_with_their_quotes(passage_of, review, reviewer):
    cleared(passage_of, reviewer)
    second = passage_of("And Dr Tregarth too.")
    save(second, replaced(second, "@P21"), by=reviewer)
    leave_ordinary_word(review=review, words="price", by=reviewer)
    [listed] = replacements(review, reviewer)
    assert (listed.pseudonym, listed.written, listed.n_quotes, listed.n_cleared) == (
        "P21",
        ["Wenna", "Dr Tregarth"],
        2,
        1,
    )
    assert [word for _, word in ordinary_words(review)] == ["price"]


def test_replacements_say_nothing_of_what_a_second_coder_must_not_see(passage_of, review, reviewer):
    passage = cleared(passage_of, reviewer)
    row = Replacement.objects.get()
    second = SecondCodingFactory(interview=passage.interview)
    [listed] = replacements(review, second.coder)
    assert (listed.written, listed.n_quotes) == ([], 0)
    assert changed_quotes(row, "a surgeon", second.coder) == []


def test_replacements_say_nothing_of_interviews_that_are_shut(passage_of, review, reviewer):
    passage = cleared(passage_of, reviewer)
    passage.interview.participants.update(withdrawn_at=timezone.now())
    [listed] = replacements(review, reviewer)
    assert (listed.written, listed.n_quotes) == ([], 0)


@pytest.mark.parametrize(
    ("keeps_cleared", "becomes"), [(True, (True, False)), (False, (False, True))]
)
def test_change_replacement_changes_every_quote(passage_of, reviewer, keeps_cleared, becomes):
    passage = cleared(passage_of, reviewer)
    row = Replacement.objects.get()
    [shown] = changed_quotes(row, "a surgeon", reviewer)
    assert (shown.before, shown.after) == ("Ask [a doctor].", "Ask [a surgeon].")
    n_quotes = change_replacement(
        replacement=row,
        words="[a surgeon]",
        seen="a doctor",
        keeps_cleared=keeps_cleared,
        by=reviewer,
    )
    assert n_quotes == 1
    assert quote(passage) == ("Ask [a surgeon].", *becomes)
    assert passage.proposals.get().replacement == "a surgeon"
    event = AuditEvent.objects.get(verb="replacement.changed")
    assert event.detail == {"n_quotes": 1, "kept_cleared": keeps_cleared}


def test_change_replacement_takes_back_a_quote_edited_by_hand(passage_of, reviewer):
    passage = cleared(passage_of, reviewer)
    save(passage, text="Ask [A doctor].", is_usable=True, by=reviewer)
    row = Replacement.objects.get()
    change_replacement(
        replacement=row, words="a surgeon", seen="a doctor", keeps_cleared=True, by=reviewer
    )
    assert quote(passage) == ("Ask [A doctor].", False, True)


def test_change_replacement_is_refused_when_taken_or_changed_meanwhile(
    passage_of, reviewer, review
):
    cleared(passage_of, reviewer)
    row = Replacement.objects.get()
    review.replacements.create(kind="name", original="@P22", replacement="a nurse", by=reviewer)
    changes = {"replacement": row, "keeps_cleared": True, "by": reviewer}
    with pytest.raises(Taken):
        change_replacement(words="a nurse", seen="a doctor", **changes)
    with pytest.raises(CodingRefused, match="“a doctor” stands there now"):
        change_replacement(words="a surgeon", seen="a consultant", **changes)
    with pytest.raises(CodingRefused, match="Enter what stands"):
        change_replacement(words="[]", seen="a doctor", **changes)
    change_replacement(words="a nurse", seen="a doctor", may_share=True, **changes)
    assert [each.shared_with for each in replacements(review, reviewer)] == [1, 1]


# --- Over HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def client(reviewer, signed_in):
    return signed_in(reviewer)


def url_of(passage):
    interview = passage.interview
    return reverse("interviews:passage", args=[interview.review.slug, interview.number, passage.pk])


def form_of(page) -> dict:
    """What a browser sends of the page's form, untouched."""
    form = page.context["form"]
    values = {each.html_name: each.value() for each in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def field(passage, key, name="decision"):
    return f"{name}_{subjects(passage)[key].name}"


def test_passage_page_asks_about_each_subject(client, passage):
    page = client.get(url_of(passage))
    words = page.content.decode()
    assert page.context["missing"] == [
        "Decide what to do with “Dr Wenna Tregarth”, “Wenna”, “Price”, “07700 900123”."
    ]
    assert 'value="a doctor"' in words
    assert words.count("To decide") == 3


def test_passage_page_settles_and_clears_in_one_go(client, passage):
    url = url_of(passage)
    sent = form_of(client.get(url)) | {"is_usable": "on", "replace_all": ""}
    response = client.post(url, sent)
    assert (response.status_code, response.url) == (302, url)
    assert quote(passage)[:2] == (
        "[a doctor] asked [a member of staff]. Then [a doctor] rang on [phone number].",
        True,
    )


def test_passage_page_keeps_everything_typed_when_refused(client, passage):
    url = url_of(passage)
    sent = form_of(client.get(url)) | {
        "is_usable": "on",
        "own_words": "no such words",
        "own_replacement": "something",
        "anonymised_quote": "Edited by hand",
        field(passage, "@P21"): "replace",
        field(passage, "@P21", "replacement"): "a surgeon",
        field(passage, "@P22"): "leave",
    }
    page = client.post(url, sent)
    assert page.context["form"].errors == {"own_words": ["These words are not in the passage"]}
    assert sent.items() <= form_of(page).items() | sent.items()
    words = page.content.decode()
    for typed in ("no such words", "Edited by hand", "a surgeon", "something"):
        assert typed in words
    assert Proposal.objects.count() == 0


def test_passage_page_offers_to_share_what_is_taken(client, passage):
    url = url_of(passage)
    sent = form_of(client.get(url)) | {
        field(passage, "@P21"): "replace",
        field(passage, "@P21", "replacement"): "a colleague",
        field(passage, "@P22"): "replace",
        field(passage, "@P22", "replacement"): "a colleague",
    }
    page = client.post(url, sent)
    assert "It may stand for both" in page.content.decode()
    sent[field(passage, "@P22", "share")] = "on"
    assert client.post(url, sent).status_code == 302
    assert quote(passage)[0].count("[a colleague]") == 3


def test_passage_page_says_when_somebody_else_was_quicker(client, passage, reviewer):
    url = url_of(passage)
    sent = form_of(client.get(url)) | {"anonymised_quote": "Mine"}
    save(passage, replaced(passage, "@P22"), by=reviewer)
    page = client.post(url, sent)
    assert "Somebody else has saved this quote" in page.content.decode()
    assert client.post(url, form_of(page)).status_code == 302
    assert quote(passage)[0] == "Mine"


def test_passage_page_query_count_does_not_grow(client, passage_of, django_assert_num_queries):
    one, three = passage_of("Ask Wenna."), passage_of("Wenna, Price and Dr Hoo of 07700 900123.")
    client.get(url_of(one))
    with django_assert_num_queries(N_PASSAGE):
        client.get(url_of(one))
    with django_assert_num_queries(N_PASSAGE):
        client.get(url_of(three))


N_PASSAGE = 17


def test_replacements_page_query_count_does_not_grow(
    client, passage_of, review, reviewer, django_assert_num_queries
):
    url = reverse("interviews:replacements", args=[review.slug])
    one = passage_of("Ask Wenna.")
    save(one, *all_replaced(one), by=reviewer)
    with django_assert_num_queries(N_LIST):
        client.get(url)
    more = passage_of("Wenna, Price and Dr Hoo of 07700 900123.")
    save(more, *all_replaced(more), by=reviewer)
    with django_assert_num_queries(N_LIST):
        assert len(client.get(url).context["listed"]) == 4


N_LIST = 7


def test_replacements_page_without_any_says_what_to_do(client, review):
    words = client.get(reverse("interviews:replacements", args=[review.slug])).content.decode()
    assert "Nothing is replaced yet" in words


def test_replacements_page_takes_an_ordinary_word(client, review):
    url = reverse("interviews:replacements", args=[review.slug])
    assert client.post(url, {"words": "price"}).status_code == 302
    page = client.post(url, {"words": "Price"})
    assert page.context["form"].errors == {
        "words": ["Enter one word in small letters, or an abbreviation in capitals"]
    }
    [(row, word)] = page.context["ordinary"]
    assert word == "price"
    client.post(reverse("interviews:propose_again", args=[review.slug, row.pk]))
    assert queries.words_left(review) == set()


def test_replacement_page_shows_what_changes_before_it_does(client, passage_of, reviewer, review):
    passage = cleared(passage_of, reviewer)
    row = Replacement.objects.get()
    url = reverse("interviews:replacement", args=[review.slug, row.pk])
    sent = form_of(client.get(url)) | {"replacement": "a surgeon"}
    page = client.post(url, sent)
    assert [each.after for each in page.context["changed"]] == ["Ask [a surgeon]."]
    assert quote(passage)[0] == "Ask [a doctor]."
    again = client.post(url, form_of(page))
    assert again.context["form"].errors == {"then": ["Select what becomes of these quotes"]}
    assert client.post(url, form_of(page) | {"then": "update"}).status_code == 302
    assert quote(passage) == ("Ask [a surgeon].", True, False)


def test_replacement_page_of_another_review_is_not_found(client, passage_of, reviewer, review):
    row = leave_ordinary_word(review=review, words="price", by=reviewer)
    url = reverse("interviews:replacement", args=[review.slug, row.pk])
    assert client.get(url).status_code == 404  # an ordinary word has no replacement to change
