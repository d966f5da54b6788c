"""A workbook goes down, is filled in elsewhere and comes up again through the pages."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from maturity.models import (
    ContextAnswer,
    Rating,
    RatingVersion,
    SelfAssessment,
    UploadedWorkbook,
)
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.maturity import (
    ContributorFactory,
    RatingFactory,
    SelfAssessmentFactory,
    UploadedWorkbookFactory,
)

KEY = "insites-learning-framework"
VISION, CONTEXT = "2 Vision and strategy", "1 Context and background"
PROUD, MAKING = "5 – Proud to share", "3 – Making progress"
AGREED = "Leaders have agreed where innovation and its adoption should lead, and how"


@pytest.fixture
def urls(assessment):
    return Urls(assessment)


@pytest.fixture
def lead(trust_lead, signed_in):
    """The browser of the trust's lead."""
    return signed_in(trust_lead)


class Urls:
    def __init__(self, assessment):
        self.arguments = [assessment.review.slug, assessment.framework_key]

    def __call__(self, name, *more):
        return reverse(f"maturity:{name}", args=[*self.arguments, *more])


def download(client, urls):
    response = client.get(urls("workbook_file"))
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def file_of(book, name="filled in.xlsx"):
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def upload(client, urls, book):
    """Where it leads; the form's errors when it leads nowhere."""
    file = file_of(book) if isinstance(book, openpyxl.Workbook) else book
    response = client.post(urls("workbook"), {"file": file})
    return response.url if response.status_code == 302 else response.context["form"].errors["file"]


def fill(book, sheet, code, **cells):
    """Type into the row of a code, by the small name of its column."""
    page = book[sheet]
    headers = [cell.value for cell in page[3]]
    for row in page.iter_rows(min_row=4):
        if row[headers.index("Code")].value == code:
            for name, value in cells.items():
                row[headers.index(COLUMNS[name])].value = value
            return
    raise KeyError(code)


COLUMNS = {
    "rating": "Rating",
    "explanation": "Explanation",
    "later": "Come back later",
    "answer": "Answer",
    "version": "Version",
}


def agree(client, url, **chosen):
    """Post the preview as its page shows it, with what is chosen."""
    mark = client.get(url).context["preview"].mark
    names = {name.replace("_", "-"): value for name, value in chosen.items() if name != "leave_out"}
    if "leave_out" in chosen:
        names["leave_out"] = chosen["leave_out"]
    return client.post(url, {"mark": mark} | names)


def stored():
    fields = ("indicator", "value", "is_not_applicable", "explanation", "version")
    return list(Rating.objects.order_by("indicator").values_list(*fields))


def said(response):
    return [str(each) for each in response.context["messages"]]


# --- Down -------------------------------------------------------------------------------------


def test_workbook_page_of_a_lead_offers_all_parts(trust_lead, signed_in, urls):
    response = signed_in(trust_lead).get(urls("workbook"))
    assert len(response.context["domains"]) == 8
    assert [each.title for each in download(signed_in(trust_lead), urls).worksheets] == [
        "Read me",
        CONTEXT,
        VISION,
        "3 Governance and resources",
        "4 Portfolio and methods",
        "5 Culture and capabilities",
        "6 External partnerships",
        "7 Patient and public…",
        "8 Learning, evaluation and…",
        "Choices",
    ]


def test_workbook_file_of_a_contributor_has_their_part_and_no_other(
    assessment, signed_in, urls, review
):
    contributor = part_of_one(assessment)
    RatingFactory(assessment=assessment, indicator="lessons", explanation="Nobody else's")
    client = signed_in(contributor)
    book = download(client, urls)
    assert book.sheetnames == ["Read me", VISION, "Choices"]
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not any("Nobody else" in each or "headcount" in each for each in words)


def part_of_one(assessment):
    """A contributor to “Vision and strategy”."""
    organisation = assessment.review.organisation
    user = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=organisation).user
    ContributorFactory(assessment=assessment, user=user)
    return user


