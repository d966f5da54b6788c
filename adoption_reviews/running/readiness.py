"""Asking a started web server whether it is ready."""

import json
from http.client import HTTPConnection, HTTPException


def unready_checks(host: str, port: int, *, host_header: str) -> list[str] | None:
    """The checks that /readyz reports as failing: [] when ready, None when nothing answers."""
    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": host_header})
        answer = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return [name for name, state in answer.items() if state != "ok"]
