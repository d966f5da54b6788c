"""Reading WebVTT: every cue that is found is imported or named with its line and the reason."""

from pathlib import Path

import pytest

from interviews.importing import MAX_BYTES, Remark, Turn, UnreadableTranscript, read_transcript

REAL = Path(__file__).parents[3] / "shared" / "data" / "transcripts"
TIMES = "00:00:01.000 --> 00:00:02.000"


def read(text, encoding="utf-8"):
    transcript = read_transcript(text.encode(encoding))
    assert transcript.cues == transcript.imported + len(transcript.left_out)
    return transcript


def said(*cues):
    """(speaker, words) of each turn in a file of cues with the words given."""
    text = "WEBVTT\n\n" + "\n\n".join(f"{TIMES}\n{words}" for words in cues)
    return [(turn.speaker, turn.text) for turn in read(text).turns]


@pytest.mark.parametrize(
    ("name", "cues", "speakers"),
    [
        (
            "zoom-meeting.vtt",
            300,
            ["Andrew Knight", "Paul McCartney", "George Harrison", "Ringo Starr", "John Lennon"],
        ),
        ("teams-voices.vtt", 13, ["Speaker, First (Student)", "Interviewer, First"]),
        ("teams-new.vtt", 4, []),
    ],
)
def test_real_exports_come_in_whole(name, cues, speakers):
    if not REAL.is_dir():
        pytest.skip(f"The shared folder with real transcripts is not there: {REAL}")
    transcript = read_transcript((REAL / name).read_bytes())
    assert (transcript.cues, transcript.imported, transcript.speakers) == (cues, cues, speakers)
    assert (transcript.left_out, transcript.mended) == ((), ())


def test_file_with_all_that_webvtt_has():
    transcript = read(
        "\ufeffWEBVTT - Interview\r\nKind: captions\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\nREGION\r\nid:left\r\n\r\n"
        "NOTE\r\nMade by hand\r\nin two lines\r\n\r\nNot a cue either\r\n\r\n"
        "intro\r\n00:00:01.500 --> 00:00:03.000 align:start position:10%\r\n"
        "<v.loud.first Zofia Wójcik>Well, <i>look</i>\r\nhere</v>\r\n\r\n"
        "00:02.000 --> 00:04.000\r\n<c.yellow>no</c> hours &amp; <00:00:02.500>overlapping\r\n\r\n"
        "1:2:3.4 --> 1:2:4.5\r\none digit\r\n",
    )
    assert transcript.turns == (
        Turn(1500, "Zofia Wójcik", "Well, look here"),
        Turn(2000, "", "no hours & overlapping"),
        Turn(3_723_400, "", "one digit"),
    )
    assert (transcript.cues, transcript.left_out, transcript.mended) == (3, (), ())


@pytest.mark.parametrize(
    ("times", "start_ms", "remark"),
    [
        ("-00:00:02.000 --> 00:00:01.000", 0, "The start is before the recording began; 0:00"),
        ("00:00:-2.-50 --> 00:00:01.000", 0, "The start is before the recording began; 0:00"),
        (
            "00:00:03,250 --> 00:00:04,000",
            3250,
            "The times are not written as they should be; 0:03",
        ),
        ("00:00:03 --> 00:00:04", 3000, "The times are not written as they should be; 0:03"),
        (
            "00:99:99.000 --> soon",
            6_039_000,
            "The times are not written as they should be; 1:40:39",
        ),
    ],
)
def test_odd_times_are_mended_and_the_words_kept(times, start_ms, remark):
    transcript = read(f"WEBVTT\n\n{times}\nWords")
    assert transcript.turns == (Turn(start_ms, "", "Words"),)
    assert transcript.mended == (Remark(3, f"{remark} was taken."),)


@pytest.mark.parametrize(
    ("cue", "reason"),
    [
        (TIMES, "There are no words in this cue."),
        (f"{TIMES}\n<v Ann></v>\n &nbsp; ", "There are no words in this cue."),
        ("00:0x:01.000 --> 00:0x:02.000\nWords", "The times in this line cannot be read."),
        ("then --> now\nWords", "There are no times in this line."),
        (f"NOTE {TIMES}\nWords", "This line is a note."),
        ("999:00:00.000 --> 999:00:01.000\nWords", "The start is later than 100 hours."),
    ],
)
def test_cue_left_out_is_named_with_line_and_reason(cue, reason):
    transcript = read(f"WEBVTT\n\n{TIMES}\nBefore\n\n{cue}\n\n{TIMES}\nAfter")
    assert transcript.left_out == (Remark(6, reason),)
    assert [turn.text for turn in transcript.turns] == ["Before", "After"]
    assert (transcript.cues, transcript.imported) == (3, 2)


def test_cues_without_empty_lines_between_them_are_told_apart():
    transcript = read(f"WEBVTT\n{TIMES}\nOne\n2\n{TIMES}\nTwo\n{TIMES}\n{TIMES}\nFour")
    assert [turn.text for turn in transcript.turns] == ["One", "Two", "Four"]
    assert transcript.left_out == (Remark(7, "There are no words in this cue."),)


def test_arrow_among_words_is_kept_as_words():
    transcript = read(f"WEBVTT\n\n{TIMES}\nfrom pilot --> practice\nand on")
    assert [turn.text for turn in transcript.turns] == ["from pilot --> practice and on"]
    assert transcript.left_out == (
        Remark(4, "There are no times in this line. It was kept as words of the cue above."),
    )