def test_workbook_file_locks_what_the_lead_settled(assessment, trust_lead, signed_in, urls):
    contributor = part_of_one(assessment)
    RatingFactory(assessment=assessment, settled_at=assessment.created_at, settled_by=trust_lead)
    for user, is_locked in ((trust_lead, False), (contributor, True)):
        sheet = download(signed_in(user), urls)[VISION]
        assert (sheet["C4"].protection.locked, sheet["C5"].protection.locked) == (is_locked, False)
        assert sheet.protection.sheet is True


@pytest.mark.parametrize("n", [1, 3])
def test_workbook_file_asks_the_same_of_the_database_for_many(
    n, assessment, lead, urls, django_assert_num_queries
):
    for code in ["agreed-strategy", "lessons", "risk"][:n]:
        RatingFactory(assessment=assessment, indicator=code)
    with django_assert_num_queries(9):
        lead.get(urls("workbook_file"))


# --- Up ---------------------------------------------------------------------------------------


def test_upload_saves_nothing_until_it_is_agreed_to(trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD, explanation="=Agreed\nin May", later="Yes")
    fill(book, VISION, "clear-definition", rating="Not applicable", explanation="No need")
    fill(book, CONTEXT, "staff-headcount", answer=12500)
    fill(book, CONTEXT, "organisation-type", answer="Acute")
    book[VISION]["D4"].data_type = "s"
    url = upload(client, urls, book)
    assert (Rating.objects.count(), ContextAnswer.objects.count()) == (0, 0)
    preview = client.get(url).context["preview"]
    assert [(row.code, row.now.words, row.new.words) for row in preview.rows] == [
        ("staff-headcount", "", ""),
        ("organisation-type", "", ""),
        ("agreed-strategy", "Not answered", "5 – Proud to share"),
        ("clear-definition", "Not answered", "Not applicable"),
    ]
    assert (preview.n_unchanged, preview.problems, preview.conflicts) == (39, [], [])
    response = agree(client, url)
    assert (response.status_code, response.url) == (302, urls("detail"))
    assert stored() == [
        ("agreed-strategy", 5, False, "=Agreed\nin May", 1),
        ("clear-definition", None, True, "No need", 1),
    ]
    assert Rating.objects.get(indicator="agreed-strategy").is_for_later is True
    assert list(ContextAnswer.objects.order_by("pk").values_list("question", "words")) == [
        ("staff-headcount", "12500"),
        ("organisation-type", "acute"),
    ]
    assert {each.source for each in RatingVersion.objects.all()} == {"workbook"}
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "workbook.uploaded",
        "rating.saved",
        "rating.saved",
        "context.saved",
        "context.saved",
        "workbook.applied",
    ]
    row = UploadedWorkbook.objects.get()
    assert (row.applied_at is not None, row.changes) == (True, {})
    # The same file again changes nothing, and neither does agreeing again.
    assert upload(client, urls, book) == urls("workbook")
    again = client.post(url, {"mark": preview.mark}, follow=True)
    assert said(again)[-1] == "This workbook was dealt with already."
    assert [each[4] for each in stored()] == [1, 1]


def test_upload_of_the_same_file_twice_is_one_upload(trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD)
    assert upload(client, urls, book) == upload(client, urls, book)
    assert UploadedWorkbook.objects.count() == 1
    pending = client.get(urls("workbook")).context["pending"]
    assert [each.file_name for each in pending] == ["filled in.xlsx"]


def test_upload_as_it_was_downloaded_changes_nothing(assessment, trust_lead, signed_in, urls):
    RatingFactory(assessment=assessment, explanation="Why", version=3)
    client = signed_in(trust_lead)
    response = client.post(urls("workbook"), {"file": file_of(download(client, urls))}, follow=True)
    assert said(response) == ["There is nothing to change: the workbook says what is here already."]
    assert UploadedWorkbook.objects.count() == 0


