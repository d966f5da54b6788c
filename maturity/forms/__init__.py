"""What people fill in about their trust's maturity."""

from maturity.forms.answers import DomainForm, read_change

__all__ = ["DomainForm", "read_change"]
