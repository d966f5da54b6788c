"""The hub's interview guides: writing the draft, publishing it, and what an interview follows."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoption_reviews.audit_words import sentence
from adoption_reviews.models import AuditEvent
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions import guides as actions
from interviews.guide import (
    GuideError,
    Prompt,
    Question,
    edition,
    read_content,
    standard_content,
    stored,
)
from interviews.models import Guide, GuideVersion
from interviews.queries.guide_changes import Change, changes, gaps, summary
from interviews.queries.guides import draft_of
from tests.factories.guides import GuideFactory, GuideVersionFactory, content, question
from tests.factories.hub import text
from tests.factories.interviews import InterviewFactory

EXECUTIVE, FRONT_LINE = RoleGroup.EXECUTIVE, RoleGroup.FRONT_LINE
OPENING = "If another hospital did something better than you do, how would you find out?"


@pytest.fixture
def framework_ref(settings):
    return settings.INFLUENCES_FRAMEWORK


@pytest.fixture
def guide(db):
    return GuideFactory(title="Acute trusts")


@pytest.fixture
def client(hub_administrator, signed_in):
    return signed_in(hub_administrator)


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


def url(name, guide, *args):
    return reverse(f"guides:{name}", args=[guide.pk, *args])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors(response) -> dict:
    found = response.context["form"].errors.items()
    return {field: list(messages) for field, messages in found}


def questions(guide, stage="identify") -> list[Question]:
    guide.refresh_from_db()
    return list(next(each for each in draft_of(guide).stages if each.key == stage).questions)


def last_event():
    event = AuditEvent.objects.latest("pk")
    return event.verb, sentence(event, {})


def entered(response, **changes) -> dict:
    """What a browser sends of the form of a question, with `changes`."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value is not None}


# --- The structure ------------------------------------------------------------------------------


def test_standard_guide_has_the_opening_questions_and_the_influences(framework_ref):
    stages = standard_content(framework_ref).stages
    assert [(each.key, len(each.questions[0].prompts)) for each in stages] == [
        ("identify", 9),
        ("decide", 5),
        ("implement", 4),
    ]
    assert stages[0].questions[0].text == OPENING
    assert stages[0].questions[0].prompts[0].key == "clear-narrative"


def test_content_is_stored_and_read_back_the_same(framework_ref):
    written = standard_content(framework_ref)
    assert read_content(stored(written), framework_ref) == written


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"stages": []},
        content() | {"more": 1},
        content(identify=[question("a", "")]),
        content(identify=[question("a", "A" * 501)]),
        content(identify=[question("A B", "A")]),
        content(identify=[question("a", "One?"), question("a", "Two?")]),
        content(identify=[question("a", "One?")], decide=[question("a", "Two?")]),
        content(
            identify=[
                question("a", "One?", prompts=[("p", "P")]),
                question("b", "Two?", prompts=[("p", "Q")]),
            ]
        ),
        content(identify=[question("a", "A?") | {"role_groups": ["kings"]}]),
        content(identify=[question("a", "A?", prompts=[("p", "P" * 151)])]),
    ],
)
def test_content_that_is_no_guide_is_refused(framework_ref, wrong):
    with pytest.raises(GuideError):
        read_content(wrong, framework_ref)


# --- What a draft changes -----------------------------------------------------------------------


