"""Reading rendered HTML in tests: by id, by label, as text."""

from django.template import Context, Template
from lxml import html


def parse(text):
    return html.fromstring(f"<main>{text}</main>")


def render(template, **context):
    """The tree of a template given as text."""
    return parse(Template(template).render(Context(context)))


def words(element):
    """The element's text with its white space evened out."""
    return " ".join(element.text_content().split())


def by_id(tree, element_id):
    """The one element with that id."""
    (found,) = tree.xpath("//*[@id=$id]", id=element_id)
    return found


def all_ids(tree):
    return tree.xpath("//@id")
