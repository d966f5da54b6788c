"""Reading Word, plain and pasted text: every paragraph or line is imported, or named and why."""

import pytest

from interviews.importing import Remark, UnreadableTranscript, read_transcript
from tests.factories import word


def read(data):
    """The transcript of a document or of text, its paragraphs or lines counted."""
    if isinstance(data, str):
        found = sum(bool(line.strip()) for line in data.replace("\r", "\n").split("\n"))
        transcript = read_transcript(data.encode())
    else:
        found = word.paragraphs_with_words(data)
        transcript = read_transcript(data)
    assert transcript.cues == found
    check(transcript)
    return transcript


def check(transcript):
    assert transcript.cues == transcript.imported + len(transcript.left_out)
    held = {line for turn in transcript.turns for line in turn.lines}
    assert transcript.imported == len(held)
    assert not held & {remark.line for remark in transcript.left_out}


def said(data):
    return [(turn.start_ms, turn.speaker, turn.text) for turn in read(data).turns]


TURNS = [
    ("Tregarth, Wenna (RX9)", "0:04", "Through the network.", "And by mail."),
    ("Speaker 1", "0:10", "Yes."),
    ("Tregarth, Wenna (RX9)", "1:02:03", "So: 12:30 it is."),
]
SAID = [
    (4000, "Tregarth, Wenna (RX9)", "Through the network. And by mail."),
    (10_000, "Speaker 1", "Yes."),
    (3_723_000, "Tregarth, Wenna (RX9)", "So: 12:30 it is."),
]


def test_export_of_teams_with_a_turn_in_each_paragraph():
    transcript = read(word.teams(*TURNS))
    assert (transcript.format, transcript.unit) == ("Word document", "paragraph")
    assert said(word.teams(*TURNS)) == SAID
    assert (transcript.left_out, transcript.joined) == ((), 0)


def test_newer_export_of_teams_with_a_head_and_pictures():
    transcript = read(word.teams_with_pictures(*TURNS))
    assert [(turn.start_ms, turn.speaker, turn.text) for turn in transcript.turns] == SAID
    reason = "The program that made the file added this; nobody said it."
    head = "Adoption review-20240110_100112-Meeting Recording January 10, 2024, 10:01AM 32m…"
    name = "Tregarth, Wenna (RX9)"
    assert transcript.left_out == (
        Remark(1, reason, head),
        Remark(2, reason, f"{name} started transcription"),
        Remark(6, reason, f"{name} stopped transcription"),
    )


def test_older_export_of_teams_with_times_above_the_names():
    data = word.notes(
        "0:0:1.0 --> 0:0:3.450\nAnn Price\nThrough the network.",
        "0:0:4.0 --> 0:0:5.0\nAnn Price\nAnd by mail.",
        "0:0:9.0 --> 0:0:10.0\nBob Hay\nYes.",
    )
    transcript = read(data)
    assert said(data) == [
        (1000, "Ann Price", "Through the network. And by mail."),
        (9000, "Bob Hay", "Yes."),
    ]
    assert transcript.joined == 1


def test_notes_with_names_before_the_words():
    assert said(
        word.notes(
            ("Title", "Interview at the Royal: notes"),
            "Interviewer: How do you hear of things?",
            "Wenna Tregarth: Through the network.",
            "And by mail.",
            "   ",
            ("Heading 1", "Decide"),
            "Room was cold.",
            "Interviewer: And then?\nWenna Tregarth: Then we ring somebody up.",
            "Note: she laughed.",
        )
    ) == [
        (None, "", "Interview at the Royal: notes"),
        (None, "Interviewer", "How do you hear of things?"),
        (None, "Wenna Tregarth", "Through the network."),
        (None, "Wenna Tregarth", "And by mail."),
        (None, "", "Decide"),
        (None, "", "Room was cold."),
        (None, "Interviewer", "And then?"),
        (None, "Wenna Tregarth", "Then we ring somebody up."),
        (None, "Wenna Tregarth", "Note: she laughed."),
    ]


