import datetime

import pytest
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.template.loader import get_template
from django.utils.datastructures import MultiValueDict

from adoption_reviews.forms import Form, LinkButton, Question, Save, SplitDateField, helper
from adoption_reviews.forms.gallery import EveryKindForm
from tests.core.html import all_ids, by_id, render, words

CRISPY = "{% load crispy_forms_tags %}{% crispy form %}"


def crispy(form, **context):
    return render(CRISPY, form=form, **context)


class OneField(Form):
    """A form of one field, given by the test."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"] = field


def errors_of(field, **data):
    return OneField(field, data).errors.get("answer")


# --- Each kind of question ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tag", "label"),
    [
        ("name", "input", "Name"),
        ("email", "input", "E-mail address"),
        ("beds", "input", "Number of beds (optional)"),
        ("password", "input", "Password"),
        ("stage", "select", "Stage"),
        ("story", "textarea", "What happened"),
        ("transcript", "input", "Transcript (optional)"),
        ("agreed", "input", "The trust has agreed to this text"),
    ],
)
def test_question_with_one_input_is_named_by_its_label(name, tag, label):
    tree = crispy(EveryKindForm())
    assert by_id(tree, f"id_{name}").tag == tag
    assert words(tree.xpath("//label[@for=$id]", id=f"id_{name}")[0]) == label


@pytest.mark.parametrize(
    ("first", "legend"),
    [
        ("id_started_on_0", "Date it was put in place (optional)"),
        ("id_role_group_0", "Role group"),
        ("id_source_0", "How did the trust hear of it?"),
        ("id_directions_0", "Ways it was spoken of"),
    ],
)
def test_question_with_several_inputs_is_named_by_its_legend(first, legend):
    tree = crispy(EveryKindForm())
    fieldset = next(by_id(tree, first).iterancestors("fieldset"))
    assert words(fieldset.find("legend")) == legend


def test_hint_and_error_describe_the_input_in_that_order():
    tree = crispy(EveryKindForm({}))
    assert by_id(tree, "id_name").get("aria-describedby") == "id_name_helptext id_name_error"
    assert words(by_id(tree, "id_name_helptext")) == "As it is known in the trust"
    assert words(by_id(tree, "id_name_error")) == "Error: Enter name"


def test_hint_and_error_describe_the_fieldset_of_choices():
    tree = crispy(EveryKindForm({}))
    fieldset = next(by_id(tree, "id_directions_0").iterancestors("fieldset"))
    assert fieldset.get("aria-describedby") == "id_directions_helptext id_directions_error"


def test_every_described_by_names_an_element_that_is_there():
    tree = crispy(EveryKindForm({}))
    named = {part for ids in tree.xpath("//@aria-describedby") for part in ids.split()}
    assert named <= set(all_ids(tree))


def test_ids_are_unique():
    ids = all_ids(crispy(EveryKindForm({})))
    assert len(ids) == len(set(ids))


def test_width_prefix_and_suffix_show_around_the_input():
    tree = crispy(EveryKindForm())
    beds = by_id(tree, "id_beds")
    assert "nhsuk-input--width-5" in beds.get("class").split()
    assert words(beds.getnext()) == "beds"


def test_choice_has_its_own_hint():
    choice = by_id(crispy(EveryKindForm()), "id_role_group_0")
    assert choice.get("aria-describedby") == "id_role_group_0-item-hint"


def test_revealed_question_stands_after_its_choice_and_only_there():
    tree = crispy(EveryKindForm())
    revealed = by_id(tree, "id_other_source").xpath(
        "ancestor::div[contains(@class, 'app-revealed')]"
    )
    assert [box.getprevious().find("input").get("value") for box in revealed] == ["other"]


def test_what_was_entered_comes_back():
    entered = {
        "name": "Sepsis <alert>",
        "beds": "lots",
        "started_on_day": "31",
        "started_on_month": "February",
        "started_on_year": "2026",
        "role_group": "front-line",
        "directions": ["helps", "mixed"],
        "stage": "decide",
        "story": "It\nworked",
        "agreed": "on",
        "came_from": "list",
    }
    data = MultiValueDict(
        {key: value if isinstance(value, list) else [value] for key, value in entered.items()}
    )
    tree = crispy(EveryKindForm(data))
    assert by_id(tree, "id_name").get("value") == "Sepsis <alert>"
    assert by_id(tree, "id_beds").get("value") == "lots"
    assert [by_id(tree, f"id_started_on_{part}").get("value") for part in range(3)] == [
        "31",
        "February",
        "2026",
    ]
    assert tree.xpath("//input[@checked]/@value") == ["front-line", "helps", "mixed"]
    assert by_id(tree, "id_agreed").get("checked") is not None
    assert tree.xpath("//option[@selected]/@value") == ["decide"]
    assert by_id(tree, "id_story").text.strip() == "It\nworked"
    assert by_id(tree, "id_came_from").get("value") == "list"


def test_browser_neither_shortens_nor_blocks_what_is_entered():
    tree = crispy(EveryKindForm())
    assert tree.xpath("//@maxlength | //@required | //@placeholder") == []
    assert tree.find("form").get("novalidate") is not None


def test_long_answer_counts_its_characters():
    tree = crispy(EveryKindForm())
    (group,) = tree.xpath("//div[@data-module='nhsuk-character-count']")
    assert group.get("data-maxlength") == "500"
    assert words(by_id(tree, "id_story-info")) == "You can enter up to 500 characters"
    assert by_id(tree, "id_story").get("aria-describedby") == "id_story-info"


def test_label_can_be_the_heading_of_the_page():
    form = OneField(forms.CharField(label="Who decided?"))
    form.helper = helper(Question("answer", heading=True, label_size="xl"))
    (heading,) = crispy(form).xpath("//h1")
    assert words(heading) == "Who decided?"
    assert heading.find("label").get("for") == "id_answer"


def test_unknown_option_of_a_question_is_refused():
    with pytest.raises(TypeError, match="colour"):
        Question("name", colour="red")


def test_hidden_errors_are_not_lost():
    form = OneField(forms.IntegerField(widget=forms.HiddenInput), {"answer": "x"})
    form.fields["seen"] = forms.CharField(required=False)
    (line,) = crispy(form).xpath("//div[@role='alert']//a")
    assert (line.get("href"), words(line)) == ("#id_seen", "Answer must be a whole number")


# --- The error summary --------------------------------------------------------------------------


def test_error_summary_links_each_error_to_an_input():
    tree = crispy(EveryKindForm({}))
    links = tree.xpath("//div[@role='alert']//a")
    assert [(link.get("href"), words(link)) for link in links] == [
        ("#id_name", "Enter name"),
        ("#id_email", "Enter e-mail address"),
        ("#id_password", "Enter password"),
        ("#id_role_group_0", "Select role group"),
        ("#id_source_0", "Answer ‘How did the trust hear of it?’"),
        ("#id_directions_0", "Select ways it was spoken of"),
        ("#id_stage", "Select stage"),
        ("#id_story", "Enter what happened"),
        ("#id_agreed", "Tick ‘The trust has agreed to this text’"),
    ]
    assert {link.get("href")[1:] for link in links} <= set(all_ids(tree))


def test_error_of_the_whole_form_links_to_its_first_input():
    form = OneField(forms.CharField(), {"answer": "yes"})
    form.add_error(None, "The two do not go together")
    (link,) = crispy(form).xpath("//div[@role='alert']//a")
    assert (link.get("href"), words(link)) == ("#id_answer", "The two do not go together")


def test_error_summary_shows_once_where_the_page_has_shown_it():
    form = EveryKindForm({})
    tree = render("{% load nhsuk_forms %}{% error_summary form %}<hr>" + CRISPY, form=form)
    (summary,) = tree.xpath("//div[@role='alert']")
    assert summary.getparent().getnext().tag == "hr"


def test_form_without_errors_has_no_summary():
    assert crispy(EveryKindForm()).xpath("//div[@role='alert']") == []


def test_formset_lists_the_errors_of_each_form():
    formset = forms.formset_factory(type("One", (Form,), {"name": forms.CharField()}), min_num=1)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "a"}
    )
    tree = render("{% load crispy_forms_tags %}{% crispy formset %}", formset=formset)
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#id_form-1-name"]


# --- The form around the questions --------------------------------------------------------------


def test_posted_form_has_token_buttons_and_way_out():
    tree = crispy(EveryKindForm(), csrf_token="secret")
    form = tree.find("form")
    assert (form.get("method"), form.get("enctype")) == ("post", "multipart/form-data")
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']/@value") == ["secret"]
    buttons = form.xpath(".//button[@type='submit']")
    assert [(words(button), button.get("name")) for button in buttons] == [
        ("Save case study", None),
        ("Save as draft", "draft"),
    ]
    assert form.xpath(".//a[text()='Cancel']/@href") == ["#cancelled"]


def test_searching_form_has_no_token_and_marks_nothing_optional():
    form = OneField(forms.CharField(required=False, label="Name"))
    form.helper = helper(submit="Search", method="get")
    tree = crispy(form, csrf_token="secret")
    assert tree.xpath("//input[@name='csrfmiddlewaretoken']") == []
    assert words(tree.xpath("//label")[0]) == "Name"


def test_layout_objects_of_crispy_are_drawn_by_this_pack():
    form = OneField(forms.CharField())
    form.helper = helper(submit="")
    form.helper.layout = Layout(
        Fieldset("About you", "answer", css_id="you"),
        Submit("go", "Go"),
        Save("Delete", name="delete", value="1", variant="warning"),
        LinkButton("Back", "/back/"),
    )
    tree = crispy(form)
    assert words(by_id(tree, "you").find("legend")) == "About you"
    assert [
        (words(button), button.get("class").split()[:2]) for button in tree.xpath("//button")
    ] == [
        ("Go", ["nhsuk-button", "nhsuk-button--brand"]),
        ("Delete", ["nhsuk-button", "nhsuk-button--warning"]),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "field",
        "errors",
        "errors_formset",
        "inputs",
        "multifield",
        "uni_form",
        "uni_formset",
        "whole_uni_form",
        "whole_uni_formset",
        "layout/baseinput",
        "layout/button",
        "layout/buttonholder",
        "layout/checkboxselectmultiple_inline",
        "layout/column",
        "layout/div",
        "layout/field_with_buttons",
        "layout/fieldset",
        "layout/formactions",
        "layout/multifield",
        "layout/prepended_appended_text",
        "layout/radioselect_inline",
        "layout/row",
    ],
)
def test_pack_has_every_template_that_crispy_asks_for(name):
    assert get_template(f"nhsuk/{name}.html").template.name == f"nhsuk/{name}.html"


def test_one_question_by_hand_is_the_same_as_in_a_form():
    tree = render("{% load nhsuk_forms %}{% question form.name width=20 %}", form=EveryKindForm())
    assert "nhsuk-input--width-20" in by_id(tree, "id_name").get("class").split()


def test_nothing_in_a_form_needs_inline_script_or_style():
    tree = crispy(EveryKindForm({}))
    assert tree.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]") == []


# --- Words of errors ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "entered", "message"),
    [
        (forms.CharField(label="ODS code"), "", "Enter ODS code"),
        (forms.CharField(label="Full name", max_length=3), "abcd",
         "Full name must be 3 characters or fewer"),
        (forms.IntegerField(label="Beds"), "x", "Beds must be a whole number"),
        (forms.IntegerField(label="Beds", min_value=1), "0", "Beds must be 1 or more"),
        (forms.IntegerField(label="Share, %", max_value=100), "101",
         "Share, % must be 100 or less"),
        (forms.EmailField(label="Email"), "me",
         "Enter an e-mail address in the correct format, like name@example.com"),
        (forms.ChoiceField(label="Stage", choices=[("a", "A")]), "b",
         "Select stage from the list"),
        (forms.ChoiceField(label="Stage", choices=[("a", "A")]), "", "Select stage"),
        (forms.CharField(label="Why?", error_messages={"required": "Say why"}), "", "Say why"),
    ],
)  # fmt: skip
def test_error_says_what_to_do(field, entered, message):
    assert errors_of(field, answer=entered) == [message]


# --- Dates --------------------------------------------------------------------------------------


def date(day="", month="", year="", **kwargs):
    field = SplitDateField(label="Date of interview", **kwargs)
    form = OneField(field, {"answer_day": day, "answer_month": month, "answer_year": year})
    return form.errors.get("answer", [None])[0] or form.cleaned_data["answer"]


@pytest.mark.parametrize("month", ["3", "03", "mar", "March"])
def test_date_is_made_of_its_parts(month):
    assert date(" 5", month, "2026") == datetime.date(2026, 3, 5)


def test_date_may_be_left_out_where_it_is_not_required():
    form = OneField(SplitDateField(required=False), {})
    assert form.is_valid()
    assert form.cleaned_data == {"answer": None}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Enter date of interview"),
        (("5", "", ""), "Date of interview must include a month and year"),
        (("", "3", "2026"), "Date of interview must include a day"),
        (("31", "2", "2026"), "Date of interview must be a real date"),
        (("1", "13", "2026"), "Date of interview must be a real date"),
        (("x", "3", "2026"), "Date of interview must be a real date"),
        (("9" * 5000, "3", "2026"), "Date of interview must be a real date"),
        (("1", "9" * 5000, "2026"), "Date of interview must be a real date"),
        (("1", "3", "26"), "Date of interview must have a year of 4 numbers"),
        (("1", "3", "٢٠٢٦"), "Date of interview must have a year of 4 numbers"),
        (("1", "3", "0000"), "Date of interview must be a real date"),
    ],
)
def test_date_says_what_is_wrong_with_it(parts, message):
    assert date(*parts) == message


def test_date_error_marks_and_links_the_part_at_fault():
    form = OneField(
        SplitDateField(label="Day"),
        {"answer_day": "5", "answer_month": "13", "answer_year": "2026"},
    )
    tree = crispy(form)
    faulty = tree.xpath("//input[contains(@class, 'nhsuk-input--error')]/@id")
    assert faulty == ["id_answer_1"]
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#id_answer_1"]


def test_date_shows_its_initial_value():
    tree = crispy(OneField(SplitDateField(initial=datetime.date(2026, 3, 5))))
    assert [by_id(tree, f"id_answer_{part}").get("value") for part in range(3)] == [
        "5",
        "3",
        "2026",
    ]


@pytest.mark.parametrize(
    ("day", "changed"), [("5", []), ("05", []), ("6", ["answer"]), ("x", ["answer"])]
)
def test_date_has_changed_only_when_it_is_another_day(day, changed):
    field = SplitDateField(initial=datetime.date(2026, 3, 5))
    form = OneField(field, {"answer_day": day, "answer_month": "3", "answer_year": "2026"})
    assert form.changed_data == changed