def test_words_after_an_empty_line_stay_with_their_cue():
    guid = "b05cbc69-3364-4c0c-a05b-70f360077a3c/7-0"
    text = f"WEBVTT\n\n1\n\n{TIMES}\n\nOne\n\nmore\n\n{guid}\n\n{TIMES}\n\nTwo\n\nNOTE\n\nthe end"
    assert [turn.text for turn in read(text).turns] == ["One more", "Two"]


def test_voices_in_one_cue_become_turns():
    assert said(
        "<v Ann>Hi.</v><v.loud Bob>Hello &lt;Ann&gt;</v>",
        "<v Ann O’Brien>So\n<v Bob>Yes",
        "<v Ann>First</v> then nobody",
        "<v>unnamed</v>",
    ) == [
        ("Ann", "Hi."),
        ("Bob", "Hello <Ann>"),
        ("Ann O’Brien", "So"),
        ("Bob", "Yes"),
        ("Ann", "First"),
        ("", "then nobody"),
        ("", "unnamed"),
    ]


def test_labels_are_speakers_where_most_cues_have_one():
    assert said(
        "Interviewer: How do you hear of things?",
        "Wenna O’Brien-Jones: Through networks: the good ones.",
        "dr. no: not a name",
        "Dr. J. Łoś (She/Her): See 12:30 at https://trust.example/a:b",
        "Speaker 1: Note: remember\nInterviewer: And then?",
        "王小明：你好",
    ) == [
        ("Interviewer", "How do you hear of things?"),
        ("Wenna O’Brien-Jones", "Through networks: the good ones."),
        ("", "dr. no: not a name"),
        ("Dr. J. Łoś (She/Her)", "See 12:30 at https://trust.example/a:b"),
        ("Speaker 1", "Note: remember"),
        ("Interviewer", "And then?"),
        ("王小明", "你好"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Note: remember",
        "12:30",
        "At 12:30 we met",
        "https://trust.example: the address",
        "Remember: it works",
        "Key Point: it works",
        "The thing is: it works",
        "He said to me: it works",
        "So, listen: it works",
        "Chapter 3: it works",
        "Well then. Look: it works",
        ": it works",
    ],
)
def test_words_before_a_colon_are_not_a_speaker(words):
    assert said(words, words, words) == [("", words)] * 3


def test_label_that_recurs_is_a_speaker_where_few_cues_have_one():
    plain = ["And that is how."] * 5
    assert said("Ann Price: One", "Tom Hay: Two", "Ann Price: Three", *plain)[:3] == [
        ("Ann Price", "One"),
        ("", "Tom Hay: Two"),
        ("Ann Price", "Three"),
    ]
    assert said("jsmith2: One", "jsmith2: Two", "jsmith2: Three", *plain)[0] == ("jsmith2", "One")


def test_labels_do_not_count_where_voices_do():
    assert said("<v Ann>Hi</v>", "Bob: no", "Bob: no", "Ann: yes") == [
        ("Ann", "Hi"),
        ("", "Bob: no"),
        ("", "Bob: no"),
        ("Ann", "yes"),
    ]


def test_label_without_words_is_left_out():
    assert read(f"WEBVTT\n\n{TIMES}\nAnn Price:\n\n{TIMES}\nAnn Price: Yes").left_out == (
        Remark(3, "There are no words in this cue."),
    )


def test_markup_that_is_not_webvtt_stays_text():
    words = '<script>alert("1")</script> <img src=x onerror=alert(1)> a < b <3'
    assert said(words) == [("", words)]
    assert said("&lt;i&gt; &#0; &#99999999999999999999; \x07 &nbsp;end") == [
        ("", "<i> \ufffd \ufffd end")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_read(encoding):
    assert read(f"WEBVTT\n\n{TIMES}\nZażółć", encoding).turns[0].text == "Zażółć"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b" \r\n", "The file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 5 MB, the most a transcript may be."),
        (
            f"WEBVTT\n\n{TIMES}\ncafé".encode("latin-1"),
            "The file is not UTF-8 text: line 4 cannot be read; save it as UTF-8 and try again.",
        ),
        (
            "WEBVTT".encode("utf-16")[:-1],
            "The file is not UTF-16 text: line 1 cannot be read; save it as UTF-8 and try again.",
        ),
        (
            b"WEBVTT\n\0",
            "The file is not text, or is UTF-16 without its mark: there is a NUL byte on line 2.",
        ),
        (
            "WEBVTT\0".encode("utf-16"),
            "The file is not text: there are NUL characters in it.",
        ),
        (b"<html>", "This is not a WebVTT file: it does not begin with WEBVTT."),
        (b"WEBVTTX", "This is not a WebVTT file: it does not begin with WEBVTT."),
        (
            b"1\n00:00:01,000 --> 00:00:02,000\nSRT",
            "This is not a WebVTT file: it does not begin with WEBVTT.",
        ),
        (b"WEBVTT\n\n" + b"0:1.0-->0:2.0\n" * 20_001, "The file has more than 20,000 cues."),
    ],
)
def test_unreadable_file_is_refused_in_one_sentence(data, message):
    with pytest.raises(UnreadableTranscript) as refused:
        read_transcript(data)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "words",
    ["<v " * 300_000, "<" * 900_000, "<c" + ".a" * 400_000, ":" * 900_000, "\r" * 900_000,
     "&#" * 400_000, ("(" * 79 + ": x\n") * 10_000],
)  # fmt: skip
def test_hostile_words_are_read_in_linear_time(words):
    """Quadratic reading of these would take minutes; the run's time limit would stop it."""
    read(f"WEBVTT\n\n{TIMES}\n{words}\nend")


def test_file_without_cues_has_none():
    transcript = read("WEBVTT\n\nNOTE nothing else\n\nWords of nobody")
    assert (transcript.cues, transcript.turns, transcript.speakers) == (0, (), [])
