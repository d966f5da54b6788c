"""Pages that are on their way before all of them is read."""

from django.test import RequestFactory

from adoption_reviews.streaming import render_in_pieces

PLACES = ["content", "more"]


def sent(html, pieces, settings, tmp_path):
    """What arrives for a template, chunk by chunk."""
    (tmp_path / "page.html").write_text(html)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}]
    request = RequestFactory().get("/somewhere/")
    return render_in_pieces(request, "page.html", {"name": "<b>"}, PLACES, pieces).streaming_content


def test_each_piece_is_asked_for_when_all_before_it_is_sent(settings, tmp_path):
    asked = []

    def pieces():
        for each in ("<p>one", "<p>two"):
            asked.append(each)
            yield each

    chunks = sent("a {{ name }} {{ content }} b {{ more }} c", pieces(), settings, tmp_path)
    assert (next(chunks), asked) == (b"a &lt;b&gt; ", [])
    assert (next(chunks), asked) == (b"<p>one", ["<p>one"])
    assert (next(chunks), asked) == (b" b ", ["<p>one"])
    assert (next(chunks), asked) == (b"<p>two", ["<p>one", "<p>two"])
    assert list(chunks) == [b" c"]


def test_piece_that_fails_says_so_and_the_page_ends(settings, tmp_path, caplog):
    def pieces():
        yield "one"
        raise ValueError("Broken")

    chunks = list(sent("{{ content }} b {{ more }} c", pieces(), settings, tmp_path))
    assert chunks[:3] == [b"", b"one", b" b "]
    assert b"Sorry, this page did not come whole." in chunks[3]
    assert chunks[4:] == [b" c"]
    [record] = caplog.records
    assert (record.getMessage(), record.status_code) == ("Internal Server Error: /somewhere/", 500)
    assert str(record.exc_info[1]) == "Broken"