def test_upload_that_changes_only_parts_of_others_says_that_they_were_left_out(
    assessment, trust_lead, signed_in, urls
):
    contributor = part_of_one(assessment)
    book = download(signed_in(trust_lead), urls)
    fill(book, "8 Learning, evaluation and…", "lessons", rating=PROUD)
    client = signed_in(contributor)
    response = client.post(urls("workbook"), {"file": file_of(book)}, follow=True)
    [words] = said(response)
    assert words.startswith("Nothing was taken from the workbook. It says of your parts what is")
    assert words.endswith("Learning, evaluation and impact.")
    assert UploadedWorkbook.objects.count() == 0


# --- Conflicts --------------------------------------------------------------------------------


@pytest.fixture
def conflict(assessment, trust_lead, trust_contributor, signed_in, urls):
    """(client, url of the preview): a colleague answered “agreed-strategy” since the download."""
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD, explanation="Mine")
    fill(book, VISION, "clear-definition", rating=MAKING)
    RatingFactory(assessment=assessment, explanation="Theirs", updated_by=trust_contributor)
    return client, upload(client, urls, book)


@pytest.mark.parametrize(
    ("keep", "first"),
    [
        ("mine", ("agreed-strategy", 5, False, "Mine", 2)),
        ("theirs", ("agreed-strategy", 3, False, "Theirs", 1)),
    ],
)
def test_conflict_is_chosen(conflict, keep, first):
    client, url = conflict
    preview = client.get(url).context["preview"]
    assert [(row.code, row.now.explanation, row.new.explanation) for row in preview.conflicts] == [
        ("agreed-strategy", "Theirs", "Mine")
    ]
    agree(client, url, agreed_strategy_keep=keep)
    assert stored() == [first, ("clear-definition", 3, False, "", 1)]


def test_conflict_must_be_chosen(conflict):
    client, url = conflict
    response = agree(client, url)
    assert response.context["form"].errors == {
        "agreed-strategy-keep": [f"Choose which answer to keep for ‘{AGREED}’"]
    }
    assert [each[0] for each in stored()] == ["agreed-strategy"]


def test_answer_changed_since_the_preview_is_shown_again(conflict):
    client, url = conflict
    mark = client.get(url).context["preview"].mark
    Rating.objects.update(explanation="Theirs, anew", version=2)
    chosen = {"mark": mark, "agreed-strategy-keep": "mine"}
    response = client.post(url, chosen)
    assert response.status_code == 409
    assert said(response) == [
        "Answers have changed since you opened the page, so nothing was saved. Look again."
    ]
    assert [row.now.explanation for row in response.context["preview"].conflicts] == [
        "Theirs, anew"
    ]
    assert stored() == [("agreed-strategy", 3, False, "Theirs, anew", 2)]


def test_answer_that_somebody_gave_alike_is_no_conflict(
    assessment, trust_lead, trust_contributor, signed_in, urls
):
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD, explanation="Same")
    RatingFactory(assessment=assessment, value=5, explanation="Same", updated_by=trust_contributor)
    assert upload(client, urls, book) == urls("workbook")


def test_answer_that_was_not_touched_in_the_workbook_stays_as_a_colleague_left_it(
    assessment, trust_lead, trust_contributor, signed_in, urls
):
    rating = RatingFactory(assessment=assessment, explanation="First")
    RatingVersion.objects.create(
        rating=rating, version=1, value=3, explanation="First", by=trust_contributor
    )
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "clear-definition", rating=MAKING)
    Rating.objects.update(explanation="Second", version=2)
    agree(client, upload(client, urls, book))
    assert stored() == [
        ("agreed-strategy", 3, False, "Second", 2),
        ("clear-definition", 3, False, "", 1),
    ]


# --- What is refused --------------------------------------------------------------------------


def test_rows_with_errors_are_left_out_only_when_that_is_said(trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=4)
    fill(book, VISION, "clear-definition", rating=MAKING)
    url = upload(client, urls, book)
    [problem] = client.get(url).context["preview"].problems
    assert (problem.sheet, problem.row, problem.title) == (VISION, 4, AGREED)
    response = agree(client, url)
    assert list(response.context["form"].errors) == ["leave_out"]
    assert stored() == []
    agree(client, url, leave_out="on")
    assert stored() == [("clear-definition", 3, False, "", 1)]


