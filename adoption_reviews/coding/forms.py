"""What the coding page and the pages about one mark send."""

from django import forms

from adoption_reviews.codes import Code, CodeGroup, key_of, split_key
from adoption_reviews.coding.queries import Filter, spans_of
from adoption_reviews.coding.sources import Part, Span
from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.vocabulary import Direction

MEMO = 5_000  # characters, at most


def directions(**more) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What the words show",
        choices=Direction,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "There is no direction called %(value)s"},
        **more,
    )


def memos() -> forms.CharField:
    return forms.CharField(label="Memo", widget=forms.Textarea, required=False, max_length=MEMO)


class SelectionForm(Form):
    """Words selected on the page: parts, offsets in code points, and the words seen there."""

    start_part = forms.CharField(max_length=40)
    start_offset = forms.IntegerField(min_value=0)
    end_part = forms.CharField(max_length=40)
    end_offset = forms.IntegerField(min_value=1)
    words = forms.CharField(strip=False)

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_words(self):
        return self.cleaned_data["words"].replace("\r\n", "\n")

    def span(self) -> Span:
        data = self.cleaned_data
        return Span(data["start_part"], data["start_offset"], data["end_part"], data["end_offset"])


class WordsForm(Form):
    """Words typed or pasted, and the part they begin in. Needs no script."""

    words = forms.CharField(label="The exact words", widget=forms.Textarea)
    field_order = ["part", "words"]

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        if source.PART_TITLES:
            titles = [(each.id, source.PART_TITLES[each.id]) for each in source.parts()]
            self.fields["part"] = forms.ChoiceField(
                label="Part", choices=[("", "Select a part"), *titles]
            )
        else:
            self.fields["part"] = forms.IntegerField(
                label=f"Number of the {source.PART}", min_value=1
            )
        self.order_fields(self.field_order)

    def clean(self):
        data = super().clean()
        chosen, words = data.get("part"), data.get("words")
        if chosen is None or words is None:
            return data
        parts = self.source.parts()
        place, name = self._place(parts, chosen)
        if place is None:
            self.add_error("part", f"The text has {len(parts)} {self.source.PART}s")
            return data
        spans = spans_of(words, parts[place:])
        if not spans:
            self.add_error("words", f"These words are not in {name}")
        elif len(spans) > 1:
            self.add_error(
                "words", f"These words stand in {name} more than once. Enter more of them"
            )
        else:
            [(self._span, data["words"])] = spans
        return data

    def _place(self, parts: list[Part], chosen) -> tuple[int | None, str]:
        """The place of the part, and what it is called in a sentence."""
        if self.source.PART_TITLES:
            order = [each.id for each in parts]
            return order.index(chosen), f"‘{self.source.PART_TITLES[chosen]}’"
        return (chosen - 1 if chosen <= len(parts) else None), f"{self.source.PART} {chosen}"

    def span(self) -> Span:
        return self._span

    def words_questions(self) -> list:
        narrow = {} if self.source.PART_TITLES else {"width": 4}
        return [
            Question("part", **narrow),
            Question(
                "words",
                rows=3,
                hint="Copy them from the text: they must begin in this "
                f"{self.source.PART}, and stand there once.",
            ),
        ]


class GivenCodeForm(Form):
    """A code and a direction; the script's way, which the picker's list has checked."""

    key = forms.CharField(label="Code", max_length=170)
    direction = directions()
    memo = memos()

    def given(self) -> dict:
        ref, code = split_key(self.cleaned_data["key"])
        return {
            "framework_ref": ref,
            "code": code,
            "direction": self.cleaned_data["direction"],
            "memo": self.cleaned_data["memo"],
        }


class MarkSelectionForm(SelectionForm, GivenCodeForm):
    """Selected words, and what they are evidence of."""


class MarkWordsForm(WordsForm, GivenCodeForm):
    """Typed words, and what they are evidence of."""

    field_order = ["part", "words", "key", "direction", "memo"]

    def __init__(self, *args, source, groups: list[CodeGroup], **kwargs):
        super().__init__(*args, source=source, **kwargs)
        self.fields["key"] = code_choice(groups)

    @property
    def helper(self):
        return helper(
            *self.words_questions(),
            Question("key"),
            Question("direction"),
            Question("memo", rows=2),
            submit="Mark these words",
            action=self.source.url_of("add_coding"),
        )


class MoveForm(WordsForm):
    """Typed words that a passage is moved to."""

    @property
    def helper(self):
        return helper(
            *self.words_questions(),
            submit="Move the passage to these words",
            cancel=self.source.url_of("code"),
        )


class ChangeForm(GivenCodeForm):
    """Another code, direction or memo for a mark. What is not sent stays."""

    def __init__(self, data=None, *, source, groups: list[CodeGroup], coding):
        now = {
            "key": key_of(coding.framework_ref, coding.code),
            "direction": coding.direction,
            "memo": coding.memo,
        }
        super().__init__(None if data is None else now | data.dict(), initial=now)
        self.source = source
        self.fields["key"] = code_choice(groups, now["key"])

    @property
    def helper(self):
        return helper(
            Question("key"),
            Question("direction"),
            Question("memo", rows=4, hint="For the team; never part of a report."),
            submit="Save changes",
            cancel=self.source.url_of("code"),
        )


def code_choice(groups: list[CodeGroup], now: str = "") -> forms.ChoiceField:
    """A choice of what can be given; `now`, the key of what is given already, is among them."""
    choices = [
        (group.title, [(code.key, code.title) for code in codes])
        for group in groups
        if (codes := [code for code in group.codes if code.is_given or code.key == now])
    ]
    known = {key for _, codes in choices for key, _ in codes}
    if now and now not in known:
        choices.append(("Other codes", [(now, split_key(now)[1])]))
    return forms.ChoiceField(
        label="Code",
        choices=[("", "Select a code"), *choices],
        error_messages={"invalid_choice": "There is no code called %(value)s"},
    )


class FilterForm(Form):
    """What the page is narrowed to. Nonsense narrows nothing."""

    code = forms.ChoiceField(label="Code", required=False)
    coder = forms.ChoiceField(label="Coder", required=False)
    uncoded = forms.BooleanField(label="Only what has no passages yet", required=False)

    def __init__(self, data, *, codes: list[Code], coders: dict[int, str]):
        super().__init__(data)
        self.fields["code"].choices = [
            ("", "All codes"),
            *((code.key, code.title) for code in codes),
        ]
        self.fields["coder"].choices = [
            ("", "All coders"),
            *((str(pk), name) for pk, name in coders.items()),
        ]

    def chosen(self) -> Filter:
        self.is_valid()
        data = self.cleaned_data
        coder = data.get("coder")
        return Filter(
            key=data.get("code", ""),
            coder=int(coder) if coder else None,
            uncoded=data.get("uncoded", False),
        )

    @property
    def helper(self):
        return helper(
            Question("code"),
            Question("coder"),
            Question("uncoded"),
            submit="Show",
            method="get",
            form_class="coding-filter",
        )
