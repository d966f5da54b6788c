"""The demo hub: the same rows each time, whole, and without a name in what others read."""

import hashlib
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from adoption_reviews.anchoring import words_between
from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import (
    AuditEvent,
    Membership,
    Memo,
    Organisation,
    Review,
    Theme,
    User,
)
from adoption_reviews.names import names_found
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from casestudies.models import CaseStudy, InfluenceSeen
from casestudies.models import Coding as StudyCoding
from casestudies.models import Passage as StudyPassage
from interviews.models import (
    Coding,
    CoveredPrompt,
    Guide,
    GuideVersion,
    Interview,
    Participant,
    ParticipantIdentity,
    Passage,
    SecondCoding,
    Segment,
    SegmentVersion,
)
from interviews.queries.guides import content_of, unasked
from maturity import evidence_store
from maturity.models import (
    Attachment,
    Contributor,
    Rating,
    RatingVersion,
    Remark,
    SelfAssessment,
)
from maturity.queries import domains_for, progress
from maturity.queries.contributors import contributors
from reports.demo.load import load_demo_hub
from reports.demo.signins import PASSWORD, sign_ins
from reports.demo.words import DIRECTIONS, read_words
from reports.evidence_rules import Status
from reports.queries.evidence import influence_evidence

STORED = {  # what a load stores, without the keys and times that the database gives
    Organisation: "ods_code name kind region",
    Review: "slug round_number status starts_on ends_on influences_ref maturity_ref",
    User: "email name",
    Membership: "user__email role organisation__ods_code review__slug",
    Participant: "review__slug pseudonym role_group division identity__name consent_to_record"
    " consent_to_quote consent_to_record_on consent_to_quote_by__email withdrawn_at",
    Interview: "review__slug number participants__pseudonym reviewers__email mode status"
    " scheduled_at started_at ended_at guide_version__number",
    Guide: "title framework_ref draft",
    GuideVersion: "guide__title number content published_by__email published_at",
    CoveredPrompt: "interview__review__slug interview__number key by__email at",
    Segment: "id interview__number position kind stage question speaker start_ms text created_at",
    SegmentVersion: "segment version kind stage question speaker text at",
    Passage: "start_segment start_offset end_segment end_offset quote anonymised_quote is_usable"
    " created_by__email created_at",
    Coding: "passage__start_segment code direction author__email created_at counts",
    SecondCoding: "interview__number coder__email given_by__email given_at finished_at as_given",
    Theme: "key review__slug title description parent__key merged_into__key",
    Memo: "review__slug about text author__email",
    CaseStudy: "review__slug number innovation kind is_nationally_prioritised how_identified"
    " how_decided how_implemented benefits lessons updated_at",
    InfluenceSeen: "case_study__innovation code direction",
    StudyPassage: "case_study__innovation start_part start_offset end_offset quote"
    " created_by__email created_at",
    StudyCoding: "passage__quote framework_ref code direction author__email created_at",
    SelfAssessment: "review__slug status submitted_at submitted_by__email",
    Contributor: "assessment__review__slug email name domains user__email accepted_at",
    Rating: "assessment__review__slug indicator value is_not_applicable explanation version"
    " updated_by__email updated_at",
    RatingVersion: "rating__indicator version value explanation by__email at is_for_later",
    Remark: "assessment__review__slug indicator with_reviewers words by__email by_reviewer at",
    Attachment: "assessment__review__slug indicator title url file_name media_type size checksum"
    " added_by__email added_at",
}


def digest() -> str:
    """One checksum of every word, coding and rating in the database."""
    rows = [
        sorted(map(repr, model.objects.order_by().values_list(*fields.split())))
        for model, fields in STORED.items()
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo hub, loaded once for the tests that only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_demo_hub()
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def words():
    return read_words()


def test_load_demo_is_the_same_every_time(db):
    digests = []
    for _ in range(2):
        with transaction.atomic():
            load_demo_hub()
            digests.append(digest())
            file = Attachment.objects.exclude(file="").get()
            assert hashlib.sha256(evidence_store.read(file.file.name)).hexdigest() == file.checksum
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert not Organisation.objects.exists()


def test_load_demo_says_what_it_loaded_and_refuses_a_second_time(db):
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out)
    assert out.getvalue().startswith(
        "Loaded the demo hub: 5 trusts, 6 reviews, 100 participants in 100 interviews ("
    )
    again = StringIO()
    call_command("load_demo", "--if-empty", stdout=again)
    assert again.getvalue() == ""
    with pytest.raises(CommandError, match=r"Nothing was changed\.$"):
        call_command("load_demo", stdout=again)
    assert Organisation.objects.count() == 5


