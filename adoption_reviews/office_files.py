"""Word and Excel files from outside, looked through before a parser sees them.

Such a file is a zip archive of XML parts. Both can be made to fill memory, to read files of this
machine or to run code elsewhere; what no honest program writes is refused here, in one sentence.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from typing import Literal, NamedTuple
from xml.parsers import expat

MAX_BYTES = 20 * 1000 * 1000
MOST_MEMBERS = 2000
MOST_UNPACKED = 100 * 1000 * 1000  # bytes of all members together
MOST_XML = 40 * 1000 * 1000  # bytes of all XML parts together; those are parsed
MOST_ELEMENTS = 500_000  # of all XML parts together; each takes hundreds of bytes of memory
DEEPEST = 200  # elements inside one another; the parsers stop at 256
MOST_SPANNED = 100_000  # cells that are merged or share a link; the parser makes each of them
MOST_TIMES_SMALLER = 200  # honest XML packs to a fiftieth at the very best
SMALL = 5 * 1000 * 1000  # bytes: a member below this may pack as small as it likes
CHUNK = 64 * 1024

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PACKED_AGAIN = (b"PK\x03\x04", b"\x1f\x8b\x08", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"
STRICT = b"purl.oclc.org/ooxml"  # the namespaces of a variant that the parsers cannot read
BROKEN = (  # what zipfile raises for an archive that is none
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
OOXML = "application/vnd.openxmlformats-officedocument."
XML_ENDINGS = (".xml", ".rels", ".vml")
SPANNING = ("mergeCell", "hyperlink")  # elements of a worksheet
LAST_COLUMN, LAST_ROW = "XFD", "1048576"
CELL = r"\$?([A-Za-z]{1,3})?\$?(\d+)?"
RANGE = re.compile(f"{CELL}:{CELL}")
IS_XML = re.compile(r"[/+]xml\b", re.IGNORECASE)  # in a content type
ANEW = "Save it anew and try again."
ENCODINGS = {"", "utf-8", "utf-16", "us-ascii"}  # the standard allows the first two


class Kind(NamedTuple):
    name: str
    a_name: str
    program: str
    ending: str
    main: str  # content type of its main part


KINDS = {
    "docx": Kind(
        "Word document",
        "a Word document",
        "Word",
        ".docx",
        f"{OOXML}wordprocessingml.document.main+xml",
    ),
    "xlsx": Kind(
        "Excel workbook",
        "an Excel workbook",
        "Excel",
        ".xlsx",
        f"{OOXML}spreadsheetml.sheet.main+xml",
    ),
}


class RefusedFile(ValueError):
    """A file that is not opened. The message is a sentence or two, fit to be shown."""


def open_office_file(data: bytes, *, kind: Literal["docx", "xlsx"]) -> io.BytesIO:
    """The file, ready for python-docx or openpyxl. Raises RefusedFile.

    What passes is within the limits above, is of the kind asked for, has neither macros nor
    archives inside, and every XML part of it is well formed and without a document type or
    entities. Nothing is written to disk, and nothing is fetched.
    """
    wanted = KINDS[kind]
    if not data:
        raise RefusedFile("The file is empty.")
    if len(data) > MAX_BYTES:
        raise RefusedFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    if data.startswith(OLD_OFFICE):
        raise RefusedFile(_old_office(data, wanted))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, wanted)
            types = _content_types(archive, wanted)
            _check_kind(types, wanted)
            _check_variant(archive, wanted)
            _check_parts(archive, types, wanted)
    except RefusedFile:
        raise
    except BROKEN as error:
        raise RefusedFile(_not_whole(data, wanted)) from error
    return io.BytesIO(data)


def _old_office(data: bytes, wanted: Kind) -> str:
    if ENCRYPTED_PACKAGE in data:
        return (
            f"The file is protected with a password. Take the password off in {wanted.program}, "
            "save the file and select it again."
        )
    return (
        "This is a file of an old version of Office (.doc or .xls). Open it in "
        f"{wanted.program}, save it as {wanted.a_name} ({wanted.ending}) and select that."
    )


def _not_whole(data: bytes, wanted: Kind) -> str:
    if data.startswith(b"PK"):
        return _damaged(wanted)
    return f"This is not {wanted.a_name} ({wanted.ending})."


def _damaged(wanted: Kind) -> str:
    return f"The file is damaged. Open it in {wanted.program}, save it anew and try again."


def _check_members(archive: zipfile.ZipFile, wanted: Kind) -> None:
    """What the list of members says, before any is unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise RefusedFile(f"The file has more than {MOST_MEMBERS:,} parts, so it is not opened.")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise RefusedFile(
            f"The file would grow to more than {MOST_UNPACKED // 1_000_000} MB, so it is not "
            "opened. Take large pictures out and save it anew."
        )
    seen = set()
    for member in members:
        if member.flag_bits & 0x1:
            raise RefusedFile("The file is protected with a password. Take it off and try again.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedFile(f"{wanted.program} does not pack files like this one. {ANEW}")
        if member.file_size > max(SMALL, MOST_TIMES_SMALLER * member.compress_size):
            raise RefusedFile("The file is packed so tightly that it is not opened.")
        name = member.orig_filename
        if _is_odd_path(name) or stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedFile(f"A part of the file has a name that is not allowed. {ANEW}")
        if name.casefold() in seen:
            raise RefusedFile(f"Two parts of the file have the same name. {ANEW}")
        seen.add(name.casefold())
        if name.casefold().endswith("vbaproject.bin"):
            raise RefusedFile(_with_macros(wanted))


def _is_odd_path(name: str) -> bool:
    return (
        name.startswith("/")
        or re.search(r"[\\:\x00-\x1f]", name) is not None
        or ".." in name.split("/")
    )


def _with_macros(wanted: Kind) -> str:
    return (
        f"The file holds macros. Save it as {wanted.a_name} ({wanted.ending}), "
        "which has none, and select that."
    )


def _content_types(archive: zipfile.ZipFile, wanted: Kind) -> dict[str, str]:
    """The content type of each member that has one, by its name in small letters."""
    names = archive.namelist()
    if CONTENT_TYPES not in names:
        if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
            raise RefusedFile(
                "This is an OpenDocument file. Open it, "
                f"save it as {wanted.a_name} ({wanted.ending}) and select that."
            )
        raise RefusedFile(f"This is a zip archive and not {wanted.a_name} ({wanted.ending}).")
    by_ending, by_name = {}, {}

    def element(tag, attributes):
        kind = attributes.get("ContentType", "")
        if tag.endswith("Default"):
            by_ending[attributes.get("Extension", "").casefold()] = kind
        elif tag.endswith("Override"):
            by_name[attributes.get("PartName", "").casefold().lstrip("/")] = kind

    _parse(archive, archive.getinfo(CONTENT_TYPES), wanted, element)
    for name in names:
        ending = name.rpartition(".")[2].casefold()
        if ending in by_ending:
            by_name.setdefault(name.casefold(), by_ending[ending])
    return by_name


def _check_kind(types: dict[str, str], wanted: Kind) -> None:
    found = set(types.values())
    if any("macroenabled" in each.casefold() for each in found):
        raise RefusedFile(_with_macros(wanted))
    if wanted.main in found:
        return
    for other in KINDS.values():
        if other.main in found:
            raise RefusedFile(f"This is {other.a_name} and not {wanted.a_name}.")
    raise RefusedFile(f"This is not {wanted.a_name} ({wanted.ending}).")


def _check_variant(archive: zipfile.ZipFile, wanted: Kind) -> None:
    if RELATIONS not in archive.namelist():
        raise RefusedFile(_damaged(wanted))
    if STRICT in archive.read(RELATIONS):
        raise RefusedFile(
            f"The file is saved as Strict Open XML. Save it as {wanted.a_name} ({wanted.ending}) "
            "and select that."
        )


def _check_parts(archive: zipfile.ZipFile, types: dict[str, str], wanted: Kind) -> None:
    """Every member is read to its end, so that its checksum is right; XML parts are parsed."""
    bytes_left, parts = MOST_XML, Elements()
    for member in archive.infolist():
        name = member.filename.casefold()
        with archive.open(member) as part:
            start = part.read(8)
            is_xml = (
                name.endswith(XML_ENDINGS)
                or IS_XML.search(types.get(name, "")) is not None
                or start.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml")
            )
            if start.startswith(PACKED_AGAIN):
                raise RefusedFile(
                    "There is another file inside this one. "
                    f"Take it out in {wanted.program}, save and try again."
                )
            if not is_xml:
                while part.read(CHUNK):
                    pass
        if is_xml:
            bytes_left -= member.file_size
            if bytes_left < 0:
                raise RefusedFile(f"The file has more than {MOST_XML // 1_000_000} MB of text.")
            _parse(archive, member, wanted, parts.begin, parts.end)


class Elements:
    """Counts the elements of XML parts. Raises RefusedFile for what no parser should be given."""

    def __init__(self):
        self.number, self.depth, self.spanned = 0, 0, 0

    def begin(self, tag, attributes) -> None:
        self.number += 1
        self.depth += 1
        if self.number > MOST_ELEMENTS or self.depth > DEEPEST:
            raise RefusedFile("The file is built in so many parts that it is not opened.")
        if tag.endswith(SPANNING):
            self.spanned += _cells_of(attributes.get("ref", ""))
            if self.spanned > MOST_SPANNED:
                raise RefusedFile("Cells are merged over whole columns. Take that back and save.")

    def end(self, _tag) -> None:
        self.depth -= 1


def _cells_of(ref: str) -> int:
    """How many cells a range has, such as A1:B3, A:B or 1:3; 0 for anything else."""
    found = RANGE.fullmatch(ref)
    if found is None:
        return 0
    left, top, right, bottom = found.groups()
    columns = _column(right or LAST_COLUMN) - _column(left or "A") + 1
    rows = int(bottom or LAST_ROW) - int(top or 1) + 1
    return max(columns, 0) * max(rows, 0)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _parse(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, wanted: Kind, begin, end=None
) -> None:
    """Read one XML part with a parser that follows nothing. Raises RefusedFile.

    `begin` is told of the tag and the attributes of each element, `end` of its tag.
    """
    parser = expat.ParserCreate()

    def refuse(*_):
        raise RefusedFile(
            "The file defines entities, as no Office program does, so it is not opened."
        )

    def declaration(_version, encoding, _standalone):
        if (encoding or "").casefold() not in ENCODINGS:
            raise RefusedFile(f"A part of the file is written in {encoding[:20]}. {ANEW}")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declaration
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        with archive.open(member) as part:
            parser.ParseFile(part)
    except expat.ExpatError as error:
        raise RefusedFile(_damaged(wanted)) from error
