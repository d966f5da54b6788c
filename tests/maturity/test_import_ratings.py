"""manage.py import_ratings."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import AuditEvent, Organisation, Review, User
from maturity import actions
from maturity.actions import Change
from maturity.actions.importing import WRITER
from maturity.models import Rating, RatingVersion, SelfAssessment, StatusChange
from maturity.queries.cohort import cohort_summary
from maturity.ratings_file import RatingsFileError, RefusedRow, read_ratings_file
from reports.snapshot import make_snapshot
from tests.factories.core import MembershipFactory, OrganisationFactory, ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.maturity.small_frameworks import framework as small

REF = "insites-learning-framework@2025.1"
HEADER = "organisation,round,indicator,value,not_applicable,explanation"


@pytest.fixture
def write(tmp_path):
    """A function: a file of these rows under the usual header, by path."""

    def write_file(*rows, header=HEADER, encoding="utf-8", end="\r\n"):
        path = tmp_path / "ratings.csv"
        path.write_bytes(end.join([header, *rows, ""]).encode(encoding))
        return path

    return write_file


@pytest.fixture
def trust(db):
    return OrganisationFactory(ods_code="RX1", name="Testbury NHS Trust")


def run(path, *options) -> str:
    out = StringIO()
    call_command("import_ratings", path, "--framework", REF, *options, stdout=out)
    return out.getvalue()


def refused(path, *options) -> tuple[list[str], str]:
    """What is printed and the last words of an import that is refused."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_ratings", path, "--framework", REF, *options, stdout=out)
    return out.getvalue().splitlines(), str(refusal.value).replace(str(path), "FILE")


def answers():
    fields = ("indicator", "value", "is_not_applicable", "explanation", "version")
    return list(Rating.objects.order_by("pk").values_list(*fields))


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def rows_of_everything():
    models = (Organisation, Review, SelfAssessment, StatusChange, Rating, RatingVersion)
    return [model.objects.count() for model in (*models, User, AuditEvent)]


FOUR = (
    "RX1,1,agreed-strategy,5,,We have one",
    "RX1,1,strategy-communicated,,yes,No staff of our own",
    "RX1,1,clear-definition,,,Still talking",
    "RX1,1,lessons,,no,",
)


# --- What comes in ---------------------------------------------------------------------------


def test_import_makes_round_self_rating_and_answers(trust, write):
    said = run(write(*FOUR))

    assert said.splitlines() == [
        "Testbury NHS Trust, round 1: 3 answers added, 0 changed, 1 unchanged",
        "0 organisations added, 3 answers added, 0 changed, 1 unchanged, 0 refused.",
    ]
    review = Review.objects.get()
    assert (review.organisation, review.slug, review.status) == (trust, "rx1-1", "closed")
    assert (review.maturity_ref, review.influences_ref) == (REF, "positive-influences@2020.1")
    assessment = SelfAssessment.objects.get()
    assert (assessment.framework_ref, assessment.status) == (REF, "agreed")
    assert assessment.imported_at == assessment.submitted_at is not None
    assert list(StatusChange.objects.values_list("before", "after", "by")) == [("", "agreed", None)]
    assert answers() == [
        ("agreed-strategy", 5, False, "We have one", 1),
        ("strategy-communicated", None, True, "No staff of our own", 1),
        ("clear-definition", None, False, "Still talking", 1),
    ]
    assert set(RatingVersion.objects.values_list("version", "source", "by__email")) == {
        (1, "import", WRITER)
    }
    assert events() == [
        ("person.added", {}),
        ("review.started", {"round_number": 1, "from_file": True}),
        ("maturity.imported", {"framework": REF, "added": 3, "changed": 0}),
    ]


