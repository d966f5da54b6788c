"""Taking out and bringing in from the pages."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from interviews.models import Coding, Interview, Segment
from reports.exchange import carrying
from tests.core.html import parse, words
from tests.reports.exchange.projects import like_atlas, like_qualcoder

pytestmark = pytest.mark.django_db


def text_of(response):
    return words(parse(response.content.decode().replace("<", " <")))


def url(route, review):
    return reverse(f"exchange:{route}", args=[review.slug])


def upload(client, review, data, name="project.qdpx", **more):
    file = SimpleUploadedFile(name, data)
    return client.post(url("import", review), {"file": file, "direction": "mixed"} | more)


def test_overview_says_how_much_there_is(evidence, reviewer, signed_in):
    said = text_of(signed_in(reviewer).get(url("overview", evidence)))
    assert "Interviews 2" in said
    assert "Case studies 1" in said
    assert "Codings you may see 8" in said


KINDS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": ("application/zip", "zip"),
    "qdpx": ("application/zip", "qdpx"),
    "qdc": ("application/xml", "qdc"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_export_downloads_a_file(evidence, reviewer, signed_in, kind):
    content_type, ending = KINDS[kind]
    sent = {"kind": kind, "names": "without"}
    response = signed_in(reviewer).post(url("export", evidence), sent)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Disposition"].startswith(f'attachment; filename="{evidence.slug}-20')
    assert response["Content-Disposition"].endswith(f'.{ending}"')
    assert AuditEvent.objects.get(verb="exchange.exported").by == reviewer
    if kind == "csv":
        names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
        assert names == [f"{evidence.slug}-codings.csv", f"{evidence.slug}-codes.csv"]


def test_names_are_taken_out_only_when_agreed(evidence, reviewer, signed_in):
    client = signed_in(reviewer)
    sent = {"kind": "xlsx", "names": "with"}
    response = client.post(url("export", evidence), sent)
    assert response.context["form"].errors == {
        "is_agreed": ["Confirm that you need the names and keep them safe"]
    }
    assert not AuditEvent.objects.filter(verb="exchange.exported").exists()
    response = client.post(url("export", evidence), sent | {"is_agreed": "on"})
    assert response["Content-Disposition"].endswith('-with-names.xlsx"')
    event = AuditEvent.objects.get(verb="exchange.exported")
    assert event.detail["names"] == "with names"


def test_export_lists_places_with_names_and_offers_to_replace_them(evidence, reviewer, signed_in):
    Segment.objects.filter(text__startswith="Nobody").update(text="Nobody asks Tregarth, ever.")
    client = signed_in(reviewer)
    sent = {"kind": "qdpx", "names": "without"}
    response = client.post(url("export", evidence), sent)
    said = text_of(response)
    assert "Some texts may give somebody away. Nothing has been taken out" in said
    assert "Interview 1, segment 3 Tregarth P01" in said
    response = client.post(url("export", evidence), sent | {"replace": "on"})
    assert response["Content-Type"] == "application/zip"


def test_import_is_shown_and_confirmed(review, reviewer, signed_in):
    client = signed_in(reviewer)
    response = upload(client, review, like_atlas())
    assert response.templates[0].name == "exchange/import_preview.html"
    said = text_of(response)
    assert "Written by ATLAS.ti 9." in said
    assert "Texts and other sources Found 4 New here 2 There already 0 Not imported 2" in said
    assert "Pictures have no equal here." in said
    assert "Network view How many 1 It has no equal here." in said
    assert (Interview.objects.count(), Coding.objects.count()) == (0, 0)
    packed = response.context["form"].initial["packed"]
    response = client.post(url("import_confirm", review), {"packed": packed}, follow=True)
    assert "2 texts, 2 themes and 2 codings came in." in text_of(response)
    assert (Interview.objects.count(), Coding.objects.count()) == (2, 2)
    response = client.post(url("import_confirm", review), {"packed": packed}, follow=True)
    assert "Nothing new came in. All that can be imported is there already." in text_of(response)
    assert (Interview.objects.count(), Coding.objects.count()) == (2, 2)


def test_import_of_what_cannot_be_read_says_why(review, reviewer, signed_in):
    response = upload(signed_in(reviewer), review, b"%PDF-1.7")
    assert response.context["form"].errors == {
        "file": ["This is not a REFI-QDA project (.qdpx) or codebook (.qdc)."]
    }


def test_import_too_large_for_the_page_names_the_command(review, reviewer, signed_in, monkeypatch):
    monkeypatch.setattr(carrying, "LONGEST_PACKED", 10)
    response = upload(signed_in(reviewer), review, like_qualcoder())
    assert "import_review" in response.context["form"].errors["file"][0]


def test_page_of_somebody_else_or_of_another_review_is_stale(
    review, reviewer, second_reviewer, elsewhere, signed_in
):
    response = upload(signed_in(reviewer), review, like_qualcoder())
    sent = {"packed": response.context["form"].initial["packed"]}
    for user, place in ((second_reviewer, review), (reviewer, elsewhere)):
        response = signed_in(user).post(url("import_confirm", place), sent, follow=True)
        assert "The file is no longer at hand. Select it again." in text_of(response)
    assert Interview.objects.count() == 0
