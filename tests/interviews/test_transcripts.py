"""Reading WebVTT and SRT: every cue that is found is imported or named with line and reason."""

from pathlib import Path

import pytest
import webvtt

from interviews.importing import Remark, Turn, UnreadableTranscript, read_transcript

SHARED = Path(__file__).parents[3] / "shared"
REAL = SHARED / "data" / "transcripts"
BENCH = SHARED / "bench"
TIMES = "00:00:01.000 --> 00:00:02.000"


def read(text, encoding="utf-8"):
    """The transcript, every arrow of the text counted."""
    transcript = read_transcript(text.encode(encoding))
    arrows = sum("-->" in line for line in text.replace("\r", "\n").split("\n"))
    assert transcript.cues == arrows == transcript.imported + len(transcript.left_out)
    segments = {line for turn in transcript.turns for line in turn.lines}
    assert transcript.imported == len(segments)
    return transcript


def said(*cues):
    """(speaker, words) of each turn in a file of cues with the words given."""
    cues = [f"{apart(number)}\n{words}" for number, words in enumerate(cues)]
    text = "WEBVTT\n\n" + "\n\n".join(cues)
    return [(turn.speaker, turn.text) for turn in read(text).turns]


def apart(number):
    """Times that are too far from one another to be joined."""
    return f"{number:02}:00:01.000 --> {number:02}:00:02.000"


def at_times(*cues, head="WEBVTT\n\n"):
    """A file of cues, each (start, end, words) in seconds."""
    blocks = [f"{stamp(start)} --> {stamp(end)}\n{words}\n" for start, end, words in cues]
    return head + "\n".join(blocks)


def stamp(seconds):
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole % 60_000 / 1000:06.3f}"


@pytest.mark.parametrize(
    ("name", "cues", "joined", "speakers"),
    [
        (
            "zoom-meeting.vtt",
            300,
            254,
            ["Andrew Knight", "Paul McCartney", "George Harrison", "Ringo Starr", "John Lennon"],
        ),
        ("teams-voices.vtt", 13, 3, ["Speaker, First (Student)", "Interviewer, First"]),
        ("teams-new.vtt", 4, 1, []),
    ],
)
def test_real_exports_come_in_whole(name, cues, joined, speakers):
    if not REAL.is_dir():
        pytest.skip(f"The shared folder with real transcripts is not there: {REAL}")
    transcript = read((REAL / name).read_text(encoding="utf-8"))
    assert (transcript.cues, transcript.imported, transcript.speakers) == (cues, cues, speakers)
    assert (transcript.left_out, transcript.mended, transcript.notes) == ((), (), ())
    assert (transcript.joined, len(transcript.turns)) == (joined, cues - joined)
    assert (transcript.format, transcript.encoding) == ("WebVTT", "UTF-8")


def test_long_interview_joins_to_the_turns_that_its_text_has():
    if not BENCH.is_dir():
        pytest.skip(f"The shared folder with the long transcript is not there: {BENCH}")
    captions = read((BENCH / "transcript.vtt").read_text(encoding="utf-8"))
    text = read_transcript((BENCH / "transcript.txt").read_bytes())
    lines = [each for each in (BENCH / "transcript.txt").read_text().split("\n") if each.strip()]
    assert (text.cues, text.imported, text.joined) == (len(lines), len(lines), 0)
    turns = [(turn.speaker, turn.text) for turn in text.turns]
    assert [f"{speaker}: {words}" for speaker, words in turns] == lines
    in_a_row = []  # the text has a line for each turn, and breaks long ones
    for speaker, words in turns:
        if in_a_row and in_a_row[-1][0] == speaker:
            in_a_row[-1][1] += f" {words}"
        else:
            in_a_row.append([speaker, words])
    assert [[turn.speaker, turn.text] for turn in captions.turns] == in_a_row
    assert captions.left_out == ()


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
        Turn(1500, "Zofia Wójcik", "Well, look here", (17,)),
        Turn(2000, "", "no hours & overlapping", (21,)),
        Turn(3_723_400, "", "one digit", (24,)),
    )
    assert (transcript.cues, transcript.left_out, transcript.mended) == (3, (), ())
    assert transcript.notes == (
        "1 line stands outside any cue and cannot be imported, first line 14.",
    )