def read(**stages):
    return read_content(content(**stages), "positive-influences@2020.1")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([question("a", "A?")], [question("a", "A?")], []),
        (
            [question("a", "A?")],
            [question("a", "A?"), question("b", "B?", prompts=[("p", "P")])],
            [("new", "Question", "B?", "")],
        ),
        (
            [question("a", "A?")],
            [question("a", "A then?")],
            [("reworded", "Question", "A then?", "A?")],
        ),
        (
            [question("a", "A?", prompts=[("p", "P")])],
            [question("b", "B?")],
            [
                ("new", "Question", "B?", ""),
                ("dropped", "Question", "A?", ""),
                ("dropped", "Prompt", "P", ""),
            ],
        ),
        (
            [question("a", "A?")],
            [question("a", "A?", EXECUTIVE)],
            [("asked", "Question", "A?", "Everybody")],
        ),
        (
            [question("a", "A?"), question("b", "B?")],
            [question("b", "B?"), question("a", "A?")],
            [("order", "Stage", "Identifying innovations", "")],
        ),
        (
            [question("a", "A?", prompts=[("p", "P"), ("q", "Q")])],
            [question("a", "A?", prompts=[("q", "Q"), ("p", "P then"), ("r", "R")])],
            [
                ("reworded", "Prompt", "P then", "P"),
                ("new", "Prompt", "R", ""),
                ("order", "Stage", "Identifying innovations", ""),
            ],
        ),
        (
            [question("a", "A?", prompts=[("p", "P")]), question("b", "B?")],
            [question("a", "A?"), question("b", "B?", prompts=[("p", "P")])],
            [("moved", "Prompt", "P", "A?")],
        ),
    ],
)
def test_changes_of_a_draft(framework_ref, old, new, found):
    made = changes(read(identify=old), read(identify=new), framework_ref)
    assert [(each.kind, each.what, each.text, each.before) for each in made] == found


def test_changes_of_a_question_moved_to_another_stage(framework_ref):
    extra = [question("decide-opening", "B?"), question("a", "A?")]
    old = read(identify=[question("b", "C?"), question("a", "A?")])
    new = read(identify=[question("b", "C?")], decide=extra)
    assert Change(
        "moved", "Question", "A?", "Deciding whether to adopt", before="Identifying innovations"
    ) in changes(old, new, framework_ref)


def test_summary_counts_by_kind(framework_ref):
    old, new = read(), read(identify=[question("a", "A?"), question("b", "B?")])
    assert summary(changes(old, new, framework_ref)) == "2 new, 10 dropped"
    assert summary([]) == ""


def test_gaps_are_stages_where_somebody_is_asked_nothing(framework_ref):
    lacking = read(identify=[], decide=[question("a", "A?", EXECUTIVE, FRONT_LINE)])
    assert gaps(lacking, framework_ref) == [
        "Identifying innovations has no question yet",
        "Deciding whether to adopt has no question for Divisional leadership, Others",
    ]


# --- List, start, rename, retire ----------------------------------------------------------------


def test_list_without_a_guide_offers_the_standard_one(client, db):
    response = client.get(reverse("guides:list"))
    assert "No guide of your own yet" in text(response)
    assert "Start from the standard guide" in text(response)


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_any_number(client, django_assert_num_queries, n):
    for _ in range(n):
        version = GuideVersionFactory()
        InterviewFactory.create_batch(n, guide_version=version)
    client.get(reverse("guides:list"))
    with django_assert_num_queries(5):
        client.get(reverse("guides:list"))


def test_add_starts_a_draft_from_the_standard_guide(client, hub_administrator, framework_ref):
    given = {"title": "  Ambulance   trusts ", "start_from": "standard"}
    response = client.post(reverse("guides:add"), given)

    guide = Guide.objects.get()
    assert (response.status_code, response.url) == (302, guide.get_absolute_url())
    assert (guide.title, draft_of(guide)) == ("Ambulance trusts", standard_content(framework_ref))
    assert last_event() == ("guide.started", "began the interview guide “Ambulance trusts”")


def test_add_starts_a_draft_from_another_guides_draft(client):
    other = GuideFactory(draft=content(decide=[question("mine", "Mine?")]))
    client.post(reverse("guides:add"), {"title": "Copy", "start_from": str(other.pk)})
    assert Guide.objects.get(title="Copy").draft == other.draft


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"title": "", "start_from": "standard"}, {"title": ["Enter title"]}),
        (
            {"title": "acute TRUSTS", "start_from": "standard"},
            {"title": ["There is a guide with this title already"]},
        ),
        (
            {"title": "T" * 5_000, "start_from": "standard"},
            {"title": ["Title must be 100 characters or fewer"]},
        ),
        (
            {"title": "New", "start_from": "99999"},
            {"start_from": ["Select what the draft starts from"]},
        ),
    ],
)
def test_add_with_bad_input_says_why_and_keeps_it(client, guide, given, found):
    response = client.post(reverse("guides:add"), given)
    assert errors(response) == found
    assert response.context["form"]["title"].value() == given["title"]
    assert (Guide.objects.count(), AuditEvent.objects.count()) == (1, 0)


