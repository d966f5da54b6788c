"""What is taken as evidence and what is not: the content decides, and the name has to fit it."""

import io
import struct
import warnings
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from adoption_reviews.office_files import RefusedFile
from maturity import evidence_files
from maturity.evidence_files import (
    DAMAGED,
    MACROS,
    MARKUP,
    MAX_BYTES,
    NOT_TAKEN,
    PASSWORD,
    TOO_LARGE,
    check_file,
    clean_name,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ODT_TYPE = "application/vnd.oasis.opendocument.text"
OOXML = "application/vnd.openxmlformats-officedocument"
PLAIN_ZIP = "Archives are not taken. Unpack it and add the files one by one."


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def picture(form) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 120), 60).convert("RGB").save(out, form)
    return out.getvalue()


def zipped(parts, packing=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Our strategy")
    return saved(made)


def workbook() -> bytes:
    return saved(openpyxl.Workbook())


def with_parts(data, *parts, replaced=()) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        kept = [(name, old.read(name)) for name in old.namelist()]
    replaced = dict(replaced)
    return zipped([(name, replaced.get(name, part)) for name, part in kept] + list(parts))


def types(content_type) -> str:
    override = f'<Override PartName="/a" ContentType="{content_type}"/>'
    return f'<?xml version="1.0"?><Types>{override}</Types>'


def slides(kind="presentation", *parts) -> bytes:
    main = f"{OOXML}.presentationml.{kind}.main+xml"
    return zipped([("[Content_Types].xml", types(main)), ("ppt/presentation.xml", "<p/>"), *parts])


def text_document(*parts, media_type=ODT_TYPE) -> bytes:
    return zipped([("mimetype", media_type), ("content.xml", "<a/>"), *parts])


def with_lying_size(data) -> bytes:
    """A packed member of which the list says that it is much smaller than it is."""
    data = bytearray(zipped([("[Content_Types].xml", b"0" * 9_000_000)]))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    return bytes(data)


TAKEN = {
    "PDF": (PDF, "plan.pdf", "application/pdf", "plan.pdf"),
    "PDF in capitals": (PDF, "PLAN.PDF", "application/pdf", "PLAN.PDF"),
    "PDF without an ending": (PDF, "plan v1.2", "application/pdf", "plan v1.2.pdf"),
    "PDF with a full stop in its name": (PDF, "v1. plan.pdf", "application/pdf", "v1. plan.pdf"),
    "program's name inside": (PDF, "setup.exe.pdf", "application/pdf", "setup.exe.pdf"),
    "Word": (document(), "plan.docx", f"{OOXML}.wordprocessingml.document", "plan.docx"),
    "Excel": (workbook(), "plan.xlsx", f"{OOXML}.spreadsheetml.sheet", "plan.xlsx"),
    "PowerPoint": (slides(), "a.pptx", f"{OOXML}.presentationml.presentation", "a.pptx"),
    "Word with the workbook of a chart": (
        with_parts(document(), ("word/embeddings/Microsoft_Excel_Sheet.xlsx", workbook())),
        "plan.docx",
        f"{OOXML}.wordprocessingml.document",
        "plan.docx",
    ),
    "OpenDocument": (text_document(), "plan.odt", ODT_TYPE, "plan.odt"),
    "PNG": (picture("PNG"), "photo.png", "image/png", "photo.png"),
    "JPEG": (picture("JPEG"), "photo.jpeg", "image/jpeg", "photo.jpeg"),
    "text": ("Été\r\n".encode(), "notes.txt", "text/plain", "notes.txt"),
    "text with less than": (b"a < b, 3 <4", "notes.txt", "text/plain", "notes.txt"),
    "text of an old program": (b"caf\xe9", "notes.txt", "text/plain", "notes.txt"),
    "UTF-16": ("Notes".encode("utf-16"), "notes.txt", "text/plain", "notes.txt"),
    "CSV": (b"a,b\n1,2\n", "figures.csv", "text/csv", "figures.csv"),
    "as large as it may be": (b"a" * MAX_BYTES, "a.txt", "text/plain", "a.txt"),
    "path before the name": (PDF, r"C:\Users\me\plan.pdf", "application/pdf", "plan.pdf"),
}

REFUSED = {
    "no bytes": (b"", "plan.pdf", "The file is empty."),
    "blanks": (b" \n ", "notes.txt", "The file is empty."),
    "too large": (b"a" * (MAX_BYTES + 1), "a.txt", "The file is larger than 10 MB."),
    "PDF cut off": (PDF[:-20], "plan.pdf", DAMAGED),
    "PNG cut off": (picture("PNG")[:-300], "photo.png", DAMAGED),
    "JPEG cut off": (picture("JPEG")[:400], "photo.jpg", DAMAGED),
    "PNG by its start only": (b"\x89PNG\r\n\x1a\n" + b"x" * 80, "photo.png", DAMAGED),
    "Word cut off": (document()[:-900], "plan.docx", DAMAGED),
    "Word renamed": (
        document(),
        "plan.pdf",
        "This is a Word document, but its name ends in .pdf. Give it a name that ends in .docx "
        "and try again.",
    ),
    "PDF with a program's ending": (
        PDF,
        "plan.pdf.exe",
        "This is a PDF, but its name ends in .exe. Give it a name that ends in .pdf and try again.",
    ),
    "text as a web page": (
        b"alert(1)",
        "a.html",
        "This is plain text, but its name ends in .html. Give it a name that ends in .txt and "
        "try again.",
    ),
    "text as a script": (
        b"del *.*",
        "notes.txt.bat",
        "This is plain text, but its name ends in .bat. Give it a name that ends in .txt and try "
        "again.",
    ),
    "ending hidden by turning the text round": (
        b"x",
        "plan\u202etxt.exe",
        "This is plain text, but its name ends in .exe. Give it a name that ends in .txt and try "
        "again.",
    ),
    "program": (b"MZ" + bytes(64), "plan.pdf", "Programs are not taken."),
    "program of Linux": (b"\x7fELF" + bytes(64), "plan.txt", "Programs are not taken."),
    "script": (b"#!/bin/sh\nrm x\n", "notes.txt", "Programs are not taken."),
    "web page": (b"\n <!DOCTYPE html><p>", "a.txt", MARKUP),
    "web page after a mark": (b"\xef\xbb\xbf<html>", "a.txt", MARKUP),
    "web page in UTF-16": ("<svg onload=x>".encode("utf-16"), "a.txt", MARKUP),
    "script in a table": (b"a,<script>alert(1)</script>", "a.csv", MARKUP),
    "SVG": (b'<?xml version="1.0"?><svg/>', "drawing.svg", MARKUP),
    "RTF": (rb"{\rtf1 Hello}", "a.txt", MARKUP),
    "bytes": (bytes(range(256)), "a.txt", NOT_TAKEN),
    "GIF": (
        b"GIF89a" + bytes(20),
        "a.png",
        "Pictures are taken as PNG or JPEG, and films and sound are not. Save it as PNG or JPEG, "
        "or link to it.",
    ),
    "old Word": (
        OLD,
        "plan.doc",
        "This is a file of an old version of Office, or an e-mail. Save it as a PDF, or in a "
        "format of today (.docx, .xlsx, .pptx), and try again.",
    ),
    "Word with a password": (OLD + "EncryptedPackage".encode("utf-16-le"), "a.docx", PASSWORD),
    "OpenDocument with a password": (
        text_document(("META-INF/manifest.xml", "<manifest:encryption-data/>")),
        "a.odt",
        PASSWORD,
    ),
    "zip": (zipped([("a.txt", "a")]), "a.docx", PLAIN_ZIP),
    "gzip": (b"\x1f\x8b\x08" + bytes(20), "a.txt", PLAIN_ZIP),
    "OpenDocument table": (
        text_document(media_type="application/vnd.oasis.opendocument.spreadsheet"),
        "a.odt",
        NOT_TAKEN,
    ),
    "Word with macros": (
        with_parts(document(), ("word/vbaProject.bin", b"x")),
        "plan.docx",
        MACROS,
    ),
    "PowerPoint for macros": (
        zipped(
            [
                (
                    "[Content_Types].xml",
                    types("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
                )
            ]
        ),
        "a.pptx",
        MACROS,
    ),
    "OpenDocument with macros": (text_document(("Basic/Standard/a.xml", "x")), "a.odt", MACROS),
    "Word with an object of another program": (
        with_parts(document(), ("word/embeddings/oleObject1.bin", OLD)),
        "plan.docx",
        MACROS,
    ),
    "Word with a program under another name": (
        with_parts(document(), ("word/media/image1.png", b"MZ" + bytes(64))),
        "plan.docx",
        MACROS,
    ),
    "Word with a workbook with macros": (
        with_parts(
            document(), ("word/a.xlsx", with_parts(workbook(), ("xl/vbaProject.bin", b"x")))
        ),
        "plan.docx",
        MACROS,
    ),
    "files in files in files": (
        with_parts(document(), ("a.docx", with_parts(document(), ("b.docx", document())))),
        "plan.docx",
        MACROS,
    ),
    "bomb": (slides("presentation", ("a", bytes(40_000_000))), "a.pptx", TOO_LARGE),
    "bomb of many parts": (
        slides("presentation", *((f"{n}", b"x") for n in range(2001))),
        "a.pptx",
        TOO_LARGE,
    ),
    "bomb of parts that are small each": (
        slides("presentation", *((f"{n}", bytes(4_900_000)) for n in range(21))),
        "a.pptx",
        TOO_LARGE,
    ),
    "bomb that lies": (with_lying_size(b""), "a.docx", DAMAGED),
    "path out of the archive": (slides("presentation", ("../a", "x")), "a.pptx", DAMAGED),
    "two parts of one name": (
        slides("presentation", ("ppt/presentation.xml", "x")),
        "a.pptx",
        DAMAGED,
    ),
}


@pytest.mark.parametrize("case", TAKEN)
def test_file_is_taken(case):
    data, name, media_type, kept_as = TAKEN[case]
    found = check_file(data, name)
    assert (found.media_type, found.name, found.data == data) == (media_type, kept_as, True)


@pytest.mark.parametrize("case", REFUSED)
def test_file_is_refused_in_words(case):
    data, name, words = REFUSED[case]
    with pytest.raises(RefusedFile) as refused:
        check_file(data, name)
    assert str(refused.value) == words


def test_picture_of_too_many_points_is_refused(monkeypatch):
    monkeypatch.setattr(evidence_files, "MOST_PIXELS", 200 * 119)
    with pytest.raises(RefusedFile, match="The picture is too large"):
        check_file(picture("PNG"), "a.png")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("plan\u202efdp.exe", "plan fdp.exe"),
        ('a<b>:"|?*.txt', "a b .txt".replace(" .", ".")),
        (" ..hidden. ", "hidden"),
        ("con.txt", "file con.txt"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("Stratégie 2026 (final).pdf", "Stratégie 2026 (final).pdf"),
    ],
)
def test_clean_name(name, clean):
    assert clean_name(name) == clean
