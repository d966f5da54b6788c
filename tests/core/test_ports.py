import socket

import pytest

from adoption_reviews.running.ports import HOST, PortRefused, claim_port


@pytest.fixture
def taken_port(free_port):
    with socket.create_server((HOST, free_port)):
        yield free_port


def test_claim_port_listens_on_this_machine_only(free_port):
    with claim_port(str(free_port)) as listener:
        assert listener.getsockname() == (HOST, free_port)
        socket.create_connection((HOST, free_port)).close()


def test_claim_port_when_taken_says_which_is_free(taken_port):
    with pytest.raises(PortRefused) as refusal:
        claim_port(str(taken_port))

    message, _, advice = str(refusal.value).rpartition("PORT=")
    assert message == (
        f"Port {taken_port} is taken by another program. Stop that program, or choose another "
        "port: "
    )
    claim_port(advice.removesuffix(" make run")).close()


@pytest.mark.parametrize("port", ["-1", "0", "65536", "80x", ""])
def test_claim_port_that_is_none_is_refused(port):
    with pytest.raises(PortRefused, match=f"^{port} is not a port"):
        claim_port(port)
