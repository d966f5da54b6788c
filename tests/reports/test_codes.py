"""The codebook and the passages of each code, as their readers may see them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from adoption_reviews.actions.themes import retire_theme, share_theme
from adoption_reviews.codes import THEMES, key_of
from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Membership, Theme, ThemeChange
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Coding, SecondCoding
from reports.actions.themes import merge_theme
from reports.queries.code_counts import Counts
from reports.queries.codes import codebook
from tests.factories.casestudies import CaseStudyCodingFactory, CaseStudyFactory
from tests.factories.core import MembershipFactory, ReviewFactory, ThemeFactory, UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)


@pytest.fixture
def key(review):
    return key_of(review.influences_ref, "good-networks")


@pytest.fixture
def page(signed_in, reviewer, review, key):
    """A function: the response of the code's page, for the query given, to a reviewer."""
    client = signed_in(reviewer)

    def get(code_key=key, at=review, **query):
        url = reverse("codes:detail", args=[at.slug, code_key])
        return client.get(url, query)

    return get


def coded(review, text="We ring somebody up.", **fields):
    """A passage with words of its own in a new interview, coded as good networks."""
    segment = {
        name.removeprefix("segment__"): fields.pop(name)
        for name in list(fields)
        if name.startswith("segment__")
    }
    interview = segment.pop("interview", None) or InterviewFactory(
        review=review,
        **{name: fields.pop(name) for name in list(fields) if name.startswith("participants__")},
    )
    segment = SegmentFactory(interview=interview, text=text, **segment)
    return CodingFactory(passage__start_segment=segment, **fields)


def words(response) -> list[str]:
    return [each.given.quote for each in response.context["page"]]


# --- Codebook ----------------------------------------------------------------------------------


def test_codebook_counts_passages_people_interviews_and_case_studies(review, reviewer, key):
    first = coded(review)
    CodingFactory(passage=first.passage, author=reviewer)  # the same passage, by another
    coded(review, segment__interview=first.passage.interview)
    coded(review)
    CaseStudyCodingFactory(passage__case_study__review=review)
    coded(ReviewFactory())

    counts = {
        row.code.key: row.counts for group in codebook(review, reviewer) for row in group.rows
    }

    assert counts[key] == Counts(passages=4, people=2, interviews=2, case_studies=1)
    assert {each for code, each in counts.items() if code != key} == {Counts()}


def test_codebook_counts_nothing_that_is_coded_blind(review, reviewer, key):
    second = MembershipFactory(role=Role.REVIEWER, review=review).user
    shown = coded(review)
    hidden = coded(review)
    blind = SecondCoding.objects.create(
        interview=shown.passage.interview, coder=second, given_by=reviewer
    )
    CodingFactory(
        passage=PassageFactory(start_segment=shown.passage.start_segment, created_by=second),
        second_coding=blind,
        counts=False,
        direction="hinders",
    )

    def passages(viewer):
        return {
            row.code.key: row.counts.passages
            for group in codebook(review, viewer, is_used=True)
            for row in group.rows
        }

    assert passages(reviewer) == {key: 2}
    assert passages(second) == {key: 2}  # their own there, and the other interview's
    hidden.delete()
    assert passages(second) == {key: 1}


def test_list_shows_groups_in_order_with_themes_nested(review, reviewer, signed_in):
    top = ThemeFactory(review=review, title="Courage")
    ThemeFactory(review=review, title="Quiet courage", parent=top)
    ThemeFactory(review=None, title="Money")
    ThemeFactory(title="Another review’s")

    response = signed_in(reviewer).get(reverse("codes:list", args=[review.slug]))

    groups = response.context["groups"]
    assert [each.title for each in groups][:3] == [
        stage.title for stage in get_framework(review.influences_ref).stages
    ]
    assert [
        (group.title, [(row.code.title, row.level) for row in group.rows]) for group in groups[-2:]
    ] == [
        ("Themes of this review", [("Courage", 0), ("Quiet courage", 1)]),
        ("Themes of the hub", [("Money", 0)]),
    ]


def test_list_finds_codes_by_words_and_by_use(review, reviewer, signed_in):
    ThemeFactory(review=review, title="Courage", description="Speaking up early")
    coded(review)
    client, url = signed_in(reviewer), reverse("codes:list", args=[review.slug])

    def titles(**query):
        groups = client.get(url, query).context["groups"]
        return [row.code.title for group in groups for row in group.rows]

    assert titles(words="EARLY speaking") == ["Courage"]
    assert titles(is_used="on") == ["Good networks"]
    assert titles(words="nothing of the kind") == []
    assert "No code has these words" in client.get(url, {"words": "zzz"}).content.decode()


