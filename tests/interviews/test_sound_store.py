"""Sound on disk: whole or not at all, never overwritten, and nothing left when it is deleted."""

import uuid
from pathlib import Path

import pytest

from interviews import sound_store
from interviews.models import Recording


@pytest.fixture
def recording(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Recording(pk=uuid.UUID(int=7), interview_id=3)


def test_slice_comes_back_as_it_was_stored(recording):
    data = bytes(range(256)) * 100
    name = sound_store.store_slice(recording, 2, data)
    assert name.startswith(f"sound/3/{recording.pk}/000002-")
    assert sound_store.exists(name)
    assert sound_store.read_slice(name) == data
    with sound_store.open_slice(name) as file:
        assert file.read() == data


def test_storing_twice_is_storing_once_and_other_bytes_overwrite_nothing(recording):
    one = sound_store.store_slice(recording, 0, b"one")
    again = sound_store.store_slice(recording, 0, b"one")
    other = sound_store.store_slice(recording, 0, b"other")
    assert again == one
    assert sound_store.read_slice(one) == b"one"
    assert sound_store.names(recording) == sorted([one, other])


def test_crash_in_mid_write_leaves_no_file(recording, monkeypatch):
    def crash(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        sound_store.store_slice(recording, 0, b"one")
    assert sound_store.names(recording) == []


def test_deleting_twice_is_deleting_once(recording):
    name = sound_store.store_slice(recording, 0, b"one")
    sound_store.delete_slice(name)
    sound_store.delete_slice(name)
    assert not sound_store.exists(name)
    assert sound_store.names(recording) == []
    with pytest.raises(FileNotFoundError):
        sound_store.read_slice(name)
