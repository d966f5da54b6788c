"""A project's archive from outside, looked through before anything of it is believed.

Nothing is unpacked to disk, and only what the project names is unpacked at all.
"""

import io
import re
import stat
import unicodedata
import zipfile
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from adoption_reviews.office_files import BROKEN, ENCODINGS, Elements, RefusedFile

MAX_BYTES = 100 * 1000 * 1000
MOST_MEMBERS = 5000
MOST_UNPACKED = 500 * 1000 * 1000  # bytes that all members together say they have
MOST_TIMES_SMALLER = 200
SMALL = 5 * 1000 * 1000  # bytes: a member below this may pack as small as it likes
MOST_XML = 60 * 1000 * 1000  # bytes of the project itself
MOST_TEXT = 5 * 1000 * 1000  # bytes of one source's text
MOST_TEXTS = 60 * 1000 * 1000  # bytes of all of them
LONGEST_ATTRIBUTE = 1_000_000  # characters
ANEW = "Export it anew and try again."
DAMAGED = f"The file is damaged. {ANEW}"
ANSWERS_AS = re.compile(r"(?:internal|relative|file):/*", re.IGNORECASE)


class NotThere(Exception):
    """A file that a project names and that is not in its archive, or cannot be read."""


class Archive:
    """Reads members by the paths that projects give, within the limits above."""

    def __init__(self, zipped: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]):
        self._zipped, self._members = zipped, members
        self._left = MOST_TEXTS

    def project(self) -> bytes:
        found = [name for name in self._members if re.fullmatch(r"(?:[^/]+/)?[^/]*\.qde", name)]
        if not found:
            raise RefusedFile("This is a zip archive and not a REFI-QDA project (.qdpx).")
        if len(found) > 1:
            raise RefusedFile(f"There is more than one project in the file. {ANEW}")
        member = self._members[found[0]]
        if member.file_size > MOST_XML:
            raise RefusedFile(f"The project is larger than {MOST_XML // 1_000_000} MB.")
        return self._read(member)

    def extra(self, name: str) -> bytes:
        """A member at the top, or nothing."""
        member = self._members.get(name)
        if member is None or member.file_size > MOST_XML:
            return b""
        return self._read(member)

    def source(self, path: str) -> bytes:
        """The file of a source, from `internal://name`, `relative:///name` or a plain name.

        Raises NotThere with a sentence.
        """
        if re.match(r"absolute:", path, re.IGNORECASE):
            raise NotThere("Its text is kept outside the file.")
        name = _key(ANSWERS_AS.sub("", path, count=1))
        candidates = (f"sources/{name}", name, f"sources/{name.rpartition('/')[2]}")
        wanted = next((each for each in candidates if each in self._members), None)
        wanted = wanted or next((e for e in self._members if e.endswith(f"/{candidates[0]}")), None)
        if wanted is None:
            raise NotThere("Its text is not in the file.")
        member = self._members[wanted]
        self._left -= member.file_size
        if member.file_size > MOST_TEXT or self._left < 0:
            raise NotThere(f"Its text is larger than {MOST_TEXT // 1_000_000} MB.")
        try:
            return self._zipped.read(member)
        except BROKEN as error:
            raise NotThere("Its text is damaged.") from error

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            return self._zipped.read(member)
        except BROKEN as error:
            raise RefusedFile(DAMAGED) from error


def open_archive(data: bytes) -> Archive:
    """Raises RefusedFile for what no honest program writes."""
    if len(data) > MAX_BYTES:
        raise RefusedFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        zipped = zipfile.ZipFile(io.BytesIO(data))
        members = zipped.infolist()
    except BROKEN as error:
        raise RefusedFile(DAMAGED) from error
    if len(members) > MOST_MEMBERS:
        raise RefusedFile(f"The file has more than {MOST_MEMBERS:,} parts, so it is not opened.")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise RefusedFile(
            f"The file would grow to more than {MOST_UNPACKED // 1_000_000} MB, so it is not "
            "opened. Export it without sound and pictures."
        )
    by_key = {}
    for member in members:
        _check(member)
        key = _key(member.orig_filename)
        if key in by_key:
            raise RefusedFile(f"Two parts of the file have the same name. {ANEW}")
        by_key[key] = member
    return Archive(zipped, by_key)


def _check(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    if member.flag_bits & 0x1:
        raise RefusedFile("The file is protected with a password. Take it off and try again.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedFile(f"No program for coding packs files like this one. {ANEW}")
    if member.file_size > max(SMALL, MOST_TIMES_SMALLER * member.compress_size):
        raise RefusedFile("The file is packed so tightly that it is not opened.")
    if (
        name.startswith("/")
        or re.match(r"[A-Za-z]:/", name)
        or re.search(r"[\x00-\x1f]", name)
        or ".." in name.split("/")
        or stat.S_ISLNK(member.external_attr >> 16)
    ):
        raise RefusedFile(f"A part of the file has a name that is not allowed. {ANEW}")


def _key(path: str) -> str:
    """Names as they are compared: small letters, one slash, accents composed, %20 a space."""
    path = unquote(path.replace("\\", "/")).lstrip("/")
    return unicodedata.normalize("NFC", path).casefold()


def parsed(data: bytes) -> etree._Element:
    """The root of an XML document without document type or entities. Raises RefusedFile."""
    elements = Elements()

    def begin(tag, attributes):
        elements.begin(tag, attributes)
        if any(len(value) > LONGEST_ATTRIBUTE for value in attributes.values()):
            raise RefusedFile("A name in the file is longer than a book, so it is not opened.")

    def refuse(*_):
        raise RefusedFile(
            "The file defines entities, as no program for coding does, so it is not opened."
        )

    def declaration(_version, encoding, _standalone):
        if (encoding or "").casefold() not in ENCODINGS:
            raise RefusedFile(f"The file is written in {encoding[:20]}. {ANEW}")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declaration
    parser.StartElementHandler, parser.EndElementHandler = begin, elements.end
    safe = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        parser.Parse(data, True)
        return etree.fromstring(data, safe)
    except (expat.ExpatError, etree.XMLSyntaxError) as error:
        raise RefusedFile(DAMAGED) from error
