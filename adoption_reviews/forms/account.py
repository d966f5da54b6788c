"""The sign-in library's forms with our labels and errors (setting ACCOUNT_FORMS)."""

from allauth.account import forms as library

from adoption_reviews.forms.base import PlainErrors

NEW_PASSWORD_HINT = "At least 12 characters. Three random words work well."


class PlainWords(PlainErrors):
    """Mixin: `words` maps a field to its label and hint."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = hint


class LoginForm(PlainWords, library.LoginForm):
    words = {"login": ("E-mail address", ""), "password": ("Password", "")}


class ReauthenticateForm(PlainWords, library.ReauthenticateForm):
    words = {"password": ("Password", "")}


class ResetPasswordForm(PlainWords, library.ResetPasswordForm):
    words = {"email": ("E-mail address", "")}


class ResetPasswordKeyForm(PlainWords, library.ResetPasswordKeyForm):
    words = {
        "password1": ("New password", NEW_PASSWORD_HINT),
        "password2": ("New password again", ""),
    }


class ChangePasswordForm(PlainWords, library.ChangePasswordForm):
    words = {"oldpassword": ("Current password", "")} | ResetPasswordKeyForm.words


class SetPasswordForm(PlainWords, library.SetPasswordForm):
    words = ResetPasswordKeyForm.words