def test_name_alone_in_a_paragraph_speaks_the_next():
    data = word.notes("Ann Price:", "Through the network.", "Bob Hay:", "Yes.", "Ann Price:")
    transcript = read(data)
    assert said(data) == [(None, "Ann Price", "Through the network."), (None, "Bob Hay", "Yes.")]
    assert transcript.joined == 2
    assert transcript.left_out == (Remark(5, "No words follow this name.", "Ann Price"),)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [("Ann Price", "One"), ("Bob Hay:", "Two"), ("", "Three")],
            [(None, "Ann Price", "One"), (None, "Bob Hay", "Two"), (None, "Bob Hay", "Three")],
        ),
        (
            [("00:00:05", "Ann", "One: two"), ("[0:07]", "Bob", "Two\nmore")],
            [(5000, "Ann", "One: two"), (7000, "Bob", "Two more")],
        ),
        (
            [("1", "One and more", "Ann Price", "0:05"), ("2", "Two", "Bob Hay", "0:07")],
            [(5000, "Ann Price", "One and more"), (7000, "Bob Hay", "Two")],
        ),
        ([("0:05", "One"), ("0:07", "Two")], [(5000, "", "One"), (7000, "", "Two")]),
    ],
)
@pytest.mark.parametrize("made_of", ["table", "tabs"])
def test_table_of_who_and_words(rows, expected, made_of):
    if made_of == "table":
        transcript = read_transcript(word.table(*rows))
        assert transcript.cues == len(rows)
    else:
        rows = [[cell.replace("\n", " ") for cell in row] for row in rows]
        transcript = read("\n".join("\t".join(row) for row in rows))
    check(transcript)
    turns = [(turn.start_ms, turn.speaker, turn.text) for turn in transcript.turns]
    assert turns == expected
    assert transcript.left_out == ()


def test_table_with_heads_and_empty_rows_between_paragraphs():
    rows = [("Time", "Speaker", "Transcript"), ("0:05", "Ann", "One"), ("", "", "")]
    rows += [("0:09", "Bob", ""), ("0:12", "Bob", "Two")]
    data = word.table(*rows, before=["Interview 7"], after=["The end."])
    transcript = read_transcript(data)
    check(transcript)
    assert transcript.cues == 6
    assert [turn.text for turn in transcript.turns] == ["Interview 7", "One", "Two", "The end."]
    assert transcript.left_out == (
        Remark(2, "This row names the columns.", "Time Speaker Transcript"),
        Remark(4, "There are no words in this row.", "0:09 Bob"),
    )


def test_other_tables_are_read_as_their_paragraphs():
    long = "A question that is much too long to be the name of anybody, is it not? " * 2
    rows = [(long, "An answer"), ("Another question, also long enough to be one?", "Yes")]
    assert [text for _, _, text in said(word.table(*rows))] == [
        long.strip(),
        "An answer",
        "Another question, also long enough to be one?",
        "Yes",
    ]


def test_words_taken_out_with_changes_tracked_stay_out_and_those_put_in_come_in():
    data = word.notes("Ann Price: Through the network.", "Ann Price: MARK")
    changed = word.with_xml(
        data,
        "<w:t>Ann Price: MARK</w:t></w:r>",
        '<w:t xml:space="preserve">Ann Price: And </w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>not</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>by mail.</w:t></w:r></w:ins>',
    )
    assert [text for _, _, text in said(changed)] == ["Through the network.", "And by mail."]


def test_words_in_boxes_and_content_controls_come_in_once():
    data = word.notes("Ann Price: Through the network.", "Ann Price: MARK")
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    changed = word.with_xml(
        data,
        "<w:t>Ann Price: MARK</w:t></w:r>",
        f'<w:t>Ann Price: Before.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="{compatibility}">'
        f"<mc:Choice><w:pict>{box}</w:pict></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t> After.</w:t></w:r></w:sdtContent></w:sdt>",
    )
    transcript = read_transcript(changed)
    check(transcript)
    assert [turn.text for turn in transcript.turns] == [
        "Through the network.",
        "Before. After.",
        "In a box.",
    ]


def test_part_in_another_format_is_left_out_by_name():
    data = word.notes("Ann Price: One", "Ann Price: Two")
    changed = word.with_xml(data, "<w:sectPr", '<w:altChunk r:id="rId99"/><w:sectPr')
    transcript = read_transcript(changed)
    check(transcript)
    reason = "This part of the document is in another format. Paste its text instead."
    assert transcript.left_out == (Remark(3, reason),)


def test_comments_beside_the_text_are_said_not_to_come_in():
    import docx

    made = docx.Document()
    made.add_comment(made.add_paragraph("Ann: One").runs, text="Is she right?", author="Bob")
    assert read(word.saved(made)).notes == ("The document has comments. They are not imported.",)


def test_empty_document_has_nothing():
    transcript = read(word.notes("", "  "))
    assert (transcript.cues, transcript.turns) == (0, ())


