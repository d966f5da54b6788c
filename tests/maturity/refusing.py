"""A mail server that takes nothing."""

from smtplib import SMTPException

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPException("No")
