"""How the form of a case study is laid out: a fieldset for each stage."""

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from adoption_reviews.forms import Question, helper
from casestudies.models import CaseStudy


def influence_field(code: str) -> str:
    return f"influence-{code}"


def case_study_helper(form):
    """The crispy helper of a `CaseStudyForm`."""
    made = helper(
        part(
            "The innovation",
            asked(form, "innovation", "kind", "is_nationally_prioritised", small=True),
        ),
        *[stage_part(form, place) for place in range(len(form.framework.stages))],
        part("What came of it", asked(form, "benefits", "lessons", rows=6)),
        submit="Save case study",
        cancel=form.case_study.get_absolute_url()
        if form.case_study
        else reverse("casestudies:list", args=[form.review.slug]),
        form_class="app-form casestudies-form",
    )
    made.attrs |= {"autocomplete": "off", "data-writing": "true"}
    return made


def part(legend: str, questions: list) -> Fieldset:
    return Fieldset(legend, *questions, css_class="casestudies-part")


def stage_part(form, place: int) -> Fieldset:
    """The story of a stage, then its influences, each with one select."""
    stage = form.framework.stages[place]
    story = [CaseStudy.STORY[stage.key]] if stage.key in CaseStudy.STORY else []
    influences = [influence_field(influence.key) for influence in stage.influences]
    # The title by reference: crispy reads a legend as a template, and titles come from files.
    return part(
        f"{{{{ form.framework.stages.{place}.title }}}}",
        [
            *asked(form, *story, rows=6),
            HTML("{% include 'casestudies/_influences_hint.html' %}"),
            Div(*asked(form, *influences, optional=False), css_class="casestudies-influences"),
        ],
    )


def asked(form, *names: str, **options) -> list:
    """The questions; after a conflict each with what somebody else saved, and the choice."""
    questions = []
    for name in names:
        questions.append(Question(name, **options))
        if f"keep-{name}" in form.fields:
            theirs = Theirs(form.case_study, in_words(form, name))
            keep = Question(f"keep-{name}", small=True)
            questions.append(Div(theirs, keep, css_class="casestudies-theirs"))
    return questions


def in_words(form, name: str) -> str:
    """What is stored in a field, as its form says it."""
    value, field = form.theirs[name], form.fields[name]
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices)[value]
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value or "Nothing"


class Theirs:
    """Layout object: what somebody else saved, as text."""

    def __init__(self, case_study: CaseStudy, words: str):
        self.case_study, self.words = case_study, words

    def render(self, form, context, template_pack=None, **kwargs):
        return render_to_string(
            "casestudies/_theirs.html", {"case_study": self.case_study, "words": self.words}
        )
