import pytest
from django.urls import reverse

from casestudies.models import CaseStudy
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.core import UserFactory

SCRIPT = "<script>alert('x')</script>"
TYPED = {
    "innovation": "Heparin at home",
    "kind": "pathway",
    "how_identified": "At a meeting.\r\n\r\nThen by phone.",
    "how_decided": "",
    "how_implemented": "",
    "benefits": "",
    "lessons": "",
}


@pytest.fixture
def urls(review):
    return {
        "list": reverse("casestudies:list", args=[review.slug]),
        "add": reverse("casestudies:add", args=[review.slug]),
        "detail": reverse("casestudies:detail", args=[review.slug, 1]),
        "edit": reverse("casestudies:edit", args=[review.slug, 1]),
    }


@pytest.fixture
def case_study(review):
    return CaseStudyFactory(
        review=review,
        number=1,
        innovation="Heparin at home",
        kind="pathway",
        how_identified="At a meeting.\n\nThen by phone.",
        author=UserFactory(name="Jory Trelawn"),
    )


def stored():
    fields = ("number", "innovation", "how_identified", "how_decided", "version")
    return list(CaseStudy.objects.order_by("number").values_list(*fields))


def test_add_keeps_story_and_influences(review, reviewer, signed_in, urls):
    response = signed_in(reviewer).post(
        urls["add"],
        TYPED
        | {"is_nationally_prioritised": "on", "influence-ring-holder": "hinders"}
        | {"influence-good-networks": ""},
    )
    assert (response.status_code, response.url) == (302, urls["detail"])
    case_study = CaseStudy.objects.get()
    assert case_study.author == reviewer
    assert case_study.is_nationally_prioritised
    assert case_study.how_identified == "At a meeting.\n\nThen by phone."
    assert list(case_study.influences_seen.values_list("framework_ref", "code", "direction")) == [
        (review.influences_ref, "ring-holder", "hinders")
    ]


def test_add_without_an_innovation_says_so_and_keeps_what_was_typed(reviewer, signed_in, urls):
    response = signed_in(reviewer).post(
        urls["add"], {"how_decided": SCRIPT, "influence-ring-holder": "sideways"}
    )
    form = response.context["form"]
    assert form.errors == {
        "innovation": ["Enter innovation"],
        "kind": ["Select kind of innovation"],
        "influence-ring-holder": ["Select someone holds the ring from the list"],
    }
    words = response.content.decode()
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;</textarea>" in words
    assert "<script>alert" not in words
    assert stored() == []


def test_form_asks_for_all_18_influences_under_their_stages(reviewer, signed_in, urls):
    words = signed_in(reviewer).get(urls["add"]).content.decode()
    assert words.count('name="influence-') == 18
    order = [
        words.index(mark)
        for mark in (
            "Identifying innovations",
            'id="id_how_identified"',
            'id="id_influence-system-horizon-scanning"',
            "Deciding whether to adopt",
            'id="id_how_decided"',
            'id="id_influence-proportionate-process"',
            "Implementing and sustaining",
            'id="id_how_implemented"',
            'id="id_influence-benefits-known"',
            'id="id_benefits"',
        )
    ]
    assert order == sorted(order)


def test_detail_shows_influences_by_stage_with_signs_and_escapes_words(
    reviewer, hub_staff, signed_in, urls, case_study
):
    case_study.innovation = SCRIPT
    case_study.how_decided = f"{SCRIPT}\nSecond line"
    case_study.save()
    InfluenceSeenFactory(case_study=case_study, code="trialling-support", direction="mixed")
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", direction="hinders")
    InfluenceSeenFactory(case_study=case_study, code="clear-narrative", direction="helps")
    for user, may_write in ((reviewer, True), (hub_staff, False)):
        response = signed_in(user).get(urls["detail"])
        parts = response.context["parts"]
        assert [
            [(each.influence.key, each.sign) for each in part.shown]
            for part in parts
            if part.shown is not None
        ] == [
            [("clear-narrative", "+"), ("ring-holder", "−")],
            [("trialling-support", "±")],
            [],
        ]
        words = response.content.decode()
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;<br>Second line" in words
        assert "<script>alert" not in words
        assert (urls["edit"] in words) is may_write