@pytest.mark.parametrize(
    "hostile",
    [
        (VISION, "agreed-strategy", {"explanation": "x" * 32_000},
         "The explanation must be 10,000 characters or fewer."),
        (CONTEXT, "plans", {"answer": "x" * 10_001},
         "The answer must be 10,000 characters or fewer."),
        (CONTEXT, "staff-headcount", {"answer": "about 900"},
         "Enter ‘Staff employed’ as a number and nothing else, like 12,500 or 2.5."),
        (CONTEXT, "years-in-current-form", {"answer": "seven years"},
         "Choose one of: under 3 years, 3 to 5 years, over 5 years."),
        (VISION, "agreed-strategy", {"rating": PROUD, "version": 4},
         "A hidden column of this row has been changed."),
    ],
    ids=["explanation", "answer", "number", "choice", "version"],
)  # fmt: skip
def test_what_cannot_be_saved_is_said_before_anything_is_saved(lead, urls, hostile):
    sheet, code, typed, reason = hostile
    book = download(lead, urls)
    fill(book, sheet, code, **typed)
    preview = lead.get(upload(lead, urls, book)).context["preview"]
    assert ([each.reason for each in preview.problems], preview.rows) == ([reason], [])


def test_submitted_meanwhile_refuses_everything(assessment, trust_lead, signed_in, urls):
    client = signed_in(trust_lead)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD)
    url = upload(client, urls, book)
    mark = client.get(url).context["preview"].mark
    SelfAssessment.objects.update(status="submitted")
    response = client.post(url, {"mark": mark}, follow=True)
    assert said(response) == [
        "The self-rating has been submitted, so answers cannot be changed any more. "
        "Nothing was saved."
    ]
    assert (stored(), UploadedWorkbook.objects.get().applied_at) == ([], None)
    assert client.get(url).status_code == 200
    assert upload(client, urls, book) == [
        "The self-rating has been submitted, so answers cannot be changed any more."
    ]


def test_lead_s_workbook_from_a_contributor_changes_their_parts_only(
    assessment, trust_lead, signed_in, urls
):
    contributor = part_of_one(assessment)
    book = download(signed_in(trust_lead), urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD)
    fill(book, "8 Learning, evaluation and…", "lessons", rating=PROUD)
    client = signed_in(contributor)
    url = upload(client, urls, book)
    preview = client.get(url).context["preview"]
    assert ([row.code for row in preview.rows], preview.problems) == (["agreed-strategy"], [])
    assert preview.not_yours == [
        "Context and background",
        "Governance and resources",
        "Portfolio and methods",
        "Culture and capabilities",
        "External partnerships",
        "Patient and public involvement",
        "Learning, evaluation and impact",
    ]
    agree(client, url)
    assert [each[0] for each in stored()] == ["agreed-strategy"]


def test_part_taken_away_meanwhile_is_left_out(assessment, signed_in, urls):
    contributor = part_of_one(assessment)
    client = signed_in(contributor)
    book = download(client, urls)
    fill(book, VISION, "agreed-strategy", rating=PROUD)
    url = upload(client, urls, book)
    mark = client.get(url).context["preview"].mark
    assessment.contributors.update(domains=["learning-impact"])
    response = client.post(url, {"mark": mark})
    assert response.status_code == 409
    assert [each.reason for each in response.context["preview"].problems] == [
        "This is not in your parts of the self-rating any more."
    ]
    agree(client, url, leave_out="on")
    assert stored() == []


def test_settled_rating_is_changed_by_the_lead_only(assessment, trust_lead, signed_in, urls):
    contributor = part_of_one(assessment)
    RatingFactory(assessment=assessment, settled_at=assessment.created_at, settled_by=trust_lead)
    reasons = {}
    for user in (contributor, trust_lead):
        client = signed_in(user)
        book = download(client, urls)
        fill(book, VISION, "agreed-strategy", rating=PROUD)
        url = upload(client, urls, book)
        reasons[user] = [each.reason for each in client.get(url).context["preview"].problems]
        agree(client, url, leave_out="on")
    assert reasons == {
        contributor: ["The trust’s lead has settled this rating, so only they can change it."],
        trust_lead: [],
    }
    assert stored() == [("agreed-strategy", 5, False, "", 2)]