def test_totals_are_those_of_the_five_reviews(demo):
    assert (demo.trusts, demo.reviews, demo.participants, demo.interviews) == (5, 6, 100, 100)
    assert demo.case_studies == 21
    second = Passage.objects.filter(codings__second_coding__isnull=False).distinct()
    assert demo.passages - second.count() == 450
    assert 500 <= demo.codings <= 600
    per_review = Counter(Participant.objects.values_list("review__slug", flat=True))
    assert sorted(per_review.values()) == [16, 16, 16, 17, 17, 18]
    groups = set(Participant.objects.values_list("review", "role_group"))
    assert {group for _, group in groups} == {
        RoleGroup.EXECUTIVE,
        RoleGroup.DIVISIONAL,
        RoleGroup.FRONT_LINE,
    }
    assert len(groups) == 18
    studies = CaseStudy.objects.values_list("review").annotate(n=Count("pk"))
    assert {3, 4} == {n for _, n in studies}
    assert Interview.objects.evidence().count() == 97
    assert Interview.objects.filter(status=Interview.Status.PLANNED).count() == 2
    assert Participant.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert Participant.objects.filter(consent_to_quote=False).count() == 10
    assert AuditEvent.objects.get(verb="demo.loaded").detail["interviews"] == 100


def test_interviews_are_whole(demo):
    numbers = Interview.objects.order_by("review", "number").values_list("review", "number")
    assert list(numbers) == [
        (review.pk, number)
        for review in Review.objects.order_by("pk")
        for number in range(1, review.interviews.count() + 1)
    ]
    for interview in Interview.objects.filter(status=Interview.Status.COMPLETED):
        segments = list(interview.segments.standing())
        assert 25 <= len(segments) <= 45
        assert [each.position for each in segments] == list(range(1, len(segments) + 1))
        assert {"identify", "decide", "implement"} < {each.stage for each in segments}
        times = [each.start_ms for each in segments]
        assert times == sorted(times)
        texts = [each.text for each in segments if each.kind == Segment.Kind.SPEECH]
        assert len(texts) == len(set(texts))
        pseudonym = interview.participants.get().pseudonym
        assert {each.speaker for each in segments} <= {pseudonym, "Interviewer", ""}
    latest = SegmentVersion.objects.order_by("version")
    latest = {each.segment_id: (each.version, each.text, each.stage) for each in latest}
    assert latest == {
        each.pk: (each.version, each.text, each.stage) for each in Segment.objects.all()
    }
    assert SegmentVersion.objects.filter(version=2).exists()


def test_interviews_of_the_latest_reviews_follow_the_hubs_guide(demo):
    version = GuideVersion.objects.get()
    assert (str(version), version.content) == ("Acute trusts, version 1", version.guide.draft)
    guided = Interview.objects.filter(guide_version=version)
    assert sorted({*guided.values_list("review__slug", flat=True)}) == ["rz2-1", "rz4-2", "rz9-1"]
    content = content_of(version)
    asked = Segment.objects.exclude(question="")
    assert {each.kind for each in asked} == {Segment.Kind.QUESTION}
    assert {*asked.values_list("interview", flat=True)} == {
        each.pk for each in guided.exclude(status=Interview.Status.PLANNED)
    }
    for key in {*asked.values_list("question", flat=True)}:
        stages = {*asked.filter(question=key).values_list("stage", flat=True)}
        assert stages == {content.stage_of(key)}, key
    covered = {*CoveredPrompt.objects.values_list("key", flat=True)}
    assert covered and covered <= content.prompt_keys()
    some = guided.filter(number=1).first()
    assert unasked(some).n_questions < len(content.questions())


def test_passages_are_the_words_at_their_offsets(demo):
    passages = Passage.objects.select_related("start_segment", "end_segment")
    spanning = 0
    for passage in passages:
        first, last = passage.start_segment, passage.end_segment
        segments = passage.interview.segments.filter(
            position__range=(first.position, last.position)
        )
        texts = [each.text for each in segments]
        assert words_between(texts, passage.start_offset, passage.end_offset) == passage.quote
        assert passage.quote == passage.quote.strip()
        assert {each.kind for each in segments} == {Segment.Kind.SPEECH}
        spanning += len(texts) == 2
    assert spanning > 10
    assert passages.filter(start_offset__gt=0).count() > 100


