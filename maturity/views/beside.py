"""What stands beside each indicator on a domain's page; the template is _beside_indicator.html."""


def beside(request, assessment, domain) -> dict[str, dict]:
    """By code, for those that have something. The template finds it as `beside`."""
    return {}
