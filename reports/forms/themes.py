"""Making themes and changing them."""

from django import forms

from adoption_reviews.actions.theme_rules import LONGEST
from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.models import Theme
from adoption_reviews.names import names_found
from interviews.queries import identities

NEW = "new"


class ThemeChoice(forms.ModelChoiceField):
    """Themes by title; those of the hub say so."""

    def label_from_instance(self, theme):
        return theme.title if theme.review_id else f"{theme.title} (of the hub)"


def choice(**options) -> ThemeChoice:
    return ThemeChoice(queryset=Theme.objects.none(), **options)


class ThemeForm(Form):
    """A new theme, or `theme` described anew."""

    title = forms.CharField(max_length=LONGEST)
    description = forms.CharField(widget=forms.Textarea, required=False)
    parent = choice(label="Nest in", required=False, empty_label="Nothing: a theme of its own")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, review, cancel, themes=None, theme=None):
        initial = {}
        if theme:
            initial = {
                "title": theme.title,
                "description": theme.description,
                "version": theme.version,
            }
        super().__init__(data, initial=initial)
        self.review, self.theme, self.cancel = review, theme, cancel
        if themes is None:
            del self.fields["parent"]
        else:
            del self.fields["version"]
            self.fields["parent"].queryset = themes

    def beside(self, theme: Theme) -> "ThemeForm":
        """The form as typed, to be saved over what stands there now if need be."""
        data = self.data.copy()
        data["version"] = theme.version
        return ThemeForm(data, review=self.review, cancel=self.cancel, theme=theme)

    def clean(self):
        """What every review of the hub reads names nobody of this one."""
        if self.review and self.theme and self.theme.review_id is None:
            for name in ("title", "description"):
                names = named_people(self.review, self.cleaned_data.get(name, ""))
                if names:
                    self.add_error(name, f"Other reviews read this: leave out “{names[0]}”")
        return self.cleaned_data

    @property
    def helper(self):
        questions = [
            Question("title", width="two-thirds", hint="A few words that name what people say."),
            Question("description", hint="What belongs to it, and what does not."),
        ]
        last = "parent" if "parent" in self.fields else "version"
        return helper(*questions, last, submit="Save theme", cancel=self.cancel)


class NestForm(Form):
    parent = choice(label="Nest in", required=False, empty_label="Nothing: a theme of its own")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, theme, themes, cancel):
        super().__init__(data, initial={"parent": theme.parent_id, "version": theme.version})
        self.cancel = cancel
        self.fields["parent"].queryset = themes

    @property
    def helper(self):
        return helper("parent", "version", submit="Save", cancel=self.cancel)


class MergeForm(Form):
    into = choice(
        label="Merge into",
        empty_label="Select a theme",
        error_messages={"required": "Select the theme to merge it into"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, theme, themes, cancel):
        super().__init__(data, initial={"version": theme.version})
        self.cancel = cancel
        self.fields["into"].queryset = themes

    @property
    def helper(self):
        return helper("into", "version", submit="Merge themes", cancel=self.cancel)


class SplitForm(Form):
    """Which passages go, and where to."""

    passages = forms.MultipleChoiceField(
        label="Which passages go?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the passages that go to the other theme"},
    )
    where = forms.ChoiceField(
        label="Where do they go?",
        widget=forms.RadioSelect,
        choices=[(NEW, "To a new theme of this review"), ("existing", "To a theme that is there")],
        error_messages={"required": "Select where they go"},
    )
    title = forms.CharField(label="Title of the new theme", max_length=LONGEST, required=False)
    into = choice(label="Theme", required=False, empty_label="Select a theme")

    def __init__(self, data, *, passages, themes, cancel):
        super().__init__(data)
        self.cancel = cancel
        self.passages = {each.given.passage_key: each for each in passages}
        self.fields["passages"].choices = [
            (key, f"“{each.given.quote}”") for key, each in self.passages.items()
        ]
        self.fields["into"].queryset = themes

    def clean(self):
        data = self.cleaned_data
        if data.get("where") == NEW:
            data["into"] = None
            if not data.get("title") and "title" not in self.errors:
                self.add_error("title", "Enter a title")
        elif data.get("where"):
            data["title"] = ""
            if not data.get("into") and "into" not in self.errors:
                self.add_error("into", "Select a theme")
        return data

    @property
    def chosen(self) -> list:
        """The codings of the passages that were chosen."""
        return [
            coding for key in self.cleaned_data["passages"] for coding in self.passages[key].codings
        ]

    @property
    def helper(self):
        made = helper(
            Question("passages", hints={k: said_by(each) for k, each in self.passages.items()}),
            Question("where", reveal={NEW: "title", "existing": "into"}),
            submit="Move passages",
            cancel=self.cancel,
        )
        # Ticks that a browser puts back would stand beside other passages once some are gone.
        made.attrs["autocomplete"] = "off"
        return made


def said_by(passage) -> str:
    """Where a passage stands, in a few words."""
    given = passage.given
    if given.pseudonym:
        return f"{given.pseudonym}, interview {given.text_number}"
    return f"{given.text_kind.value.replace('-', ' ').capitalize()} {given.text_number}"


def named_people(review, *texts: str) -> list[str]:
    """Names of the review's participants in words of a theme that other reviews read."""
    return names_found("\n".join(texts), identities(review))
