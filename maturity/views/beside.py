"""What stands beside each indicator on a domain's page; the template is _beside_indicator.html."""

from maturity.queries.beside import Beside
from maturity.queries.beside import beside as found_beside


def beside(request, assessment, domain) -> dict[str, Beside]:
    """By code, for every indicator of the domain. The template finds it as `beside`."""
    return found_beside(assessment, [domain], request.access)
