"""What the passage page sends: what to replace, and the words as others may read them."""

from crispy_forms.layout import Div
from django import forms
from django.template.loader import render_to_string

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.vocabulary import Identifier
from interviews.actions.quotes import Added, CodingRefused, Decision, Taken
from interviews.queries.quotes import LONGEST, Occurrence, Subject

REPLACE, LEAVE, EACH, ORDINARY = "replace", "leave", "each", "ordinary"
REPLACE_OR_LEAVE = [(REPLACE, "Replace"), (LEAVE, "Leave as it is")]
OF_ONES_OWN = (Identifier.NAME, Identifier.PLACE, Identifier.OTHER)
ALL_OR_EACH = [
    (REPLACE, "Replace all"),
    (LEAVE, "Leave all as they are"),
    (EACH, "Decide for each place"),
]
EVERYWHERE = "Leave it in the whole review: an ordinary word here"


class Shown:
    """What is proposed, and where it stands, above its questions."""

    def __init__(self, subject: Subject):
        self.subject = subject

    def render(self, form, context, **kwargs):
        values = {"subject": self.subject, "review": context["review"]}
        return render_to_string("interviews/_subject.html", values)


class QuoteForm(Form):
    """Decisions on the subjects of a passage, and its words as others may read them.

    `seen`: what the page was made from, so that nobody's work is overwritten unseen.
    """

    anonymised_quote = forms.CharField(
        label="Quote without anything that names a person",
        widget=forms.Textarea,
        required=False,
        max_length=5_000,
    )
    is_usable = forms.BooleanField(label="May be quoted in the report", required=False)
    own_words = forms.CharField(label="Other words to replace", required=False, max_length=LONGEST)
    own_kind = forms.ChoiceField(
        label="What they are",
        choices=[
            (each.value, label)
            for each, label in zip(
                OF_ONES_OWN,
                ("A person’s name", "A ward, building or other place", "Something else"),
                strict=True,
            )
        ],
        initial=Identifier.OTHER.value,
        widget=forms.RadioSelect,
        required=False,
    )
    own_replacement = forms.CharField(
        label="What stands there instead", required=False, max_length=LONGEST
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, subjects: list[Subject], seen: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.subjects = subjects
        self.offered = {each.name for each in subjects if f"share_{each.name}" in self.data}
        for subject in subjects:
            self._add_fields(subject)

    def _add_fields(self, subject: Subject) -> None:
        choices = list(ALL_OR_EACH if subject.occurrences[1:] else REPLACE_OR_LEAVE)
        if subject.may_be_ordinary:
            choices.append((ORDINARY, EVERYWHERE))
        self.fields[f"decision_{subject.name}"] = forms.ChoiceField(
            label=f"What to do with {subject.title}",
            choices=choices,
            widget=forms.RadioSelect,
            required=False,
            initial=_decided(subject),
        )
        self.fields[f"replacement_{subject.name}"] = forms.CharField(
            label="What stands there instead",
            required=False,
            max_length=LONGEST,
            initial=subject.suggested,
        )
        self.fields[f"share_{subject.name}"] = forms.BooleanField(
            label="It may stand for both: readers may take them for one", required=False
        )
        for number, each in enumerate(subject.occurrences if subject.occurrences[1:] else []):
            self.fields[f"each_{subject.name}_{number}"] = forms.ChoiceField(
                label=_in_context(each),
                choices=REPLACE_OR_LEAVE,
                widget=forms.RadioSelect,
                required=False,
                initial=_choice(each),
            )

    def clean(self):
        data = super().clean()
        self.decisions, self.ordinary = [], []
        for subject in self.subjects:
            chosen = data.get(f"decision_{subject.name}")
            if not chosen and "replace_all" in self.data and not subject.is_settled:
                chosen = REPLACE
            if chosen == ORDINARY:
                self.ordinary.append(subject.key)
            elif chosen:
                self.decisions.append(self._decision(subject, chosen, data))
        return data

    def _decision(self, subject: Subject, chosen: str, data: dict) -> Decision:
        places = [each.place for each in subject.occurrences]
        field = f"replacement_{subject.name}"
        replaced = places if chosen == REPLACE else []
        if chosen == EACH:
            each = [data.get(f"each_{subject.name}_{n}") for n in range(len(places))]
            for number, one in enumerate(each):
                if not one:
                    self.add_error(
                        f"each_{subject.name}_{number}", f"Decide about place {number + 1} too"
                    )
            replaced = [place for place, one in zip(places, each, strict=True) if one == REPLACE]
        return Decision(
            key=subject.key,
            replaced=replaced,
            decided=places,
            replacement=data.get(field, ""),
            may_share=data.get(f"share_{subject.name}", False),
            field=field,
        )

    @property
    def added(self) -> Added | None:
        data = self.cleaned_data
        if not data["own_words"]:
            return None
        return Added(data["own_words"], data["own_kind"], data["own_replacement"])

    def refuse(self, refusal: CodingRefused) -> None:
        """Say what stands in the way; where one may insist, offer it."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))
        if isinstance(refusal, Taken) and field:
            self.offered.add(field.removeprefix("replacement_"))

    def show_anew(self, seen: str) -> None:
        """After somebody else's change: keep what was entered, on top of what is stored now."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    @property
    def helper(self):
        n_open = sum(not subject.is_settled for subject in self.subjects)
        all_at_once = ("replace_all", "Replace all that is still open, and save")
        return helper(
            *(self._asked(subject) for subject in self.subjects),
            Div(
                Question(
                    "own_words",
                    hint="Words of the passage that could give somebody away and are not above.",
                    width="two-thirds",
                ),
                Question("own_kind", small=True),
                Question("own_replacement", prefix="[", suffix="]", width=20),
                css_class="quotes-own",
            ),
            Question(
                "anonymised_quote",
                rows=6,
                hint="What you replace above is replaced here when you save. "
                "You can also edit it by hand: put square brackets around what you change.",
                optional=False,
            ),
            Question("is_usable"),
            "seen",
            submit="Save quote",
            secondary=all_at_once if n_open else None,
        )

    def _asked(self, subject: Subject) -> Div:
        several = [
            Question(f"each_{subject.name}_{n}", optional=False, small=True, inline=True)
            for n in range(len(subject.occurrences))
        ]
        reveal = {EACH: several} if subject.occurrences[1:] else {}
        asked = [
            Shown(subject),
            Question(
                f"decision_{subject.name}",
                label_hidden=True,
                small=True,
                inline=not (subject.occurrences[1:] or subject.may_be_ordinary),
                optional=False,
                reveal=reveal,
            ),
            Question(
                f"replacement_{subject.name}", prefix="[", suffix="]", width=20, optional=False
            ),
        ]
        if subject.name in self.offered:
            asked.append(Question(f"share_{subject.name}"))
        return Div(*asked, css_class="quotes-subject")


def _decided(subject: Subject) -> str:
    if subject.is_replaced_everywhere:
        return REPLACE
    if subject.is_left_everywhere:
        return LEAVE
    return EACH if subject.is_settled else ""


def _choice(each: Occurrence) -> str:
    if not each.decided:
        return ""
    return REPLACE if each.decided.is_replaced else LEAVE


def _in_context(each: Occurrence) -> str:
    return f"{each.before}{each.found.words}{each.after}"
