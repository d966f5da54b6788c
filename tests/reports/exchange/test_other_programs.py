"""Projects in the shapes of four programs come in whole, and what does not is accounted for."""

import pytest

from adoption_reviews.models import AuditEvent, Memo, Theme
from interviews.models import Coding, Interview, Passage
from reports.actions.exchange import import_project
from reports.exchange.account import What
from reports.exchange.reading import read_exchange_file
from tests.reports.exchange import projects

NAMES = ["atlas", "maxqda", "nvivo", "qualcoder"]


def brought(review, data, by, **more):
    project, account = read_exchange_file(data)
    return import_project(review=review, project=project, account=account, by=by, **more)


def marked(review):
    """Every coding: words, code's title, direction, author's name, memo."""
    titles = dict(Theme.objects.values_list("key", "title"))
    return [
        (
            each.passage.quote,
            titles.get(each.code, each.code),
            each.direction,
            each.author.name,
            each.memo,
        )
        for each in Coding.objects.filter(passage__interview__review=review).order_by("pk")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_counts_of_a_project_add_up(review, reviewer, name):
    outcome = brought(review, getattr(projects, f"like_{name}")(), reviewer)
    for what in What:
        count = outcome.account.count(what)
        assert count.found == count.imported + count.refused


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_project_again_adds_nothing(review, reviewer, name):
    data = getattr(projects, f"like_{name}")()
    models = (Interview, Passage, Coding, Memo, Theme)
    first = brought(review, data, reviewer)
    before = [model.objects.count() for model in models]
    again = brought(review, data, reviewer)
    assert [model.objects.count() for model in models] == before
    assert again.account.count(What.CODING) == first.account.count(What.CODING)
    assert again.n_codings_there == first.account.count(What.CODING).imported
    assert again.n_memos == 0


@pytest.mark.django_db
def test_nvivo_project_comes_in(review, reviewer):
    outcome = brought(review, projects.like_nvivo(), reviewer, direction="helps")
    assert marked(review) == [
        ("Nobody decides", "Slowly", "helps", reviewer.name, "Coded by Ann Author.")
    ]
    assert outcome.account.offsets == (
        "Offsets are read as UTF-16 units; 1 of 1 selections say what they are called."
    )
    assert [(each.what, each.reason) for each in outcome.account.refused] == [
        (What.CODE, "It stands for a person and is no code."),
        (What.CODING, "Its code stands for a person."),
        (What.SELECTION, "It has no code, or none that can be imported."),
    ]
    [passage] = Passage.objects.all()
    [interview] = review.interviews.all()
    assert set(Memo.objects.values_list("about", "key", "text")) == {
        ("interview", str(interview.pk), "Imported from “One”."),
        ("passage", str(passage.pk), "Annotation\n\nWho is nobody?"),
    }
    slowly = Theme.objects.get(title="Slowly")
    assert slowly.parent.title == "Deciding"
    assert [(each.speaker, each.text) for each in interview.segments.all()] == [
        ("Speaker 1", "We ring 😀 the wards."),
        ("Speaker 2", "Nobody decides, nobody at all."),
        ("Speaker 1", "So it goes."),
    ]
    [person] = interview.participants.all()
    assert (person.role_group, person.agreed_to_all, person.identity.name) == ("other", False, "?")


@pytest.mark.django_db
def test_atlas_project_comes_in(review, reviewer):
    outcome = brought(review, projects.like_atlas(), reviewer)
    assert marked(review) == [
        ("the wards", "Wards", "mixed", reviewer.name, ""),
        ("wards", "Wards", "mixed", reviewer.name, ""),
    ]
    assert {(each.what, each.name, each.reason) for each in outcome.account.refused} == {
        (What.SOURCE, "ward.jpg", "Pictures have no equal here."),
        (What.SOURCE, "talk.m4a", "It is sound and has no transcript."),
        (What.SELECTION, "", "Its source is not imported."),
        (What.CODING, "", "Its selection is not imported."),
        (
            What.SELECTION,
            "wards",
            "It marks an area of a PDF page; the same words are marked in the text.",
        ),
        (
            What.SELECTION,
            "Ann",
            "It marks no words that are kept, such as a speaker’s name alone. "
            "Its note is kept as a memo about the text.",
        ),
        (What.CODING, "", "Its selection is not imported."),
    }
    assert dict(outcome.account.no_equal) == {"set of codes or sources": 1, "network view": 1}
    passage = Passage.objects.order_by("pk").first()
    interview, of_pdf = review.interviews.all()
    assert set(Memo.objects.values_list("about", "key", "text")) == {
        ("passage", str(passage.pk), "why them?"),
        ("interview", str(interview.pk), "“Ann”\n\nAnn again"),
        ("interview", str(interview.pk), "Imported from “Talk”."),
        ("interview", str(of_pdf.pk), "Imported from “Plan.pdf”."),
        ("review", "", "Research plan\n\nFirst we read."),
    }


@pytest.mark.django_db
def test_maxqda_project_comes_in(review, reviewer):
    outcome = brought(review, projects.like_maxqda(), reviewer)
    assert marked(review) == [("Nobody decides", "Slowly", "mixed", reviewer.name, "")]
    assert outcome.account.refused == []
    assert outcome.account.offsets.startswith("Offsets are read as code points, line ends count as")
    assert review.participants.get().role_group == "front-line"


@pytest.mark.django_db
def test_qualcoder_project_comes_in(review, reviewer):
    outcome = brought(review, projects.like_qualcoder(), reviewer)
    assert marked(review) == [
        ("So it goes", "Fate", "mixed", reviewer.name, "Vonnegut\n\nCoded by default."),
        ("So it goes", "good-networks", "mixed", reviewer.name, "Coded by default."),
    ]
    assert outcome.codes.new_themes == ("Fate",)
    assert outcome.codes.n_matched == 1
    assert [each.text for each in Memo.objects.all()] == ["Imported from “Inline”."]
    event = AuditEvent.objects.get(verb="exchange.imported")
    assert event.detail == {
        "sources": 1,
        "codes": 2,
        "selections": 1,
        "codings": 2,
        "refused": 0,
    }