def test_list_leaves_merged_themes_out_and_tells_retired_ones(review, reviewer, signed_in):
    gone, kept, retired = (ThemeFactory(review=review, title=each) for each in "ABC")
    merge_theme(theme=gone, into=kept, base_version=1, by=reviewer)
    retire_theme(theme=retired, base_version=1, by=reviewer)

    response = signed_in(reviewer).get(reverse("codes:list", args=[review.slug]))

    group = response.context["groups"][-1]
    assert [(row.code.title, row.code.is_given) for row in group.rows] == [
        ("B", True),
        ("C", False),
    ]
    assert response.content.decode().count("Retired") == 1


def test_list_keeps_a_code_that_no_framework_has(review, reviewer):
    coded(review, framework_ref="positive-influences@1999.1", code="long-gone")

    group = codebook(review, reviewer)[-1]
    assert (group.title, [row.code.title for row in group.rows]) == ("Other codes", ["long-gone"])


@pytest.mark.parametrize("passages", [1, 3])
def test_list_asks_as_often_for_one_passage_as_for_three(
    review, reviewer, signed_in, django_assert_num_queries, passages
):
    for _ in range(passages):
        coded(review)
        ThemeFactory(review=review)
    client = signed_in(reviewer)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("codes:list", args=[review.slug]))


LIST_QUERIES = 9
PAGE_QUERIES = 12


# --- One code ----------------------------------------------------------------------------------


def test_detail_lists_passages_with_all_that_is_known_of_them(review, reviewer, page):
    coding = coded(
        review,
        "We ring Kerra up.",
        participants__pseudonym="P07",
        participants__role_group=RoleGroup.DIVISIONAL,
        participants__division="Surgery",
        direction="hinders",
        memo="Said twice",
    )
    Coding.objects.filter(pk=coding.pk).update(created_at=datetime(2026, 5, 4, 9, tzinfo=UTC))
    coding.passage.needs_a_look = True
    coding.passage.save()

    response = page()

    html = " ".join(response.content.decode().split())
    number = coding.passage.interview.number
    place = reverse("interviews:code", args=[review.slug, number])
    assert f'href="{place}#segment-{coding.passage.start_segment_id}"' in html
    for each in (
        "We ring Kerra up.",
        "P07, divisional leadership, Surgery",
        "Hinders or is missing",
        f"{coding.author}, 4 May 2026",
        "Said twice",
        "Needs a look",
        "1 passage, from 1 person in 1 interview.",
    ):
        assert each in html


def test_detail_is_one_passage_with_both_codings_when_two_coded_it(review, reviewer, page):
    coding = coded(review, direction="helps")
    CodingFactory(passage=coding.passage, author=reviewer, direction="hinders")

    [passage] = page().context["page"]

    assert [each.author for each in passage.codings] == [coding.author.name, reviewer.name]
    assert [sign for sign, _ in passage.direction_words] == ["+", "−"]


def test_detail_lists_case_studies_after_interviews(review, page):
    CaseStudyCodingFactory(
        passage__case_study=CaseStudyFactory(review=review, number=1, how_identified="Read of it.")
    )
    coded(review)

    assert words(page()) == ["We ring somebody up.", "Read of it."]


def test_detail_filters_by_each_attribute(review, reviewer, page):
    one = coded(
        review,
        "One",
        participants__role_group=RoleGroup.EXECUTIVE,
        participants__division="Surgery",
        participants__pseudonym="P01",
        direction="hinders",
    )
    coded(review, "Two", participants__pseudonym="P02")
    study = CaseStudyCodingFactory(
        passage__case_study=CaseStudyFactory(review=review, number=1, how_identified="Three")
    )
    Coding.objects.filter(pk=one.pk).update(created_at=datetime(2026, 5, 4, 23, 30, tzinfo=UTC))

    def date(name, day):
        return {f"{name}_day": str(day), f"{name}_month": "5", f"{name}_year": "2026"}

    for query, expected in [
        ({}, ["One", "Two", "Three"]),
        ({"role_group": "executive"}, ["One"]),
        ({"division": "Surgery"}, ["One"]),
        ({"division": "-"}, ["Two", "Three"]),
        ({"direction": "hinders"}, ["One"]),
        ({"direction": "helps"}, ["Two", "Three"]),
        ({"coder": one.author_id}, ["One"]),
        ({"coder": study.author_id}, ["Three"]),
        ({"person": "P02"}, ["Two"]),
        ({"interview": one.passage.interview.number}, ["One"]),
        ({"case_study": 1}, ["Three"]),
        # Half past eleven in UTC is the next day in London, in summer.
        ({**date("since", 5), **date("until", 5)}, ["One"]),
        (date("until", 4), []),
    ]:
        assert words(page(**query)) == expected, query