def test_import_counts_one_as_one(trust, write):
    path = write("RX1,1,agreed-strategy,5,,", "RX9,1,agreed-strategy,3,,")
    assert run(path, "--create-organisations").splitlines() == [
        "Organisation: RX9 RX9",
        "Testbury NHS Trust, round 1: 1 answer added, 0 changed, 0 unchanged",
        "RX9, round 1: 1 answer added, 0 changed, 0 unchanged",
        "1 organisation added, 2 answers added, 0 changed, 0 unchanged, 0 refused.",
    ]


def test_import_has_a_writer_of_its_own_who_cannot_sign_in(trust, write):
    run(write(*FOUR))
    writer = User.objects.get()
    assert (writer.email, writer.is_active, writer.has_usable_password()) == (WRITER, False, False)


def test_import_by_an_administrator(trust, write, hub_administrator):
    run(write(*FOUR), "--by", hub_administrator.email.upper())
    assert set(Rating.objects.values_list("updated_by", flat=True)) == {hub_administrator.pk}
    assert StatusChange.objects.get().by == hub_administrator
    assert set(AuditEvent.objects.values_list("by", flat=True)) == {hub_administrator.pk}


def test_import_by_somebody_else_is_refused(trust, write, hub_staff):
    said, reason = refused(write(*FOUR), "--by", hub_staff.email)
    assert (said, reason) == ([], f"{hub_staff.email} is not a hub administrator.")


def test_import_again_changes_nothing(trust, write):
    path = write(*FOUR)
    run(path)
    before = rows_of_everything()

    said = run(path)

    assert said == "0 organisations added, 0 answers added, 0 changed, 4 unchanged, 0 refused.\n"
    assert rows_of_everything() == before


def test_import_of_a_corrected_file_changes_what_imports_wrote(trust, write):
    run(write(*FOUR))
    run(
        write(
            "RX1,1,agreed-strategy,3,,We have one",
            "RX1,1,strategy-communicated,,,",  # taken back: silent again
            "RX1,1,lessons,1,,",
        )
    )

    assert answers() == [
        ("agreed-strategy", 3, False, "We have one", 2),
        ("strategy-communicated", None, False, "", 2),
        ("clear-definition", None, False, "Still talking", 1),  # not named: as it was
        ("lessons", 1, False, "", 1),
    ]
    assert events()[-1] == ("maturity.imported", {"framework": REF, "added": 1, "changed": 2})
    assert RatingVersion.objects.count() == 6


def test_import_goes_into_the_review_that_is_there(trust, write):
    review = ReviewFactory(organisation=trust, round_number=1, status="follow-up")
    run(write(*FOUR))
    assert Review.objects.get().status == "follow-up"
    assert SelfAssessment.objects.get().review == review


def test_import_of_another_framework_leaves_the_review_its_own(trust, write):
    out = StringIO()
    path = write("RX1,1,good-networks,5,,")
    call_command("import_ratings", path, "--framework", "positive-influences@2020.1", stdout=out)
    assert Review.objects.get().maturity_ref == REF
    assert SelfAssessment.objects.get().framework_ref == "positive-influences@2020.1"


def test_import_counts_in_the_cohort(trust, write):
    run(write(*FOUR, "New Trust,2,agreed-strategy,1,,"), "--create-organisations")
    found = cohort_summary(get_framework(REF)).indicators[0]
    assert (found.n_per_level, found.n_silent) == ({1: 1, 3: 0, 5: 1}, 0)


def test_import_takes_few_queries_for_many_rounds(write, django_assert_max_num_queries, db):
    rows = [f"T{n:02},{r},agreed-strategy,5,," for n in range(5) for r in (1, 2, 3)]
    path = write(*rows)
    run(path, "--create-organisations")
    with django_assert_max_num_queries(9):  # and again: five to compare, a lock, a transaction
        run(path)


