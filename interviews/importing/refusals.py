"""Files that are no transcript, by what is in them: what each is, and what to do instead."""

import json
import re

from adoption_reviews.office_files import ENCRYPTED_PACKAGE, OLD_OFFICE

INSTEAD = "Select the transcript itself: WebVTT (.vtt), SRT, Word (.docx) or plain text."
PDF = (
    "This is a PDF. Open it, copy its text and paste it here, "
    "or select the Word file that it was made from."
)
OLD_WORD = (
    "This is a file of an old version of Office, such as .doc. Open it in Word, "
    "save it as a Word document (.docx) and select that."
)
LOCKED = (
    "The file is protected with a password. Take the password off in Word, save the file and "
    "select it again."
)
RICH_TEXT = (
    "This is a rich text file (.rtf). Open it in Word, save it as a Word document (.docx) "
    "and select that."
)
PICTURE = f"This is a picture. {INSTEAD}"
SOUND = f"This is a recording, not its transcript. {INSTEAD}"
PACKED = "This is a packed file. Unpack it and select the transcript that is in it."
PROGRAM = f"This is a program. {INSTEAD}"
WEB_PAGE = (
    "This is a web page, not a transcript. If you were signed out when you downloaded it, sign in "
    "and download it again. Or copy its words and paste them here."
)
XML = f"This is an XML file. {INSTEAD}"
JSON = f"This is a JSON file. {INSTEAD}"

STARTS = {
    b"{\\rtf": RICH_TEXT,
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"BM": PICTURE,
    b"II*\0": PICTURE,
    b"MM\0*": PICTURE,
    b"ID3": SOUND,
    b"OggS": SOUND,
    b"fLaC": SOUND,
    b"FORM": SOUND,
    b"#!AMR": SOUND,
    b"\x1aE\xdf\xa3": SOUND,
    b"\x30\x26\xb2\x75": SOUND,
    b"FLV\x01": SOUND,
    b"\0\0\x01\xba": SOUND,
    b"\0\0\x01\xb3": SOUND,
    b"\x1f\x8b\x08": PACKED,
    b"7z\xbc\xaf\x27\x1c": PACKED,
    b"Rar!\x1a\x07": PACKED,
    b"BZh": PACKED,
    b"\xfd7zXZ": PACKED,
    b"MZ": PROGRAM,
    b"\x7fELF": PROGRAM,
}
SHARED = {b"BM", b"FORM", b"BZh", b"MZ", b"ID3"}  # words may begin so too
SOUND_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf0-\xf3\xfa-\xfb]")
BOX = re.compile(rb"....ftyp(heic|heix|mif1|avif)?", re.DOTALL)
HTML = re.compile(r"<(!doctype\s+html|html|head|body|meta|div|p|table)\b", re.IGNORECASE)


def refusal_of(data: bytes) -> str:
    """Why a file cannot be a transcript, going by its bytes; "" when it may be one."""
    if b"%PDF-" in data[:1024]:
        refusal = PDF
    elif data.startswith(OLD_OFFICE):
        refusal = LOCKED if ENCRYPTED_PACKAGE in data else OLD_WORD
    elif data.startswith(b"RIFF"):
        refusal = PICTURE if data[8:12] == b"WEBP" else SOUND
    elif box := BOX.match(data):
        refusal = PICTURE if box[1] else SOUND
    elif SOUND_FRAME.match(data):
        refusal = SOUND
    else:
        starts = (start for start in STARTS if data.startswith(start))
        start = next((each for each in starts if each not in SHARED or _is_binary(data)), b"")
        refusal = STARTS.get(start, "")
    return refusal


def refusal_of_text(text: str) -> str:
    """The same, going by the text of the file."""
    start = text[:4000].lstrip()
    while start.startswith("<!--"):
        start = start.partition("-->")[2].lstrip()
    if HTML.match(start):
        return WEB_PAGE
    if start.startswith("<?xml"):
        return XML
    return JSON if start[:1] in ("{", "[") and _is_json(text) else ""


def _is_binary(data: bytes) -> bool:
    return any(byte < 9 for byte in data[:200])


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
