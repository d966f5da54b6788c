"""Asking a started web server whether it is ready."""

import json
import os
import sys
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


if __name__ == "__main__":  # a container's health check; nothing of the product is loaded
    failing = unready_checks(
        "127.0.0.1", 8000, host_header=os.environ["ALLOWED_HOSTS"].split(",")[0].strip(" .")
    )
    sys.exit(None if failing == [] else f"Not ready: {', '.join(failing or ['no answer'])}")