def test_pages_show_what_came_in(trust, write, hub_staff, signed_in):
    run(write(*FOUR))
    client = signed_in(hub_staff)
    review, key = "rx1-1", REF.partition("@")[0]
    for name, args in [
        ("reviews:detail", [review]),
        ("maturity:detail", [review, key]),
        ("maturity:domain", [review, key, "vision-strategy"]),
        ("dashboard:maturity", []),
        ("dashboard:maturity_domain", ["vision-strategy"]),
    ]:
        response = client.get(reverse(name, args=args))
        assert (name, response.status_code) == (name, 200)
    args = [review, key, "vision-strategy", "agreed-strategy"]
    history = client.get(reverse("maturity:history", args=args)).text
    assert "Import from elsewhere" in history
    assert "brought in from elsewhere" in history


def test_report_says_what_came_in(trust, write):
    run(write(*FOUR))
    said = make_snapshot(Review.objects.get(), at=timezone.now())["self_rating"]
    assert (said["is_submitted"], said["n_answered"], said["n_not_applicable"]) == (True, 1, 1)


# --- Ways to write it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row", "options"),
    [
        (
            "explanation,value,round,indicator,organisation,not_applicable",
            "Hm,5,1,lessons,RX1,",
            {},
        ),
        (HEADER, "RX1,1,lessons,5,,Hm", {"encoding": "utf-8-sig"}),
        (HEADER.replace(",", ";"), "RX1;1;lessons;5;;Hm", {}),
        (HEADER.replace(",", "\t"), "RX1\t1\tlessons\t5\t\tHm", {}),
        (
            " Organisation ,ROUND,Indicator,Value,Not applicable,Explanation",
            "rx1,1,lessons,5,no,Hm",
            {},
        ),
        (HEADER, "RX1,1.0,lessons,5.0,,Hm", {"end": "\n"}),
        (HEADER, '"RX1","1","lessons","5","FALSE","Hm"', {"end": "\r"}),
        (HEADER, "testbury nhs trust,1,lessons,5,0, Hm ", {}),
        (HEADER, "Old Testbury & Co,1,lessons,5,n,Hm", {}),
    ],
)
def test_import_reads_what_programs_write(trust, write, header, row, options):
    trust.former_names = ["OLD TESTBURY AND CO"]
    trust.save()
    run(write(row, header=header, **options))
    assert answers() == [("lessons", 5, False, "Hm", 1)]
    assert Review.objects.get().organisation == trust


def test_import_keeps_words_as_they_are(trust, write):
    run(
        write(
            'RX1,1,lessons,5,,"=HYPERLINK(""http://x"") said ""we"", twice\r\nand again"',
            "RX1,1,icb,1,,@SUM(1+1)*cmd|' /C calc'!A0",
            f"RX1,1,vcse,1,,{'x' * 10_000}",
        )
    )
    assert [words for _, _, _, words, _ in answers()] == [
        '=HYPERLINK("http://x") said "we", twice\nand again',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "x" * 10_000,
    ]


def test_import_reads_windows_1252_and_says_so(trust, write):
    said = run(write("RX1,1,lessons,5,,£5 – “café”", encoding="cp1252"))
    assert said.splitlines()[0] == (
        "Read as Windows-1252, as it is not UTF-8: look at accented letters."
    )
    assert Rating.objects.get().explanation == "£5 – “café”"


# --- Organisations ---------------------------------------------------------------------------


def test_unknown_organisation_is_refused_unless_asked_for(db, write):
    path = write("RX9,1,lessons,5,,", "Moon  Hospital,1,lessons,3,,", "MOON HOSPITAL,2,lessons,1,,")

    said, reason = refused(path)

    assert said == [
        "Refused: line 2: there is no organisation “RX9”",
        "Refused: line 3: there is no organisation “Moon Hospital”",
        "Refused: line 4: there is no organisation “MOON HOSPITAL”",
        "0 organisations added, 0 answers added, 0 changed, 0 unchanged, 3 refused.",
        "Nothing was changed.",
    ]
    assert reason == "FILE: not every row can be brought in. Nothing was changed."
    assert rows_of_everything() == [0] * 8

    run(path, "--create-organisations")

    assert list(Organisation.objects.order_by("ods_code").values_list("name", "kind")) == [
        ("RX9", "unknown"),
        ("MOON HOSPITAL", "acute"),
    ]
    first, second = Organisation.objects.order_by("ods_code").values_list("ods_code", flat=True)
    assert first == "RX9"
    assert (second[0], len(second), second.isalpha()) == ("Z", 6, True)
    assert [str(each) for each in Review.objects.order_by("pk")] == [
        "RX9, round 1",
        "MOON HOSPITAL, round 1",
        "MOON HOSPITAL, round 2",
    ]
    before = rows_of_everything()
    run(path, "--create-organisations")
    run(path)
    assert rows_of_everything() == before


