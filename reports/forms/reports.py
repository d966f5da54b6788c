"""What a reviewer says about places in a report that may name a participant."""

from django import forms

from adoption_reviews.forms import Form


class BuildForm(Form):
    """Only the questions that `names` raise; none when a build is asked for the first time."""

    words_are_ordinary = forms.BooleanField(
        required=False,
        label="The words in small letters are ordinary words here, nobody’s name",
    )
    without_explanations = forms.BooleanField(
        required=False,
        label="Leave these explanations of the self-rating out of the report",
    )

    def __init__(self, *args, names=None, **kwargs):
        super().__init__(*args, **kwargs)
        if names is not None:
            if not any(each.may_be_ordinary for each in names):
                del self.fields["words_are_ordinary"]
            if not any(each.answer for each in names):
                del self.fields["without_explanations"]
