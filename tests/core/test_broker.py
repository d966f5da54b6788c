"""The queue kept in files."""

from queue import Empty
from threading import Thread

import pytest
from kombu import Connection

from adoption_reviews.broker import Transport

MESSAGES = 500


def queue_in(folder):
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
    }
    connection = Connection("filesystem://", transport=Transport, transport_options=options)
    return connection.SimpleBuffer("work")


def test_messages_read_while_others_are_written_arrive_whole_and_once(tmp_path):
    def write():
        with queue_in(tmp_path) as queue:
            for number in range(MESSAGES):
                queue.put({"number": number})

    with queue_in(tmp_path) as reading:
        writer = Thread(target=write)
        writer.start()
        numbers = []
        while writer.is_alive() or len(numbers) < MESSAGES:
            try:
                message = reading.get(timeout=5)
            except Empty:
                break
            numbers.append(message.payload["number"])
            message.ack()
        writer.join()

    assert sorted(numbers) == list(range(MESSAGES))
    assert not list(tmp_path.glob("*.part"))


def test_message_that_cannot_be_written_leaves_nothing_to_read(tmp_path):
    with queue_in(tmp_path) as queue, pytest.raises(TypeError):
        queue.channel._put("work", {"number": object()})

    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
