"""What a coding page sends to its script, and what that is answered."""

import json
import re


def sent(client, address: str) -> tuple[list, dict]:
    """Where the page at `address` says that marks are, and what its script asks for first."""
    page = client.get(address).getvalue().decode()
    start = '<script id="coding-marks" type="application/json">'
    places = json.loads(page.split(start)[1].split("</script>")[0])
    [more] = re.findall(r' data-marked="([^"]+)"', page)
    return places, client.get(more).json()