def test_detail_of_another_reviews_case_study_is_not_found(reviewer, signed_in, urls):
    CaseStudyFactory(number=1)
    client = signed_in(reviewer)
    assert client.get(urls["detail"]).status_code == 404
    assert client.get(urls["edit"]).status_code == 404
    assert client.get(urls["detail"].replace("/1/", f"/{10**30}/")).status_code == 404


def test_edit_saves_a_new_version(reviewer, signed_in, urls, case_study):
    client = signed_in(reviewer)
    form = client.get(urls["edit"]).context["form"]
    assert form["version"].value() == 1
    response = client.post(urls["edit"], TYPED | {"how_decided": "By the board.", "version": 1})
    assert (response.status_code, response.url) == (302, urls["detail"])
    assert stored() == [
        (1, "Heparin at home", "At a meeting.\n\nThen by phone.", "By the board.", 2)
    ]


def conflict(client, urls, case_study):
    """A page read at version 1 and posted after somebody saved version 2."""
    case_study.how_decided = "Theirs: by the board."
    case_study.version = 2
    case_study.updated_by = UserFactory(name="Kerra Nance")
    case_study.save()
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", direction="helps")
    typed = TYPED | {"how_decided": "Mine: by the division.", "version": 1}
    return typed, client.post(urls["edit"], typed)


def test_edit_on_an_outdated_version_shows_both_and_saves_nothing(
    reviewer, signed_in, urls, case_study
):
    _, response = conflict(signed_in(reviewer), urls, case_study)
    form = response.context["form"]
    assert response.status_code == 409
    assert form.errors == {
        "keep-how_decided": ["Choose which to save: How was it decided?"],
        "keep-influence-ring-holder": ["Choose which to save: Someone holds the ring"],
    }
    assert form["how_decided"].value() == "Mine: by the division."
    assert form["version"].value() == "2"
    words = response.content.decode()
    assert "<p>Theirs: by the board.</p>" in words
    assert "<strong>Kerra Nance</strong> saved this" in words
    assert stored()[0][3:] == ("Theirs: by the board.", 2)


def test_edit_brings_together_what_each_changed_and_asks_about_the_rest(
    reviewer, signed_in, urls, case_study
):
    client = signed_in(reviewer)
    client.post(urls["edit"], TYPED | {"version": 1, "lessons": "None yet."})
    theirs = {"lessons": "Start at once.", "benefits": "Beds freed.", "version": 2}
    ticked = {"is_nationally_prioritised": "on", "influence-ring-holder": "helps"}
    client.post(urls["edit"], TYPED | theirs | ticked)
    mine = {"lessons": "Start small.", "how_decided": "By the division.", "version": 2}
    response = client.post(urls["edit"], TYPED | mine)
    form = response.context["form"]
    assert response.status_code == 409
    assert form.errors == {"keep-lessons": ["Choose which to save: Lessons"]}
    assert {
        name: form[name].value()
        for name in (
            "lessons",
            "how_decided",
            "benefits",
            "is_nationally_prioritised",
            "influence-ring-holder",
        )
    } == {
        "lessons": "Start small.",
        "how_decided": "By the division.",
        "benefits": "Beds freed.",
        "is_nationally_prioritised": True,
        "influence-ring-holder": "helps",
    }
    assert CaseStudy.objects.get().version == 3


def test_edit_of_different_parts_is_shown_together_and_saved_on_asking(
    reviewer, signed_in, urls, case_study
):
    client = signed_in(reviewer)
    ticked = TYPED | {"is_nationally_prioritised": "on", "version": 1}
    client.post(urls["edit"], ticked)
    client.post(urls["edit"], TYPED | {"version": 2, "benefits": "Beds freed."})  # box cleared
    response = client.post(urls["edit"], ticked | {"version": 2, "lessons": "Start small."})
    form = response.context["form"]
    assert (response.status_code, form.errors) == (409, {})
    assert "You did not change the same parts." in response.content.decode()
    shown = {name: form[name].value() for name in TYPED} | {"version": 3, "asked": ""}
    assert form["is_nationally_prioritised"].value() is False
    assert client.post(urls["edit"], shown).url == urls["detail"]
    case_study.refresh_from_db()
    assert (case_study.benefits, case_study.lessons) == ("Beds freed.", "Start small.")
    assert not case_study.is_nationally_prioritised


