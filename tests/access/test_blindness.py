"""While two code one interview apart, no answer of the product depends on the other's coding.

Every route is asked twice: once with the other's marks in the database and once without. Whatever
differs, a word, a count or a status, has leaked. New routes are asked by themselves: they must
have a row in the table of routes.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import Memo, User
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import Direction
from interviews.actions.second_coding import finish_second_coding
from interviews.models import (
    Coding,
    Interview,
    LookedAt,
    Passage,
    RecordingSlice,
    SecondCoding,
    Suggestion,
)
from reports.queries.evidence import influence_evidence
from tests.access.test_routes import ALLOWED, ROUTES
from tests.factories.core import MembershipFactory, MemoFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.usefixtures("one_moment")

# What differs from one answer to the next by itself.
BY_ITSELF = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+'
    rb"|(?<=csrf_token\": \")\w+|[\w-]{20,}:\w{6}:[\w-]{40,}"
    rb'|(?<=creationDateTime=")[^"]+'
)
SCRIPTS = (":marked", ":feed")  # ends of routes that scripts ask
# Routes that show much only when they are asked for it.
QUERIES = {
    "search:search": ["?q=network", "?q=Confidential", "?q=ring&where=all"],
    "sense:grid": ["?by=role-group", "?by=trust&empty=on", "?by=round"],
    "sense:together": ["?shared=words"],
    "codes:list": ["?order=passages"],
    "interviews:code_by_hand": ["?uncoded=on"],
    "interviews:feed": ["?since=0.0", "?since=0.9"],
    "memos:add": ["?about=interview&key=1"],
}


@dataclass(frozen=True)
class Apart:
    """Interview 1 is coded by the first coder and blind by the second; interview 2 by both."""

    review: object
    interview: Interview
    first: User
    second: User
    colleague: User
    arguments: list[dict]  # for routes: with the ids of each one's coding in interview 1

    def delete_coding_of(self, user) -> None:
        """As if `user` had not yet begun with interview 1."""
        passages = Passage.objects.filter(interview=self.interview, created_by=user)
        memos = Memo.objects.filter(author=user)
        keys = [str(pk) for pk in passages.values_list("pk", flat=True)]
        memos.filter(about=Memo.About.PASSAGE, key__in=keys).delete()
        memos.filter(about=Memo.About.INTERVIEW, key=str(self.interview.pk)).delete()
        Coding.objects.filter(passage__in=passages).delete()
        passages.delete()
        LookedAt.objects.filter(segment__interview=self.interview, user=user).delete()
        Suggestion.objects.filter(segment__interview=self.interview, by=user).delete()


@pytest.fixture
def apart(house):
    review = house["row"]
    interview = review.interviews.get()
    interview.status = Interview.Status.COMPLETED
    interview.save()
    # A page says for a minute that sound is coming in.
    RecordingSlice.objects.update(created_at=timezone.now() - timedelta(hours=1))
    second = SecondCoding.objects.get()
    first, colleague = house["reviewer"], MembershipFactory(role=Role.REVIEWER, review=review).user
    for user in (first, second.coder, colleague):
        MembershipFactory(role=Role.HUB_STAFF, user=user)  # sees the dashboard too
    theirs = Coding.objects.get()
    theirs.memo = "Confidential to the first"
    theirs.passage.is_usable, theirs.passage.anonymised_quote = True, "Confidential quote"
    theirs.passage.needs_a_look = True
    theirs.passage.save()
    theirs.save()
    own = code_much(interview, second.coder, second, "pump-priming-fund")
    code_much(interview, first, None, "ring-holder")
    other = InterviewFactory(review=review, number=2)
    segment = SegmentFactory(interview=other)
    for user in (first, second.coder):
        CodingFactory(passage=PassageFactory(start_segment=segment, created_by=user))
    return Apart(
        review,
        interview,
        first,
        second.coder,
        colleague,
        [
            house,
            house | {"passage": own.passage_id, "coding": own.pk},
        ],
    )


def code_much(interview, user, second, code) -> Coding:
    """Codings of every kind by one coder, with memos, marks of progress and a taken suggestion."""
    mine = {"author": user, "second_coding": second, "counts": second is None}
    segment = SegmentFactory(interview=interview, text="They ring round and somebody knows.")
    passage = PassageFactory(start_segment=segment, created_by=user, end_offset=9)
    coding = CodingFactory(passage=passage, memo="Confidential memo", **mine)
    CodingFactory(passage=passage, code=code, direction=Direction.HINDERS, **mine)
    CodingFactory(
        passage=PassageFactory(start_segment=segment, created_by=user, start_offset=3),
        framework_ref=interview.review.barriers_ref,
        code="money",
        **mine,
    )
    theme = interview.review.themes.first()
    CodingFactory(passage=passage, framework_ref="themes", code=theme.key, **mine)
    notes = {"review": interview.review, "author": user, "text": "Confidential note"}
    MemoFactory(about=Memo.About.PASSAGE, key=str(passage.pk), **notes)
    MemoFactory(about=Memo.About.INTERVIEW, key=str(interview.pk), **notes)
    passage.proposals.create(kind="name", original="They", is_replaced=False, by=user)
    LookedAt.objects.create(segment=segment, user=user)
    Suggestion.objects.create(
        segment=segment,
        start_offset=0,
        end_offset=9,
        words="They ring",
        framework_ref=interview.review.influences_ref,
        code="good-networks",
        similarity=0.5,
        is_accepted=True,
        by=user,
    )
    return coding


def body(response) -> tuple:
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(
            archive.read(name)
            for name in sorted(archive.namelist())
            if not name.startswith("docProps/")
        )
    return response.status_code, response.headers.get("Location"), BY_ITSELF.sub(b"", content)


# Routes that those who may look at codings can open.
WALKED = [route for route in ALLOWED if ALLOWED[route] & {"reviewer", "hub staff"}]


def walk(apart, client, routes) -> dict:
    """What every route answers: (route, arguments, query, accepted) → status, address, content."""
    cache.clear()
    found = {}
    for route in routes:
        is_of_marks = bool(ROUTES[route] & {"passage", "coding"})
        accepted = ["text/html", *["application/json"] * (is_of_marks or route.endswith(SCRIPTS))]
        for place, arguments in enumerate(apart.arguments if is_of_marks else apart.arguments[:1]):
            url = reverse(route, kwargs={name: arguments[name] for name in ROUTES[route]})
            for query in ["", *QUERIES.get(route, [])]:
                for accept in accepted:
                    response = client.get(url + query, headers={"Accept": accept})
                    found[route, place, query, accept] = body(response)
    return found | exports(apart, client)


def exports(apart, client) -> dict:
    url = reverse("exchange:export", args=[apart.review.slug])
    kinds = ("csv", "qdpx", "qdc", "xlsx")
    asked = {"names": "with", "is_agreed": "on"}
    return {
        ("exchange:export", kind): body(client.post(url, {"kind": kind} | asked)) for kind in kinds
    }


def differing(apart, user, hidden, routes=WALKED) -> set:
    """The routes whose answer is another one without what `hidden` coded in interview 1."""
    answers = []
    for is_there in (True, False):
        client = Client()
        with transaction.atomic():
            client.force_login(user)
            if not is_there:
                apart.delete_coding_of(hidden)
            answers.append(walk(apart, client, routes))
            transaction.set_rollback(True)
    with_it, without = answers
    return {key for key in with_it if with_it[key] != without[key]}


def test_second_coder_at_work_learns_nothing_of_the_first_coding(apart):
    assert differing(apart, apart.second, hidden=apart.first) == set()


def test_first_coder_learns_nothing_of_a_second_coding_at_work(apart):
    assert differing(apart, apart.first, hidden=apart.second) == set()


# Where codings show most, once they may be seen.
TELLING = {
    "interviews:code",
    "interviews:code_by_hand",
    "interviews:marked",
    "interviews:feed",
    "interviews:passage",
    "reports:evidence",
    "reports:influence",
    "codes:list",
    "codes:detail",
    "sense:grid",
    "sense:together",
    "search:search",
    "dashboard:overview",
}


def test_other_reviewers_learn_nothing_of_a_second_coding_at_work(apart):
    assert differing(apart, apart.colleague, hidden=apart.second, routes=TELLING) == set()


def test_the_walk_would_see_a_leak(apart):
    """Once finished nothing is hidden, and the same walk finds it in many places."""
    finish_second_coding(second=SecondCoding.objects.get(), by=apart.second)
    Coding.objects.update(counts=True)
    seen = {key[0] for key in differing(apart, apart.second, apart.first, routes=TELLING)}
    assert seen == TELLING | {"exchange:export"}


def test_counts_of_a_second_coder_at_work_are_those_without_the_first_coding(apart):
    seen = influence_evidence(apart.review, apart.second)
    with transaction.atomic():
        apart.delete_coding_of(apart.first)
        assert influence_evidence(apart.review) == seen
        transaction.set_rollback(True)
    assert influence_evidence(apart.review) != seen
    assert influence_evidence(apart.review) == influence_evidence(apart.review, apart.first)


def test_second_coder_cannot_change_what_is_hidden_from_them(apart, signed_in):
    client, hidden = signed_in(apart.second), Coding.objects.filter(author=apart.first).first()
    slug = apart.review.slug
    codings, passages = Coding.objects.count(), Passage.objects.count()
    for route, argument in [
        ("interviews:remove_coding", hidden.pk),
        ("interviews:change_coding", hidden.pk),
        ("interviews:move_passage", hidden.passage_id),
        ("interviews:passage", hidden.passage_id),
    ]:
        url = reverse(route, args=[slug, 1, argument])
        assert (route, client.post(url).status_code) == (route, 404)
    assert (Coding.objects.count(), Passage.objects.count()) == (codings, passages)


def test_report_is_shut_while_its_reader_codes_blind(apart, signed_in):
    client = signed_in(apart.second)
    for route, *arguments in [("detail", 1), ("pdf", 1), ("release", 1), ("build",)]:
        response = client.get(reverse(f"reports:{route}", args=[apart.review.slug, *arguments]))
        assert response.status_code == 403
        assert "stays shut for you until you have finished" in response.content.decode()
    finish_second_coding(second=SecondCoding.objects.get(), by=apart.second)
    assert client.get(reverse("reports:detail", args=[apart.review.slug, 1])).status_code == 200