def test_name_of_two_organisations_is_refused(trust, write):
    OrganisationFactory(ods_code="RX2", name="Testbury NHS trust")
    said, _ = refused(write("Testbury NHS Trust,1,lessons,5,,"))
    assert said[0] == (
        "Refused: line 2: “Testbury NHS Trust” is the name of 2 organisations: give a code"
    )
    run(write("RX2,1,lessons,5,,"))
    assert Review.objects.get().organisation.ods_code == "RX2"


# --- What is refused -------------------------------------------------------------------------

SCALE = "1 (little or no progress), 3 (making progress), 5 (proud to share)"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",1,lessons,5,,", "it names no organisation"),
        (
            f"{'x' * 201},1,lessons,5,,",
            "the organisation’s name is longer than 200 characters",
        ),
        ("RX1,,lessons,5,,", "it has no round"),
        ("RX1,0,lessons,5,,", "“0” is not the number of a round"),
        ("RX1,-1,lessons,5,,", "“-1” is not the number of a round"),
        ("RX1,1.5,lessons,5,,", "“1.5” is not the number of a round"),
        ("RX1,1000,lessons,5,,", "“1000” is not the number of a round"),
        ("RX1,first,lessons,5,,", "“first” is not the number of a round"),
        ("RX1,2023-05-01,lessons,5,,", "“2023-05-01” is not the number of a round"),
        ("RX1,²,lessons,5,,", "“²” is not the number of a round"),
        ("RX1,1,,5,,", "it has no indicator"),
        ("RX1,1,moon,5,,", f"“moon” is not an indicator of {REF}"),
        ("RX1,1,plans,5,,", f"“plans” is not an indicator of {REF}"),  # a question
        (
            "RX1,1,lessons,4,,",
            f"4 is not on the scale. Choose one of {SCALE}, or not applicable",
        ),
        (
            "RX1,1,lessons,0,,",
            f"0 is not on the scale. Choose one of {SCALE}, or not applicable",
        ),
        ("RX1,1,lessons,n/a,,", "the value “n/a” is not a whole number"),
        ("RX1,1,lessons,4.5,,", "the value “4.5” is not a whole number"),
        ("RX1,1,lessons,=5,,", "the value “=5” is not a whole number"),
        ("RX1,1,lessons,5,perhaps,", "not_applicable is yes or no, not “perhaps”"),
        ("RX1,1,lessons,5,yes,", "choose either a rating or not applicable, not both"),
        (
            f"RX1,1,lessons,5,,{'x' * 10_001}",
            "the explanation must be 10,000 characters or fewer",
        ),
        ("RX1,1,lessons,5,,a\0b", "it holds a character that cannot be stored"),
        ("RX1,1,lessons,5,", "it has 5 columns, not 6"),
        ("RX1,1,lessons,5,,a,b", "it has 7 columns, not 6"),
        (
            'RX1,1,lessons,5,,"open',
            "its quotation marks do not match, or one of its cells is much too long; what follows "
            "was not read",
        ),
        (
            f"RX1,1,lessons,5,,{'x' * 200_000}",
            "its quotation marks do not match, or one of its cells is much too long; what follows "
            "was not read",
        ),
        ("Testbury NHS Trust,1,agreed-strategy,3,,", "the same indicator is on line 2 already"),
        ("Moonbury NHS Trust,1,lessons,3,,", "there is no organisation “Moonbury NHS Trust”"),
    ],
)
def test_row_that_cannot_be_refuses_the_file(trust, write, row, reason):
    before = rows_of_everything()

    said, last = refused(write(FOUR[0], ",,,,,", row))

    assert [each for each in said if each.startswith("Refused")] == [f"Refused: line 4: {reason}"]
    assert said[-1] == "Nothing was changed."
    assert last == "FILE: not every row can be brought in. Nothing was changed."
    assert rows_of_everything() == before