def test_case_studies_are_marked_with_what_they_show_and_with_barriers(demo):
    codings = StudyCoding.objects.select_related("passage__case_study__review")
    by_review = Counter(each.passage.case_study.review.slug for each in codings)
    assert by_review == {
        "rz2-1": 5,
        "rz4-1": 6,
        "rz4-2": 3,
        "rz6-1": 7,
        "rz8-1": 6,
        "rz9-1": 4,
    }
    for coding in codings:
        passage, study = coding.passage, coding.passage.case_study
        text = getattr(study, passage.start_part)
        assert text[passage.start_offset : passage.end_offset] == passage.quote
        assert coding.author == passage.created_by != study.author
        if coding.framework_ref == study.review.influences_ref:
            seen = study.influences_seen.get(code=coding.code)
            assert seen.direction == coding.direction, (study, coding)
        else:
            framework = get_framework(coding.framework_ref)
            assert coding.framework_ref == study.review.barriers_ref
            assert coding.code in framework.codes()


def test_what_is_said_is_never_said_twice(words):
    lines = [
        line.say
        for said in words.said.values()
        for direction in DIRECTIONS
        for line in getattr(said, direction)
    ]
    lines += [
        line.say for topics in words.talk.values() for each in topics for line in each.answers
    ]
    lines += [answer for each in words.asides.follow_ups for answer in each.answers]
    assert [line for line, times in Counter(lines).items() if times > 1] == []
    explanations = [each.explanation for of in words.ratings.values() for each in of.values()]
    assert len(explanations) == len(set(explanations))


def test_lines_on_influences_differ_from_their_first_words_on(words):
    for said in words.said.values():
        assert [len(getattr(said, direction)) for direction in DIRECTIONS] == [12, 8, 5]
    lines = [
        line.say.split()
        for said in words.said.values()
        for direction in DIRECTIONS
        for line in getattr(said, direction)
    ]
    assert all(8 <= len(line) <= 70 for line in lines)
    openings = Counter(" ".join(line[:3]).lower() for line in lines)
    assert [opening for opening, times in openings.items() if times > 1] == []


def test_names_are_in_nothing_that_others_read(demo, words):
    identities = list(ParticipantIdentity.objects.all())
    names = [each.name for each in identities]
    assert len(names) == len(set(names)) == 100
    shared = list(Passage.objects.exclude(anonymised_quote="").values_list("anonymised_quote"))
    shared += CaseStudy.objects.values_list(
        "innovation", "how_identified", "how_decided", "how_implemented", "benefits", "lessons"
    )
    shared += Rating.objects.values_list("explanation")
    text = " ".join(part for row in shared for part in row)
    assert names_found(text, identities) == []
    assert [name for name in words.colleagues if name in text] == []
    wards = {ward for review in words.reviews.values() for ward in review.wards}
    assert [ward for ward in wards if ward in text] == []
    assert "[a colleague]" in text
    assert "[a ward]" in text


def test_mentioned_colleagues_are_not_participants(demo, words):
    identities = ParticipantIdentity.objects.all()
    assert names_found(" ".join(words.colleagues), identities) == []
    assert names_found(" ".join(each.name for each in sign_ins()), identities) == []


def test_quotes_are_cleared_only_with_consent(demo):
    usable = Passage.objects.filter(is_usable=True)
    assert 150 <= usable.count() <= 225
    assert not usable.filter(interview__participants__consent_to_quote=False).exists()
    assert not usable.filter(interview__participants__withdrawn_at__isnull=False).exists()
    assert set(usable.values_list("codings__direction", flat=True)) == {"helps", "hinders"}


def test_trusts_differ_and_each_could_teach_another(demo):
    found = {review.slug: influence_evidence(review) for review in Review.objects.all()}
    for influences in found.values():
        for each in influences:
            if each.status is not Status.NO_EVIDENCE:
                assert each.n_usable_quotes > 0, each.code
    present = {
        slug: {each.code for each in influences if each.status is Status.PRESENT}
        for slug, influences in found.items()
    }
    missing = {
        slug: {each.code for each in influences if each.status is Status.MISSING}
        for slug, influences in found.items()
    }
    latest = [slug for slug in found if slug != "rz4-1"]
    for slug in latest:
        assert any(present[slug] & missing[other] for other in latest), slug
    assert {each.status for influences in found.values() for each in influences} == set(Status)
    moved = present["rz4-2"] & missing["rz4-1"]
    assert {"clear-narrative", "ring-holder", "pump-priming-fund"} <= moved