PLAIN = [
    (
        "Ann Price: One\nBob Hay: Two\nand more\n\nAnn Price: Three",
        [
            (None, "Ann Price", "One"),
            (None, "Bob Hay", "Two and more"),
            (None, "Ann Price", "Three"),
        ],
    ),
    (
        "[00:01:02] Ann Price: One\n[00:01:09] Bob Hay: Two\n[01:01:10] So 12:30",
        [
            (62_000, "Ann Price", "One"),
            (69_000, "Bob Hay", "Two"),
            (3_670_000, "Bob Hay", "So 12:30"),
        ],
    ),
    (
        "Ann Price  0:04\nThrough the network,\nI think.\n\nBob Hay  1:07\nYes.\n",
        [(4000, "Ann Price", "Through the network, I think."), (67_000, "Bob Hay", "Yes.")],
    ),
    (
        "Ann Price (0:04): One\nBob Hay [00:00:09]: Two",
        [(4000, "Ann Price", "One"), (9000, "Bob Hay", "Two")],
    ),
    (
        "00:00:04 Ann Price: One\n00:00:09 Bob Hay: Two",
        [(4000, "Ann Price", "One"), (9000, "Bob Hay", "Two")],
    ),
    (
        "0:04 One\n0:09 Two\n0:12 Three",
        [(4000, "", "One"), (9000, "", "Two"), (12_000, "", "Three")],
    ),
    (
        "00:00:04 Ann Price\nOne\n\n00:00:09 Bob Hay\nTwo\n\n00:00:12 Ann Price\nThree",
        [(4000, "Ann Price", "One"), (9000, "Bob Hay", "Two"), (12_000, "Ann Price", "Three")],
    ),
    (
        "10:30 we met\nand talked\nabout it",
        [(None, "", "10:30 we met"), (None, "", "and talked"), (None, "", "about it")],
    ),
    (
        "One line that was\nwrapped by a mail.\n\nAnother\n- one\n- two",
        [
            (None, "", "One line that was wrapped by a mail."),
            (None, "", "Another"),
            (None, "", "- one"),
            (None, "", "- two"),
        ],
    ),
    ("Q: Why?\nA: Because.", [(None, "Q", "Why?"), (None, "A", "Because.")]),
    ("a <i>b</i> &amp; <v c>", [(None, "", "a <i>b</i> &amp; <v c>")]),
    (
        "09:00 --> 10:00 talk with Ann\nWords\nMore\nAnd more",
        [
            (None, "", text)
            for text in ("09:00 --> 10:00 talk with Ann", "Words", "More", "And more")
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_plain_text(text, expected, breaks):
    assert said(text.replace("\n", breaks)) == expected


def test_lines_that_are_continued_are_joined_and_counted():
    transcript = read("Ann Price  0:04\nOne\ntwo\n\nBob Hay  0:07\n\nThree\n\nAnn Price  0:09\n")
    assert [turn.text for turn in transcript.turns] == ["One two", "Three"]
    assert (transcript.cues, transcript.imported, transcript.joined) == (6, 5, 3)
    assert transcript.left_out == (Remark(9, "No words follow this name.", "Ann Price"),)


def test_too_many_or_too_long_lines():
    with pytest.raises(UnreadableTranscript, match=r"^The file has more than 20,000 lines\.$"):
        read_transcript(b"word\n" * 20_001)
    transcript = read(f"Ann: One\n{'x' * 200_001}\nAnn: Two")
    reason = "The line is longer than 200,000 characters."
    assert transcript.left_out == (Remark(2, reason, "x" * 79 + "…"),)
    assert [turn.text for turn in transcript.turns] == ["One", "Two"]
    assert len(read("Ann: " + "ninechars " * 10_000).turns[0].text) == 99_999


def test_words_far_behind_a_time_or_a_name_are_all_there():
    words = "ninechars " * 100
    assert said(f"[0:04] {words}\nAnn Price (0:09): {words}\nAnn Price: {words}") == [
        (4000, "", words.strip()),
        (9000, "Ann Price", words.strip()),
        (None, "Ann Price", words.strip()),
    ]


@pytest.mark.parametrize(
    "text",
    ["Ann" + " " * 900_000 + "0:04 x", "<!-- -->" * 100_000, "\xe9" * 900_000, "[" * 900_000],
)
def test_hostile_lines_are_read_in_linear_time(text):
    for encoding in ("utf-8", "latin-1"):
        check(read_transcript(text.encode(encoding)))
