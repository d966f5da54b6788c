"""Importing a list of participants: what is read, each row's fate, and what is then stored."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from interviews.actions.participants import withdraw_participant
from interviews.models import Consent, Participant
from interviews.people_files import UnreadableList, read_tables
from interviews.people_list import read_people
from interviews.people_template import HEADERS, csv_template, xlsx_template
from interviews.queries.people_list import fates, groups_to_ask
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.interviews import ParticipantFactory

TODAY = date(2026, 11, 22)


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


@pytest.fixture
def urls(review):
    args = [review.slug]
    return {
        "import": reverse("interviews:participants_import", args=args),
        "confirm": reverse("interviews:participants_import_confirm", args=args),
        "list": reverse("interviews:participants", args=args),
    }


def workbook(*rows, merge=(), first_sheet=None):
    book = openpyxl.Workbook()
    sheet = book.active
    if first_sheet is not None:
        sheet.title = "Notes"
        for row in first_sheet:
            sheet.append(row)
        sheet = book.create_sheet("People")
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(data, today=TODAY):
    return read_people(read_tables(data), today=today)


def names(data):
    return [each.name for each in people(data).people]


def file(data, name="people.csv"):
    upload = io.BytesIO(data)
    upload.name = name
    return {"file": upload}


def errors(response):
    return {
        field: [str(error) for error in found]
        for field, found in response.context["form"].errors.items()
    }


def words(response):
    return [each.words for each in response.context["form"].found]


def everybody(review):
    return [
        (p.pseudonym, p.identity.name, p.identity.job_title, p.role_group, p.division)
        for p in Participant.objects.filter(review=review).order_by("pk")
    ]


# --- Reading ----------------------------------------------------------------------------------

LINES = "Name,Job title\nŻofia Wójcik,Matron\nJosé O’Neil,Consultant\n"


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.encode("utf-16-le"),
        LINES.replace(",", ";").encode(),
        LINES.replace(",", "\t").encode(),
        LINES.replace("\n", "\r\n").encode(),
        LINES.replace("\n", "\r").encode(),
        ("sep=;\n" + LINES.replace(",", ";")).encode(),
        ("\n\n,,\n" + LINES + "\n,\n").encode(),
        ("People to see,\nas of May,\n\n" + LINES).encode(),
        b"\xef\xbb\xbf" + LINES.replace("Name", '"Name"').encode(),
        workbook(["Name", "Job title"], ["Żofia Wójcik", "Matron"], ["José O’Neil", "Consultant"]),
        workbook(
            ["Name", "Job title"],
            ["Żofia Wójcik", "Matron"],
            [None, "  "],
            ["José O’Neil", "Consultant"],
            first_sheet=[["How to fill it in"], ["Please be quick"]],
        ),
    ],
)
def test_list_is_read_however_it_is_written(data):
    found = people(data)
    assert [(each.name, each.job_title) for each in found.people] == [
        ("Żofia Wójcik", "Matron"),
        ("José O’Neil", "Consultant"),
    ]


def test_windows_1252_is_read():
    assert names("Name\nJosé Núñez\nZoë O’Neil\n".encode("cp1252")) == ["José Núñez", "Zoë O’Neil"]


@pytest.mark.parametrize(
    ("headers", "row", "expected"),
    [
        ("Surname,First name", "Tregarth,Wenna", {"name": "Wenna Tregarth"}),
        ("FORENAME;last_name", "Wenna;Tregarth", {"name": "Wenna Tregarth"}),
        ("Full name*,Role", "Wenna,Matron", {"name": "Wenna", "job_title": "Matron"}),
        ("Title,Name", "Dr,Wenna", {"name": "Wenna", "job_title": ""}),
        ("Title,Name", "Matron,Wenna", {"name": "Wenna", "job_title": "Matron"}),
        ("Title,Name,Job Title", "Dr,W,Nurse", {"name": "W", "job_title": "Nurse"}),
        ("E-Mail Address,Name", "a@b.uk,W", {"email": "a@b.uk"}),
        ("email,Name", "mailto:a@b.uk,W", {"email": "a@b.uk"}),
        ("Directorate,Name", "Surgery,W", {"division": "Surgery"}),
        ("Name,Role group", "W,Front-Line", {"group": "Front-Line"}),
        ("Name,Name", "First,Second", {"name": "First"}),
        ("Name,Shoe size", "W,44", {"name": "W"}),
    ],
)
def test_columns_are_known_by_their_headings(headers, row, expected):
    found = people(f"{headers}\n{row}\n".encode()).people[0]
    assert {field: getattr(found, field) for field in expected} == expected


INTERVIEW, RECORD, QUOTE = Consent
MAY_4 = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("headers", "row", "consents", "refused", "notes"),
    [
        ("Agreed to be interviewed,Date they agreed", "yes,4/5/2026", {INTERVIEW: MAY_4}, (), 0),
        ("Consent to record,Consent date", "Y,2026-05-04", {RECORD: MAY_4}, (), 0),
        ("Consent to quote", "x", {QUOTE: None}, (), 0),
        ("Consent to quote", "4 May 2026", {QUOTE: MAY_4}, (), 0),
        ("Date consent to quote", "04.05.26", {QUOTE: MAY_4}, (), 0),
        ("Agreed to be quoted on,Quotes", "4th May 2026,yes", {QUOTE: MAY_4}, (), 0),
        ("Interview,Recording,Quotes", "yes,no,", {INTERVIEW: None}, (RECORD,), 0),
        ("Consent to quote", "maybe", {}, (), 1),
        ("Consent to quote", "yesterday", {}, (), 1),
        ("Consent to quote,Date", "yes,31/2/2026", {}, (), 1),
        ("Consent to quote,Date", "yes,1/1/2027", {}, (), 1),
        ("Consent to quote,Date", ",4/5/2026", {}, (), 0),
        ("Consent to quote,Date", "yes,04/05/2026 00:00:00", {QUOTE: MAY_4}, (), 0),
        ("Consent,Date", "yes,4/5/2026", {}, (), 0),  # consent to what?
    ],
)
def test_consents_are_read_only_where_they_are_plain(headers, row, consents, refused, notes):
    found = people(f"Name,{headers}\nWenna,{row}\n".encode()).people[0]
    assert (found.consents, found.refused, len(found.notes)) == (consents, refused, notes)


def test_dates_of_excel_are_dates():
    data = workbook(
        ["Name", "Agreed to be quoted", "Date"],
        ["Wenna", True, datetime(2026, 5, 4)],
        ["Una", "yes", date(2026, 5, 4)],
    )
    assert [each.consents for each in people(data).people] == [{QUOTE: MAY_4}, {QUOTE: MAY_4}]


def test_merged_cells_hold_for_all_their_rows():
    rows = ["Name", "Role group"], ["Wenna", "Front line"], ["Una", None], ["Ann", "Others"]
    data = workbook(*rows, merge=["B2:B3"])
    assert [each.group for each in people(data).people] == ["Front line", "Front line", "Others"]


def test_formulas_are_what_they_worked_out_to_and_never_formulas():
    """A workbook that a program wrote has no results: its formulas count as empty."""
    data = workbook(["Name", "Job title"], ['=HYPERLINK("http://x","Wenna")', "Matron"])
    assert names(data) == [""]
    assert names(b"Name\n\"=cmd|'/c calc'!A1\"\n") == ["=cmd|'/c calc'!A1"]


def test_long_cells_are_cut_and_control_characters_go():
    found = people(b'Name,Job title\nWen\x07na\x1f,"' + b"x" * 40_000 + b'"\n').people[0]
    assert (found.name, len(found.job_title)) == ("Wen na", 400)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b" \n \n", "The file is empty."),
        (b"x" * 5_000_001, "larger than 5 MB"),
        (b"\x00\x01\x02\x03" * 50, "not a list that can be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, "not a list that can be read"),
        (b"Wenna,Matron\nUna,Nurse\n", "No column of names was found in its first rows."),
        (b"Name\n", "only a row of headings"),
        (b"Name\n" + b"Wenna\n" * 10_000, "more than 1,000 rows"),
        (b'Name\n"' + b"x" * 200_000 + b'"\n', "quotation mark"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old version of Office"),
        (workbook(["Wenna"], ["Una"]), "in any of its sheets (Sheet)"),
        (workbook(*([["Name"]] + [["Wenna"]] * 1_001)), "more than 1,000 rows"),
        (workbook(), "The file is empty."),
    ],
    ids=lambda value: str(value)[:25],
)
def test_what_is_no_list_is_refused_in_a_sentence(data, said):
    with pytest.raises(UnreadableList) as refusal:
        people(data)
    assert said in str(refusal.value)


def test_zip_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(UnreadableList):
        read_tables(out.getvalue())


@pytest.mark.parametrize("template", [csv_template, xlsx_template])
def test_template_can_be_filled_in_and_imported(template):
    data = template()
    row = ["Wenna", "Matron", "Front line", "Surgery", "w@x.uk", "yes", "no", "yes", "4/5/2026"]
    if template is csv_template:
        assert data.startswith(b"\xef\xbb\xbf")
        data += (",".join(row) + "\r\n").encode()
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        for place, value in enumerate(row, start=1):
            book["Participants"].cell(2, place, value)
        out = io.BytesIO()
        book.save(out)
        data = out.getvalue()
    found = people(data)
    assert (found.columns, found.left_out) == (HEADERS, [])
    [wenna] = found.people
    assert (wenna.name, wenna.job_title, wenna.group, wenna.division, wenna.email) == (
        "Wenna",
        "Matron",
        "Front line",
        "Surgery",
        "w@x.uk",
    )
    assert (wenna.consents, wenna.refused) == ({INTERVIEW: MAY_4, QUOTE: MAY_4}, (RECORD,))


# --- Each row's fate --------------------------------------------------------------------------


@pytest.fixture
def there(review):
    """P07 with everything, P08 with a name only, P09 who has withdrawn."""
    identity = {"identity__email": "wenna@trust.example", "identity__job_title": "Matron"}
    ParticipantFactory(
        review=review,
        pseudonym="P07",
        division="Surgery",
        identity__name="Wenna Tregarth",
        consent_to_quote=False,
        **identity,
    )
    ParticipantFactory(review=review, pseudonym="P08", identity__name="Una Penhale")
    ParticipantFactory(
        review=review,
        pseudonym="P09",
        identity__name="Ann O’Brien",
        identity__email="ann@trust.example",
        withdrawn_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Jory Kemp,,,front line"], ["Added as P10"]),
        (["Jory Kemp,,,front line", "Meg Hale,,,board"], ["Added as P10", "Added as P11"]),
        (["Wenna Tregarth,Matron,,"], ["P07, stays as it is"]),
        (["TREGARTH Wenna,Matron,,"], ["Depends on the role group below"]),
        (["Dr Wenna  tregarth,matron,,Front line"], ["P07, stays as it is"]),
        (["Wenna Tregarth,Nurse,,others"], ["Added as P10"]),
        (["Wenna Tregarth,,,others"], ["P07, changed: role group"]),
        (
            ["W Tregarth,Nurse,WENNA@trust.example,other"],
            ["P07, changed: job title, name, role group"],
        ),
        (
            ["Jory Kemp,,wenna@trust.example,other"],
            ["Left out: P07 has this e-mail address and another name"],
        ),
        (["Una Penhale,Nurse,una@x.uk,"], ["P08, changed: job title, e-mail address"]),
        (["Ann OBrien,,,front line"], ["Left out: P09 has withdrawn"]),
        (["Ann Smith,,ann@trust.example,other"], ["Left out: P09 has withdrawn"]),
        ([",Matron,,front line"], ["Left out: no name"]),
        (["123,Matron,,front line"], ["Added as P10"]),
        (["!?,Matron,,front line"], ["Left out: the name has no letters"]),
        (["x" * 201 + ",,,other"], ["Left out: the name is longer than 200 characters"]),
        (["Jory Kemp,,jory(at)x,other"], ["Left out: the e-mail address is not one"]),
        (["Jory Kemp,,,nurses"], ["Depends on the role group below"]),
        (
            ["Jory Kemp,,j@x.uk,other", "J Kemp,,J@x.uk,other"],
            ["Added as P10", "Left out: the same e-mail address as in row 2"],
        ),
        (
            ["Jory Kemp,Nurse,,other", "jory kemp,,,other", "Jory Kemp,Porter,,other"],
            ["Added as P10", "Left out: the same person as in row 2", "Added as P11"],
        ),
        (
            ["W Tregarth,,wenna@trust.example,", "Wenna Tregarth,,,"],
            ["P07, changed: name", "Left out: the same person as in row 2"],
        ),
        (["Jory Kemp,,bad,other", "Jory Kemp,,j@x.uk,other"],
         ["Left out: the e-mail address is not one", "Added as P10"]),
        ([f"{'=' * 3}Jory Kemp,<b>,,other"], ["Added as P10"]),
    ],
    ids=lambda value: str(value[0])[:40],
)  # fmt: skip
def test_each_row_has_its_fate(review, there, rows, expected):
    found = people("\n".join(["Name,Job title,E-mail,Role group", *rows]).encode())
    assert [each.words for each in fates(review, found.people)] == expected


def test_consents_only_ever_come_to_somebody_who_is_there(review, there):
    headers = "Name,Job title,Agreed to be recorded,Agreed to be quoted,Date\n"
    found = people(f"{headers}Wenna Tregarth,Matron,no,yes,4/5/2026\n".encode())
    [fate] = fates(review, found.people)
    assert (fate.words, fate.agreed) == (
        "P07, changed: consent to be quoted without a name",
        (QUOTE,),
    )
    assert fate.notes == ["The list says no to be recorded: take that back on the page of P07"]


def test_fates_are_one_query_for_any_number(review, there, django_assert_num_queries):
    for n in (1, 3):
        found = people(b"Name,Role group\n" + b"".join(b"Kemp %d,other\n" % i for i in range(n)))
        with django_assert_num_queries(1):
            fates(review, found.people)


def test_unknown_role_groups_are_asked_about_once_each():
    rows = "Name,Role group\nA B,Nurses\nC D,nurses\nE F,\nG H,Front line\n,Porters\n"
    assert groups_to_ask(people(rows.encode()).people) == ["Nurses", ""]


# --- The pages --------------------------------------------------------------------------------

LIST = (
    "Name,Job title,Role group,Division,E-mail,Agreed to be interviewed,Agreed to be quoted,Date\n"
    "Jory Kemp,Porter,Front line,Estates,j@x.uk,yes,yes,4/5/2026\n"
    "Una Penhale,Nurse,,,,,,\n"
    "Ann O’Brien,,Board,,,,,\n"
    "Meg Hale,Chief nurse,Board,,,yes,,\n"
)


def test_upload_shows_each_rows_fate_and_keeps_nothing(review, there, as_reviewer, urls):
    response = as_reviewer.post(urls["import"], file(LIST.encode()))
    assert words(response) == [
        "Added as P10",
        "P08, changed: job title",
        "Left out: P09 has withdrawn",
        "Added as P11",
    ]
    assert response.context["counts"] == {
        "added": 2,
        "changed": 1,
        "unchanged": 0,
        "asked": 0,
        "left_out": 1,
    }
    assert len(everybody(review)) == 3
    assert not AuditEvent.objects.exists()
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def confirmed(response, reviewer, **more):
    form = response.context["form"]
    values = {"packed": form["packed"].value()}
    if "asked_by" in form.fields:
        values["asked_by"] = reviewer.pk
    return values | more


TENTH = {"agreed_on_day": "10", "agreed_on_month": "5", "agreed_on_year": "2026"}


def test_confirm_does_what_the_preview_said(review, there, reviewer, as_reviewer, urls):
    preview = as_reviewer.post(urls["import"], file(LIST.encode()))
    values = confirmed(preview, reviewer, **TENTH)
    response = as_reviewer.post(urls["confirm"], values)
    assert (response.status_code, response.url) == (302, urls["list"])
    assert everybody(review)[:2] == [
        ("P07", "Wenna Tregarth", "Matron", "front-line", "Surgery"),
        ("P08", "Una Penhale", "Nurse", "front-line", ""),
    ]
    assert everybody(review)[3:] == [
        ("P10", "Jory Kemp", "Porter", "front-line", "Estates"),
        ("P11", "Meg Hale", "Chief nurse", "executive", ""),
    ]
    jory, meg = Participant.objects.filter(review=review).order_by("pk")[3:]
    assert [(each.is_given, each.on, each.by) for each in jory.consents] == [
        (True, MAY_4, reviewer),
        (False, None, None),
        (True, MAY_4, reviewer),
    ]
    assert [each.on for each in meg.consents] == [date(2026, 5, 10), None, None]
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "participant.added",
        "consent.given",
        "consent.given",
        "participant.edited",
        "participant.added",
        "consent.given",
        "participants.imported",
    ]
    last = AuditEvent.objects.get(verb="participants.imported")
    assert last.detail == {"rows": 4, "added": 2, "changed": 1, "left_out": 1}
    log = str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert not any(name in log for name in ("Jory", "Kemp", "Una", "Meg", "x.uk"))


def test_same_file_again_adds_and_changes_nobody(review, there, reviewer, as_reviewer, urls):
    preview = as_reviewer.post(urls["import"], file(LIST.encode()))
    as_reviewer.post(urls["confirm"], confirmed(preview, reviewer, **TENTH))
    before, n_events = everybody(review), AuditEvent.objects.count()
    again = as_reviewer.post(urls["import"], file(LIST.encode()))
    assert words(again) == [
        "P10, stays as it is",
        "P08, stays as it is",
        "Left out: P09 has withdrawn",
        "P11, stays as it is",
    ]
    assert "There is nothing to import" in again.content.decode()
    assert (everybody(review), AuditEvent.objects.count()) == (before, n_events)


def test_confirm_sent_twice_imports_once(review, reviewer, as_reviewer, urls):
    preview = as_reviewer.post(urls["import"], file(b"Name,Role group\nJory Kemp,other\n"))
    values = confirmed(preview, reviewer)
    assert as_reviewer.post(urls["confirm"], values).status_code == 302
    second = as_reviewer.post(urls["confirm"], values)
    assert (second.status_code, words(second)) == (200, ["P01, stays as it is"])
    assert len(everybody(review)) == 1


def test_unknown_role_groups_are_chosen_in_the_preview(review, reviewer, as_reviewer, urls):
    rows = b"Name,Role group\nJory Kemp,Nurses\nMeg Hale,nurses\nUna Penhale,Guests\nAnn Lee,\n"
    preview = as_reviewer.post(urls["import"], file(rows))
    form = preview.context["form"]
    assert [form.fields[f"group_{n}"].label for n in range(3)] == [
        "Role group of “Nurses”",
        "Role group of “Guests”",
        "Role group of those without a role group",
    ]
    missing = as_reviewer.post(urls["confirm"], confirmed(preview, reviewer, group_0="front-line"))
    assert errors(missing) == {
        "group_1": ["Select the role group of “Guests”"],
        "group_2": ["Select the role group of those without a role group"],
    }
    assert words(missing) == words(preview)
    chosen = {"group_0": "front-line", "group_1": "leave-out", "group_2": "other"}
    as_reviewer.post(urls["confirm"], confirmed(missing, reviewer, **chosen))
    assert [(name, group) for _, name, _, group, _ in everybody(review)] == [
        ("Jory Kemp", "front-line"),
        ("Meg Hale", "front-line"),
        ("Ann Lee", "other"),
    ]


def test_consents_need_a_day_and_who_asked(review, reviewer, as_reviewer, urls):
    rows = b"Name,Role group,Agreed to be quoted\nJory Kemp,other,yes\n"
    preview = as_reviewer.post(urls["import"], file(rows))
    response = as_reviewer.post(urls["confirm"], confirmed(preview, reviewer, asked_by=""))
    assert errors(response) == {
        "asked_by": ["Select reviewer who asked for the consents in the list"],
        "agreed_on": ["Enter date of the consents that have none"],
    }
    assert everybody(review) == []


def test_change_by_somebody_else_shows_the_preview_again(review, reviewer, as_reviewer, urls):
    rows = b"Name,Role group\nJory Kemp,other\nMeg Hale,other\n"
    preview = as_reviewer.post(urls["import"], file(rows))
    assert words(preview) == ["Added as P01", "Added as P02"]
    ParticipantFactory(review=review, pseudonym="P01", identity__name="Jory Kemp")
    again = as_reviewer.post(urls["confirm"], confirmed(preview, reviewer))
    assert again.status_code == 200
    assert words(again) == ["P01, changed: role group", "Added as P02"]
    assert len(everybody(review)) == 1
    as_reviewer.post(urls["confirm"], confirmed(again, reviewer))
    assert [name for _, name, *_ in everybody(review)] == ["Jory Kemp", "Meg Hale"]


def test_withdrawal_between_preview_and_confirming_is_kept(review, reviewer, as_reviewer, urls):
    rows = b"Name,Job title,Role group\nJory Kemp,Porter,other\n"
    jory = ParticipantFactory(review=review, pseudonym="P01", identity__name="Jory Kemp")
    preview = as_reviewer.post(urls["import"], file(rows))
    withdraw_participant(participant=jory, by=reviewer)
    again = as_reviewer.post(urls["confirm"], confirmed(preview, reviewer))
    assert words(again) == ["Left out: P01 has withdrawn"]
    jory.refresh_from_db()
    assert jory.identity.job_title == ""


def test_list_is_bound_to_user_review_and_time(review, reviewer, signed_in, urls, monkeypatch):
    colleague = MembershipFactory(role=Role.REVIEWER, review=review).user
    other = ReviewFactory()
    MembershipFactory(role=Role.REVIEWER, user=reviewer, review=other)
    client = signed_in(reviewer)
    preview = client.post(urls["import"], file(b"Name,Role group\nJory Kemp,other\n"))
    values = confirmed(preview, reviewer)
    elsewhere = reverse("interviews:participants_import_confirm", args=[other.slug])
    for who, url, sent in (
        (signed_in(colleague), urls["confirm"], values),
        (client, elsewhere, values),
        (client, urls["confirm"], values | {"packed": "x"}),
        (client, urls["confirm"], {}),
    ):
        response = who.post(url, sent, follow=True)
        assert [str(each) for each in response.context["messages"]] == [
            "The list is no longer at hand. Select it again."
        ]
    monkeypatch.setattr("interviews.forms.people_list.AN_HOUR", -1)
    assert client.post(urls["confirm"], values).url == urls["import"]
    assert Participant.objects.count() == 0


def test_bad_file_is_answered_in_the_form(as_reviewer, urls):
    assert errors(as_reviewer.post(urls["import"], {})) == {"file": ["Select a list of people"]}
    assert errors(as_reviewer.post(urls["import"], file(b"Wenna\nUna\n"))) == {
        "file": [
            "No column of names was found in its first rows. Give each column a heading: Name, "
            "Job title, Role group and so on, as in the template."
        ]
    }
    rows = b"Name,Role group\n" + b"".join(b"Kemp %d,group %d\n" % (n, n) for n in range(21))
    assert errors(as_reviewer.post(urls["import"], file(rows))) == {
        "file": [
            "The column of role groups has more than 20 that are not known. Is it the right column?"
        ]
    }


def test_script_in_a_list_stays_text(as_reviewer, urls):
    script = "<script>alert('x')</script>"
    rows = f"Name,Job title,Role group,{script}\n{script},{script},{script},\n"
    shown = as_reviewer.post(urls["import"], file(rows.encode())).content.decode()
    assert script not in shown
    assert "&lt;script&gt;alert" in shown


def test_preview_names_what_it_does_not_read(as_reviewer, urls):
    rows = workbook(["Name", "Shoe size"], ["Jory Kemp", 44], first_sheet=[["Read me"]])
    shown = as_reviewer.post(urls["import"], file(rows)).content.decode()
    assert "Columns that are not read: Shoe size." in shown
    assert "The sheet read is People." in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_is_downloaded(review, as_reviewer, kind):
    response = as_reviewer.get(
        reverse("interviews:participants_template", args=[review.slug, kind])
    )
    assert response["Content-Disposition"] == f'attachment; filename="participants.{kind}"'
    assert read_tables(response.content)[0].rows == [(1, HEADERS)]
    missing = reverse("interviews:participants_template", args=[review.slug, "exe"])
    assert as_reviewer.get(missing).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_import_that_fails_half_way_stores_nothing(review, reviewer, monkeypatch):
    from interviews.actions import people_list as actions

    rows = people(b"Name,Role group\nJory Kemp,other\nMeg Hale,other\n").people
    stored = []

    def fail_at_the_second(**kwargs):
        if stored:
            raise RuntimeError("the machine stops")
        stored.append(add(**kwargs))

    add = actions.add_participant
    monkeypatch.setattr(actions, "add_participant", fail_at_the_second)
    with pytest.raises(RuntimeError):
        actions.import_participants(
            review=review,
            rows=rows,
            foreseen=[each.words for each in fates(review, rows)],
            groups={},
            asked_by=None,
            agreed_on=None,
            by=reviewer,
        )
    assert (len(stored), everybody(review), AuditEvent.objects.count()) == (1, [], 0)