def test_detail_with_a_wrong_date_says_so_and_lists_all(review, page):
    coded(review)

    response = page(since_day="40", since_month="1", since_year="2026")

    assert "Error" in response.content.decode()
    assert words(response) == ["We ring somebody up."]


def test_detail_offers_and_lists_only_reviews_that_the_user_codes(
    review, reviewer, page, signed_in
):
    second = ReviewFactory(organisation=review.organisation, round_number=2)
    third, foreign = ReviewFactory(), ReviewFactory()
    for each in (second, third):
        MembershipFactory(role=Role.REVIEWER, review=each, user=reviewer)
    MembershipFactory(role=Role.TRUST_LEAD, organisation=foreign.organisation, user=reviewer)
    for each, text in ((review, "Here"), (second, "Later"), (third, "There"), (foreign, "Secret")):
        coded(each, text)

    own = review.organisation.ods_code
    assert words(page()) == ["Here"]
    assert words(page(trust=own, round="all")) == ["Here", "Later"]
    assert sorted(words(page(trust="all", round="all"))) == ["Here", "Later", "There"]
    assert words(page(trust=foreign.organisation.ods_code, round="all")) == []
    form = page(trust="all").context["form"]
    assert {value for value, _ in form.fields["trust"].choices} == {
        own,
        third.organisation.ods_code,
        "all",
    }
    assert foreign.organisation.name not in page(trust="all", round="all").content.decode()


def test_detail_over_several_reviews_never_takes_two_people_for_one(review, reviewer, page):
    later = ReviewFactory(organisation=review.organisation, round_number=2)
    MembershipFactory(role=Role.REVIEWER, review=later, user=reviewer)
    for each in (review, later):
        coded(each, participants__pseudonym="P01")

    several, one = page(round="all").context, page().context

    ods = review.organisation.ods_code
    assert "people" not in several
    assert [(each.query, each.passages) for each in several["reviews"]] == [
        ({"trust": ods, "round": "1"}, 1),
        ({"trust": ods, "round": "2"}, 1),
    ]
    assert [(each.query, each.passages) for each in one["people"]] == [({"person": "P01"}, 1)]


def test_detail_of_a_theme_of_the_review_offers_this_review_only(review, reviewer, page):
    other = ReviewFactory()
    MembershipFactory(role=Role.REVIEWER, review=other, user=reviewer)
    theme = ThemeFactory(review=review)
    coded(review, framework_ref=THEMES, code=theme.key)

    form = page(key_of(THEMES, theme.key)).context["form"]

    assert len(form.fields["trust"].choices) == 2


def test_detail_of_another_reviews_theme_is_not_there(review, page):
    theme = ThemeFactory()

    assert page(key_of(THEMES, theme.key)).status_code == 404
    assert page("nonsense").status_code == 404


def test_detail_shows_nothing_of_what_is_coded_blind(review, reviewer, page, signed_in, key):
    second = MembershipFactory(role=Role.REVIEWER, review=review).user
    first = coded(review, "First coder’s words")
    blind = SecondCoding.objects.create(
        interview=first.passage.interview, coder=second, given_by=reviewer
    )
    theirs = PassageFactory(
        start_segment__interview=first.passage.interview,
        start_segment__text="Second coder’s words",
        created_by=second,
    )
    CodingFactory(passage=theirs, second_coding=blind, counts=False)

    assert words(page()) == ["First coder’s words"]
    assert str(second) not in page().content.decode()
    url = reverse("codes:detail", args=[review.slug, key])
    assert words(signed_in(second).get(url)) == ["Second coder’s words"]


def test_detail_shows_nothing_of_somebody_who_withdrew(review, page):
    coding = coded(review)
    coding.passage.interview.participants.update(withdrawn_at=datetime(2026, 5, 4, tzinfo=UTC))

    assert words(page()) == []


