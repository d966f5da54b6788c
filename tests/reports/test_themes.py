"""Themes: made, described, nested, merged, split, retired, shared; every change undoable."""

from contextlib import suppress
from random import Random
from threading import Thread

import pytest
from django.db import connection

from adoption_reviews.actions.themes import (
    ThemeOutdated,
    ThemeRefused,
    bring_back_theme,
    create_theme,
    describe_theme,
    nest_theme,
    retire_theme,
    share_theme,
)
from adoption_reviews.codes import THEMES
from adoption_reviews.models import AuditEvent, Theme, ThemeChange
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding, SecondCoding, Settlement
from reports.actions.themes import merge_theme, split_theme, undo_theme_change
from reports.queries.codings import codings
from reports.queries.themes import history, why_not_undone
from tests.factories.casestudies import CaseStudyCodingFactory
from tests.factories.core import ReviewFactory, ThemeFactory, UserFactory
from tests.factories.interviews import CodingFactory, PassageFactory, SegmentFactory

THEME_FIELDS = ("pk", "title", "parent", "merged_into", "review", "retired_at")


def coded(theme, review, **fields):
    """A passage of an interview of the review, coded with the theme."""
    if "passage" not in fields:
        fields["passage"] = PassageFactory(start_segment__interview__review=review)
    return CodingFactory(framework_ref=THEMES, code=theme.key, **fields)


