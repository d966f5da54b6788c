"""What a page's script does in a browser: requests over one connection, signed in."""

from http.client import HTTPConnection, HTTPException

from adoption_reviews.running.ports import HOST

CSRF = "b" * 32


class Client:
    """One browser's connection, kept alive where the server keeps it."""

    def __init__(self, port: int, session: str, sends: str = "application/json"):
        self._connection = HTTPConnection(HOST, port, timeout=30)
        self._headers = {
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": sends,
            "Accept": "application/json",
        }

    def close(self) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body. A kept connection that the server has closed is opened again once, as
        browsers do."""
        was_open = self._connection.sock is not None
        try:
            return self._ask(method, path, body)
        except (HTTPException, ConnectionError):
            self._connection.close()
            if not was_open:
                raise
            return self._ask(method, path, body)

    def _ask(self, method, path, body):
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()
