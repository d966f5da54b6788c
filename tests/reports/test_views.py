import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from adoption_reviews.models import AuditEvent
from adoption_reviews.vocabulary import RoleGroup
from reports.models import Report
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.core import ReviewFactory
from tests.factories.interviews import ParticipantFactory
from tests.factories.reports import PDF, ReportFactory


def url(route, review, *args):
    return reverse(f"reports:{route}", args=[review.slug, *args])


def text(response):
    """The page's words, without its frame."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(strip_tags(main).split())


def title(response):
    page = response.content.decode()
    return re.search(r"<title>(.*?)</title>", page).group(1).split(" – ")[0]


# --- The versions --------------------------------------------------------------------------------


def test_list_without_a_report_invites_the_reviewer_to_build_one(review, reviewer, signed_in):
    response = signed_in(reviewer).get(url("list", review))
    assert title(response) == "Report"
    assert "No report yet" in text(response)
    assert f'href="{url("build", review)}"' in response.content.decode()


@pytest.mark.parametrize("who", ["trust_lead", "hub_staff"])
def test_list_shows_readers_released_versions_only(review, signed_in, request, who):
    ReportFactory(review=review, released=True)
    ReportFactory(review=review, ready=True)
    response = signed_in(request.getfixturevalue(who)).get(url("list", review))
    assert [each.version for each in response.context["versions"]] == [1]
    assert "Version 2" not in text(response)
    assert url("build", review) not in response.content.decode()


def test_list_without_a_released_report_tells_the_trust_so(review, trust_lead, signed_in):
    ReportFactory(review=review, ready=True)
    response = signed_in(trust_lead).get(url("list", review))
    assert "No report has been released yet" in text(response)


def test_list_shows_a_build_under_way_and_where_to_ask_about_it(review, reviewer, signed_in):
    ReportFactory(review=review)
    response = signed_in(reviewer).get(url("list", review))
    page = response.content.decode()
    assert "Version 1 is being built. Waiting for a worker." in text(response)
    assert f'data-status="{url("status", review, 1)}"' in page
    assert "js/report_progress.js" in page
    assert f'href="{url("list", review)}">See how far it is</a>' in page
    assert url("build", review) not in page


def test_list_shows_a_build_that_failed_and_another_try(review, reviewer, signed_in):
    ReportFactory(review=review, failed=True)
    response = signed_in(reviewer).get(url("list", review))
    assert "Not built The report could not be built." in text(response)
    assert "Build a new version" in text(response)


def test_list_puts_releasing_first_when_a_version_is_ready(review, reviewer, signed_in):
    ReportFactory(review=review, ready=True)
    response = signed_in(reviewer).get(url("list", review))
    assert response.context["release_text"] == "Release version 1"
    assert text(response).index("Release version 1") < text(response).index("Build a new version")


@pytest.mark.parametrize("versions", [1, 3])
def test_list_asks_the_database_as_often_for_many(
    review, reviewer, signed_in, django_assert_num_queries, versions
):
    for _ in range(versions):
        ReportFactory(review=review, released=True, requested_by=reviewer)
    client = signed_in(reviewer)
    with django_assert_num_queries(5):
        client.get(url("list", review))


# --- Building ------------------------------------------------------------------------------------


def test_build_page_says_what_is_missing_and_builds_nothing(review, reviewer, signed_in):
    response = signed_in(reviewer).get(url("build", review))
    assert title(response) == "Build the report"
    assert "The trust has not begun its self-rating." in text(response)
    assert Report.objects.count() == 0


def test_build_queues_a_report_and_goes_to_the_versions(review, reviewer, signed_in):
    response = signed_in(reviewer).post(url("build", review))
    assert (response.status_code, response.url) == (302, url("list", review))
    report = Report.objects.get()
    assert (report.review, report.status, report.requested_by) == (review, "queued", reviewer)


def test_build_twice_makes_one_report(review, reviewer, signed_in):
    client = signed_in(reviewer)
    client.post(url("build", review))
    response = client.post(url("build", review), follow=True)
    assert "Version 1 of the report is being built." in text(response)
    assert Report.objects.count() == 1


def test_build_with_a_name_in_it_says_where_and_whose(review, reviewer, signed_in):
    ParticipantFactory(review=review, pseudonym="P07", identity__name="Jan Ward")
    CaseStudyFactory(review=review, number=1, innovation="Night clinic", lessons="Jan Ward’s idea.")
    response = signed_in(reviewer).post(url("build", review))
    assert title(response) == "The report may name somebody"
    assert "Case study 1, “Night clinic”: what can be learntJan WardP07 Change the words" in text(
        response
    )
    assert f'href="/reviews/{review.slug}/case-studies/1/edit/"' in response.content.decode()
    assert "ordinary words" not in text(response)
    assert Report.objects.count() == 0


def test_build_with_an_ordinary_word_goes_on_when_the_reviewer_says_so(review, reviewer, signed_in):
    ParticipantFactory(review=review, identity__name="Jan Ward")
    CaseStudyFactory(review=review, lessons="It began on one ward.")
    client = signed_in(reviewer)
    response = client.post(url("build", review))
    assert "The words in small letters are ordinary words here" in text(response)
    assert "Leave these explanations" not in text(response)
    client.post(url("build", review), {"words_are_ordinary": "on"})
    assert Report.objects.count() == 1


@pytest.mark.parametrize("who", ["trust_lead", "trust_contributor", "hub_staff"])
def test_build_is_for_reviewers_only(review, signed_in, request, who):
    response = signed_in(request.getfixturevalue(who)).post(url("build", review))
    assert response.status_code == 403
    assert Report.objects.count() == 0


# --- Progress ------------------------------------------------------------------------------------


def test_status_follows_the_row(review, reviewer, signed_in):
    report = ReportFactory(review=review)
    client = signed_in(reviewer)

    def answer():
        return client.get(url("status", review, 1)).json()

    assert answer() == {
        "version": 1,
        "status": "queued",
        "words": "Waiting for a worker.",
        "is_finished": False,
    }
    report.status = "rendering"
    report.save()
    assert (answer()["words"], answer()["is_finished"]) == ("The PDF is being made.", False)
    report.status, report.pages = "ready", 14
    report.save()
    assert (answer()["words"], answer()["is_finished"]) == ("Ready: 14 pages.", True)


# --- Reading -------------------------------------------------------------------------------------


def test_detail_is_the_report_as_a_web_page(review, trust_lead, signed_in, interviewed):
    for _ in range(3):
        interviewed(review, ("ring-holder", "helps"), usable="Somebody rings the network.")
    study = CaseStudyFactory(review=review, number=1, innovation="Pocket ultrasound")
    InfluenceSeenFactory(case_study=study, code="ring-holder", direction="helps")
    ReportFactory(review=review, released=True)
    response = signed_in(trust_lead).get(url("detail", review, 1))
    words = text(response)
    assert title(response) == "Report, version 1"
    assert "All people (3 of 3) say that it helps. They come from one role group" in words
    assert "Somebody rings the network. Front line · E00" in words
    assert "1. Pocket ultrasound" in words
    assert "had not rated itself when this report was made" in words
    assert "Wenna" not in words
    assert url("release", review, 1) not in response.content.decode()
    assert url("influence", review, "ring-holder") not in response.content.decode()


def test_detail_says_what_was_frozen_and_not_what_is_so_now(
    review, reviewer, signed_in, interviewed
):
    ReportFactory(review=review, ready=True)
    interviewed(review, ("ring-holder", "helps"))
    words = text(signed_in(reviewer).get(url("detail", review, 1)))
    assert "none is at work in this trust" in words


def test_detail_leads_reviewers_to_the_passages(review, reviewer, signed_in, interviewed):
    person = interviewed(review, ("ring-holder", "helps"), usable="Somebody rings the network.")
    passage = person.interviews.get().passages.get()
    ReportFactory(review=review, ready=True)
    page = signed_in(reviewer).get(url("detail", review, 1)).content.decode()
    target = f"{url('influence', review, 'ring-holder')}#passage-{passage.pk}"
    assert f'<a href="{target}">E001</a>' in page


def test_detail_of_an_unfinished_version_shows_how_far_it_is(review, reviewer, signed_in):
    ReportFactory(review=review)
    words = text(signed_in(reviewer).get(url("detail", review, 1)))
    assert "Waiting for a worker. This page shows what the report says." in words
    assert "Download" not in words


@pytest.mark.parametrize("route", ["detail", "pdf"])
@pytest.mark.parametrize("who", ["trust_lead", "hub_staff"])
def test_unreleased_version_is_not_there_for_readers(review, signed_in, request, route, who):
    ReportFactory(review=review, ready=True)
    response = signed_in(request.getfixturevalue(who)).get(url(route, review, 1))
    assert response.status_code == 404


@pytest.mark.parametrize("route", ["detail", "pdf", "list"])
def test_released_version_is_not_there_for_another_trust(signed_in, trust_lead, route):
    other = ReviewFactory()
    ReportFactory(review=other, released=True)
    response = signed_in(trust_lead).get(url(route, other, *([] if route == "list" else [1])))
    assert response.status_code == 404


def test_detail_prints_script_and_runs_none(review, reviewer, signed_in):
    CaseStudyFactory(review=review, innovation="<script>alert(1)</script>", lessons="<b>bold</b>")
    ReportFactory(review=review, ready=True)
    page = signed_in(reviewer).get(url("detail", review, 1)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


# --- Downloading ---------------------------------------------------------------------------------


def test_pdf_is_downloaded_under_a_telling_name_and_noted(review, trust_lead, signed_in):
    review.organisation.name = "St Olave’s & Thornsea NHS Trust"
    review.organisation.save()
    report = ReportFactory(review=review, released=True)
    response = signed_in(trust_lead).get(url("pdf", review, 1))
    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="st-olaves-thornsea-nhs-trust-adoption-review-round-1-v1.pdf"'
    )
    event = AuditEvent.objects.get(verb="report.downloaded")
    assert (event.by, event.object_id, event.review) == (trust_lead, str(report.pk), review)


def test_pdf_that_is_not_built_or_gone_is_not_there(review, reviewer, signed_in):
    client = signed_in(reviewer)
    ReportFactory(review=review, failed=True)
    gone = ReportFactory(review=review, ready=True)
    gone.pdf.storage.delete(gone.pdf.name)
    assert client.get(url("pdf", review, 1)).status_code == 404
    assert client.get(url("pdf", review, 2)).status_code == 404
    assert AuditEvent.objects.filter(verb="report.downloaded").count() == 0


# --- Releasing -----------------------------------------------------------------------------------


def test_release_asks_first(review, reviewer, signed_in):
    ReportFactory(review=review, ready=True)
    response = signed_in(reviewer).get(url("release", review, 1))
    assert title(response) == "Release version 1"
    assert "Release version 1 to the trust?" in text(response)
    assert Report.objects.get().released_at is None


def test_release_lets_the_trust_read_the_version(review, reviewer, trust_lead, signed_in):
    ReportFactory(review=review, ready=True)
    response = signed_in(reviewer).post(url("release", review, 1), follow=True)
    assert response.redirect_chain == [(url("list", review), 302)]
    assert "Version 1 is released: the trust can read and download it." in text(response)
    assert Report.objects.get().released_by == reviewer
    assert signed_in(trust_lead).get(url("detail", review, 1)).status_code == 200


def test_release_of_a_version_that_is_not_ready_is_refused(review, reviewer, signed_in):
    ReportFactory(review=review)
    client = signed_in(reviewer)
    assert client.get(url("release", review, 1)).url == url("list", review)
    response = client.post(url("release", review, 1), follow=True)
    assert "This version is not ready, so it cannot be released." in text(response)
    assert Report.objects.get().released_at is None


# --- Evidence ------------------------------------------------------------------------------------


def test_evidence_lists_every_influence_with_its_status(review, reviewer, signed_in, interviewed):
    for group in (RoleGroup.EXECUTIVE, RoleGroup.FRONT_LINE):
        for _ in range(3):
            interviewed(review, ("ring-holder", "helps"), role_group=group)
    response = signed_in(reviewer).get(url("evidence", review))
    words = text(response)
    assert title(response) == "Evidence"
    assert "What 6 people interviewed and the case studies say of each influence." in words
    assert "Present: 6 of 6 people, both role groups Widespread 0" in words
    assert words.count("Nobody spoke of it") == 17


def test_evidence_without_any_says_what_to_do(review, reviewer, hub_staff, signed_in):
    assert "Complete an interview, then mark what it is evidence of." in text(
        signed_in(reviewer).get(url("evidence", review))
    )
    assert "The reviewers have not marked anything" in text(
        signed_in(hub_staff).get(url("evidence", review))
    )


def test_influence_shows_reviewers_the_passages_and_where_they_stand(
    review, reviewer, signed_in, interviewed
):
    person = interviewed(
        review, ("ring-holder", "helps"), text="Ask Jan.", usable="Ask somebody.", pseudonym="P03"
    )
    interview = person.interviews.get()
    interviewed(review, ("ring-holder", "hinders"), text="Nobody.", pseudonym="P04")
    ReportFactory(review=review)
    passage = interview.passages.get()
    response = signed_in(reviewer).get(url("influence", review, "ring-holder"))
    words, page = text(response), response.content.decode()
    assert title(response) == "Someone holds the ring"
    assert "Ask Jan. P03, front line" in words
    assert "cleared for the report" in words
    assert "In the report: “Ask somebody.”" in words
    assert "Nobody. P04, front line" in words
    assert f'id="passage-{passage.pk}"' in page
    assert reverse("interviews:passage", args=[review.slug, interview.number, passage.pk]) in page
    reference = next(
        ref for ref, pk in Report.objects.get().snapshot["references"].items() if pk == passage.pk
    )
    assert f"{reference} in version 1" in words


def test_influence_shows_hub_staff_cleared_quotes_and_nobody(
    review, hub_staff, signed_in, interviewed
):
    for usable in ("Ask somebody.", "", ""):
        person = interviewed(
            review, ("ring-holder", "helps"), text="Ask Jan Tregarth.", usable=usable
        )
    response = signed_in(hub_staff).get(url("influence", review, "ring-holder"))
    page, words = response.content.decode(), text(response)
    assert "Ask somebody." in words
    assert "Front line" in words
    assert "2 further passages are not cleared for use." in words
    for secret in ("Tregarth", person.pseudonym, "/interviews/"):
        assert secret not in page


def test_influence_of_no_framework_is_not_there(review, reviewer, signed_in):
    response = signed_in(reviewer).get(url("influence", review, "no-such-influence"))
    assert response.status_code == 404


def test_influence_leads_to_its_case_studies(review, hub_staff, signed_in):
    study = CaseStudyFactory(review=review, number=2, innovation="Pocket ultrasound")
    InfluenceSeenFactory(case_study=study, code="ring-holder", direction="hinders")
    response = signed_in(hub_staff).get(url("influence", review, "ring-holder"))
    assert "Pocket ultrasound: missing" in text(response)
    assert reverse("casestudies:detail", args=[review.slug, 2]) in response.content.decode()


def test_influence_without_a_withdrawn_person(review, reviewer, signed_in, interviewed):
    person = interviewed(review, ("ring-holder", "helps"), text="Strike me out.")
    person.withdrawn_at = timezone.now()
    person.save()
    words = text(signed_in(reviewer).get(url("influence", review, "ring-holder")))
    assert "Strike me out." not in words
    assert "Nobody spoke of it" in words