def test_uploads_of_others_are_not_seen(assessment, trust_lead, trust_contributor, signed_in, urls):
    theirs = UploadedWorkbookFactory(assessment=assessment, uploaded_by=trust_contributor)
    client = signed_in(trust_lead)
    assert client.get(urls("workbook")).context["pending"] == []
    for name in ("workbook_preview", "cancel_workbook"):
        assert client.post(urls(name, theirs.pk)).status_code == 403
    other = SelfAssessmentFactory(
        review=ReviewFactory(organisation=assessment.review.organisation, round_number=7)
    )
    assert client.get(Urls(other)("workbook_preview", theirs.pk)).status_code == 404


def test_cancel_workbook_takes_it_away(assessment, trust_lead, signed_in, urls):
    mine = UploadedWorkbookFactory(assessment=assessment, uploaded_by=trust_lead)
    client = signed_in(trust_lead)
    response = client.post(urls("cancel_workbook", mine.pk))
    assert (response.status_code, response.url) == (302, urls("workbook"))
    assert UploadedWorkbook.objects.count() == 0
    assert [each.verb for each in AuditEvent.objects.all()] == ["workbook.cancelled"]
    assert client.get(urls("workbook_preview", mine.pk)).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_workbook_preview_asks_the_same_of_the_database_for_many(
    n, assessment, lead, urls, django_assert_num_queries
):
    for code in ["agreed-strategy", "strategy-communicated", "clear-definition"][:n]:
        RatingFactory(assessment=assessment, indicator=code)
    book = download(lead, urls)
    for code in ["agreed-strategy", "strategy-communicated", "clear-definition"][:n]:
        fill(book, VISION, code, rating=PROUD)
    url = upload(lead, urls, book)
    with django_assert_num_queries(9):
        lead.get(url)


# --- On paper ---------------------------------------------------------------------------------


def test_print_has_every_part_with_its_answers(assessment, trust_lead, signed_in, urls):
    RatingFactory(assessment=assessment, explanation="<b>Why</b>")
    response = signed_in(trust_lead).get(urls("print"))
    parts = dict(response.context["parts"])
    assert [each.key for each in parts][:2] == ["context", "vision-strategy"]
    first = next(found for domain, found in parts.items() if domain.key == "vision-strategy")[0]
    assert [(box.words, box.is_ticked) for box in first.boxes] == [
        ("5 – Proud to share", False),
        ("3 – Making progress", True),
        ("1 – Little or no progress", False),
        ("Not applicable", False),
    ]
    assert b"&lt;b&gt;Why&lt;/b&gt;" in response.content


def test_print_words_choices_as_the_page_does(assessment, trust_lead, signed_in, urls):
    ContextAnswer.objects.create(
        assessment=assessment, question="organisation-type", words="acute", updated_by=trust_lead
    )
    response = signed_in(trust_lead).get(urls("print"))
    _, asked = response.context["parts"][0]
    boxes = asked[1].boxes
    assert [(box.words, box.is_ticked) for box in boxes[:2]] == [
        ("Acute", True),
        ("Mental health", False),
    ]


def test_print_of_a_blank_form_shows_no_answer(assessment, trust_lead, signed_in, urls):
    RatingFactory(assessment=assessment, explanation="Why we said so")
    response = signed_in(trust_lead).get(urls("print") + "?blank")
    found = [each for _, asked in response.context["parts"] for each in asked]
    assert [each for each in found if each.words or any(b.is_ticked for b in each.boxes)] == []
    assert {each.room for each in found} == {"words", "number", ""}
    assert b"Why we said so" not in response.content


def test_print_of_a_contributor_has_their_part_only(assessment, signed_in, urls):
    response = signed_in(part_of_one(assessment)).get(urls("print"))
    assert [domain.key for domain, _ in response.context["parts"]] == ["vision-strategy"]
