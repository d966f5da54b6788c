"""What holds for every file: refused in a sentence, or each cue accounted for and no word lost."""

import random
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interviews.importing import MAX_BYTES, UnreadableTranscript, read_transcript, refusals
from tests.factories import word

CAPTIONS = ("WebVTT", "SRT")
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
# Letters, marks, digits and signs of every script, but none that mean something to a format.
said_word = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "So"], exclude_characters="\ufffd"),
    min_size=1,
    max_size=8,
).map(lambda letters: f"w{letters}")
sentence = st.lists(said_word, min_size=1, max_size=12).map(" ".join)
who = st.sampled_from(["Ann Price", "Wójcik, Zofia (RX9)", "Speaker 1", "王小明", "Interviewer"])
line_break = st.sampled_from(["\n", "\r\n", "\r"])
cue = st.tuples(st.integers(0, 4000), who | st.none(), st.lists(sentence, min_size=1, max_size=3))


def accounted(transcript, data=None):
    """What must hold for whatever was read."""
    assert transcript.cues == transcript.imported + len(transcript.left_out)
    held = {line for turn in transcript.turns for line in turn.lines}
    left_out = {remark.line for remark in transcript.left_out}
    assert transcript.imported == len(held)
    assert len(left_out) == len(transcript.left_out)
    assert not held & left_out
    assert all(turn.text and turn.text.strip() == turn.text for turn in transcript.turns)
    assert all(turn.start_ms is None or turn.start_ms >= 0 for turn in transcript.turns)
    assert 0 <= transcript.joined < max(transcript.imported, 1)
    if data is not None and transcript.format in CAPTIONS:
        lines = re.split(rb"\r\n|\r|\n", data.replace(b"\0", b""))
        assert transcript.cues == sum(b"-->" in line for line in lines)


def stamp(tenths, mark="."):
    minutes, rest = divmod(tenths, 600)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 10:02}{mark}{rest % 10}00"


def captions(cues, breaks, *, is_srt, with_ids=True):
    """A well-formed file of cues: tenths of seconds, speaker, lines."""
    mark = "," if is_srt else "."
    lines = [] if is_srt else ["WEBVTT", ""]
    for number, (start, speaker, words) in enumerate(cues, 1):
        begin = f"{speaker}: " if is_srt else f"<v {speaker}>"
        lines += [str(number)] if with_ids else []
        lines.append(f"{stamp(start, mark)} --> {stamp(start + 20, mark)}")
        lines += [(begin if speaker else "") + words[0], *words[1:], ""]
    return breaks.join(lines)


@quick
@given(cues=st.lists(cue, min_size=1, max_size=15), breaks=line_break, is_srt=st.booleans())
def test_words_of_every_cue_are_in_its_segment(cues, breaks, is_srt):
    data = captions(cues, breaks, is_srt=is_srt).encode()
    transcript = read_transcript(data)
    accounted(transcript, data)
    assert transcript.format == ("SRT" if is_srt else "WebVTT")
    assert (transcript.cues, transcript.imported) == (len(cues), len(cues))
    read = " ".join(turn.text for turn in transcript.turns).split()
    assert [each for each in read if each.startswith("w")] == [
        each for _, _, words in cues for line in words for each in line.split()
    ]


