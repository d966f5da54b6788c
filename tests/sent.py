"""What a page sends to its script."""

import json


def sent_with(response, *elements: str) -> list:
    """The JSON in each of these elements of the page."""
    page = response.getvalue().decode()
    found = []
    for each in elements:
        start = f'<script id="{each}" type="application/json">'
        found.append(json.loads(page.split(start)[1].split("</script>")[0]))
    return found