def test_lines_are_counted_past_explanations_of_several_lines(trust, write):
    path = write('RX1,1,lessons,5,,"a\r\nb"', "RX1,1,moon,5,,", "RX1,1,icb,9,,")
    said, _ = refused(path)
    assert [each[:16] for each in said if each.startswith("Refused")] == [
        "Refused: line 4:",
        "Refused: line 5:",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "its first line must name the columns"),
        (b"\r\n\r\n", "its first line must name the columns"),
        (HEADER.encode(), "there is no answer in it"),
        (f"{HEADER}\n,,,,,\n\n".encode(), "there is no answer in it"),
        (HEADER.replace("value,", "").encode() + b"\nRX1,1,a,,", "its first line must name"),
        (f"{HEADER},notes\nRX1,1,a,5,,,".encode(), "its first line must name"),
        (f"{HEADER},value\nRX1,1,a,5,,,5".encode(), "its first line must name"),
        (b"RX1,1,lessons,5,,", "its first line must name"),
        (b'"organisation,round', "its first line must name"),
        (b"PK\x03\x04\x81\x8d", "it is neither UTF-8 nor Windows-1252 text"),
        ("é\n".encode() + "é".encode("cp1252"), "it is UTF-8 text but for line 2: save it"),
        (HEADER.encode("utf-16"), "its first line must name"),
        (b"x" * 50_000_001, "it is larger than 50 MB"),
    ],
)
def test_file_that_is_none_is_refused(content, reason):
    with pytest.raises(RatingsFileError) as refusal:
        read_ratings_file(content, small(["a"]))
    assert str(refusal.value).startswith(reason)


def test_reading_accounts_for_every_row():
    read = read_ratings_file(f"{HEADER}\nRX1,1,a,5,,\nRX1,1,b,5,,\n".encode(), small(["a"]))
    assert [row.line for row in read.rows] == [2]
    assert read.refused == [RefusedRow(3, "“b” is not an indicator of small@1")]


@given(st.lists(st.binary(max_size=40), max_size=4), st.sampled_from([b"\n", b"\r\n", b","]))
def test_reading_accounts_for_whatever_comes(rows, end):
    try:
        read = read_ratings_file(end.join([HEADER.encode(), *rows]), small(["a"]))
    except RatingsFileError:
        return
    assert read.rows + read.refused
    assert len({row.line for row in read.rows + read.refused}) == len(read.rows + read.refused)


def test_file_that_is_not_there_and_framework_that_is_not(db, tmp_path, write):
    with pytest.raises(CommandError, match=r"ratings\.csv cannot be read: No such file"):
        run(tmp_path / "ratings.csv")
    with pytest.raises(CommandError, match=r"^There is no framework moon@1$"):
        call_command("import_ratings", write(*FOUR), "--framework", "moon@1")


# --- What people wrote -----------------------------------------------------------------------