def test_detail_comes_in_pages_that_keep_the_filter(review, page):
    interview = InterviewFactory(review=review)
    for number in range(30):
        coded(review, f"Words {number}", segment__interview=interview)

    first, second = page(direction="helps"), page(direction="helps", page=2)

    assert (len(words(first)), len(words(second))) == (25, 5)
    assert "1 to 25 are below." in first.content.decode()
    assert "direction=helps&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("passages", [1, 3, 300])
def test_detail_asks_as_often_for_one_passage_as_for_300(
    review, page, django_assert_num_queries, passages
):
    segment = SegmentFactory(interview__review=review)
    for _ in range(passages):
        CodingFactory(passage__start_segment=segment)
    with django_assert_num_queries(PAGE_QUERIES):
        page()


# --- Pages of themes ---------------------------------------------------------------------------


def test_theme_is_made_renamed_nested_and_put_back_by_hand(review, reviewer, signed_in):
    client = signed_in(reviewer)

    def url(name, *arguments):
        return reverse(f"themes:{name}", args=[review.slug, *arguments])

    client.post(url("add"), {"title": "Fear", "description": "Of blame"})
    theme = Theme.objects.get()
    client.post(url("add"), {"title": "Courage", "parent": theme.pk})
    courage = Theme.objects.get(title="Courage")
    assert courage.parent == theme
    client.post(url("edit", courage.key), {"title": "Valour", "description": "", "version": 1})
    done = client.post(url("nest", courage.key), {"parent": "", "version": 2}, follow=True)
    assert "“Valour” stands on its own." in done.text
    client.post(url("retire", courage.key) + "?version=3")
    courage.refresh_from_db()
    assert (courage.title, courage.parent, courage.is_given) == ("Valour", None, False)
    for change in ThemeChange.objects.filter(theme=courage).exclude(verb="created"):
        assert client.get(url("undo", courage.key, change.pk)).status_code == 200
        response = client.post(url("undo", courage.key, change.pk))
        assert (response.status_code, response.url) == (302, url("history", courage.key))
    courage.refresh_from_db()
    assert (courage.title, courage.parent, courage.is_given) == ("Courage", theme, True)
    history = client.get(url("history", courage.key)).content.decode()
    assert history.count("Undone by") == 3


def test_edit_theme_that_somebody_renamed_meanwhile_keeps_what_was_typed(
    review, reviewer, signed_in
):
    theme = ThemeFactory(review=review, title="Fear")
    client = signed_in(reviewer)
    url = reverse("themes:edit", args=[review.slug, theme.key])
    client.post(url, {"title": "Dread", "description": "", "version": 1})

    response = client.post(url, {"title": "Worry", "description": "", "version": 1})

    assert response.status_code == 409
    html = response.content.decode()
    assert "This theme was changed meanwhile" in html and "<strong>Dread</strong>" in html
    assert 'value="Worry"' in html
    again = {
        "title": "Worry",
        "description": "",
        "version": response.context["form"]["version"].value(),
    }
    assert client.post(url, again).status_code == 302
    assert Theme.objects.get().title == "Worry"


def test_merge_and_split_by_hand(review, reviewer, signed_in):
    fear, worry = ThemeFactory(review=review, title="Fear"), ThemeFactory(review=review)
    one = coded(review, "One", framework_ref=THEMES, code=fear.key)
    two = coded(review, "Two", framework_ref=THEMES, code=fear.key)
    client = signed_in(reviewer)
    split = reverse("themes:split", args=[review.slug, fear.key])

    assert "“One”" in client.get(split).content.decode()
    missing = client.post(split, {"where": "new"})
    assert {*missing.context["form"].errors} == {"passages", "title"}
    client.post(
        split, {"passages": f"interview:{one.passage_id}", "where": "new", "title": "Dread"}
    )
    one.refresh_from_db()
    assert one.code == Theme.objects.get(title="Dread").key

    client.post(
        reverse("themes:merge", args=[review.slug, fear.key]), {"into": worry.pk, "version": 1}
    )
    two.refresh_from_db()
    assert two.code == worry.key
    page = client.get(reverse("codes:detail", args=[review.slug, key_of(THEMES, fear.key)]))
    assert "This theme was merged into" in page.content.decode()


