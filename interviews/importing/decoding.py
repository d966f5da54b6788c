"""From the bytes of a file to text."""

import codecs

from interviews.importing.transcript import UnreadableTranscript

MAX_BYTES = 5 * 1000 * 1000  # an hour's talk is 60 to 120 kB
# UTF-32 first: its mark begins with that of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    Raises UnreadableTranscript for anything else, and for a file that is empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript("The file is larger than 5 MB, the most a transcript may be.")
    if not data.strip():
        raise UnreadableTranscript("The file is empty.")
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8-sig")
    if encoding == "utf-8-sig" and b"\0" in data:
        raise UnreadableTranscript(
            "The file is not text, or is UTF-16 without its mark: "
            f"there is a NUL byte on line {_line_of(data, data.index(0))}."
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        wanted = "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
        raise UnreadableTranscript(
            f"The file is not {wanted} text: line {_line_of(data, error.start)} cannot be read; "
            "save it as UTF-8 and try again."
        ) from error
    if "\0" in text:
        raise UnreadableTranscript("The file is not text: there are NUL characters in it.")
    return text


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