def test_srt_with_all_that_it_has():
    transcript = read(
        "\ufeff1\r\n00:00:01,500 --> 00:00:03,000 X1:40 X2:600\r\n<b>Ann:</b> Well, look\r\n"
        "here\r\n\r\n2\r\n00:01:04.000 --> 00:01:05.000\r\nNOTE that it is not a note\r\n\r\n\r\n"
        "3\r\n0:2:5,1 --> 0:2:6,2\r\n<font color='red'>Bob: Yes</font>\r\n\r\n4\r\n"
        "00:02:07,000 --> 00:02:09,000\r\nBob: I see &lt;it&gt;\r\n"
    )
    assert transcript.format == "SRT"
    assert transcript.turns == (
        Turn(1500, "Ann", "Well, look here", (2,)),
        Turn(64_000, "", "NOTE that it is not a note", (7,)),
        Turn(125_100, "Bob", "Yes I see <it>", (12, 16)),
    )
    assert (transcript.left_out, transcript.mended, transcript.notes) == ((), (), ())


@pytest.mark.parametrize(
    "breaks", ["\n", "\r\n", "\r", "\r\r\n"], ids=["LF", "CRLF", "CR", "CRCRLF"]
)
@pytest.mark.parametrize("head", ["WEBVTT\n\n", ""], ids=["WebVTT", "SRT"])
def test_line_breaks_of_every_kind_give_the_same(breaks, head):
    text = at_times((1, 2, "One\nand on"), (60, 61, "Two"), head=head)
    transcript = read_transcript(text.replace("\n", breaks).encode())
    assert [turn.text for turn in transcript.turns] == ["One and on", "Two"]


@pytest.mark.parametrize(
    ("pause", "joined"), [(0, 1), (-1.5, 1), (2, 1), (2.001, 0), (3600, 0), (-20, 0)]
)
def test_cues_of_one_speaker_are_joined_when_at_most_two_seconds_apart(pause, joined):
    text = at_times((10, 12, "<v Ann>One"), (12 + pause, 14 + pause, "<v Ann>Two"))
    if pause == -20:
        text = at_times((30, 32, "<v Ann>One"), (10, 12, "<v Ann>Two"))
    transcript = read(text)
    assert (transcript.imported, transcript.joined) == (2, joined)
    words = [turn.text for turn in transcript.turns]
    assert words == (["One Two"] if joined else ["One", "Two"])


def test_cues_are_not_joined_over_another_speaker_nor_without_one():
    transcript = read(
        at_times(
            (1, 2, "<v Ann>One"),
            (2, 3, "<v Bob>Two"),
            (3, 4, "<v Ann>Three"),
            (4, 5, "Four"),
            (5, 6, "Five"),
        )
    )
    assert [turn.text for turn in transcript.turns] == ["One", "Two", "Three", "Four", "Five"]
    assert transcript.joined == 0


def test_utterance_that_teams_cut_is_put_together():
    guid = "b05cbc69-3364-4c0c-a05b-70f360077a3c"
    transcript = read(
        f"WEBVTT\n\n{guid}/19-0\n{stamp(1)} --> {stamp(2)}\nIt starts\n\n"
        f"{guid}/19-1\n{stamp(2)} --> {stamp(3)}\nby itself.\n\n"
        f"{guid}/20-0\n{stamp(3)} --> {stamp(4)}\nGood.\n\n{stamp(4)} --> {stamp(5)}\nYes."
    )
    assert [turn.text for turn in transcript.turns] == ["It starts by itself.", "Good.", "Yes."]
    assert transcript.joined == 1


def test_speaker_who_goes_on_in_a_cue_of_two_is_joined_there():
    transcript = read(
        at_times((1, 2, "<v Ann>One"), (2, 3, "<v Ann>Two</v><v Bob>Three"), (3, 4, "<v Bob>Four"))
    )
    assert transcript.turns == (
        Turn(1000, "Ann", "One Two", (3, 6)),
        Turn(2000, "Bob", "Three Four", (6, 9)),
    )
    assert (transcript.imported, transcript.joined) == (3, 2)