def test_rename(client, guide):
    client.post(url("rename", guide), {"title": "Acute and community"})
    guide.refresh_from_db()
    assert guide.title == "Acute and community"
    assert last_event() == (
        "guide.renamed",
        "renamed the interview guide “Acute trusts” to “Acute and community”",
    )


def test_retire_asks_first_and_bring_back_undoes_it(client, guide):
    assert "Retire “Acute trusts”?" in text(client.get(url("retire", guide)))
    client.post(url("retire", guide))
    guide.refresh_from_db()
    assert guide.retired_at is not None
    client.post(url("bring_back", guide))
    guide.refresh_from_db()
    assert guide.retired_at is None
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["guide.retired", "guide.brought_back"]


# --- Editing the draft --------------------------------------------------------------------------


def test_question_is_added_at_the_end_of_its_stage(client, guide):
    page = client.get(url("add_question", guide), {"stage": "decide"})
    given = entered(
        page,
        text="  Who  decides? ",
        asked="some",
        role_groups=["executive", "front-line"],
        prompt_0_title="Names",
        prompt_0_description="Not committees",
    )
    response = client.post(url("add_question", guide), given)

    added = questions(guide, "decide")[-1]
    assert response.url == f"{guide.get_absolute_url()}#{added.key}"
    assert (added.text, added.role_groups) == ("Who decides?", (EXECUTIVE, FRONT_LINE))
    assert [(each.title, each.description) for each in added.prompts] == [
        ("Names", "Not committees")
    ]
    assert last_event() == (
        "guide.edited",
        "added a question in the draft of the interview guide “Acute trusts”",
    )
    client.post(url("add_question", guide), given)  # sent twice: added once
    assert len(questions(guide, "decide")) == 2
    assert AuditEvent.objects.count() == 1


def test_question_keeps_its_key_and_its_prompts_keys_when_it_is_reworded(client, guide):
    where = url("question", guide, "identify-opening")
    client.post(where, entered(client.get(where), text="How do you hear of it?"))
    reworded = questions(guide)[0]
    assert (reworded.key, reworded.text) == ("identify-opening", "How do you hear of it?")
    assert [each.key for each in reworded.prompts][:2] == [
        "clear-narrative",
        "outward-looking-professionals",
    ]


def test_question_moves_to_another_stage(client, guide):
    where = url("question", guide, "identify-opening")
    client.post(where, entered(client.get(where), stage="decide"))
    assert questions(guide) == []
    assert [each.key for each in questions(guide, "decide")] == [
        "decide-opening",
        "identify-opening",
    ]


@pytest.mark.parametrize(
    ("do", "titles"),
    [
        ("add", ["One", "Two", "Three", ""]),
        ("up-1", ["Two", "One", "Three"]),
        ("up-0", ["One", "Two", "Three"]),
        ("down-0", ["Two", "One", "Three"]),
        ("remove-1", ["One", "Three"]),
        ("remove-9", ["One", "Two", "Three"]),
        ("up-x", ["One", "Two", "Three"]),
        ("nonsense", ["One", "Two", "Three"]),
    ],
)
def test_prompts_are_rearranged_without_saving_and_nothing_typed_is_lost(client, guide, do, titles):
    guide.draft = content(
        identify=[question("a", "A?", prompts=[("p", "P"), ("q", "Q"), ("r", "R")])]
    )
    guide.save()
    where = url("question", guide, "a")
    typed = entered(
        client.get(where),
        text="Half a quest",
        prompt_0_title="One",
        prompt_1_title="Two",
        prompt_2_title="Three",
        do=do,
    )
    form = client.post(where, typed).context["form"]
    assert [row["title"] for row in form.rows()] == titles
    assert form["text"].value() == "Half a quest"
    keys = dict(zip(titles, (row["key"] for row in form.rows()), strict=True))
    assert {title: keys[title] for title in ("One", "Three")} == {"One": "p", "Three": "r"}
    assert [each.text for each in questions(guide)] == ["A?"]
    assert not AuditEvent.objects.exists()