def test_answers_of_people_in_an_open_self_rating_stay(trust, write, hub_staff):
    review = ReviewFactory(organisation=trust)
    assessment = SelfAssessmentFactory(review=review)
    RatingFactory(assessment=assessment, indicator="agreed-strategy", value=1)

    said, _ = refused(write(*FOUR))

    assert said[1] == (
        "Refused: line 2: somebody has answered this otherwise here; the file would overwrite it"
    )
    assert answers() == [("agreed-strategy", 1, False, "", 1)]

    run(write("RX1,1,agreed-strategy,1,,", "RX1,1,lessons,5,,"))
    run(write("RX1,1,agreed-strategy,,,", "RX1,1,lessons,3,,"))

    assert answers() == [("agreed-strategy", 1, False, "", 1), ("lessons", 3, False, "", 2)]
    assessment.refresh_from_db()
    assert (assessment.status, assessment.imported_at) == ("open", None)


def test_self_rating_that_people_submitted_is_refused(trust, write):
    assessment = SelfAssessmentFactory(review=ReviewFactory(organisation=trust), status="submitted")
    RatingFactory(assessment=assessment, indicator="agreed-strategy", value=5)

    said, _ = refused(write("RX1,1,agreed-strategy,5,,", "RX1,1,lessons,5,,"))

    assert said[0] == (
        "Refused: line 3: people of the organisation filled in this self-rating and submitted it"
    )
    assert run(write("RX1,1,agreed-strategy,5,,")).endswith("1 unchanged, 0 refused.\n")
    assert answers() == [("agreed-strategy", 5, False, "", 1)]


def test_import_does_not_undo_what_people_changed_in_it_since(trust, write, trust_lead_of):
    run(write(*FOUR))
    assessment = SelfAssessment.objects.get()
    SelfAssessment.objects.update(status="reopened")
    lead = trust_lead_of(trust)
    change = Change("agreed-strategy", 1, False, "Not so", 1)
    actions.save_ratings(assessment=assessment, changes=[change], by=lead)

    said, _ = refused(write(*FOUR))
    assert said[0].startswith("Refused: line 2: somebody has answered this otherwise here")
    run(write("RX1,1,lessons,5,,"))  # open again, and nobody answered it
    SelfAssessment.objects.update(status="agreed")
    said, _ = refused(write("RX1,1,lessons,3,,"))
    assert said[0].startswith("Refused: line 2: people of the organisation filled in")


@pytest.fixture
def trust_lead_of(db):
    return lambda trust: MembershipFactory(role="trust-lead", organisation=trust).user


def test_self_rating_on_another_version_is_refused(trust, write):
    SelfAssessmentFactory(
        review=ReviewFactory(organisation=trust), framework_ref=REF.replace("2025", "2030")
    )
    said, _ = refused(write(*FOUR[:1]))
    assert said[0] == (
        "Refused: line 2: the self-rating of this round is on insites-learning-framework@2030.1"
    )


# --- Trying it -------------------------------------------------------------------------------


def test_dry_run_says_the_same_and_writes_nothing(trust, write):
    path = write(*FOUR, "Moon Hospital,1,lessons,5,,")
    before = rows_of_everything()

    tried = run(path, "--dry-run", "--create-organisations").splitlines()

    assert rows_of_everything() == before
    assert tried[-1] == "Nothing was changed."
    assert run(path, "--create-organisations").splitlines() == tried[:-1]
    assert refused(write("RX8,1,lessons,5,,"), "--dry-run")[0][0].startswith("Refused: line 2")


def test_json_has_the_outcome(trust, write):
    said = json.loads(run(write(*FOUR), "--json"))
    assert said == {
        "is_written": True,
        "encoding": "UTF-8",
        "organisations_added": [],
        "self_ratings": [
            {
                "ods_code": "RX1",
                "name": "Testbury NHS Trust",
                "round": 1,
                "added": 3,
                "changed": 0,
                "unchanged": 1,
            }
        ],
        "refused": [],
        "added": 3,
        "changed": 0,
        "unchanged": 1,
    }
    lines, _ = refused(write("RX1,1,moon,5,,"), "--json")
    found = json.loads("\n".join(lines))
    assert (found["is_written"], found["refused"]) == (
        False,
        [{"line": 2, "reason": f"“moon” is not an indicator of {REF}"}],
    )