def test_theme_of_the_hub_is_changed_by_its_maker_and_hub_administrators_only(
    review, reviewer, signed_in
):
    theme = ThemeFactory(review=None)
    client = signed_in(reviewer)
    page = reverse("codes:detail", args=[review.slug, key_of(THEMES, theme.key)])

    def statuses():
        return {
            name: client.get(reverse(f"themes:{name}", args=[review.slug, theme.key])).status_code
            for name in ("edit", "nest", "merge", "retire", "bring_back", "split", "history")
        }

    refused = dict.fromkeys(("edit", "nest", "merge", "retire", "bring_back"), 403)
    assert statuses() == {**refused, "split": 200, "history": 200}
    assert f"Only {theme.created_by}, who made it" in client.get(page).content.decode()
    MembershipFactory(role=Role.HUB_ADMINISTRATOR, user=reviewer)
    assert set(statuses().values()) == {200}
    Membership.objects.filter(role=Role.HUB_ADMINISTRATOR).delete()
    Theme.objects.update(created_by=reviewer)
    assert set(statuses().values()) == {200}


def test_share_theme_that_names_a_participant_is_refused(review, reviewer, signed_in):
    interview = InterviewFactory(review=review, participants__identity__name="Kerra Penhallow")
    assert interview.participants.exists()
    theme = ThemeFactory(review=review, title="What Penhallow does")
    url = reverse("themes:share", args=[review.slug, theme.key])
    client = signed_in(reviewer)

    assert "“Penhallow”" in client.get(url).content.decode()
    client.post(url + "?version=1")
    theme.refresh_from_db()
    assert theme.review == review
    Theme.objects.update(title="What leaders do")
    client.post(url + "?version=1")
    theme.refresh_from_db()
    assert theme.review is None


def test_confirmed_change_of_a_theme_changed_meanwhile_is_told(review, reviewer, signed_in):
    theme = ThemeFactory(review=review, version=2)
    url = reverse("themes:retire", args=[review.slug, theme.key])

    response = signed_in(reviewer).post(url + "?version=1", follow=True)

    assert "Somebody else has changed this theme" in response.content.decode()
    theme.refresh_from_db()
    assert theme.is_given is True


def test_theme_of_another_review_cannot_be_reached(review, reviewer, signed_in):
    theme = ThemeFactory(created_by=UserFactory())
    client = signed_in(reviewer)
    for name in ("edit", "nest", "merge", "split", "retire", "bring_back", "share", "history"):
        url = reverse(f"themes:{name}", args=[review.slug, theme.key])
        assert client.post(url).status_code == 404


# --- Themes of the hub ---------------------------------------------------------------------------


def test_hub_theme_is_changed_by_a_hub_administrator_who_reads_no_passage(
    review, hub_administrator, signed_in
):
    theme, other = ThemeFactory(review=None, title="Money"), ThemeFactory(review=None)
    secret = ThemeFactory(review=review, title="A review’s own")
    coding = coded(review, "Secret words", framework_ref=THEMES, code=theme.key)
    client = signed_in(hub_administrator)

    def url(name, *arguments):
        return reverse(f"hub_themes:{name}", args=[theme.key, *arguments])

    client.post(url("edit"), {"title": "Funds", "description": "", "version": 1})
    client.post(url("nest"), {"parent": other.pk, "version": 2})
    client.post(url("retire") + "?version=3")
    client.post(url("bring_back") + "?version=4")
    pages = [reverse("hub_themes:list"), url("history"), url("edit"), url("nest"), url("merge")]
    for page in pages:
        html = client.get(page).content.decode()
        assert "Funds" in html
        assert "Secret words" not in html and secret.title not in html
    client.post(url("merge"), {"into": other.pk, "version": 5})
    coding.refresh_from_db()
    assert coding.code == other.key
    response = client.post(url("undo", theme.changes.first().pk))
    assert response.url == url("history")
    coding.refresh_from_db()
    theme.refresh_from_db()
    assert (coding.code, theme.title, theme.parent) == (theme.key, "Funds", other)


def test_hub_themes_are_none_of_a_review(review, hub_administrator, signed_in):
    theme = ThemeFactory(review=review)
    client = signed_in(hub_administrator)

    assert theme.title not in client.get(reverse("hub_themes:list")).content.decode()
    assert client.get(reverse("hub_themes:history", args=[theme.key])).status_code == 404


def test_hub_theme_put_back_into_its_review_leaves_the_hub(
    review, reviewer, hub_administrator, signed_in
):
    theme = ThemeFactory(review=review)
    share_theme(theme=theme, base_version=1, by=reviewer)
    url = reverse("hub_themes:undo", args=[theme.key, theme.changes.get().pk])

    response = signed_in(hub_administrator).post(url)

    assert response.url == reverse("hub_themes:list")
    theme.refresh_from_db()
    assert theme.review == review