def test_influence_is_added_as_a_prompt_with_its_code_and_offered_once(client, guide):
    guide.draft = content(identify=[question("a", "A?")])
    guide.save()
    where = url("question", guide, "a")
    page = client.post(where, entered(client.get(where), influence="good-networks", do="influence"))
    offered = [
        key for _, group in page.context["form"].fields["influence"].choices[1:] for key, _ in group
    ]
    assert "good-networks" not in offered and "ring-holder" in offered
    client.post(where, entered(page))
    assert questions(guide)[0].prompts == (
        Prompt(
            key="good-networks",
            title="Good networks",
            description="System, regional and national networks help people explore innovations.",
        ),
    )


HOSTILE = "<script>alert(1)</script> & <b>why</b>?"


def test_markup_in_a_question_is_shown_as_text_everywhere(client, guide, as_reviewer, review):
    where = url("question", guide, "identify-opening")
    client.post(where, entered(client.get(where), text=HOSTILE, prompt_0_title=HOSTILE))
    client.post(url("publish", guide), {"seen": edition(draft_of(Guide.objects.get()))})
    version = GuideVersion.objects.get()
    interview = InterviewFactory(review=review, guide_version=version, status="planned")
    args = [review.slug, interview.number]
    for page in (
        client.get(guide.get_absolute_url()),
        client.get(url("preview", guide)),
        client.get(version.get_absolute_url()),
        client.get(where),
        client.get(url("remove_question", guide, "identify-opening")),
        as_reviewer.get(reverse("interviews:guides", args=[review.slug])),
        as_reviewer.get(reverse("interviews:record", args=args)),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;why&lt;/b&gt;?" in page.text


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"text": " "}, {"text": ["Enter question"]}),
        ({"text": "Q" * 5_000}, {"text": ["Question must be 500 characters or fewer"]}),
        (
            {"text": "When a member of STAFF comes back with an innovation,  what happens next?"},
            {"text": ["Another question of this guide says the same"]},
        ),
        (
            {"asked": "some", "role_groups": []},
            {"role_groups": ["Select the role groups that are asked"]},
        ),
        (
            {"prompt_0_title": "P" * 5_000},
            {"prompt_0_title": ["Prompt 1 must be 150 characters or fewer"]},
        ),
        (
            {"prompt_1_title": "Clear INNOVATION narrative"},
            {"prompt_1_title": ["Prompt 2 is there already"]},
        ),
        (
            {"prompt_0_title": "", "prompt_0_description": "Words"},
            {"prompt_0_title": ["Enter what prompt 1 listens for"]},
        ),
        (
            {"prompt_0_key": "devolved-decisions"},
            {"__all__": ["Another question listens for “Clear innovation narrative” already"]},
        ),
        (
            {"prompt_0_key": "ring-holder"},
            {"__all__": ["Two prompts have the key ring-holder"]},
        ),
        ({"stage": "dream"}, {"stage": ["Select stage from the list"]}),
        ({"key": "No key"}, {"key": ["This page was changed on its way. Load it anew"]}),
    ],
)
def test_question_with_bad_input_says_why_and_keeps_what_was_typed(client, guide, given, found):
    where = url("question", guide, "identify-opening")
    typed = entered(client.get(where), **given)
    response = client.post(where, typed)
    assert errors(response) == found
    form = response.context["form"]
    assert {name: form[name].value() for name in given} == given
    assert len(form.rows()) == 9
    guide.refresh_from_db()
    assert (guide.draft, AuditEvent.objects.count()) == (content(), 0)