def test_self_ratings_have_gaps_and_one_is_open(demo):
    done = {each.review.slug: progress(each) for each in SelfAssessment.objects.all()}
    assert len(done) == 6
    assert sum(each.n_silent for each in done.values()) == 11
    assert sum(each.n_not_applicable for each in done.values()) == 2
    assert all(each.n_answered > 25 for each in done.values())
    still_open = SelfAssessment.objects.filter(status=SelfAssessment.Status.OPEN)
    assert [each.review.slug for each in still_open] == ["rz9-1"]
    latest = RatingVersion.objects.order_by("version")
    latest = {each.rating_id: (each.version, each.value, each.explanation) for each in latest}
    assert latest == {
        each.pk: (each.version, each.value, each.explanation) for each in Rating.objects.all()
    }


def test_contributors_answered_in_their_parts_alone_and_one_has_not_come_in(demo):
    assessment = SelfAssessment.objects.get(review__slug="rz9-1")
    alasdair, philippa = contributors(assessment)
    assert (alasdair.has_come_in, alasdair.is_done, alasdair.n_done) == (True, False, 6)
    assert [each.by[0][0] for each in alasdair.parts] == ["Alasdair Nwosu", "Alasdair Nwosu"]
    assert (philippa.has_come_in, philippa.link_has_expired) == (False, False)
    assert Contributor.objects.count() == 2
    user = alasdair.contributor.user
    theirs = {
        indicator.key
        for domain in domains_for(assessment, user, frozenset())
        for indicator in domain.indicators
    }
    answered = Rating.objects.filter(updated_by=user)
    assert set(answered.values_list("indicator", flat=True)) <= theirs
    assert {each.assessment for each in answered.select_related("assessment")} == {assessment}
    leads = User.objects.filter(memberships__role=Role.TRUST_LEAD)
    assert not Rating.objects.exclude(updated_by__in=[*leads, user]).exists()


def test_open_self_rating_shows_what_people_do_while_filling_in(demo):
    assessment = SelfAssessment.objects.get(review__slug="rz9-1")
    said = [
        (each.indicator, each.with_reviewers, each.by.name) for each in assessment.remarks.all()
    ]
    assert said == [
        ("staff-time", False, "Alasdair Nwosu"),
        ("staff-time", False, "Mirela Stannard"),
        ("agreed-strategy", True, "Solveig Achterberg"),
        ("agreed-strategy", True, "Mirela Stannard"),
    ]
    assert [each.by_reviewer for each in assessment.remarks.all()] == [False, False, True, False]
    link, file = assessment.attachments.all()
    assert (link.indicator, link.url.split("/")[2], bool(link.file)) == (
        "innovation-partners",
        "www.thornsea.example",
        False,
    )
    assert (file.indicator, file.media_type) == ("agreed-strategy", "text/plain")
    [settled] = assessment.ratings.filter(settled_at__isnull=False)
    [later] = assessment.ratings.filter(is_for_later=True)
    assert (settled.indicator, settled.settled_by.name) == ("clear-definition", "Mirela Stannard")
    assert (later.indicator, later.value is not None) == ("dedicated-budget", True)
    assert Remark.objects.count() == 4


def test_themes_are_nested_merged_and_shared_and_have_passages(demo):
    given = {each.key: each for each in Theme.objects.select_related("merged_into", "parent")}
    assert len(given) == 6
    assert [each.title for each in given.values() if each.review_id is None] == [
        "Money for kit, not for people"
    ]
    assert [str(each.merged_into) for each in given.values() if each.merged_into] == [
        "Nothing after the pilot"
    ]
    assert [str(each.parent) for each in given.values() if each.parent] == [
        "It hangs on one person"
    ]
    counting = Coding.objects.counting().filter(framework_ref="themes")
    codes = Counter(counting.values_list("code", flat=True))
    assert sorted(codes.values()) == [2, 2, 3, 4, 4]
    assert Memo.objects.count() == 4


def test_first_sign_in_of_each_role_has_something_to_do(demo):
    """Those are the ones that are printed when the product starts."""
    first = next(each for each in sign_ins() if each.role_key == Role.TRUST_LEAD)
    trusts = User.objects.get(email=first.email).memberships.values("organisation")
    assert SelfAssessment.objects.filter(review__organisation__in=trusts, status="open").exists()


def test_sign_ins_work_and_cover_every_role(demo):
    people = sign_ins()
    assert {each.role_key for each in people} == set(Role)
    assert [each.role_key for each in people].count(Role.TRUST_LEAD) == 5
    for each in people:
        user = User.objects.get(email=each.email)
        assert user.check_password(PASSWORD)
        assert {held.role for held in user.memberships.all()} == {each.role_key}
        assert each.email.endswith(".example")
        is_second = each.email.startswith("second.")
        assert each.role == ("Second reviewer" if is_second else each.role_key.label)
        assert each.password == PASSWORD
