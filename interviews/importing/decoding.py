"""From the bytes of a file to text."""

import codecs
import re
from dataclasses import dataclass

from interviews.importing.transcript import UnreadableTranscript

MAX_BYTES = 5 * 1000 * 1000  # an hour's talk is 60 to 120 kB
# UTF-32 first: its mark begins with that of UTF-16.
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
NAMES |= {"utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}
OLD = "Windows-1252"
SEQUENCE = (  # what stands for one character beyond ASCII
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
UTF_8_OR_NOT = re.compile(
    rb"(?:[\x00-\x7f]+|%b)+|(?P<other>(?:(?!%b)[\x80-\xff])+)" % (SEQUENCE, SEQUENCE)
)
CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
MOST_CONTROLS = 0.02  # share of all characters; more is no text
MOST_CHANGES = 100_000  # between encodings; a file that has more was written in neither
A_FEW = 3  # these many are an accident even in a short file


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, how it was written, and what a reader should know of that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def text_of(data: bytes) -> Text:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Windows-1252, or in UTF-8 with lines of that.

    What cannot be read in it is taken as it most likely was meant, and named in the notes. Raises
    UnreadableTranscript for what is no text, and for a file that is empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript("The file is larger than 5 MB, the most a transcript may be.")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableTranscript("The file is empty.")
    mark, encoding = next(
        ((mark, name) for mark, name in MARKS.items() if data.startswith(mark)),
        (b"", "utf-8"),
    )
    if not mark and (guessed := _utf_16_without_mark(data)):
        encoding = guessed
    data = data[len(mark) :]
    found = _utf_8(data) if encoding == "utf-8" else _wide(data, encoding)
    if "\0" in found.text:
        number = found.text.count("\0")
        note = f"{_counted(number, 'NUL character')} taken out."
        found = Text(found.text.replace("\0", ""), found.encoding, (*found.notes, note))
    if len(CONTROLS.findall(found.text)) > max(A_FEW, MOST_CONTROLS * len(found.text)):
        raise UnreadableTranscript(
            "The file is not text. Select the transcript itself: WebVTT, SRT, Word or plain text."
        )
    return found


def _utf_16_without_mark(data: bytes) -> str:
    """Letters of our script and line breaks are NUL in every second byte."""
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 5 < len(start) or min(even, odd) * 5 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _wide(data: bytes, encoding: str) -> Text:
    name = NAMES[encoding]
    try:
        return Text(data.decode(encoding), name)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        broken = text.count("\ufffd")
        note = f"{_counted(broken, 'character')} not {name} and could not be read."
        return Text(text, name, (note,))


def _utf_8(data: bytes) -> Text:
    try:
        return Text(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        first = data.count(b"\n", 0, error.start) + 1
    text, n_odd = _mixed(data)
    if any(ord(character) > 0x7F for character in data.decode("utf-8", errors="ignore")):
        return Text(
            text,
            f"UTF-8 and {OLD}",
            (
                f"The file mixes two encodings: {_counted(n_odd, 'line')} not UTF-8 and read as "
                f"{OLD}, the first is line {first}. Look at its accented letters.",
            ),
        )
    return Text(
        text,
        OLD,
        (
            f"The file is not UTF-8, so it was read as {OLD}. Look at the accented letters, "
            f"first on line {first}; where they are wrong, save the file as UTF-8.",
        ),
    )


def _mixed(data: bytes) -> tuple[str, int]:
    """The text, byte by byte where it is not UTF-8, and the number of lines where it is not."""
    parts, n_odd, line, last_odd, at = [], 0, 0, -1, 0
    for part in UTF_8_OR_NOT.finditer(data):
        line += data.count(b"\n", at, part.start())
        at = part.start()
        if part["other"] is None:
            parts.append(part[0].decode("utf-8"))
            continue
        if len(parts) > MOST_CHANGES:
            return data.decode("cp1252", errors="replace"), data.count(b"\n") + 1
        parts.append(part[0].decode("cp1252", errors="replace"))
        n_odd += line != last_odd
        last_odd = line
    return "".join(parts), n_odd


def _counted(number: int, what: str) -> str:
    return f"1 {what} was" if number == 1 else f"{number:,} {what}s were"