def test_notes_of_onedrive_are_not_words():
    transcript = read(
        'WEBVTT\n\nNOTE duration:"00:31:01.1230000"\n\nNOTE language:en-us\n\n'
        "NOTE Confidence: 0.894\n\n2c5a5ea2-8fd5-4ba4-9a2b-1f3b6cb5cf07\n"
        "00:00:01.000 --> 00:00:02.000\n<v Ann>First.</v>\nNOTE Confidence: 0.91\n\n"
        "NOTE Confidence: 0.77\n2c5a5ea2-8fd5-4ba4-9a2b-1f3b6cb5cf08\n"
        "00:01:01.000 --> 00:01:02.000\n<v Ann>Second.</v>\n"
    )
    assert [turn.text for turn in transcript.turns] == ["First.", "Second."]
    assert (transcript.left_out, transcript.notes) == ((), ())


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
    assert transcript.turns == (Turn(start_ms, "", "Words", (3,)),)
    assert transcript.mended == (Remark(3, f"{remark} was taken."),)


@pytest.mark.parametrize(
    ("cue", "reason", "words"),
    [
        (TIMES, "There are no words in this cue.", ""),
        (
            f"{TIMES}\n<v Ann></v>\n &nbsp; ",
            "There are no words in this cue.",
            "<v Ann></v> &nbsp;",
        ),
        (
            "00:0x:01.000 --> 00:0x:02.000\nWords",
            "The times in this line cannot be read.",
            "Words",
        ),
        ("then --> now\nWords", "There are no times in this line.", "Words"),
        (f"NOTE {TIMES}\nWords", "This line is a note.", f"NOTE {TIMES}"),
        ("999:00:00.000 --> 999:00:01.000\nWords", "The start is later than 100 hours.", "Words"),
        (
            f"{TIMES}\n{'word ' * 50_000}",
            "The cue is longer than 200,000 characters.",
            "word " * 15 + "word…",
        ),
    ],
)
def test_cue_left_out_is_named_with_line_and_reason(cue, reason, words):
    transcript = read(f"WEBVTT\n\n{apart(1)}\nBefore\n\n{cue}\n\n{apart(2)}\nAfter")
    assert transcript.left_out == (Remark(6, reason, words),)
    assert [turn.text for turn in transcript.turns] == ["Before", "After"]
    assert (transcript.cues, transcript.imported) == (3, 2)


def test_line_of_100_000_characters_comes_in():
    words = "ninechars " * 10_000
    for head in ("WEBVTT\n\n", ""):
        transcript = read(at_times((1, 2, words), head=head))
        assert [turn.text for turn in transcript.turns] == [words.strip()]


def test_cues_without_empty_lines_between_them_are_told_apart():
    transcript = read(f"WEBVTT\n{TIMES}\nOne\n2\n{TIMES}\nTwo\n{TIMES}\n{TIMES}\nFour")
    assert [turn.text for turn in transcript.turns] == ["One", "Two", "Four"]
    assert transcript.left_out == (Remark(7, "There are no words in this cue."),)


def test_number_that_was_said_is_not_taken_for_a_cue_id():
    text = f"1\n\n{TIMES}\n\n2019\n\n2\n\n{TIMES}\n\nYes\n\n3\n\n{TIMES}\n\n2024"
    assert [turn.text for turn in read(text).turns] == ["2019", "Yes", "2024"]
    assert [turn.text for turn in read(f"WEBVTT\n\n{text}").turns] == ["2019", "Yes", "2024"]


def test_arrow_among_words_is_kept_as_words():
    transcript = read(f"WEBVTT\n\n{TIMES}\nfrom pilot --> practice\nand on")
    assert [turn.text for turn in transcript.turns] == ["from pilot --> practice and on"]
    reason = "There are no times in this line. It was kept as words of the cue above."
    assert transcript.left_out == (Remark(4, reason, "from pilot --> practice"),)


