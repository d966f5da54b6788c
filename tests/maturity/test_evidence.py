"""Links and files beside an answer: adding, downloading, removing, and what stays on the disk."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews import audit
from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from maturity import actions, evidence_store
from maturity.actions.attachments import MOST, TOO_MANY, add_file, add_link, remove_attachment
from maturity.evidence_files import check_file
from maturity.forms.evidence import NO_LINK, safe_link
from maturity.models import Attachment, SelfAssessment
from tests.factories.core import MembershipFactory
from tests.factories.maturity import AttachmentFactory, ContributorFactory

KEY = "insites-learning-framework"
CODE = "agreed-strategy"
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def url(review, assessment):
    return reverse("maturity:evidence", args=[review.slug, KEY, "vision-strategy", CODE])


def add(assessment, by, data=PDF, indicator=CODE, name="plan.pdf"):
    file = check_file(data, name)
    return add_file(assessment=assessment, indicator=indicator, file=file, title="", by=by)


def kept(media) -> list[Path]:
    return sorted(each for each in media.rglob("*") if each.is_file())


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def upload(name="plan.pdf", data=PDF, content_type="text/html", **given):
    return {"title": "", "url": "", "file": SimpleUploadedFile(name, data, content_type)} | given


# --- Keeping files ----------------------------------------------------------------------------


def test_file_is_kept_under_its_checksum(assessment, trust_lead, media):
    row = add(assessment, trust_lead)
    assert kept(media) == [media / "maturity" / str(assessment.pk) / row.checksum]
    assert kept(media)[0].read_bytes() == PDF
    assert (row.title, row.media_type, row.size) == ("plan.pdf", "application/pdf", len(PDF))
    assert events() == [
        (
            "attachment.added",
            {
                "indicator": CODE,
                "kind": "file",
                "media_type": "application/pdf",
                "size": len(PDF),
            },
        )
    ]


def test_same_file_again_is_the_same_under_one_indicator_and_kept_once_under_two(
    assessment, trust_lead, media
):
    row = add(assessment, trust_lead)
    assert add(assessment, trust_lead, name="again.pdf") == row
    other = add(assessment, trust_lead, indicator="lessons")
    assert (Attachment.objects.count(), len(kept(media)), other != row) == (2, 1, True)


def test_file_goes_when_nobody_else_stands_on_it(
    assessment, trust_lead, media, django_capture_on_commit_callbacks
):
    rows = [add(assessment, trust_lead, indicator=code) for code in (CODE, "lessons")]
    for row, n_left in zip(rows, (1, 0), strict=True):
        with django_capture_on_commit_callbacks(execute=True):
            remove_attachment(attachment=row, by=trust_lead)
            assert len(kept(media)) == 1
        assert len(kept(media)) == n_left
    stored = Attachment.objects.all()
    assert [(each.removed_by, each.removed_at is not None) for each in stored] == [
        (trust_lead, True),
        (trust_lead, True),
    ]
    assert [verb for verb, _ in events()][2:] == ["attachment.removed", "attachment.removed"]


def test_removing_twice_changes_nothing(assessment, trust_lead):
    row = add(assessment, trust_lead)
    remove_attachment(attachment=row, by=trust_lead)
    remove_attachment(attachment=row, by=trust_lead)
    assert [verb for verb, _ in events()] == ["attachment.added", "attachment.removed"]


@pytest.mark.parametrize("broken", ["audit", "store"])
def test_nothing_stays_behind_when_adding_fails(assessment, trust_lead, media, monkeypatch, broken):
    def fail(*args, **kwargs):
        raise OSError("No space left")

    monkeypatch.setattr(*((audit, "record") if broken == "audit" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="No space left"):
        add(assessment, trust_lead)
    assert (Attachment.objects.count(), kept(media)) == (0, [])


def test_file_stored_before_the_commit_failed_is_deleted(
    assessment, trust_lead, media, monkeypatch
):
    store = evidence_store.store

    def store_and_fail(name, data):
        store(name, data)
        raise OSError("The database went away")

    monkeypatch.setattr(evidence_store, "store", store_and_fail)
    with pytest.raises(OSError, match="went away"):
        add(assessment, trust_lead)
    assert (Attachment.objects.count(), kept(media)) == (0, [])


def test_failing_leaves_the_file_that_another_row_stands_on(
    assessment, trust_lead, media, monkeypatch
):
    add(assessment, trust_lead)
    monkeypatch.setattr(audit, "record", lambda **event: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(assessment, trust_lead, indicator="lessons")
    assert (Attachment.objects.count(), len(kept(media))) == (1, 1)


def test_twenty_links_and_files_an_indicator_and_no_more(assessment, trust_lead, media):
    for _ in range(MOST - 1):
        AttachmentFactory(assessment=assessment)
    AttachmentFactory(assessment=assessment, removed_at="2026-01-01T00:00Z")
    link = {"assessment": assessment, "url": "https://a.nhs.uk", "title": "A", "by": trust_lead}
    add_link(indicator=CODE, **link)
    with pytest.raises(ValidationError, match=TOO_MANY):
        add_link(indicator=CODE, **link)
    with pytest.raises(ValidationError, match=TOO_MANY):
        add(assessment, trust_lead)
    assert kept(media) == []
    add_link(indicator="lessons", **link)


@pytest.mark.parametrize("status", ["submitted", "agreed"])
def test_evidence_stands_still_while_submitted(assessment, trust_lead, media, status):
    row = add(assessment, trust_lead)
    SelfAssessment.objects.update(status=status)
    with pytest.raises(actions.NotOpen):
        add(assessment, trust_lead, data=PDF + b"\n")
    with pytest.raises(actions.NotOpen):
        add_link(assessment=assessment, indicator=CODE, url="https://a.uk", title="", by=trust_lead)
    with pytest.raises(actions.NotOpen):
        remove_attachment(attachment=row, by=trust_lead)
    assert (Attachment.objects.count(), len(kept(media))) == (1, 1)


# --- Links ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        (
            "https://www.thornsea.nhs.uk/strategy?a=1#b",
            "https://www.thornsea.nhs.uk/strategy?a=1#b",
        ),
        (" http://intranet.local/x ", "http://intranet.local/x"),
        ("www.thornsea.nhs.uk/board", "https://www.thornsea.nhs.uk/board"),
    ],
)
def test_link_is_taken(typed, kept_as):
    assert safe_link(typed) == kept_as


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://a.uk/%0aalert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.uk",
        "//a.uk",
        "https://",
        "https://a b.uk",
        "https://a.uk/\\evil",
        'https://a.uk/"onclick=',
        "https://a.uk/\r\nSet-Cookie: x",
        "mailto:a@b.uk",
    ],
)
def test_link_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        safe_link(typed)
    assert refused.value.messages == [NO_LINK]


def test_link_with_a_password_is_refused():
    with pytest.raises(ValidationError, match="Leave out the name and password"):
        safe_link("https://nhs.uk:x@evil.example/")


# --- Pages ------------------------------------------------------------------------------------


def test_page_adds_a_file_by_its_content(trust_lead, signed_in, url, media):
    client = signed_in(trust_lead)
    response = client.post(url, upload(title="Our <b>plan</b>"), follow=True)
    assert response.redirect_chain == [(url, 302)]
    row = Attachment.objects.get()
    assert (row.media_type, row.title, row.added_by) == (
        "application/pdf",
        "Our <b>plan</b>",
        trust_lead,
    )
    assert "Our &lt;b&gt;plan&lt;/b&gt;" in response.content.decode()


def test_page_links_safely(assessment, trust_lead, signed_in, url):
    response = signed_in(trust_lead).post(
        url, {"title": "", "url": "www.thornsea.nhs.uk/board"}, follow=True
    )
    assert Attachment.objects.get().title == "https://www.thornsea.nhs.uk/board"
    assert (
        '<a href="https://www.thornsea.nhs.uk/board" rel="noopener noreferrer nofollow external" '
        'target="_blank">'
    ) in response.content.decode()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (upload(file=""), "url", "Enter a link or select a file"),
        (upload(url="https://a.uk"), "url", "Enter a link or select a file, not both"),
        (upload(data=b""), "file", "The file is empty."),
        (upload(data=b"MZ" + bytes(9)), "file", "Programs are not taken."),
        (upload(file="", url="javascript:alert(1)"), "url", NO_LINK),
    ],
)
def test_page_keeps_what_was_typed_when_it_is_refused(url, given, field, words, request):
    trust_lead, signed_in, media = map(
        request.getfixturevalue, ("trust_lead", "signed_in", "media")
    )
    given = given | {"title": "Strategy"}
    if given["file"]:
        given["file"].seek(0)
    response = signed_in(trust_lead).post(url, given)
    form = response.context["form"]
    assert form.errors == {field: [words]}
    assert (form["title"].value(), form["url"].value()) == ("Strategy", given["url"])
    assert (Attachment.objects.count(), kept(media)) == (0, [])


def test_reviewer_reads_and_adds_nothing(assessment, trust_lead, reviewer, signed_in, url):
    add(assessment, trust_lead)
    client = signed_in(reviewer)
    page = client.get(url)
    assert "form" not in page.context
    assert "plan.pdf" in page.content.decode()
    assert client.post(url, upload()).status_code == 403
    assert Attachment.objects.count() == 1


def test_download_is_never_shown_by_a_browser(assessment, trust_lead, reviewer, signed_in, url):
    row = add(assessment, trust_lead, name="Stratégie “2026”.pdf")
    response = signed_in(reviewer).get(f"{url}{row.pk}/")
    assert response.content == PDF
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "X-Content-Type-Options",
            "Cache-Control",
            "Content-Disposition",
        )
    } == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Disposition": "attachment; "
        "filename*=utf-8''Strat%C3%A9gie%20%E2%80%9C2026%E2%80%9D.pdf",
    }


def test_download_of_what_is_not_ones_part_or_gone_is_not_found(
    review, assessment, trust_lead, signed_in, url
):
    row = add(assessment, trust_lead)
    member = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation)
    ContributorFactory(assessment=assessment, user=member.user, domains=["learning-impact"])
    assert signed_in(member.user).get(f"{url}{row.pk}/").status_code == 404
    elsewhere = reverse("maturity:evidence", args=[review.slug, KEY, "learning-impact", "lessons"])
    assert signed_in(member.user).get(f"{elsewhere}{row.pk}/").status_code == 404
    client = signed_in(trust_lead)
    link = AttachmentFactory(assessment=assessment, file="", url="https://a.uk")
    lost = AttachmentFactory(assessment=assessment)
    other = AttachmentFactory(kept=True)
    for pk in (link.pk, lost.pk, other.pk):
        assert client.get(f"{url}{pk}/").status_code == 404
    remove_attachment(attachment=row, by=trust_lead)
    assert client.get(f"{url}{row.pk}/").status_code == 404


def test_remove_asks_first(assessment, trust_contributor, signed_in, url):
    row = add(assessment, trust_contributor)
    client = signed_in(trust_contributor)
    page = client.get(f"{url}{row.pk}/remove/").content.decode()
    assert "The file is deleted and cannot be brought back." in page
    response = client.post(f"{url}{row.pk}/remove/", follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert Attachment.objects.get().removed_by == trust_contributor
    assert "Nothing has been added yet." in response.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_page_takes_the_same_queries_for_any_number(assessment, url, n, request):
    reviewer, signed_in, django_assert_num_queries = map(
        request.getfixturevalue, ("reviewer", "signed_in", "django_assert_num_queries")
    )
    for _ in range(n):
        AttachmentFactory(assessment=assessment)
    client = signed_in(reviewer)
    with django_assert_num_queries(6):
        client.get(url)
