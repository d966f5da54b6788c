"""How the sign-in library is bent to this product: the hub makes accounts, visitors never do."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignupAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right",
        "enter_current_password": "The current password is not right",
        "incorrect_password": "The password is not right",
        "too_many_login_attempts": "Too many tries: wait a few minutes, then try again",
        "account_inactive": "This account has been switched off",
    }

    def is_open_for_signup(self, request):
        return False
