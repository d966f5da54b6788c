"""Files that are added as evidence: what they are is found from their content, never their name.

Nothing of them is ever opened by this program but pictures, which are read once to see that they
are whole; they are kept as they came and handed out as downloads. What a browser or an office
program would run is refused, in one sentence that says what to do instead.
"""

import codecs
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass

from PIL import Image

from adoption_reviews.office_files import (
    BROKEN,
    CHUNK,
    CONTENT_TYPES,
    ENCRYPTED_PACKAGE,
    MOST_MEMBERS,
    MOST_TIMES_SMALLER,
    MOST_UNPACKED,
    OLD_OFFICE,
    OOXML,
    SMALL,
    RefusedFile,
)

MAX_BYTES = 10 * 1000 * 1000
MOST_PIXELS = 100_000_000
LONGEST_NAME = 120
MANIFEST = "META-INF/manifest.xml"
MOST_INSIDE = 20  # office files inside one, such as the figures of its charts
TAKEN = "PDF, Word, Excel, PowerPoint, OpenDocument text, PNG, JPEG, plain text or CSV"
ENDINGS = ".pdf,.docx,.xlsx,.pptx,.odt,.png,.jpg,.jpeg,.txt,.csv"


@dataclass(frozen=True)
class Kind:
    a_name: str
    media_type: str
    endings: tuple[str, ...]  # the first is given to a name that has none


