"""Word and Excel files are looked through before a parser sees them; hostile ones are made here."""

import io
import random
import struct
import warnings
import zipfile

import docx
import openpyxl
import pytest

from adoption_reviews import office_files
from adoption_reviews.office_files import MAX_BYTES, RefusedFile, open_office_file

OVER = "The file would grow to more than 100 MB, so it is not opened. "
OVER += "Take large pictures out and save it anew."
TIGHT = "The file is packed so tightly that it is not opened."
ENTITIES = "The file defines entities, as no Office program does, so it is not opened."
DAMAGED = "The file is damaged. Open it in Word, save it anew and try again."
MACROS = "The file holds macros. Save it as a Word document (.docx), which has none, "
MACROS += "and select that."
INSIDE = "There is another file inside this one. Take it out in Word, save and try again."
NAMES = "A part of the file has a name that is not allowed. Save it anew and try again."
PASSWORD = "The file is protected with a password. "
BOMB = b"0" * 12_000_000


def document(*paragraphs):
    made = docx.Document()
    for words in paragraphs or ["Words"]:
        made.add_paragraph(words)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def workbook():
    made = openpyxl.Workbook()
    made.active.append(["Name", "Role"])
    return saved(made)


def changed(data, replaced=(), added=(), left_out=(), packing=zipfile.ZIP_DEFLATED):
    """The file with parts replaced (name: bytes or a function), added and left out."""
    out, replaced = io.BytesIO(), dict(replaced)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for name in old.namelist():
            if name in left_out:
                continue
            part = replaced.get(name, old.read(name))
            new.writestr(name, part(old.read(name)) if callable(part) else part)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, part in dict(added).items() if isinstance(added, dict) else added:
                new.writestr(name, part)
    return out.getvalue()


def refusal(data, kind="docx"):
    with pytest.raises(RefusedFile) as refused:
        open_office_file(data, kind=kind)
    return str(refused.value)


def with_document(xml):
    return changed(document(), {"word/document.xml": xml})


def test_honest_files_are_opened():
    opened = docx.Document(open_office_file(document("One", "Two"), kind="docx"))
    assert [each.text for each in opened.paragraphs] == ["One", "Two"]
    book = openpyxl.load_workbook(open_office_file(workbook(), kind="xlsx"))
    assert [cell.value for cell in book.active[1]] == ["Name", "Role"]


def test_utf_16_parts_are_read():
    def utf_16(xml):
        return xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert open_office_file(with_document(utf_16), kind="docx").tell() == 0


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9))
    + b"]><w>&a8;</w>"
)
OUTSIDE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
PARAMETER = b'<!DOCTYPE w [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><w/>'
EXTERNAL = b'<!DOCTYPE w SYSTEM "http://127.0.0.1/w.dtd"><w/>'


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE, PARAMETER, EXTERNAL, b"<!DOCTYPE w><w/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"]
)
def test_entities_are_refused_in_every_part(xml, encoding, name):
    xml = xml.decode().encode(encoding)
    assert refusal(changed(document(), {name: xml})) == ENTITIES


def test_entities_are_refused_in_a_part_that_only_its_content_type_calls_xml():
    data = changed(
        document(),
        {
            "[Content_Types].xml": lambda xml: xml.replace(
                b"/word/document.xml", b"/word/document.bin"
            )
        },
        added={"word/document.bin": b" " + LAUGHS[21:]},
    )
    assert refusal(data) == ENTITIES