@pytest.mark.parametrize("n", ["-1", "nonsense", "9999999"])
def test_question_with_a_number_of_prompts_that_is_none_is_refused(client, guide, n):
    where = url("question", guide, "identify-opening")
    response = client.post(where, entered(client.get(where), n_prompts=n))
    assert "n_prompts" in errors(response)
    assert not AuditEvent.objects.exists()


def test_two_administrators_in_one_question_do_not_overwrite_each_other(client, guide):
    where = url("question", guide, "identify-opening")
    mine, theirs = (
        entered(client.get(where), text="Mine?"),
        entered(client.get(where), text="Theirs?"),
    )
    client.post(where, theirs)

    conflict = client.post(where, mine)
    assert errors(conflict) == {
        "__all__": [
            "Somebody else has changed this question meanwhile. What you entered is below, theirs "
            "above it: save again to put yours in its place"
        ]
    }
    assert "What it says now Theirs?" in text(conflict)
    assert conflict.context["form"]["text"].value() == "Mine?"
    assert questions(guide)[0].text == "Theirs?"

    client.post(where, entered(conflict))
    assert questions(guide)[0].text == "Mine?"


def test_two_administrators_in_two_questions_do_not_meet(client, guide):
    first, second = (url("question", guide, key) for key in ("identify-opening", "decide-opening"))
    one = entered(client.get(first), text="One?")
    other = entered(client.get(second), text="Other?")
    assert [
        client.post(where, data).status_code for where, data in ((first, one), (second, other))
    ] == [302, 302]
    assert (questions(guide)[0].text, questions(guide, "decide")[0].text) == ("One?", "Other?")


def test_question_removed_by_somebody_else_can_be_saved_anew(client, guide):
    where = url("question", guide, "identify-opening")
    typed = entered(client.get(where), text="Still here?")
    removing = client.get(url("remove_question", guide, "identify-opening"))
    client.post(
        url("remove_question", guide, "identify-opening"), {"seen": removing.context["seen"]}
    )
    assert questions(guide) == []

    conflict = client.post(where, typed)
    assert errors(conflict)["__all__"] == [
        "Somebody else has removed this question meanwhile. What you entered is below: save again "
        "to add it anew"
    ]
    client.post(where, entered(conflict))
    assert [each.text for each in questions(guide)] == ["Still here?"]


def test_remove_question_that_changed_meanwhile_asks_again(client, guide):
    where = url("remove_question", guide, "identify-opening")
    seen = client.get(where).context["seen"]
    editing = url("question", guide, "identify-opening")
    client.post(editing, entered(client.get(editing), text="Newer?"))

    response = client.post(where, {"seen": seen}, follow=True)
    assert response.redirect_chain == [(where, 302)]
    assert "Newer?" in text(response)
    assert [each.text for each in questions(guide)] == ["Newer?"]


def test_questions_move_up_and_down_within_their_stage(client, guide):
    guide.draft = content(identify=[question(key, f"{key}?") for key in "abc"])
    guide.save()
    moves = [("a", "up"), ("b", "up"), ("a", "down"), ("a", "down"), ("c", "sideways")]
    orders = []
    for key, way in moves:
        client.post(url("move_question", guide, key), {"way": way})
        orders.append("".join(each.key for each in questions(guide)))
    assert orders == ["abc", "bac", "bca", "bca", "bac"]
    gone = client.post(url("move_question", guide, "z"), {"way": "up"}, follow=True)
    assert said(gone) == ["Somebody else has removed this question meanwhile."]


def test_guide_or_question_or_version_that_is_not_there_is_not_found(client, guide):
    assert client.get(url("question", guide, "nothing")).status_code == 404
    assert client.get(url("version", guide, 7)).status_code == 404
    assert client.get(reverse("guides:detail", args=[99999])).status_code == 404


# --- Publishing ---------------------------------------------------------------------------------


def publish(client, guide):
    page = client.get(url("publish", guide))
    return client.post(url("publish", guide), {"seen": page.context["seen"]}, follow=True)