PDF = Kind("a PDF", "application/pdf", ("pdf",))
PNG = Kind("a PNG picture", "image/png", ("png",))
JPEG = Kind("a JPEG picture", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
TEXT = Kind("plain text", "text/plain", ("txt", "text"))
CSV = Kind("a CSV file", "text/csv", ("csv",))
ODT = Kind("an OpenDocument text", "application/vnd.oasis.opendocument.text", ("odt",))
OFFICE = {
    f"{OOXML}{main}.main+xml": Kind(a_name, f"{OOXML}{media_type}", (ending,))
    for main, a_name, media_type, ending in (
        ("wordprocessingml.document", "a Word document", "wordprocessingml.document", "docx"),
        ("spreadsheetml.sheet", "an Excel workbook", "spreadsheetml.sheet", "xlsx"),
        (
            "presentationml.presentation",
            "a PowerPoint presentation",
            "presentationml.presentation",
            "pptx",
        ),
    )
}
PICTURES = {b"\x89PNG\r\n\x1a\n": ("PNG", PNG), b"\xff\xd8\xff": ("JPEG", JPEG)}
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
OTHER_PICTURES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
PACKED = (b"\x1f\x8b\x08", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
MACROS = "The file holds macros, or objects of other programs. Save it as a PDF and try again."
PASSWORD = "The file is protected with a password. Take it off and try again."
DAMAGED = "The file is damaged or was not sent whole. Open it, save it anew and try again."
TOO_LARGE = "The file would grow very large when opened, so it is not taken. Save it as a PDF."
NOT_TAKEN = f"Files of this kind are not taken. Select {TAKEN}."
MARKUP = "Web pages and drawings (HTML, SVG, XML) are not taken. Save it as a PDF and try again."
# What begins like this is read as markup or run, whatever else it says.
STARTS_MARKUP = re.compile(r"\s*(<[!?/a-z]|\{\\rtf|%!ps|mime-version:)", re.IGNORECASE)
HAS_MARKUP = re.compile(r"<\s*(script|html|svg|iframe|body|!doctype)\b", re.IGNORECASE)
CONTENT_TYPE = re.compile(r"""ContentType\s*=\s*["']([^"']+)""")
RUNS = re.compile(rb"vbaproject|activex|oleobject|macrosheet|vbadata", re.IGNORECASE)
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: its bytes, what it is, and a name that fits what it is."""

    data: bytes
    media_type: str
    name: str


def check_file(data: bytes, name: str) -> CheckedFile:
    """Raises RefusedFile for what is not taken; its message is fit to be shown."""
    if not data:
        raise RefusedFile("The file is empty.")
    if len(data) > MAX_BYTES:
        raise RefusedFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    name = clean_name(name)
    ending = _ending(name)
    kind = _kind(data, ending)
    if not ending:
        name = f"{name}.{kind.endings[0]}"
    elif ending not in kind.endings:
        raise RefusedFile(
            f"This is {kind.a_name}, but its name ends in .{ending}. Give it a name that ends in "
            f".{kind.endings[0]} and try again."
        )
    return CheckedFile(data, kind.media_type, name)


def clean_name(name: str) -> str:
    """A name that every system takes: no folders, nothing that cannot be seen, not too long."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = (
        " " if unicodedata.category(each)[0] in "CZ" or each in '<>:"|?*' else each for each in name
    )
    name = " ".join("".join(seen).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot:
        name = f"{stem.rstrip('. ')[: LONGEST_NAME - len(ending) - 1]}.{ending[:10]}"
    if re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE):
        name = f"file {name}"
    return name[:LONGEST_NAME] or "file"


def _ending(name: str) -> str:
    """What the name ends in, in small letters; a number or words after a full stop are none."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    return ending if re.fullmatch(r"(?=.*[a-z])[a-z0-9]{1,10}", ending) else ""


def _kind(data: bytes, ending: str) -> Kind:
    if data.startswith(b"%PDF-"):
        return _whole_pdf(data)
    for start, (form, kind) in PICTURES.items():
        if data.startswith(start):
            _check_picture(data, form)
            return kind
    if data.startswith(b"PK"):
        return _packed_kind(data)
    _refuse_known(data)
    _check_text(data)
    return CSV if ending == "csv" else TEXT


def _whole_pdf(data: bytes) -> Kind:
    if b"%%EOF" not in data[-2048:]:
        raise RefusedFile(DAMAGED)
    return PDF


def _check_picture(data: bytes, form: str) -> None:
    """Read it to its end, small: a picture of many millions of points takes little memory so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=(form,)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise RefusedFile("The picture is too large. Make it smaller and try again.")
                if form == "PNG":
                    picture.verify()
                else:
                    picture.draft("L", (width // 8, height // 8))
                    picture.load()
    except RefusedFile:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise RefusedFile(DAMAGED) from error
    except Warning as error:
        raise RefusedFile(DAMAGED) from error


def _refuse_known(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED_PACKAGE in data:
            raise RefusedFile(PASSWORD)
        raise RefusedFile(
            "This is a file of an old version of Office, or an e-mail. Save it as a PDF, or in "
            "a format of today (.docx, .xlsx, .pptx), and try again."
        )
    if data.startswith(PROGRAMS):
        raise RefusedFile("Programs are not taken.")
    if data.startswith(PACKED):
        raise RefusedFile("Archives are not taken. Unpack it and add the files one by one.")
    if data.startswith(OTHER_PICTURES) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        raise RefusedFile(
            "Pictures are taken as PNG or JPEG, and films and sound are not. Save it as PNG or "
            "JPEG, or link to it."
        )


def _check_text(data: bytes) -> None:
    """Raises RefusedFile for what is not text, and for text that a browser or Office would run."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            words = data.decode("utf-16")
        else:
            words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("latin-1")
    if NO_TEXT.search(words):
        raise RefusedFile(NOT_TAKEN)
    if STARTS_MARKUP.match(words) or HAS_MARKUP.search(words):
        raise RefusedFile(MARKUP)
    if not words.strip():
        raise RefusedFile("The file is empty.")


def _packed_kind(data: bytes, depth: int = 0) -> Kind:
    """The kind of an office file. Every part is read to its end, so that its checksum is right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, MOST_UNPACKED // 5 if depth else MOST_UNPACKED)
            kind = _office_kind(archive)
            n_inside = 0
            for member in archive.infolist():
                with archive.open(member) as part:
                    start = part.read(len(OLD_OFFICE))
                    if start.startswith(b"PK\x03\x04"):
                        n_inside += 1
                        if depth or n_inside > MOST_INSIDE or member.file_size > MAX_BYTES:
                            raise RefusedFile(MACROS)
                        _packed_kind(start + part.read(), depth + 1)
                    elif start.startswith((OLD_OFFICE, *PROGRAMS[:6], *PACKED)):
                        raise RefusedFile(MACROS)
                    while part.read(CHUNK):
                        pass
            return kind
    except RefusedFile:
        raise
    except BROKEN as error:
        raise RefusedFile(DAMAGED) from error


def _check_members(archive: zipfile.ZipFile, most: int) -> None:
    """What the list of members says, before any is unpacked. `most`: bytes of all together."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > most:
        raise RefusedFile(TOO_LARGE)
    names = set()
    for member in members:
        if member.flag_bits & 0x1:
            raise RefusedFile(PASSWORD)
        if member.file_size > max(SMALL, MOST_TIMES_SMALLER * member.compress_size):
            raise RefusedFile(TOO_LARGE)
        name = member.orig_filename.casefold()
        if name in names or ".." in name.split("/") or name.startswith("/") or "\\" in name:
            raise RefusedFile(DAMAGED)
        names.add(name)
        if RUNS.search(name.encode()) or name.startswith(("basic/", "scripts/")):
            raise RefusedFile(MACROS)


def _office_kind(archive: zipfile.ZipFile) -> Kind:
    names = archive.namelist()
    if CONTENT_TYPES in names:
        types = archive.read(CONTENT_TYPES)
        if b"macroenabled" in types.lower():
            raise RefusedFile(MACROS)
        found = set(CONTENT_TYPE.findall(types.decode("utf-8", "replace")))
        for main, kind in OFFICE.items():
            if main in found:
                return kind
    elif "mimetype" in names:
        if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
            raise RefusedFile(PASSWORD)
        if archive.read("mimetype").strip() == ODT.media_type.encode():
            return ODT
    else:
        raise RefusedFile("Archives are not taken. Unpack it and add the files one by one.")
    raise RefusedFile(NOT_TAKEN)