def test_part_in_an_encoding_that_hides_its_text_is_refused():
    hidden = '<?xml version="1.0" encoding="{}"?><!DOCTYPE w [<!ENTITY x "y">]><w/>'
    assert refusal(with_document(hidden.format("utf-7").encode("utf-7"))) == (
        "A part of the file is written in utf-7. Save it anew and try again."
    )
    assert refusal(with_document(hidden.format("cp037").encode("cp037"))) == DAMAGED


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 20 MB."),
        (b"Just words", "This is not a Word document (.docx)."),
        (b"PK\x03\x04" + bytes(100), DAMAGED),
        (document()[:-200], DAMAGED),
        (workbook(), "This is an Excel workbook and not a Word document."),
        (
            changed(b"PK\x05\x06" + bytes(18), added={"a.txt": b"x"}),
            "This is a zip archive and not a Word document (.docx).",
        ),
        (
            changed(
                b"PK\x05\x06" + bytes(18),
                added={"mimetype": b"application/vnd.oasis.opendocument.text"},
            ),
            "This is an OpenDocument file. Open it, save it as a Word document (.docx) "
            "and select that.",
        ),
        (
            office_files.OLD_OFFICE + bytes(600) + "WordDocument".encode("utf-16-le"),
            "This is a file of an old version of Office (.doc or .xls). Open it in Word, "
            "save it as a Word document (.docx) and select that.",
        ),
        (
            office_files.OLD_OFFICE + bytes(600) + office_files.ENCRYPTED_PACKAGE,
            PASSWORD + "Take the password off in Word, save the file and select it again.",
        ),
        (changed(document(), added={"word/media/a.bin": BOMB}), TIGHT),
        (changed(document(), added=[(f"a{n}.bin", bytes(90_000)) for n in range(1200)]), OVER),
        (
            changed(document(), added=[(f"a{n}", b"") for n in range(2000)]),
            "The file has more than 2,000 parts, so it is not opened.",
        ),
        (changed(document(), added={"word/embeddings/book.xlsx": workbook()}), INSIDE),
        (changed(document(), added={"word/media/a.bin": b"\x1f\x8b\x08" + bytes(9)}), INSIDE),
        (changed(document(), added={"word/vbaProject.bin": b"x"}), MACROS),
        (
            changed(
                document(),
                {
                    "[Content_Types].xml": lambda xml: xml.replace(
                        b"openxmlformats-officedocument.wordprocessingml.document.main",
                        b"ms-word.document.macroEnabled.main",
                    )
                },
            ),
            MACROS,
        ),
        (
            changed(
                document(),
                {
                    "[Content_Types].xml": lambda xml: xml.replace(
                        b"document.main", b"template.main"
                    )
                },
            ),
            "This is not a Word document (.docx).",
        ),
        (
            changed(
                document(),
                {
                    "_rels/.rels": lambda xml: xml.replace(
                        b"http://schemas.openxmlformats.org/officeDocument/2006",
                        b"http://purl.oclc.org/ooxml/officeDocument",
                    )
                },
            ),
            "The file is saved as Strict Open XML. Save it as a Word document (.docx) "
            "and select that.",
        ),
        (changed(document(), left_out=["_rels/.rels"]), DAMAGED),
        (with_document(b"<w>never closed"), DAMAGED),
        (changed(document(), added={"../../etc/passwd": b"x"}), NAMES),
        (changed(document(), added={"/etc/passwd": b"x"}), NAMES),
        (changed(document(), added={"C:\\windows\\x": b"x"}), NAMES),
        (changed(document(), added={"word\\..\\x": b"x"}), NAMES),
        (
            changed(document(), added=[("Word/Document.xml", b"<w/>")]),
            "Two parts of the file have the same name. Save it anew and try again.",
        ),
        (
            changed(document(), packing=zipfile.ZIP_BZIP2),
            "Word does not pack files like this one. Save it anew and try again.",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_refused_in_one_sentence(data, sentence):
    assert refusal(data) == sentence


def test_link_among_the_parts_is_refused():
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    assert refusal(changed(document(), added=[(link, b"/etc/passwd")])) == NAMES


def test_encrypted_part_is_refused():
    data = bytearray(document())
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, entry + 8, 1)
    assert refusal(bytes(data)) == PASSWORD + "Take it off and try again."


def test_size_that_is_a_lie_is_found():
    """A member that says it is small and unpacks to much more is cut there, and refused."""
    data = bytearray(changed(document(), added={"word/media/a.bin": BOMB}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", data, data.rindex(mark) + at, 1000)
    assert refusal(bytes(data)) == DAMAGED


def test_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(office_files, "MOST_XML", 1_000_000)
    words = " ".join(f"{number * 2_654_435_761 % 2**64:x}" for number in range(60_000))
    assert refusal(with_document(f"<w>{words}</w>")) == "The file has more than 1 MB of text."


@pytest.mark.parametrize("xml", ["<w>" + "<p/>" * 500_001 + "</w>", "<p>" * 201 + "</p>" * 201])
def test_many_or_deep_elements_are_refused(xml):
    assert refusal(with_document(xml)) == (
        "The file is built in so many parts that it is not opened."
    )


@pytest.mark.parametrize(
    "element",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<mergeCells><mergeCell ref="$A:$XFD"/></mergeCells>',
        '<mergeCells><mergeCell ref="1:1048576"/></mergeCells>',
        "<mergeCells>" + '<mergeCell ref="A1:Z1000"/>' * 4 + "</mergeCells>",
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="here"/></hyperlinks>',
    ],
)
def test_cells_merged_over_whole_columns_are_refused(element):
    """The parser makes every one of them, which takes all memory."""
    sheet = "xl/worksheets/sheet1.xml"
    made = changed(
        workbook(),
        {sheet: lambda xml: xml.replace(b"<pageMargins", f"{element}<pageMargins".encode())},
    )
    assert refusal(made, "xlsx") == "Cells are merged over whole columns. Take that back and save."


def test_some_merged_cells_are_let_through():
    made = openpyxl.Workbook()
    made.active.merge_cells("A1:C3000")
    assert refused_nothing(saved(made))


def refused_nothing(data):
    return open_office_file(data, kind="xlsx").getvalue() == data


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_refused_or_opened_and_never_raise_anything_else(seed):
    chance, data = random.Random(seed), document("Ann: hello", "Bob: good morning")
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 1, 3, 20])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        try:
            open_office_file(bytes(broken), kind="docx")
        except RefusedFile as refused:
            assert str(refused).endswith((".", ")."))
