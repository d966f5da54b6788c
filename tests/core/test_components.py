from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.test import RequestFactory

from adoption_reviews.templatetags.components import declared
from tests.core.html import by_id, render, words

FOLDER = Path(settings.BASE_DIR, "templates", "components")
COMPONENTS = sorted(path.stem for path in FOLDER.glob("*.html") if path.stem != "gallery")
STATUSES = {
    "present": "P",
    "mixed": "M",
    "missing": "X",
    "single-source": "S",
    "no-evidence": "–",
}


def component(call, **context):
    return render(f"{{% load components %}}{call}", **context)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_declares_its_inputs(name):
    assert declared((FOLDER / f"{name}.html").read_text()) != {}


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_without_its_inputs_is_refused(name):
    needed = [key for key, must in declared((FOLDER / f"{name}.html").read_text()).items() if must]
    with pytest.raises(TemplateSyntaxError) as refused:
        component(f"{{% component '{name}' %}}")
    assert str(refused.value) == f"{name} needs {', '.join(needed)}"


def test_component_with_an_unknown_input_is_refused():
    with pytest.raises(TemplateSyntaxError) as refused:
        component("{% component 'tag' text='Draft' color='red' %}")
    assert str(refused.value) == "tag has no input color, only text, colour"


def test_component_sees_only_what_it_is_given():
    tree = component("{% component 'tag' text='Draft' %}", colour="red")
    assert tree.find("strong").get("class") == "nhsuk-tag nhsuk-tag--grey app-tag"


def test_component_escapes_what_people_wrote():
    tree = component("{% component 'quote' text=text role_group='Others' %}", text="<b>No</b>")
    assert words(tree.find(".//p")) == "<b>No</b>"


def test_wrap_gives_its_content_to_the_component():
    tree = component("{% wrap 'details' summary='Why?' %}<p>{{ reason }}</p>{% endwrap %}",
                     reason="Because")  # fmt: skip
    assert words(tree.find(".//summary")) == "Why?"
    assert words(tree.find(".//p")) == "Because"


@pytest.mark.parametrize(("status", "letter"), STATUSES.items())
def test_status_has_shape_letter_and_words(status, letter):
    tree = component(f"{{% component 'influence_status' status='{status}' words='The words' %}}")
    svg = tree.find(".//svg")
    assert svg[0].tag == "title"
    assert svg.xpath("@style | .//@style | .//@class[. != 'app-status__shape']") == []
    assert [words(part) for part in tree.xpath("//span[@class]/span")] == [letter, "The words"]


@pytest.mark.parametrize("status", STATUSES)
def test_compact_status_keeps_its_words_for_screen_readers(status):
    tree = component(
        "{% component 'influence_status' status=status words='9 of 20' compact=True count=9 %}",
        status=status,
    )
    svg = tree.find(".//svg")
    assert (svg.get("role"), svg[0].text) == ("img", "9 of 20")
    assert [words(part) for part in tree.xpath("//span[@aria-hidden]")] == [STATUSES[status], "9"]


def test_status_that_is_none_of_ours_is_refused():
    with pytest.raises(KeyError):
        component("{% component 'influence_status' status='maybe' words='?' %}")


def test_statuses_have_different_shapes():
    shapes = {
        tuple(
            (part.tag, *sorted(part.attrib.items()))
            for part in component(f"{{% component 'influence_status' status='{key}' words='' %}}")
            .find(".//svg")
            .iter("circle", "path")
        )
        for key in STATUSES
    }
    assert len(shapes) == len(STATUSES)


def test_table_is_named_by_its_caption():
    tree = component("{% wrap 'table' caption='Trusts by phase' %}<tr><td>1</td></tr>{% endwrap %}")
    region = tree.xpath("//div[@role='region']")[0]
    assert words(by_id(tree, region.get("aria-labelledby"))) == "Trusts by phase"


def test_summary_row_without_a_value_says_so_and_names_its_link():
    tree = component("{% component 'summary_row' key='Ends on' value='' url='/x/' action='Add' %}")
    assert [words(part) for part in tree.iter("dt", "dd")] == [
        "Ends on",
        "Not given",
        "Add Ends on",
    ]


def test_summary_row_shows_a_zero():
    tree = component("{% component 'summary_row' key='Interviews' value=0 %}")
    assert words(tree.find(".//dd")) == "0"


def test_progress_of_nothing_is_drawn():
    tree = component("{% component 'progress' done=0 total=0 words='Nothing to rate' %}")
    assert tree.find(".//svg").get("viewbox") == "0 0 1 1"


def pages(number, path="/"):
    page = Paginator(range(95), 10).page(number)
    return component(
        "{% component 'pagination' page=page %}", page=page, request=RequestFactory().get(path)
    )


def test_pagination_keeps_the_search():
    links = pages(2, "/?q=a+b&page=2").xpath("//a/@href")
    assert links[0] == "?q=a+b&page=1"
    assert links[-1] == "?q=a+b&page=3"


def test_pagination_leaves_out_what_is_far_away():
    shown = [words(item) for item in pages(5).xpath("//li")]
    assert shown == ["1", "⋯", "4", "5", "6", "⋯", "10"]


def test_pagination_of_one_page_is_nothing():
    tree = component("{% component 'pagination' page=page %}", page=Paginator([1], 10).page(1))
    assert words(tree) == ""


def test_button_that_posts_carries_the_token():
    tree = component(
        "{% component 'post_button' text='Delete' url='/x/' hidden='P07' %}", csrf_token="secret"
    )
    form = tree.find("form")
    assert form.xpath("input[@name='csrfmiddlewaretoken']/@value") == ["secret"]
    assert words(form.find("button")) == "Delete P07"


def test_confirm_offers_both_ways_out():
    tree = component(
        "{% component 'confirm' title='Delete it?' text='It cannot be brought back.' url='/x/' "
        "action='Delete case study' cancel_url='/y/' warning=True %}",
        csrf_token="secret",
    )
    assert words(tree.find(".//h1")) == "Delete it?"
    assert words(tree.find(".//button")) == "Delete case study"
    assert tree.xpath("//a/@href") == ["/y/"]
