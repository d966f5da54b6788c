"""How the sign-in library is bent to this product: the hub makes accounts, visitors never do."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignupAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False