@quick
@given(
    cues=st.lists(cue, min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
)
def test_every_encoding_gives_the_same(cues, encoding):
    text = captions(cues, "\n", is_srt=False)
    transcript = read_transcript(text.encode(encoding))
    assert transcript.turns == read_transcript(text.encode()).turns
    assert transcript.notes == ()


@quick
@given(
    cues=st.lists(cue, min_size=1, max_size=8),
    is_srt=st.booleans(),
    seed=st.integers(0, 2**32),
    strokes=st.integers(1, 30),
)
def test_damaged_captions_are_accounted_for_all_the_same(cues, is_srt, seed, strokes):
    chance = random.Random(seed)
    data = bytearray(captions(cues, "\r\n", is_srt=is_srt).encode())
    pieces = [
        b"-->",
        b"\n",
        b"\r",
        b"\n\n",
        b"<v ",
        b"</v>",
        b"NOTE ",
        b"-",
        b"\0",
        b":",
        b"&#",
        b"9",
    ]
    for _ in range(strokes):
        at = chance.randrange(len(data))
        choice = chance.random()
        if choice < 0.4:
            data[at:at] = chance.choice(pieces)
        elif choice < 0.7:
            del data[at : at + chance.choice([1, 1, 4, 20])]
            data += b"x"
        else:
            data[at] = chance.randrange(256)
    try:
        transcript = read_transcript(bytes(data))
    except UnreadableTranscript as refused:
        assert str(refused).endswith(".")
    else:
        accounted(transcript, bytes(data))


@quick
@given(data=st.binary(max_size=400))
@example(data=b"\xff\xfe")
@example(data=b"PK\x03\x04")
@example(data=b"[" * 100_000)
@example(data=b"\xef\xbb\xbf")
@example(data=b"WEBVTT")
def test_any_bytes_are_read_or_refused(data):
    try:
        transcript = read_transcript(data)
    except UnreadableTranscript as refused:
        assert str(refused).endswith(".")
    else:
        accounted(transcript, data)


@quick
@given(text=st.text(max_size=300), head=st.sampled_from(["", "WEBVTT\n\n", "0:01 --> 0:02\n"]))
def test_any_text_is_read_or_refused(text, head):
    try:
        transcript = read_transcript((head + text).encode("utf-8", errors="replace"))
    except UnreadableTranscript as refused:
        assert str(refused).endswith(".")
    else:
        accounted(transcript)


@quick
@given(
    lines=st.lists(st.tuples(who | st.none(), sentence, st.booleans()), min_size=1, max_size=20),
    breaks=line_break,
)
def test_no_word_of_a_plain_text_is_lost(lines, breaks):
    text = breaks.join(
        (f"{speaker}: " if speaker else "") + words + (breaks if ends else "")
        for speaker, words, ends in lines
    )
    transcript = read_transcript(text.encode())
    accounted(transcript)
    assert (transcript.cues, transcript.imported) == (len(lines), len(lines))
    read = " ".join(turn.text for turn in transcript.turns).split()
    assert [each for each in read if each.startswith("w")] == [
        each for _, words, _ in lines for each in words.split()
    ]


@settings(quick, max_examples=25)
@given(paragraphs=st.lists(st.tuples(who | st.none(), sentence), min_size=1, max_size=12))
def test_no_word_of_a_document_is_lost(paragraphs):
    data = word.notes(
        *[f"{speaker}: {words}" if speaker else words for speaker, words in paragraphs]
    )
    transcript = read_transcript(data)
    accounted(transcript)
    assert transcript.cues == word.paragraphs_with_words(data) == len(paragraphs)
    assert transcript.left_out == ()
    read = " ".join(turn.text for turn in transcript.turns).split()
    assert [each for each in read if each.startswith("w")] == [
        each for _, words in paragraphs for each in words.split()
    ]


TIMES = "00:00:01.000 --> 00:00:02.000"
LOOK = "Look at its accented letters."


@pytest.mark.parametrize(
    ("data", "encoding", "text", "notes"),
    [
        (f"WEBVTT\n\n{TIMES}\nZażółć".encode("utf-16-le"), "UTF-16", "Zażółć", ()),
        (
            f"WEBVTT\n\n{TIMES}\ncafé – “naïve”".encode("cp1252"),
            "Windows-1252",
            "café – “naïve”",
            (
                "The file is not UTF-8, so it was read as Windows-1252. Look at the accented "
                "letters, first on line 4; where they are wrong, save the file as UTF-8.",
            ),
        ),
        (
            f"WEBVTT\n\n{TIMES}\nZażółć\n".encode() + "café\nund Bär\n".encode("cp1252"),
            "UTF-8 and Windows-1252",
            "Zażółć café und Bär",
            (
                "The file mixes two encodings: 2 lines were not UTF-8 and read as Windows-1252, "
                f"the first is line 5. {LOOK}",
            ),
        ),
        (
            f"WEBVTT\n\n{TIMES}\nZażółć ".encode() + "café".encode("cp1252"),
            "UTF-8 and Windows-1252",
            "Zażółć café",
            (
                "The file mixes two encodings: 1 line was not UTF-8 and read as Windows-1252, "
                f"the first is line 4. {LOOK}",
            ),
        ),
        (
            f"WEBVTT\n\n{TIMES}\nA\0B\0".encode(),
            "UTF-8",
            "AB",
            ("2 NUL characters were taken out.",),
        ),
        (
            f"WEBVTT\n\n{TIMES}\nWords".encode("utf-16")[:-1],
            "UTF-16",
            "Word\ufffd",
            ("1 character was not UTF-16 and could not be read.",),
        ),
    ],
)
def test_odd_encodings_are_read_and_named(data, encoding, text, notes):
    transcript = read_transcript(data)
    assert [turn.text for turn in transcript.turns] == [text]
    assert (transcript.encoding, transcript.notes) == (encoding, notes)


NOT_TEXT = "The file is not text. Select the transcript itself: WebVTT, SRT, Word or plain text."
SIGNED_OUT = "<!-- saved --> <!DOCTYPE html><html><title>Sign in</title></html>"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\0\xef\xbb\xbf", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 5 MB, the most a transcript may be."),
        (b"PK" + b"x" * 20_000_000, "The file is larger than 20 MB."),
        (bytes(range(256)), NOT_TEXT),
        (b"\x01\x02" * 500, NOT_TEXT),
        (b"%PDF-1.7 \xe2\xe3", refusals.PDF),
        (b"\n\n%PDF-1.4", refusals.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), refusals.OLD_WORD),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            refusals.LOCKED,
        ),
        (rb"{\rtf1\ansi Words}", refusals.RICH_TEXT),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), refusals.PICTURE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", refusals.PICTURE),
        (b"GIF89a" + bytes(20), refusals.PICTURE),
        (b"BM" + bytes(60), refusals.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", refusals.PICTURE),
        (b"\0\0\0\x18ftypheic" + bytes(20), refusals.PICTURE),
        (b"RIFF\0\0\0\0WAVEfmt ", refusals.SOUND),
        (b"\0\0\0\x20ftypisom" + bytes(20), refusals.SOUND),
        (b"\0\0\0\x20ftypM4A " + bytes(20), refusals.SOUND),
        (b"ID3\x03\0\0\0" + bytes(20), refusals.SOUND),
        (b"\xff\xfb\x90\x64" + bytes(20), refusals.SOUND),
        (b"OggS\0\x02" + bytes(20), refusals.SOUND),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01webm", refusals.SOUND),
        (b"\x1f\x8b\x08\0", refusals.PACKED),
        (b"7z\xbc\xaf\x27\x1c\0\x04", refusals.PACKED),
        (b"Rar!\x1a\x07\x01\0", refusals.PACKED),
        (b"MZ\x90\0\x03\0\0\0", refusals.PROGRAM),
        (b"\x7fELF\x02\x01\x01\0", refusals.PROGRAM),
        (SIGNED_OUT.encode(), refusals.WEB_PAGE),
        (SIGNED_OUT.encode("utf-16"), refusals.WEB_PAGE),
        (b"\xef\xbb\xbf <html lang=en>", refusals.WEB_PAGE),
        (b"<p>Ann: One</p>\n<p>Bob: Two</p>", refusals.WEB_PAGE),
        (b'<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"/>', refusals.XML),
        (b'{"segments": [{"text": "Words"}]}', refusals.JSON),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else repr(value[:12]),
)
def test_what_is_no_transcript_is_refused_by_its_content(data, sentence):
    with pytest.raises(UnreadableTranscript) as refused:
        read_transcript(data)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "words", ["BMJ said so: it works.", "MZ: yes", "FORM A was sent.", "[0:04] Yes.", "ID3 is me"]
)
def test_words_that_begin_like_another_file_are_words(words):
    assert read_transcript(words.encode()).imported == 1
