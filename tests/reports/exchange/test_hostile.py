"""What no honest program writes is refused or reported; hostile files are made here."""

import io
import random
import stat
import struct
import tracemalloc
import warnings
import zipfile

import pytest

from adoption_reviews.models import Theme
from adoption_reviews.office_files import RefusedFile
from interviews.models import Interview
from reports.actions.exchange import NothingToImport, import_project
from reports.exchange.account import What
from reports.exchange.reading import read_exchange_file
from reports.exchange.sidecar import NAME as SIDECAR
from tests.reports.exchange.projects import (
    WORDS,
    book,
    code,
    coding,
    guid,
    inline,
    like_atlas,
    qde,
    selection,
    source,
    sources,
    zipped,
)

MARKED = selection("s", 0, 12, coding("A", "s"))
PLAIN = qde(book(code("A")) + sources(source("T", MARKED)))
DAMAGED = "The file is damaged. Export it anew and try again."
NAMES = "A part of the file has a name that is not allowed. Export it anew and try again."
ENTITIES = "The file defines entities, as no program for coding does, so it is not opened."
NO_PROJECT = "This is not a REFI-QDA project (.qdpx) or codebook (.qdc)."


def refusal(data):
    with pytest.raises(RefusedFile) as refused:
        read_exchange_file(data)
    return str(refused.value)


def reasons(data):
    _, account = read_exchange_file(data)
    return [(each.what, each.reason) for each in account.refused]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"%PDF-1.7 and so on", NO_PROJECT),
        (b"PK\x03\x04 and no more", DAMAGED),
        (zipped({"a.txt": "words"}), "This is a zip archive and not a REFI-QDA project (.qdpx)."),
        (zipped({"project.qde": ""}), DAMAGED),
        (zipped({"project.qde": "<Project>"}), DAMAGED),
        (zipped({"project.qde": "<Other/>"}), NO_PROJECT),
        (zipped({"project.qde": PLAIN.encode()[:-40] + b"\xff\xfe</Project>"}), DAMAGED),
        (b"<html></html>", NO_PROJECT),
    ],
)
def test_what_is_no_project_is_refused(data, said):
    assert refusal(data) == said


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "Sources/../../evil.txt",
        "/etc/passwd",
        "C:\\evil.txt",
        "..\\evil.txt",
        "a\nb",
    ],
)
def test_archive_that_reaches_outside_itself_is_refused(name):
    assert refusal(zipped({"project.qde": PLAIN, name: "evil"})) == NAMES


