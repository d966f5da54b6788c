from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from adoption_reviews.models import AuditEvent
from casestudies import actions
from casestudies.models import CaseStudy, InfluenceSeen
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory

VALUES = {"innovation": "Heparin at home", "kind": "pathway", "how_decided": "By the division."}


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def seen(case_study):
    rows = case_study.influences_seen.order_by("code", "framework_ref")
    return list(rows.values_list("framework_ref", "code", "direction"))


def versions(case_study):
    return list(case_study.versions.values_list("version", "content", "by"))


def add(review, by, **more):
    return actions.add_case_study(review=review, values=VALUES | more, influences={}, by=by)


def save(case_study, by, values, *, influences=None, base=1):
    return actions.save_case_study(
        case_study=case_study,
        values=values,
        influences=influences or {},
        base_version=base,
        by=by,
    )


def test_case_study_added_with_the_next_number(review, reviewer):
    CaseStudyFactory(review=review, number=4)
    CaseStudyFactory(number=9)
    case_study = actions.add_case_study(
        review=review, values=VALUES, influences={"ring-holder": "mixed"}, by=reviewer
    )
    assert (case_study.number, case_study.version, case_study.author) == (5, 1, reviewer)
    assert case_study.how_decided == "By the division."
    assert seen(case_study) == [(review.influences_ref, "ring-holder", "mixed")]
    assert versions(case_study) == [
        (1, {**VALUES, "influences": {"ring-holder": "mixed"}}, reviewer.pk)
    ]
    assert events() == [("case-study.added", {"number": 5, "influences": {"ring-holder": "mixed"}})]


def test_case_study_saved_as_its_next_version(review, reviewer):
    case_study = CaseStudyFactory(review=review, number=1, **VALUES)
    InfluenceSeenFactory(case_study=case_study, code="ring-holder")
    InfluenceSeenFactory(case_study=case_study, code="ring-holder", framework_ref="other@1")
    save(
        case_study,
        reviewer,
        VALUES | {"how_decided": "By the board."},
        influences={"good-networks": "helps"},
    )
    case_study.refresh_from_db()
    assert (case_study.version, case_study.how_decided) == (2, "By the board.")
    assert case_study.updated_by == reviewer
    assert [(version, content["how_decided"]) for version, content, _ in versions(case_study)] == [
        (2, "By the board.")
    ]
    assert seen(case_study) == [
        (settings.INFLUENCES_FRAMEWORK, "good-networks", "helps"),
        ("other@1", "ring-holder", "helps"),
    ]
    assert events() == [
        (
            "case-study.changed",
            {
                "number": 1,
                "version": 2,
                "fields": ["how_decided"],
                "influences": {"good-networks": "helps"},
            },
        )
    ]


def test_case_study_saved_on_an_outdated_version_is_refused(review, reviewer):
    case_study = CaseStudyFactory(review=review, version=3, **VALUES)
    with pytest.raises(actions.Outdated):
        save(case_study, reviewer, VALUES | {"how_decided": "Mine"}, base=2)
    case_study.refresh_from_db()
    assert (case_study.version, case_study.how_decided) == (3, "By the division.")
    assert events() == []


def test_case_study_saved_as_it_is_changes_nothing(review, reviewer):
    case_study = CaseStudyFactory(review=review, version=3, **VALUES)
    assert save(case_study, reviewer, VALUES, base=1).version == 3
    assert events() == []


@pytest.mark.django_db(transaction=True)
def test_case_studies_added_at_once_get_numbers_of_their_own(review, reviewer):
    def one(_):
        try:
            return add(review, reviewer).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, range(6))) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_version_at_once_let_one_through(review, reviewer):
    case_study = CaseStudyFactory(review=review, **VALUES)

    def one(words):
        try:
            save(case_study, reviewer, VALUES | {"lessons": words})
            return "saved"
        except actions.Outdated:
            return "outdated"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ["Mine", "Theirs"])) == ["outdated", "saved"]
    assert CaseStudy.objects.get().version == 2
    assert InfluenceSeen.objects.count() == 0