def test_publish_makes_a_version_of_the_draft(client, guide, hub_administrator):
    page = client.get(url("publish", guide))
    assert "Publish version 1?" in text(page)
    response = publish(client, guide)
    version = GuideVersion.objects.get()
    assert said(response) == [
        "Acute trusts, version 1 is published. New interviews can be planned with it."
    ]
    assert (version.number, version.content, version.published_by) == (
        1,
        guide.draft,
        hub_administrator,
    )
    assert last_event() == (
        "guide.published",
        "published version 1 of the interview guide “Acute trusts”",
    )


def test_publish_says_which_number_and_what_changed(client, guide):
    GuideVersionFactory(
        guide=guide, content=content(identify=[question("a", "A?"), question("b", "B?")])
    )
    guide.draft = content(identify=[question("a", "A then?"), question("c", "C?")])
    guide.save()
    page = text(client.get(url("publish", guide)))
    assert "Publish version 2?" in page
    assert (
        "What differs from version 1 New Question, Identifying innovations: C? Reworded Question, "
        "Identifying innovations: A then? before: A? Dropped Question, Identifying innovations: B?"
    ) in page
    publish(client, guide)
    numbers = guide.versions.values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]


def test_publish_what_says_the_same_is_refused(client, guide):
    GuideVersionFactory(guide=guide)
    assert "There is nothing to publish" in text(client.get(url("publish", guide)))
    seen = edition(draft_of(guide))
    response = client.post(url("publish", guide), {"seen": seen}, follow=True)
    assert said(response) == ["Nothing has changed since version 1."]
    assert (GuideVersion.objects.count(), AuditEvent.objects.count()) == (1, 0)


def test_publish_a_draft_with_gaps_is_refused(client, guide):
    guide.draft = content(identify=[])
    guide.save()
    assert "It cannot be published yet" in text(client.get(url("publish", guide)))
    response = client.post(url("publish", guide), {"seen": edition(draft_of(guide))}, follow=True)
    assert said(response) == ["Identifying innovations has no question yet."]
    assert not GuideVersion.objects.exists()


def test_publish_a_draft_that_somebody_changed_shows_it_again(client, guide):
    seen = client.get(url("publish", guide)).context["seen"]
    editing = url("question", guide, "identify-opening")
    client.post(editing, entered(client.get(editing), text="Newer?"))
    response = client.post(url("publish", guide), {"seen": seen}, follow=True)
    assert response.redirect_chain == [(url("publish", guide), 302)]
    assert not GuideVersion.objects.exists()


def test_published_versions_are_never_changed(guide):
    version = GuideVersionFactory(guide=guide)
    version.content = {}
    for change in (
        version.save,
        version.delete,
        GuideVersion.objects.all().delete,
        lambda: GuideVersion.objects.update(number=9),
        lambda: guide.versions.update(number=9),
    ):
        with pytest.raises(TypeError):
            change()
    assert GuideVersion.objects.get().content == content()


def test_version_page_can_be_read_for_one_role_group(client, guide):
    version = GuideVersionFactory(
        guide=guide,
        content=content(identify=[question("a", "All?"), question("b", "Boards?", EXECUTIVE)]),
    )
    page = client.get(version.get_absolute_url(), {"role_group": "front-line"})
    stage = page.context["guide_stages"][0]
    assert [each.text for each in stage.questions] == ["All?"]
    assert [each.text for each in stage.others] == ["Boards?"]


def test_save_question_with_too_many_in_a_stage_is_refused(guide, hub_administrator):
    guide.draft = content(identify=[question(f"q-{n}", f"Question {n}?") for n in range(40)])
    guide.save()
    one = Question(key="q-new", text="One more?")
    save = {"guide": guide, "stage": "identify", "seen": "", "by": hub_administrator}
    with pytest.raises(ValidationError) as refusal:
        actions.save_question(question=one, **save)
    assert refusal.value.message_dict == {"stage": ["A stage has 40 questions at most"]}
