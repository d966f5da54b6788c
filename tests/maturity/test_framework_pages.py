"""The hub's frameworks: uploading, mending, previewing, comparing, publishing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews.actions import start_review
from adoption_reviews.frameworks import FrameworkError, forget_published, get_framework, read_bytes
from adoption_reviews.models import AuditEvent, HubFramework
from maturity.actions import frameworks as actions
from tests.factories.core import OrganisationFactory, UserFactory
from tests.factories.frameworks import HubFrameworkFactory, framework_text
from tests.factories.maturity import SelfAssessmentFactory

INSITES = "insites-learning-framework@2025.1"
OWN = "our-own@2026.1"


@pytest.fixture(autouse=True)
def _nothing_published():
    forget_published()
    yield
    forget_published()


@pytest.fixture
def client(hub_administrator, signed_in):
    return signed_in(hub_administrator)


def page(name: str, *args) -> str:
    return reverse(f"frameworks:{name}", args=args)


def file_of(words: str | bytes, name: str = "own.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words if isinstance(words, bytes) else words.encode())


def events() -> list:
    return list(
        AuditEvent.objects.filter(verb__startswith="framework.")
        .order_by("pk")
        .values_list("verb", "detail__framework")
    )


def shown(response) -> list:
    return [(each.line, each.reason, each.words) for each in response.context["problems"]]


# --- The list -------------------------------------------------------------------------------------


def test_list_shows_shipped_drafts_and_published_with_where_they_are_used(client, assessment):
    HubFrameworkFactory()
    HubFrameworkFactory(key="other", version="1", published=True)
    found = client.get(page("list")).context["frameworks"]
    assert [(each.ref, each.is_draft, each.is_newest, each.n_used) for each in found] == [
        ("adopting-innovation-wheel@2025.1", False, True, 0),
        (INSITES, False, True, 1),
        ("other@1", False, True, 0),
        (OWN, True, False, 0),
        ("positive-influences@2020.1", False, True, 0),
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_list_takes_the_same_queries(client, django_assert_num_queries, n):
    for number in range(n):
        HubFrameworkFactory(key=f"own-{number}", published=True)
        HubFrameworkFactory(key=f"draft-{number}")
        SelfAssessmentFactory(framework_ref=f"own-{number}@2026.1")
    client.get(page("list"))
    with django_assert_num_queries(6):
        client.get(page("list"))


def test_older_version_is_told_from_the_one_that_is_offered(client):
    HubFrameworkFactory(version="1", published=True)
    HubFrameworkFactory(version="2", published=True)
    found = client.get(page("list")).context["frameworks"]
    own = [(each.version, each.is_newest) for each in found if each.key == "our-own"]
    assert own == [("2", True), ("1", False)]


# --- Uploading ------------------------------------------------------------------------------------


def test_sound_file_becomes_a_draft(client, hub_administrator):
    response = client.post(page("upload"), {"file": file_of("\ufeff" + framework_text())})
    assert (response.status_code, response.url) == (302, page("detail", OWN))
    row = HubFramework.objects.get()
    assert (row.ref, row.title, row.text) == (OWN, "Our own framework", framework_text())
    assert (row.uploaded_by, row.is_published) == (hub_administrator, False)
    assert events() == [("framework.uploaded", OWN)]
    with pytest.raises(FrameworkError):
        get_framework(OWN)


def test_text_is_as_good_as_a_file(client):
    response = client.post(page("upload"), {"text": framework_text().replace("\n", "\r\n")})
    assert response.url == page("detail", OWN)
    assert HubFramework.objects.get().text == framework_text()


def test_faulty_file_is_shown_with_every_error_and_its_text(client):
    words = framework_text().replace("title: Time", "titel: Time").replace("value: 2", "value: x")
    response = client.post(page("upload"), {"file": file_of(words)})
    assert response.status_code == 200
    assert shown(response) == [
        (9, "“value” must be a whole number, not “x”", "- {value: x, title: In places}"),
        (27, "“title” is missing in entry 1 of “sub_domains”", "- key: time"),
        (28, "“titel” is not known here; known are key, title, indicators, questions",
         "titel: Time"),
    ]  # fmt: skip
    form = response.context["form"]
    assert form["text"].value() == words
    assert form.errors == {"text": ["There are 3 problems. Mend the file and check it again"]}
    assert response.content.decode().count("<title>Error: Upload a framework") == 1
    assert not HubFramework.objects.exists()
    assert events() == []


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"seen": ""}, "file", "Choose a framework file or write its text"),
        ({"text": "  \n "}, "file", "Choose a framework file or write its text"),
        ({"text": "a\0b"}, "text", "Text of the file holds a character that cannot be kept"),
    ],
)
def test_nothing_to_read_is_said(client, given, field, reason):
    response = client.post(page("upload"), given)
    assert response.context["form"].errors == {field: [reason]}
    assert not HubFramework.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"\xff\xfe\x00", "The file is not UTF-8 text"),
        (b"x" * 200_000, "The file is larger than 100 kB"),
        (b"a: &a [x]\nb: *a", "Anchors (&) are not allowed"),
        (b"[" * 5_000, "It is nested more than 12 deep"),
        (b"kind: barriers", "“kind” cannot be “barriers”: it must be maturity"),
        (b"<script>alert(1)</script>", "The file is “<script>alert(1)</script>”, not a group"),
    ],
)
def test_hostile_file_is_refused_on_the_page(client, content, reason):
    response = client.post(page("upload"), {"file": file_of(content)})
    assert response.status_code == 200
    assert response.context["problems"][0].reason.startswith(reason)
    assert "<script>alert" not in response.content.decode()
    assert not HubFramework.objects.exists()


def test_file_that_is_no_text_has_one_problem_and_no_lines(client):
    response = client.post(page("upload"), {"file": file_of(b"\x7fELF\xff\nmore")})
    assert shown(response) == [(1, "The file is not UTF-8 text", "")]
    assert response.context["form"].errors == {
        "file": ["There is 1 problem. Mend the file and check it again"]
    }


@pytest.mark.parametrize(
    ("key", "version", "line", "reason"),
    [
        ("insites-learning-framework", "2025.1", 3, f"There is {INSITES} already, which never"),
        ("insites-learning-framework", "2024.1", 3, "2024.1 comes before 2025.1, the newest"),
        ("positive-influences", "2026.1", 2, "“positive-influences” is the key of a framework of"),
        ("published", "1", 3, "There is published@1 already, which never changes"),
        ("draft", "1", 3, "There is a draft of draft@1 already: replace that one"),
    ],
)
def test_version_is_never_given_twice(client, key, version, line, reason):
    HubFrameworkFactory(key="published", version="1", published=True)
    HubFrameworkFactory(key="draft", version="1")
    response = client.post(page("upload"), {"text": framework_text(key, version)})
    [problem] = response.context["problems"]
    assert (problem.line, problem.reason[: len(reason)]) == (line, reason)


def test_hub_may_write_the_next_version_of_a_shipped_framework(client):
    response = client.post(
        page("upload"), {"text": framework_text("insites-learning-framework", "2026.1")}
    )
    assert response.url == page("detail", "insites-learning-framework@2026.1")


def test_example_on_the_page_is_sound(client):
    words = client.get(page("upload")).content.decode()
    start = words.index("kind: maturity\nkey: our-framework")
    example = words[start : words.index("</pre>", start)]
    assert read_bytes(example.replace("&quot;", '"').encode()).problems == ()


# --- A draft --------------------------------------------------------------------------------------


def test_draft_is_replaced(client, hub_administrator):
    row = HubFrameworkFactory()
    form = client.get(page("replace", OWN)).context["form"]
    assert form["text"].value() == row.text
    words = framework_text(version="2026.2")
    response = client.post(page("replace", OWN), {"text": words, "seen": form["seen"].value()})
    assert response.url == page("detail", "our-own@2026.2")
    row.refresh_from_db()
    assert (row.ref, row.text, row.uploaded_by) == ("our-own@2026.2", words, hub_administrator)
    assert events() == [("framework.replaced", "our-own@2026.2")]


def test_draft_is_not_replaced_by_a_faulty_file_or_one_of_another_key(client):
    row = HubFrameworkFactory()
    for words, line in [("kind: maturity", 1), (framework_text("another"), 2)]:
        response = client.post(page("replace", OWN), {"text": words, "seen": actions.edition(row)})
        assert {each.line for each in response.context["problems"]} == {line}
    row.refresh_from_db()
    assert row.text == framework_text()


def test_draft_that_somebody_replaced_meanwhile_is_not_overwritten_unseen(client):
    row = HubFrameworkFactory()
    seen = actions.edition(row)
    theirs = framework_text().replace("Our hub", "Theirs")
    actions.replace_framework(row=row, content=theirs.encode(), seen=seen, by=UserFactory())
    mine = framework_text().replace("Our hub", "Mine")

    response = client.post(page("replace", OWN), {"text": mine, "seen": seen})
    assert "Somebody else has replaced this draft" in response.content.decode()
    form = response.context["form"]
    assert form["text"].value() == mine
    response = client.post(page("replace", OWN), {"text": mine, "seen": form["seen"].value()})
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.text == mine


def test_draft_is_deleted_once_confirmed(client):
    HubFrameworkFactory()
    assert client.get(page("delete", OWN)).status_code == 200
    response = client.post(page("delete", OWN))
    assert response.url == page("list")
    assert not HubFramework.objects.exists()
    assert events() == [("framework.deleted", OWN)]


def test_draft_is_published_and_never_changes_then(client, hub_administrator):
    row = HubFrameworkFactory()
    seen = client.get(page("publish", OWN)).context["seen"]
    response = client.post(page("publish", OWN), {"seen": seen})
    assert response.url == page("detail", OWN)
    row.refresh_from_db()
    assert (row.is_published, row.published_by) == (True, hub_administrator)
    assert events() == [("framework.published", OWN)]
    assert get_framework(OWN).title == "Our own framework"
    for name in ("replace", "delete"):
        assert client.post(page(name, OWN)).status_code == 404
    for again in (client.post, client.get):  # pressed twice, or by the way back
        response = again(page("publish", OWN), {"seen": seen})
        assert (response.status_code, response.url) == (302, page("detail", OWN))
    assert events() == [("framework.published", OWN)]
    content = framework_text().replace("Our hub", "Else").encode()
    for change in (
        lambda: actions.delete_framework(row=row, by=hub_administrator),
        lambda: actions.publish_framework(row=row, seen=seen, by=hub_administrator),
        lambda: actions.replace_framework(
            row=row, content=content, seen=seen, by=hub_administrator
        ),
    ):
        with pytest.raises(actions.DraftGone):
            change()


def test_row_of_a_published_framework_is_neither_saved_nor_deleted(db):
    row = HubFrameworkFactory(published=True)
    row.title = "Else"
    with pytest.raises(TypeError, match="never changed"):
        row.save()
    with pytest.raises(TypeError, match="never deleted"):
        row.delete()


def test_new_review_begins_on_the_newest_version(hub_staff):
    HubFrameworkFactory(
        key="insites-learning-framework",
        version="2026.1",
        text=framework_text("insites-learning-framework", "2026.1"),
        published=True,
    )
    review = start_review(organisation=OrganisationFactory(), by=hub_staff)
    assert review.maturity_ref == "insites-learning-framework@2026.1"


def test_draft_that_changed_since_it_was_seen_is_not_published(client):
    row = HubFrameworkFactory()
    response = client.post(page("publish", OWN), {"seen": "something-else"})
    assert response.url == page("publish", OWN)
    row.refresh_from_db()
    assert not row.is_published


def test_draft_that_a_later_version_overtook_is_not_published(client):
    row = HubFrameworkFactory(version="1")
    HubFrameworkFactory(version="2", published=True)
    assert [each.line for each in client.get(page("publish", "our-own@1")).context["problems"]] == [
        3
    ]
    response = client.post(page("publish", "our-own@1"), {"seen": actions.edition(row)})
    assert response.url == page("detail", "our-own@1")
    row.refresh_from_db()
    assert not row.is_published
    assert "It cannot be published as it is" in client.get(response.url).content.decode()


# --- Looking at it --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["about", "leading"])
def test_preview_shows_the_form_that_a_trust_would_see(client, part):
    HubFrameworkFactory()
    response = client.get(page("preview", OWN), {"part": part})
    framework = read_bytes(framework_text().encode()).framework
    shown = [each["title"] for each in response.context["preview"].sections()]
    assert shown == [each.title for each in framework.domain(part).sub_domains]
    words = response.content.decode()
    domain = framework.domain(part)
    assert all(each.title in words for each in (*domain.indicators, *domain.questions))
    assert ("2 – In places" in words) == domain.rated


def test_preview_says_what_an_indicator_bears_on(client):
    HubFrameworkFactory()
    words = client.get(page("preview", OWN), {"part": "leading"}).content.decode()
    assert words.count("Bears on: ") == 1
    assert "Bears on: Outward-looking professionals" in words


def test_preview_of_a_part_that_is_not_there_is_not_found(client):
    HubFrameworkFactory()
    assert client.get(page("preview", OWN), {"part": "nothing"}).status_code == 404


def test_comparison_shows_what_is_new_reworded_moved_and_dropped(client):
    HubFrameworkFactory(version="1", published=True)
    words = framework_text(version="2").replace("Staff get time", "Staff have time")
    HubFrameworkFactory(version="2", text=words.replace("own-budget", "purse"))
    response = client.get(page("compare", "our-own@2"))
    comparison = response.context["comparison"]
    assert [(each.kind, each.code) for each in comparison.changes] == [
        ("Reworded", "staff-time"),
        ("New", "purse"),
        ("Dropped", "own-budget"),
    ]
    assert "Staff get time" in response.content.decode()


def test_first_version_has_nothing_to_be_compared_with(client):
    HubFrameworkFactory()
    assert "This is the first version" in client.get(page("compare", OWN)).content.decode()


@pytest.mark.parametrize("ref", [OWN, INSITES])
def test_file_is_downloaded_as_it_is(client, ref):
    HubFrameworkFactory(published=True)
    response = client.get(page("download", ref))
    name = ref.replace("@", "-")
    assert response["Content-Disposition"] == f'attachment; filename="{name}.yaml"'
    assert read_bytes(response.content).framework == get_framework(ref)


# --- A new version --------------------------------------------------------------------------------


def test_new_version_begins_as_a_copy(client):
    response = client.post(page("copy", INSITES), {"version": "2026.1"})
    assert response.url == page("replace", "insites-learning-framework@2026.1")
    row = HubFramework.objects.get()
    shipped = client.get(page("download", INSITES)).content.decode()
    assert row.text == shipped.replace('version: "2025.1"', 'version: "2026.1"')
    assert "# The InSites learning framework" in row.text  # comments stay
    comparison = client.get(page("compare", row.ref)).context["comparison"]
    assert not comparison


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("2025.1", f"There is {INSITES} already, which never changes: give another version"),
        ("2024.1", "2024.1 comes before 2025.1, the newest that there is: a new version comes "
         "after it"),
        ('1"}', "“version” “1\"}” is not a version: digits, small letters and full stops, like "
         "2025.1"),
        ("", "Enter new version"),
    ],
)  # fmt: skip
def test_version_of_a_copy_must_come_after(client, version, reason):
    response = client.post(page("copy", INSITES), {"version": version})
    assert response.context["form"].errors == {"version": [reason]}
    assert not HubFramework.objects.exists()


@pytest.mark.parametrize(
    "head",
    ["version: 'A'", "version:   A  # ours", '"version": "A"', 'version: "A"'],
)
def test_copy_finds_the_version_however_it_is_written(client, head):
    text = framework_text().replace('version: "2026.1"', head.replace("A", "v1"))
    HubFrameworkFactory(version="v1", text=text, published=True)
    client.post(page("copy", "our-own@v1"), {"version": "v2"})
    copied = HubFramework.objects.get(version="v2")
    assert read_bytes(copied.text.encode()).framework.ref == "our-own@v2"


@pytest.mark.parametrize("ref", ["positive-influences@2020.1", "adopting-innovation-wheel@2025.1"])
def test_what_is_no_maturity_framework_is_not_copied(client, ref):
    assert client.get(page("detail", ref)).status_code == 200
    assert client.get(page("copy", ref)).status_code == 404


@pytest.mark.parametrize("ref", ["nothing@1", "adoption-barriers@2016.1", "nonsense"])
def test_what_nobody_rates_is_not_found(client, ref):
    for name in ("detail", "preview", "compare", "download", "copy", "replace", "publish"):
        assert client.get(page(name, ref)).status_code == 404


def test_draft_of_a_version_that_a_file_came_to_define_can_be_deleted(client):
    HubFrameworkFactory(key="insites-learning-framework", version="2025.1")
    response = client.get(page("detail", INSITES))
    assert [each.reason for each in response.context["problems"]] == [
        f"There is {INSITES} already, which never changes: give another version"
    ]
    client.post(page("delete", INSITES))
    assert not HubFramework.objects.exists()
    assert client.get(page("detail", INSITES)).context["problems"] == []