def test_words_after_an_empty_line_stay_with_their_cue():
    guid = "b05cbc69-3364-4c0c-a05b-70f360077a3c/7-0"
    text = f"WEBVTT\n\n1\n\n{TIMES}\n\nOne\n\nmore\n\n{guid}\n\n{TIMES}\n\nTwo\n\nNOTE\n\nthe end"
    transcript = read(text)
    assert [turn.text for turn in transcript.turns] == ["One more", "Two"]
    assert transcript.notes == (
        "1 line stands outside any cue and cannot be imported, first line 19.",
    )


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


def test_name_on_a_line_of_its_own_is_the_speaker_where_most_cues_have_one():
    assert said("Ann Price\nOne", "Bob Hay\nTwo", "Ann Price\nThree\nmore", "Four") == [
        ("Ann Price", "One"),
        ("Bob Hay", "Two"),
        ("Ann Price", "Three more"),
        ("", "Four"),
    ]
    assert said("Ann Price\nOne", "Two\nmore", "Three")[0] == ("", "Ann Price One")


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
    labelled = said("jsmith2: One", "jsmith2: Two", "jsmith2: Three", *plain)
    assert labelled[0] == ("jsmith2", "One")


def test_labels_do_not_count_where_voices_do():
    assert said("<v Ann>Hi</v>", "Bob: no", "Bob: no", "Ann: yes") == [
        ("Ann", "Hi"),
        ("", "Bob: no"),
        ("", "Bob: no"),
        ("Ann", "yes"),
    ]


def test_label_without_words_is_left_out():
    assert read(f"WEBVTT\n\n{TIMES}\nAnn Price:\n\n{TIMES}\nAnn Price: Yes").left_out == (
        Remark(3, "There are no words in this cue.", "Ann Price:"),
    )


def test_markup_that_is_not_webvtt_stays_text():
    words = '<script>alert("1")</script> <img src=x onerror=alert(1)> a < b <3'
    assert said(words) == [("", words)]
    assert said("&lt;i&gt; &#0; &#99999999999999999999; \x07 &nbsp;end") == [
        ("", "<i> \ufffd \ufffd end")
    ]


def test_scripts_and_signs_of_every_kind_come_in_as_they_are():
    words = ["مرحبا بالعالم", "שלום", "👩‍⚕️ good 👍🏽", "e\u0301tat", "日本語、はい", "Zażółć gęślą"]
    assert [text for _, text in said(*words)] == words


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"WEBVTT\n\n" + b"0:1.0-->0:2.0\n" * 20_001, "The file has more than 20,000 cues."),
        (b"0:1.0-->0:2.0\n" * 20_001, "The file has more than 20,000 cues."),
    ],
)
def test_file_with_too_many_cues_is_refused(data, message):
    with pytest.raises(UnreadableTranscript) as refused:
        read_transcript(data)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "words",
    ["<v " * 300_000, "<" * 900_000, "<c" + ".a" * 400_000, ":" * 900_000, "\r" * 900_000,
     "&#" * 400_000, ("(" * 79 + ": x\n") * 10_000],
)  # fmt: skip
def test_hostile_words_are_read_in_linear_time(words, monkeypatch):
    """Quadratic reading of these would take minutes; the run's time limit would stop it."""
    monkeypatch.setattr("interviews.importing.voices.LONGEST_CUE", 5_000_000)
    read_transcript(f"WEBVTT\n\n{TIMES}\n{words}\nend".encode())


def test_file_without_cues_has_none():
    transcript = read("WEBVTT\n\nNOTE nothing else\n\nWords of nobody")
    assert (transcript.cues, transcript.turns, transcript.speakers) == (0, (), [])


def test_three_hours_are_read_as_the_parser_we_measure_against_reads_them():
    cues = [
        (second, second + 3.5, f"<v {'Ann' if second % 7 else 'Bob'}>Words at {second}")
        for second in range(0, 3 * 3600, 4)
    ]
    text = at_times(*cues)
    theirs = webvtt.from_string(text).captions
    assert len(theirs) == len(cues) == 2700
    transcript = read(text)
    assert (transcript.imported, transcript.left_out, transcript.mended) == (2700, (), ())
    assert " ".join(turn.text for turn in transcript.turns) == " ".join(
        caption.text for caption in theirs
    )
