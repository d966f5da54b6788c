"""The web server's port, taken before anything slow is done."""

import socket

HOST = "127.0.0.1"


class PortRefused(Exception):
    """The port cannot be had; the message says what to do."""


def claim_port(wanted: str) -> socket.socket:
    """Return a socket that listens on the `wanted` port of this machine only.

    The web server inherits it, so nobody can take the port in between, and a browser that comes
    early waits for its answer. Raises PortRefused.
    """
    if not (wanted.isdecimal() and 0 < int(wanted) < 65536):
        raise PortRefused(
            f"{wanted} is not a port. Choose one from 1024 to 65535: PORT=8000 make run"
        )
    port = int(wanted)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(512)
    except PermissionError:
        listener.close()
        raise PortRefused(
            f"Port {port} is kept for administrators. Choose one above 1023: PORT=8000 make run"
        ) from None
    except OSError:
        listener.close()
        raise PortRefused(
            f"Port {port} is taken by another program. Stop that program, or choose another port: "
            f"PORT={_free_port(port)} make run"
        ) from None
    return listener


def _free_port(after: int) -> int:
    for port in range(after + 1, 65536):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    return 8000