def rows():
    """Every theme, coding and settlement, whole: to compare before and after."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Coding, CaseStudyCoding, Settlement)
    } | {Theme: list(Theme.objects.order_by("pk").values(*THEME_FIELDS))}


def last_change():
    return ThemeChange.objects.first()


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- Making ------------------------------------------------------------------------------------


def test_create_theme_keeps_the_change_and_writes_an_event_without_words(review, reviewer):
    theme = create_theme(
        review=review, title="  Quiet   champions ", description=" Who? ", by=reviewer
    )

    assert (theme.title, theme.description, theme.review) == ("Quiet champions", "Who?", review)
    change = ThemeChange.objects.get()
    assert (change.theme, change.verb, change.by) == (theme, "created", reviewer)
    assert change.after == {"title": "Quiet champions", "description": "Who?", "parent": None}
    event = AuditEvent.objects.get()
    assert (event.verb, event.review, event.detail) == (
        "theme.created",
        review,
        {"theme": theme.key},
    )


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("  ", "Enter a title"),
        ("x" * 201, "Title must be 200 characters or fewer"),
        ("quiet  CHAMPIONS", "There is a theme called Quiet champions already"),
    ],
)
def test_create_theme_with_a_bad_title_is_refused(review, reviewer, title, sentence):
    create_theme(review=review, title="Quiet champions", by=reviewer)

    with pytest.raises(ThemeRefused) as refusal:
        create_theme(review=review, title=title, by=reviewer)

    assert (str(refusal.value), refusal.value.field) == (sentence, "title")
    assert Theme.objects.count() == 1


def test_create_theme_tells_nothing_of_another_reviews_themes(review, reviewer):
    ThemeFactory(title="Quiet champions")

    assert create_theme(review=review, title="Quiet champions", by=reviewer).review == review


def test_create_theme_refuses_a_title_of_the_hub_and_of_a_retired_theme(review, reviewer):
    ThemeFactory(review=None, title="Champions")
    retired = ThemeFactory(review=review, title="Fear")
    retire_theme(theme=retired, base_version=1, by=reviewer)

    for title, sentence in [
        ("Champions", "There is a theme called Champions already"),
        ("Fear", "There is a retired theme called Fear: bring it back"),
    ]:
        with pytest.raises(ThemeRefused, match=sentence):
            create_theme(review=review, title=title, by=reviewer)


# --- Describing --------------------------------------------------------------------------------


def test_describe_theme_keeps_what_it_was(review, reviewer):
    theme = ThemeFactory(review=review, title="Old", description="Same")

    describe_theme(theme=theme, title="New", description="Same", base_version=1, by=reviewer)

    theme.refresh_from_db()
    assert (theme.title, theme.version) == ("New", 2)
    change = last_change()
    assert (change.before, change.after) == ({"title": "Old"}, {"title": "New"})
    assert verbs() == ["theme.described"]


def test_describe_theme_without_a_difference_changes_nothing(review, reviewer):
    theme = ThemeFactory(review=review, title="Old", description="")

    describe_theme(theme=theme, title="Old", description="", base_version=0, by=reviewer)

    assert (ThemeChange.objects.count(), verbs()) == (0, [])


def test_describe_theme_that_somebody_changed_meanwhile_is_told(review, reviewer):
    theme = ThemeFactory(review=review, title="Old")
    describe_theme(theme=theme, title="First", description="", base_version=1, by=reviewer)

    with pytest.raises(ThemeOutdated) as refusal:
        describe_theme(
            theme=theme, title="Second", description="", base_version=1, by=UserFactory()
        )

    assert refusal.value.theme.title == Theme.objects.get().title == "First"


@pytest.mark.django_db(transaction=True)
def test_describe_theme_twice_at_once_lets_one_through(review, reviewer):
    theme = ThemeFactory(review=review, title="Old")
    told = []

    def rename(title):
        try:
            describe_theme(theme=theme, title=title, description="", base_version=1, by=reviewer)
        except ThemeOutdated as refusal:
            told.append((title, refusal.theme.title))
        finally:
            connection.close()

    threads = [Thread(target=rename, args=[title]) for title in ("First", "Second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = Theme.objects.get().title
    assert told == [({"First": "Second", "Second": "First"}[kept], kept)]


# --- Nesting -----------------------------------------------------------------------------------


def test_nest_theme_and_undo(review, reviewer):
    theme, parent = ThemeFactory(review=review), ThemeFactory(review=review)

    nest_theme(theme=theme, parent=parent, base_version=1, by=reviewer)
    assert Theme.objects.get(pk=theme.pk).parent == parent
    undo_theme_change(change=last_change(), by=reviewer)

    assert Theme.objects.get(pk=theme.pk).parent is None
    assert verbs() == ["theme.nested", "theme.change_undone"]


def test_nest_theme_in_itself_or_below_itself_is_refused(review, reviewer):
    top = ThemeFactory(review=review)
    middle = ThemeFactory(review=review, parent=top)
    low = ThemeFactory(review=review, parent=middle)

    for parent in (top, middle, low):
        with pytest.raises(ThemeRefused, match="cannot be nested in itself or in one below it"):
            nest_theme(theme=top, parent=parent, base_version=1, by=reviewer)
    assert ThemeChange.objects.count() == 0


def test_nest_theme_is_four_levels_deep_and_no_deeper(review, reviewer):
    chain = [ThemeFactory(review=review)]
    for _ in range(2):
        chain.append(ThemeFactory(review=review, parent=chain[-1]))
    pair = ThemeFactory(review=review)
    ThemeFactory(review=review, parent=pair)

    nest_theme(theme=pair, parent=chain[1], base_version=1, by=reviewer)
    with pytest.raises(ThemeRefused, match="4 levels deep"):
        nest_theme(theme=pair, parent=chain[2], base_version=2, by=reviewer)


@pytest.mark.parametrize("kind", ["other review", "retired", "below the hub"])
def test_nest_theme_where_it_does_not_belong_is_refused(review, reviewer, kind):
    theme = ThemeFactory(review=None if kind == "below the hub" else review)
    parent = ThemeFactory(review=ReviewFactory() if kind == "other review" else review)
    if kind == "retired":
        retire_theme(theme=parent, base_version=1, by=reviewer)

    with pytest.raises(ThemeRefused):
        nest_theme(theme=theme, parent=parent, base_version=1, by=reviewer)


@pytest.mark.django_db(transaction=True)
def test_nest_themes_in_each_other_at_once_lets_one_through(review, reviewer):
    one, two = ThemeFactory(review=review), ThemeFactory(review=review)
    refused = []

    def nest(theme, parent):
        try:
            nest_theme(theme=theme, parent=parent, base_version=1, by=reviewer)
        except ThemeRefused:
            refused.append(theme)
        finally:
            connection.close()

    threads = [Thread(target=nest, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Theme.objects.exclude(parent=None).count() == 1


# --- Merging -----------------------------------------------------------------------------------


@pytest.fixture
def pair(review):
    """Two themes of the review: the one that is merged, and the one it is merged into."""
    return ThemeFactory(review=review, title="Fear"), ThemeFactory(review=review, title="Worry")


def test_merge_theme_moves_everything_and_undoing_puts_it_back_exactly(review, reviewer, pair):
    fear, worry = pair
    child = ThemeFactory(review=review, parent=fear)
    alone = coded(fear, review)
    study = CaseStudyCodingFactory(
        framework_ref=THEMES, code=fear.key, passage__case_study__review=review
    )
    both = coded(fear, review, memo="afraid", direction="helps")
    kept = coded(
        worry, review, passage=both.passage, author=both.author, memo="sorry", direction="hinders"
    )
    Settlement.objects.create(coding=both, counts=True, note="Agreed", by=reviewer)
    another = coded(worry, review, passage=both.passage, author=reviewer)
    before = rows()

    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)

    assert {*Coding.objects.values_list("pk", "code")} == {
        (each.pk, worry.key) for each in (alone, kept, another)
    }
    assert CaseStudyCoding.objects.get(pk=study.pk).code == worry.key
    kept.refresh_from_db()
    assert (kept.direction, kept.memo) == ("mixed", "sorry\n\nafraid")
    assert kept.settlement.note == "Agreed"
    fear.refresh_from_db()
    child.refresh_from_db()
    assert (fear.merged_into, fear.is_given, child.parent) == (worry, False, worry)
    event = AuditEvent.objects.get()
    assert (event.verb, event.detail) == ("theme.merged", {"theme": fear.key, "into": worry.key})

    assert undo_theme_change(change=last_change(), by=reviewer) == 0
    assert rows() == before


def test_merge_theme_moves_what_a_second_coder_gave_unseen(review, reviewer, pair):
    fear, worry = pair
    second = UserFactory()
    passage = PassageFactory(start_segment__interview__review=review, created_by=second)
    blind = SecondCoding.objects.create(
        interview=passage.interview, coder=second, given_by=reviewer
    )
    coding = coded(fear, review, passage=passage, second_coding=blind, counts=False)

    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)

    coding.refresh_from_db()
    assert (coding.code, coding.counts, coding.second_coding) == (worry.key, False, blind)
    assert codings([review], reviewer) == []
    assert [each.code for each in codings([review], second)] == [worry.key]


def test_merge_theme_into_one_below_it_keeps_the_tree_a_tree(review, reviewer):
    top = ThemeFactory(review=review)
    middle = ThemeFactory(review=review, parent=top)
    low = ThemeFactory(review=review, parent=middle)
    before = rows()

    merge_theme(theme=top, into=low, base_version=1, by=reviewer)

    parents = dict(Theme.objects.values_list("pk", "parent"))
    assert parents == {top.pk: None, low.pk: None, middle.pk: low.pk}
    undo_theme_change(change=last_change(), by=reviewer)
    assert rows() == before


@pytest.mark.parametrize("into", ["itself", "retired", "of another review", "hub into review"])
def test_merge_theme_where_it_cannot_go_is_refused(review, reviewer, pair, into):
    fear, worry = pair
    target = {
        "itself": fear,
        "of another review": ThemeFactory(review=ReviewFactory()),
    }.get(into, worry)
    if into == "retired":
        retire_theme(theme=worry, base_version=1, by=reviewer)
    if into == "hub into review":
        fear = ThemeFactory(review=None)
    coded(fear, review)
    before = rows()

    with pytest.raises(ThemeRefused):
        merge_theme(theme=fear, into=target, base_version=fear.version, by=reviewer)
    assert rows() == before


def test_merge_theme_that_was_changed_meanwhile_is_told(review, reviewer, pair):
    fear, worry = pair
    describe_theme(theme=fear, title="Dread", description="", base_version=1, by=reviewer)

    with pytest.raises(ThemeOutdated):
        merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)


def test_undo_merge_leaves_what_was_changed_or_taken_away_since(review, reviewer, pair):
    fear, worry = pair
    moved, changed, gone = (coded(fear, review) for _ in range(3))
    twice = coded(fear, review, memo="afraid")
    kept = coded(worry, review, passage=twice.passage, author=twice.author)
    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)
    Coding.objects.filter(pk=changed.pk).update(code="something-else")
    Coding.objects.filter(pk=kept.pk).update(memo="rewritten since")
    gone.delete()

    assert undo_theme_change(change=last_change(), by=reviewer) == 1

    assert {*Coding.objects.values_list("pk", "code", "memo")} == {
        (moved.pk, fear.key, ""),
        (changed.pk, "something-else", ""),
        (kept.pk, worry.key, "rewritten since"),
        (twice.pk, fear.key, "afraid"),
    }


# --- Splitting ---------------------------------------------------------------------------------


def test_split_theme_moves_the_chosen_to_a_new_theme_and_back(review, reviewer, pair):
    fear, _ = pair
    chosen, left = coded(fear, review), coded(fear, review)
    study = CaseStudyCodingFactory(
        framework_ref=THEMES, code=fear.key, passage__case_study__review=review
    )
    before = rows()[Coding], rows()[CaseStudyCoding]
    some = [each for each in codings([review], reviewer) if each.coding_id != left.pk]

    into = split_theme(review=review, theme=fear, codings=some, title="Dread", by=reviewer)

    codes = dict(Coding.objects.values_list("pk", "code"))
    assert codes == {chosen.pk: into.key, left.pk: fear.key}
    assert CaseStudyCoding.objects.get(pk=study.pk).code == into.key
    assert verbs() == ["theme.created", "theme.split"]
    undo_theme_change(change=last_change(), by=reviewer)
    assert (rows()[Coding], rows()[CaseStudyCoding]) == before


def test_split_theme_without_a_choice_or_a_title_changes_nothing(review, reviewer, pair):
    fear, _ = pair
    coded(fear, review)
    some = codings([review], reviewer)

    for given in (
        {"codings": [], "title": "Dread"},
        {"codings": some, "title": ""},
        {"codings": some, "title": "Worry"},
        {"codings": some, "into": fear},
    ):
        with pytest.raises(ThemeRefused):
            split_theme(review=review, theme=fear, by=reviewer, **given)
    assert (Theme.objects.count(), ThemeChange.objects.count()) == (2, 0)


def test_undo_is_refused_while_a_later_change_rests_on_it(review, reviewer, pair):
    fear, worry = pair
    coded(fear, review)
    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)
    merged = last_change()
    split_theme(
        review=review, theme=worry, codings=codings([review], reviewer), title="X", by=reviewer
    )
    split = last_change()

    assert why_not_undone(merged).startswith(
        f"{reviewer} has moved some of the passages on since, on "
    )
    with pytest.raises(ThemeRefused):
        undo_theme_change(change=merged, by=reviewer)
    undo_theme_change(change=split, by=reviewer)
    undo_theme_change(change=merged, by=reviewer)
    with pytest.raises(ThemeRefused, match="undone already"):
        undo_theme_change(change=merged, by=reviewer)
    assert Coding.objects.get().code == fear.key


def test_undo_of_a_split_waits_until_the_theme_is_there_again(review, reviewer, pair):
    fear, worry = pair
    coded(fear, review)
    split_theme(
        review=review, theme=fear, codings=codings([review], reviewer), title="X", by=reviewer
    )
    split = last_change()
    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)

    with pytest.raises(ThemeRefused, match="merged into another since: undo that first"):
        undo_theme_change(change=split, by=reviewer)


def test_undo_of_an_older_change_that_nothing_contradicts(review, reviewer):
    theme, parent = ThemeFactory(review=review, title="Old"), ThemeFactory(review=review)
    describe_theme(theme=theme, title="New", description="", base_version=1, by=reviewer)
    renamed = last_change()
    nest_theme(theme=theme, parent=parent, base_version=2, by=reviewer)

    undo_theme_change(change=renamed, by=reviewer)

    theme.refresh_from_db()
    assert (theme.title, theme.parent, theme.version) == ("Old", parent, 4)
    renamed.refresh_from_db()
    assert (renamed.undone_by, renamed.undone_at is not None) == (reviewer, True)


def test_undo_of_a_name_that_another_theme_has_taken_is_refused(review, reviewer):
    theme = ThemeFactory(review=review, title="Old")
    describe_theme(theme=theme, title="New", description="", base_version=1, by=reviewer)
    renamed = last_change()
    create_theme(review=review, title="Old", by=reviewer)

    with pytest.raises(ThemeRefused, match="There is a theme called Old already"):
        undo_theme_change(change=renamed, by=reviewer)


# --- Retiring and sharing ----------------------------------------------------------------------


def test_retire_theme_keeps_its_passages_and_it_can_come_back(review, reviewer, pair):
    fear, _ = pair
    coding = coded(fear, review)

    retire_theme(theme=fear, base_version=1, by=reviewer)
    fear.refresh_from_db()
    assert (fear.is_given, Coding.objects.get()) == (False, coding)
    bring_back_theme(theme=fear, base_version=2, by=reviewer)
    fear.refresh_from_db()
    assert fear.is_given is True
    undo_theme_change(change=last_change(), by=reviewer)
    fear.refresh_from_db()
    assert fear.is_given is False
    assert verbs() == ["theme.retired", "theme.brought_back", "theme.change_undone"]


def test_undo_of_making_a_theme_puts_it_away(review, reviewer):
    theme = create_theme(review=review, title="Fear", by=reviewer)

    undo_theme_change(change=last_change(), by=reviewer)

    theme.refresh_from_db()
    assert theme.is_given is False


def test_share_theme_and_undo(review, reviewer, pair):
    fear, worry = pair
    nest_theme(theme=fear, parent=worry, base_version=1, by=reviewer)

    share_theme(theme=fear, base_version=2, by=reviewer)
    fear.refresh_from_db()
    assert (fear.review, fear.parent) == (None, None)
    assert AuditEvent.objects.last().review == review
    undo_theme_change(change=last_change(), by=reviewer)

    fear.refresh_from_db()
    assert (fear.review, fear.parent) == (review, worry)


def test_share_theme_whose_title_the_hub_has_is_refused(review, reviewer, pair):
    fear, _ = pair
    ThemeFactory(review=None, title="FEAR")

    with pytest.raises(ThemeRefused, match="There is a theme called FEAR already"):
        share_theme(theme=fear, base_version=1, by=reviewer)


def test_undo_of_sharing_is_refused_once_another_review_uses_the_theme(review, reviewer, pair):
    fear, _ = pair
    share_theme(theme=fear, base_version=1, by=reviewer)
    shared = last_change()
    coded(fear, ReviewFactory())

    with pytest.raises(ThemeRefused, match="Other reviews use this theme now"):
        undo_theme_change(change=shared, by=reviewer)


# --- All together ------------------------------------------------------------------------------


def change_anything(chance, review, by):
    """Make one change by chance; those that the rules refuse are left out."""
    themes = list(Theme.objects.all())
    theme, other = chance.choice(themes), chance.choice(themes)
    own = [each for each in codings([review], by) if each.code == theme.key]
    common = {"theme": theme, "base_version": theme.version, "by": by}
    change = chance.choice(
        [
            lambda: describe_theme(title=f"T{chance.random()}", description="", **common),
            lambda: nest_theme(parent=chance.choice([None, other]), **common),
            lambda: retire_theme(**common),
            lambda: bring_back_theme(**common),
            lambda: share_theme(**common),
            lambda: merge_theme(into=other, **common),
            lambda: split_theme(
                review=review,
                theme=theme,
                codings=chance.sample(own, len(own) // 2),
                into=other,
                by=by,
            ),
        ]
    )
    with suppress(ThemeRefused):
        change()


@pytest.mark.parametrize("seed", range(6))
def test_undoing_every_change_from_the_last_to_the_first_leaves_all_as_it_was(
    review, reviewer, seed
):
    chance = Random(seed)
    themes = [ThemeFactory(review=review) for _ in range(4)] + [ThemeFactory(review=None)]
    passages = [PassageFactory(start_segment__interview__review=review) for _ in range(4)]
    for passage in passages:
        for theme in chance.sample(themes, 3):
            coded(theme, review, passage=passage, memo=theme.title, direction="helps")
    before = rows()

    for _ in range(15):
        change_anything(chance, review, reviewer)
    changes = list(ThemeChange.objects.all())
    assert len(changes) > 3
    for change in changes:
        change.refresh_from_db()
        undo_theme_change(change=change, by=reviewer)

    assert rows() == before


# --- History -----------------------------------------------------------------------------------


def test_history_tells_every_change_newest_first(review, reviewer, pair):
    fear, worry = pair
    describe_theme(theme=worry, title="Unease", description="", base_version=1, by=reviewer)
    merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)

    events = history(worry, {review.pk})

    assert [(each.words, each.facts, each.why_not) for each in events] == [
        ("merged the theme “Fear” into this one", [], ""),
        ("renamed it", [("Title", "Worry", "Unease")], ""),
    ]


def test_history_of_a_theme_of_the_hub_tells_nothing_of_other_reviews(review, reviewer, pair):
    fear, _ = pair
    elsewhere = ReviewFactory()
    nest_theme(theme=fear, parent=ThemeFactory(review=review), base_version=1, by=reviewer)
    describe_theme(theme=fear, title="Dread", description="", base_version=2, by=reviewer)
    share_theme(theme=fear, base_version=3, by=reviewer)
    fear.refresh_from_db()
    coded(fear, review)
    split_theme(
        review=review, theme=fear, codings=codings([review], reviewer), title="X", by=reviewer
    )
    merge_theme(theme=pair[1], into=fear, base_version=1, by=reviewer)
    describe_theme(theme=fear, title="Alarm", description="", base_version=4, by=reviewer)

    assert [(each.words, each.facts) for each in history(fear, {elsewhere.pk})] == [
        ("renamed it", [("Title", "Dread", "Alarm")]),
        ("moved it to the whole hub", []),
    ]
    assert len(history(fear, {review.pk})) == 6


@pytest.mark.parametrize("changes", [1, 3])
def test_history_asks_as_often_for_one_change_as_for_three(
    review, reviewer, django_assert_num_queries, changes
):
    theme = ThemeFactory(review=review)
    for number in range(changes):
        describe_theme(
            theme=theme, title=f"T{number}", description="", base_version=1 + number, by=reviewer
        )

    with django_assert_num_queries(2):
        assert len(history(theme, {review.pk})) == changes


def test_merge_theme_asks_as_often_for_three_codings_as_for_one(
    review, reviewer, pair, django_assert_num_queries
):
    fear, worry = pair
    segment = SegmentFactory(interview__review=review)
    coded(fear, review, passage=PassageFactory(start_segment=segment))
    with django_assert_num_queries(15):
        merge_theme(theme=fear, into=worry, base_version=1, by=reviewer)
    undo_theme_change(change=last_change(), by=reviewer)
    for _ in range(2):
        coded(fear, review, passage=PassageFactory(start_segment=segment))
    with django_assert_num_queries(15):
        merge_theme(theme=fear, into=worry, base_version=3, by=reviewer)