def test_edit_after_choosing_saves_what_was_chosen(reviewer, signed_in, urls, case_study):
    client = signed_in(reviewer)
    typed, _ = conflict(client, urls, case_study)
    typed |= {"version": 2, "asked": "how_decided influence-ring-holder"}
    undecided = client.post(urls["edit"], typed | {"keep-how_decided": "mine"})
    assert undecided.context["form"].errors == {
        "keep-influence-ring-holder": ["Choose which to save: Someone holds the ring"]
    }
    chosen = typed | {"keep-how_decided": "mine", "keep-influence-ring-holder": "theirs"}
    assert client.post(urls["edit"], chosen).url == urls["detail"]
    assert stored()[0][3:] == ("Mine: by the division.", 3)
    assert list(case_study.influences_seen.values_list("code", "direction")) == [
        ("ring-holder", "helps")
    ]


def test_edit_choice_is_asked_again_when_a_third_save_came_between(
    reviewer, signed_in, urls, case_study
):
    client = signed_in(reviewer)
    typed, _ = conflict(client, urls, case_study)
    case_study.how_decided = "A third."
    case_study.version = 3
    case_study.save()
    chosen = typed | {
        "version": 2,
        "asked": "how_decided influence-ring-holder",
        "keep-how_decided": "theirs",
        "keep-influence-ring-holder": "mine",
    }
    response = client.post(urls["edit"], chosen)
    assert response.status_code == 409
    assert set(response.context["form"].errors) == {
        "keep-how_decided",
        "keep-influence-ring-holder",
    }
    assert stored()[0][3:] == ("A third.", 3)


def test_edit_their_words_may_replace_mine_that_have_an_error(
    reviewer, signed_in, urls, case_study
):
    client = signed_in(reviewer)
    typed, _ = conflict(client, urls, case_study)
    chosen = typed | {
        "innovation": "x" * 201,
        "version": 2,
        "asked": "innovation how_decided influence-ring-holder",
        "keep-innovation": "theirs",
        "keep-how_decided": "theirs",
        "keep-influence-ring-holder": "mine",
    }
    assert client.post(urls["edit"], chosen).url == urls["detail"]
    assert stored()[0][1:4:2] == ("Heparin at home", "Theirs: by the board.")


@pytest.mark.parametrize("version", [{}, {"version": 10**30}, {"version": -1}])
def test_edit_without_a_known_version_is_held_against_what_is_stored(
    reviewer, signed_in, urls, case_study, version
):
    response = signed_in(reviewer).post(urls["edit"], TYPED | {"lessons": "Start small."} | version)
    assert response.status_code == 409
    assert set(response.context["form"].errors) == {"keep-lessons"}


@pytest.mark.parametrize("who", ["trust_lead", "trust_contributor"])
def test_case_studies_are_not_for_trust_people(request, signed_in, urls, case_study, who):
    client = signed_in(request.getfixturevalue(who))
    assert {client.get(url).status_code for url in urls.values()} == {403}


def test_list_takes_the_same_queries_for_one_case_study_and_for_three(
    hub_staff, signed_in, urls, case_study, django_assert_num_queries
):
    client = signed_in(hub_staff)
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", direction="mixed")
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", framework_ref="other@1")
    with django_assert_num_queries(5):
        response = client.get(urls["list"])
    (row,) = response.context["case_studies"]
    assert (row.n_helps, row.n_hinders, row.n_mixed) == (0, 0, 1)
    for number in (2, 3):
        InfluenceSeenFactory(case_study=CaseStudyFactory(review=case_study.review, number=number))
    with django_assert_num_queries(5):
        client.get(urls["list"])


def test_list_when_empty_says_what_belongs_there(reviewer, hub_staff, signed_in, urls):
    for user, may_write in ((reviewer, True), (hub_staff, False)):
        words = signed_in(user).get(urls["list"]).content.decode()
        assert "No case studies yet" in words
        assert (urls["add"] in words) is may_write
