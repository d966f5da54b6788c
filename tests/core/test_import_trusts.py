"""The list of trusts, in the shape of the NHS's own export."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.models import AuditEvent, Organisation
from adoption_reviews.trust_file import RefusedRow, TrustFileError, read_trust_file
from adoption_reviews.trust_names import kind_named, same_name, written_name
from tests.factories.core import OrganisationFactory

REAL = Path(__file__).parents[3] / "shared/data/ods/trusts-2023.csv"


def line(code="RT1", name="TESTBURY HOSPITALS NHS TRUST", region="Y59", closed=""):
    columns = [code, name, region, "QRL", "1 HIGH STREET", "", "", "TESTBURY", "", "TE5 7AB"]
    columns += ["20110401", closed] + [""] * 15
    return ",".join(f'"{column}"' for column in columns)


@pytest.fixture
def write(tmp_path):
    """A function: a file of the given lines (or bytes), by path."""

    def write_file(*lines):
        path = tmp_path / "trusts.csv"
        path.write_bytes(
            b"".join(each if isinstance(each, bytes) else f"{each}\r\n".encode() for each in lines)
        )
        return path

    return write_file


def run(path, *options) -> str:
    said = StringIO()
    call_command("import_trusts", path, *options, stdout=said)
    return said.getvalue()


def rows():
    return list(
        Organisation.objects.order_by("ods_code").values_list("ods_code", "name", "kind", "region")
    )


def test_import_adds_organisations(db, write):
    path = write(line(), line("RT2", "ST PETER'S AND OXBURY NHS TRUST", "Y62"))

    said = run(path)

    assert rows() == [
        ("RT1", "Testbury Hospitals NHS Trust", "acute", "South East"),
        ("RT2", "St Peter's and Oxbury NHS Trust", "unknown", "North West"),
    ]
    assert said.splitlines() == [
        "Added: RT1 Testbury Hospitals NHS Trust",
        "Added: RT2 St Peter's and Oxbury NHS Trust",
        "2 added, 0 renamed, 0 changed, 0 unchanged, 0 refused.",
    ]
    assert list(
        AuditEvent.objects.order_by("pk").values_list("verb", "organisation__ods_code", "detail")
    ) == [
        ("organisation.added", "RT1", {"from_file": True}),
        ("organisation.added", "RT2", {"from_file": True}),
    ]


def test_import_again_changes_nothing(db, write):
    path = write(line())
    run(path)

    said = run(path)

    assert said == "0 added, 0 renamed, 0 changed, 1 unchanged, 0 refused.\n"
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_import_renames_and_keeps_the_old_name(db, write):
    OrganisationFactory(ods_code="RT1", name="Old Testbury NHS Trust", region="South East")

    said = run(write(line()))

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.former_names) == (
        "Testbury Hospitals NHS Trust",
        ["Old Testbury NHS Trust"],
    )
    assert said.splitlines()[0] == (
        "Renamed: RT1 Old Testbury NHS Trust is now Testbury Hospitals NHS Trust"
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.detail) == (
        "organisation.renamed",
        {
            "old": "Old Testbury NHS Trust",
            "new": "Testbury Hospitals NHS Trust",
            "from_file": True,
        },
    )


def test_import_leaves_a_name_put_right_by_hand(db, write):
    OrganisationFactory(ods_code="RT1", name="TestBury  Hospitals, NHS Trust", region="South East")

    run(write(line()))

    assert Organisation.objects.get().name == "TestBury  Hospitals, NHS Trust"
    assert not AuditEvent.objects.exists()


def test_import_fills_in_region_and_unknown_kind_only(db, write):
    OrganisationFactory(
        ods_code="RT1", name="Testbury Hospitals NHS Trust", kind="unknown", region=""
    )
    OrganisationFactory(ods_code="RT2", name="Oxbury Hospital", kind="community", region="London")

    said = run(write(line(), line("RT2", "OXBURY HOSPITAL")))

    assert rows() == [
        ("RT1", "Testbury Hospitals NHS Trust", "acute", "South East"),
        ("RT2", "Oxbury Hospital", "community", "South East"),
    ]
    assert said.splitlines() == [
        "Changed: RT1 Testbury Hospitals NHS Trust: region not known is now South East",
        "Changed: RT1 Testbury Hospitals NHS Trust: kind unknown is now acute",
        "Changed: RT2 Oxbury Hospital: region London is now South East",
        "0 added, 0 renamed, 2 changed, 0 unchanged, 0 refused.",
    ]


def test_import_dry_run_touches_nothing(db, write):
    said = run(write(line()), "--dry-run")

    assert said.splitlines()[-2:] == [
        "1 added, 0 renamed, 0 changed, 0 unchanged, 0 refused.",
        "Dry run: nothing was changed.",
    ]
    assert not Organisation.objects.exists()
    assert not AuditEvent.objects.exists()


def test_import_json_accounts_for_every_row(db, write):
    OrganisationFactory(ods_code="RT2", name="Old Oxbury NHS Trust", region="London")
    OrganisationFactory(ods_code="RT3", name="Same", region="South East")
    path = write(
        line(), line("RT2", "OXBURY NHS TRUST", "Y56"), line("RT3", "SAME"), line("RT1"), "a,b"
    )

    assert json.loads(run(path, "--json")) == {
        "added": [
            {
                "line": 1,
                "ods_code": "RT1",
                "name": "Testbury Hospitals NHS Trust",
                "kind": "acute",
                "region": "South East",
                "closed_on": None,
            }
        ],
        "renamed": [{"ods_code": "RT2", "old": "Old Oxbury NHS Trust", "new": "Oxbury NHS Trust"}],
        "edited": [],
        "unchanged": ["RT3"],
        "refused": [
            {"line": 4, "reason": "RT1 is on line 1 already"},
            {"line": 5, "reason": "it has 2 columns, not 27"},
        ],
    }


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("RT1,TESTBURY", "it has 2 columns, not 27"),
        (line(code="RT"), "“RT” is not an ODS code"),
        (line(code="R'1"), "“R'1” is not an ODS code"),
        (line(code=""), "“” is not an ODS code"),
        (line(name="  "), "it has no name"),
        (line(name="X" * 201), "its name is longer than 200 characters"),
        (line(name="X" * 10_000), "it is longer than 10000 characters"),
        (line(closed="20230231"), "“20230231” is not a closing date (YYYYMMDD)"),
        (line(closed="soon"), "“soon” is not a closing date (YYYYMMDD)"),
        (line(name="TEST\0BURY"), "it contains a control character"),
        (line(name="TEST\x1bBURY"), "it contains a control character"),
        (line()[:-1], "its quotation marks do not match"),
        (line().replace("HIGH", 'HI"GH'), "its quotation marks do not match"),
    ],
)
def test_row_that_cannot_be_used_is_refused_alone(bad, reason):
    read = read_trust_file(f"{bad}\n\n{line('RT9')}\n".encode())

    assert read.refused == [RefusedRow(1, reason)]
    assert [(row.line, row.ods_code) for row in read.rows] == [(3, "RT9")]


def test_closed_organisation_comes_in_with_the_day_it_closed(db, write):
    run(write(line()))

    said = run(write(line(closed="20230331"), line("RT2", closed="20230630")))

    assert said.splitlines() == [
        "Added: RT2 Testbury Hospitals NHS Trust, closed on 30 June 2023",
        "Changed: RT1 Testbury Hospitals NHS Trust: closing date not known is now 2023-03-31",
        "1 added, 0 renamed, 1 changed, 0 unchanged, 0 refused.",
    ]
    assert list(Organisation.objects.order_by("ods_code").values_list("closed_on", flat=True)) == [
        date(2023, 3, 31),
        date(2023, 6, 30),
    ]
    assert run(write(line(closed="20230331"))).splitlines()[-1] == (
        "0 added, 0 renamed, 0 changed, 1 unchanged, 0 refused."
    )


def test_region_that_is_not_known_keeps_its_code():
    read = read_trust_file(f"{line(region='Y99')}\n{line('RT2', region='')}".encode())

    assert [row.region for row in read.rows] == ["Y99", ""]


def test_file_with_byte_order_mark_and_old_line_ends_is_read():
    read = read_trust_file(f"\ufeff{line()}\r{line('RT2')}".encode())

    assert [(row.line, row.ods_code) for row in read.rows] == [(1, "RT1"), (2, "RT2")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\r\n  \n", "the file is empty"),
        (line(name="CAFÉ").encode("latin-1"), "the file is not UTF-8 text (at byte 11)"),
        (line().encode("utf-16"), "the file is not UTF-8 text (at byte 1)"),
        (b"x" * 20_000_001, "the file is larger than any list of trusts"),
    ],
)
def test_file_that_cannot_be_read_is_refused(content, reason):
    with pytest.raises(TrustFileError) as refusal:
        read_trust_file(content)

    assert str(refusal.value) == reason


def test_import_of_a_broken_file_says_so_and_changes_nothing(db, write):
    path = write(line(), b"\xff\xfe")

    with pytest.raises(CommandError) as refusal:
        run(path)

    assert str(refusal.value) == (
        f"{path}: the file is not UTF-8 text (at byte {len(line()) + 3}). Nothing was changed."
    )
    assert not Organisation.objects.exists()


def test_import_without_one_good_row_fails_and_lists_them(db, write, capsys):
    path = write("not,a,list")

    with pytest.raises(CommandError) as refusal:
        call_command("import_trusts", path)

    assert str(refusal.value) == f"{path}: not one row could be used. Nothing was changed."
    assert capsys.readouterr().out.splitlines()[0] == "Refused: line 1: it has 3 columns, not 27"


def test_import_of_a_file_that_is_not_there_says_so(db, tmp_path):
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "none.csv")

    assert str(refusal.value) == (
        f"{tmp_path / 'none.csv'} cannot be read: No such file or directory"
    )


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("THE NEWCASTLE UPON TYNE HOSPITALS NHS", "The Newcastle upon Tyne Hospitals NHS"),
        ("HOSPITAL FOR CHILDREN, KING'S LYNN, NHS", "Hospital for Children, King's Lynn, NHS"),
        ("STOCKTON-ON-TEES (NORTH)", "Stockton-on-Tees (North)"),
        ("LANCASHIRE & SOUTH CUMBRIA", "Lancashire & South Cumbria"),
        ("O'BRIEN AND MCKENZIE  CARE  HOME", "O'Brien and McKenzie Care Home"),
        ("YNYS MÔN", "Ynys Môn"),
        ("NHS OXBURY ICB", "NHS Oxbury ICB"),
        ("The Christie NHS FT", "The Christie NHS FT"),
    ],
)
def test_written_name_has_capitals_where_due(given, written):
    assert written_name(given) == written


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Oxbury Ambulance Service University NHS Trust", "ambulance"),
        ("Oxbury Mental Health Partnership NHS Trust", "mental-health"),
        ("Oxbury Community Health and Care NHS Trust", "community"),
        ("Oxbury Teaching Hospitals NHS Trust", "acute"),
        ("Oxbury Acute NHS Trust", "acute"),
        ("Oxbury Care Home", "care-home"),
        ("NHS Oxbury Integrated Care Board", "commissioner"),
        ("Oxbury Partnership NHS Trust", "unknown"),
        ("Oxbury Healthcare NHS Trust", "unknown"),
    ],
)
def test_kind_is_only_what_the_name_says(name, kind):
    assert kind_named(name) == kind


def test_same_name_looks_past_capitals_and_punctuation():
    assert same_name("Lancashire & South Cumbria", "LANCASHIRE AND SOUTH CUMBRIA")
    assert same_name("St Peter's", "St Peters")
    assert not same_name("North Oxbury", "Oxbury")


@pytest.mark.skipif(not REAL.exists(), reason=f"{REAL} is not here")
def test_import_of_the_nhs_list_of_2023(db):
    said = run(REAL)

    assert said.splitlines()[-1] == "211 added, 0 renamed, 0 changed, 0 unchanged, 0 refused."
    closed = Organisation.objects.filter(closed_on__isnull=False).order_by("ods_code")
    assert list(closed.values_list("ods_code", flat=True)) == ["RA4", "RVY"]
    assert run(REAL).splitlines()[-1] == "0 added, 0 renamed, 0 changed, 211 unchanged, 0 refused."