def test_link_inside_an_archive_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.qde", PLAIN)
        link = zipfile.ZipInfo("Sources/T.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert refusal(out.getvalue()) == NAMES


def test_two_members_of_one_name_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("project.qde", PLAIN)
        archive.writestr("PROJECT.qde", PLAIN)
    said = "Two parts of the file have the same name. Export it anew and try again."
    assert refusal(out.getvalue()) == said


def test_two_projects_are_refused():
    said = "There is more than one project in the file. Export it anew and try again."
    assert refusal(zipped({"project.qde": PLAIN, "other.qde": PLAIN})) == said


def test_bombs_are_refused_in_little_memory():
    tight = zipped({"project.qde": PLAIN, "Sources/T.txt": b"a" * 30_000_000})
    many = zipped({"project.qde": PLAIN} | {f"Sources/{n}": "" for n in range(5001)})
    in_project = zipped({"project.qde": PLAIN + " " * 30_000_000})
    tracemalloc.start()
    assert refusal(tight) == "The file is packed so tightly that it is not opened."
    assert refusal(in_project) == "The file is packed so tightly that it is not opened."
    assert refusal(many) == "The file has more than 5,000 parts, so it is not opened."
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_archive_that_says_it_is_huge_is_refused():
    data = bytearray(zipped({"project.qde": PLAIN, "Sources/T.txt": WORDS}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 600_000_000)
    said = "The file would grow to more than 500 MB, so it is not opened. "
    assert refusal(bytes(data)) == f"{said}Export it without sound and pictures."


def test_encrypted_archive_is_refused():
    data = bytearray(zipped({"project.qde": PLAIN}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    said = "The file is protected with a password. Take it off and try again."
    assert refusal(bytes(data)) == said


def test_damaged_member_is_refused_or_reported():
    data = zipped({"project.qde": PLAIN, "Sources/T.txt": WORDS})
    broken = bytearray(data)
    broken[data.index(b"T.txt") + 8] ^= 0xFF
    assert reasons(bytes(broken))[0] == (What.SOURCE, "Its text is damaged.")
    broken = bytearray(data)
    broken[data.index(b"project.qde") + 30] ^= 0xFF
    assert refusal(bytes(broken)) == DAMAGED


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Project [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Project SYSTEM "http://example.com/evil.dtd">',
        "<!DOCTYPE Project>",
    ],
)
@pytest.mark.parametrize("kind", ["qdpx", "qde", "qdc"])
def test_document_types_and_entities_are_refused(doctype, kind):
    xml = PLAIN.replace("?>", f"?>{doctype}", 1)
    if kind == "qdc":
        xml = f'{doctype}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'
    data = zipped({"project.qde": xml}) if kind == "qdpx" else xml.encode()
    assert refusal(data) == ENTITIES


def test_deep_nesting_and_long_names_are_refused():
    deep = code("a")
    for number in range(300):
        deep = code(f"c{number}", deep)
    said = "The file is built in so many parts that it is not opened."
    assert refusal(zipped({"project.qde": qde(book(deep))})) == said
    long = qde(book(code("n" * 1_000_001)))
    said = "A name in the file is longer than a book, so it is not opened."
    assert refusal(long.encode()) == said


def test_other_encodings_are_refused():
    xml = PLAIN.replace('encoding="utf-8"', 'encoding="utf-7"')
    said = "The file is written in utf-7. Export it anew and try again."
    assert refusal(xml.encode()) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("internal://missing.txt", "Its text is not in the file."),
        ("internal://../../../etc/passwd", "Its text is not in the file."),
        ("absolute:///etc/passwd", "Its text is kept outside the file."),
        ("file:///etc/passwd", "Its text is not in the file."),
        ("http://example.com/T.txt", "Its text is not in the file."),
        ("internal://picture.txt", "Its text is not plain text."),
        ("internal://nested.txt", "Its text is not plain text."),
        ("internal://empty.txt", "Its text cannot be read. The file is empty."),
        ("internal://blank.txt", "Its text cannot be read. The file is empty."),
        ("internal://large.txt", "Its text is larger than 5 MB."),
    ],
)
def test_source_without_a_text_is_refused_with_all_that_is_marked_in_it(path, said):
    files = {
        "project.qde": qde(book(code("A")) + sources(source("T", MARKED, plainTextPath=path))),
        "Sources/picture.txt": b"%PDF-1.7",
        "Sources/nested.txt": zipped({"a.txt": "words"}),
        "Sources/empty.txt": "",
        "Sources/blank.txt": " \n ",
    }
    if "large" in path:
        files["Sources/large.txt"] = random.Random(1).randbytes(2_600_000).hex()
    assert reasons(zipped(files)) == [
        (What.SOURCE, said),
        (What.SELECTION, "Its source is not imported."),
        (What.CODING, "Its selection is not imported."),
    ]


def test_things_that_are_there_twice_or_nameless_are_refused():
    codes = book(code("A"), code("B", code("C", key="A")), code("", key="none"))
    texts = sources(
        inline("T", WORDS, MARKED + MARKED.replace('"12"', '"13"')),
        inline("T", "Other words"),
    )
    _, account = read_exchange_file(zipped({"project.qde": qde(codes + texts)}))
    assert {(each.what, each.reason) for each in account.refused} == {
        (What.CODE, "Another code has the same guid."),
        (What.CODE, "It has no name."),
        (What.SOURCE, "Another source has the same guid."),
        (What.SELECTION, "Another selection has the same guid."),
        (What.CODING, "Its selection is not imported."),
    }
    for what, found in zip(What, (2, 4, 2, 2), strict=True):
        count = account.count(what)
        assert (count.found, count.imported + count.refused) == (found, found)


def test_code_inside_itself_ends():
    inside_itself = code("A", code("B", code("A")))
    project, account = read_exchange_file(zipped({"project.qde": qde(book(inside_itself))}))
    assert [each.name for each in project.codes] == ["A", "B"]
    assert account.count(What.CODE).refused == 1


def test_broken_text_is_read_and_not_lost():
    data = zipped(
        {
            "project.qde": qde(sources(source("T"))),
            "Sources/T.txt": b"Zo\xeb said so.\x00 And went.",
        }
    )
    project, _ = read_exchange_file(data)
    assert "Zoë said so." in project.sources[0].text


@pytest.mark.django_db
def test_nothing_is_kept_of_an_import_that_fails(review, reviewer, monkeypatch):
    project, account = read_exchange_file(like_atlas())
    broken = project.sources[0].selections[0].codings[0]
    object.__setattr__(broken, "code", "not in the book")  # what reading never lets through
    with pytest.raises(KeyError):
        import_project(review=review, project=project, account=account, by=reviewer)
    assert (Theme.objects.count(), Interview.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_empty_project_is_refused(review, reviewer):
    project, account = read_exchange_file(zipped({"project.qde": qde("")}))
    with pytest.raises(NothingToImport):
        import_project(review=review, project=project, account=account, by=reviewer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra",
    [
        b"not json",
        b"[" * 100_000,
        b'{"interviews": {"%s": {"number": 1, "mode": "x", "status": "y", "people": [], "parts": '
        b'[{"start": 5, "end": 99999, "kind": "speech"}]}}}' % guid("T").lower().encode(),
        b'{"interviews": {"%s": {"number": 1, "mode": "x", "status": "y", "people": [], "parts": '
        b'[{"start": 0, "end": 9, "kind": "evil"}]}}}' % guid("T").lower().encode(),
        b'{"case_studies": {"%s": {"kind": "x", "is_nationally_prioritised": true, '
        b'"parts": {"lessons": [0, 5]}}}}' % guid("T").lower().encode(),
    ],
)
def test_what_our_own_file_should_say_is_not_believed(review, reviewer, extra):
    data = zipped({"project.qde": PLAIN, "Sources/T.txt": WORDS, SIDECAR: extra})
    project, account = read_exchange_file(data)
    outcome = import_project(review=review, project=project, account=account, by=reviewer)
    assert outcome.account.count(What.CODING).imported == 1
    assert review.interviews.get().segments.count() == 3
