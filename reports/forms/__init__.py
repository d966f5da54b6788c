"""What the pages of `reports` ask."""

from reports.forms.reports import BuildForm

__all__ = ["BuildForm"]
