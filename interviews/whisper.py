"""The program that runs a faster-whisper model: `python -m interviews.whisper FOLDER`.

It speaks the protocol described in `interviews.transcribing` and knows nothing of Django or the
database. The model is loaded from the folder; nothing is ever downloaded.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path

ASK = "Ask whoever runs this system to look at TRANSCRIBER_MODEL_DIR."
LANGUAGE = "en"
# Without the second one the library would ask the network for it.
NEEDED = ["model.bin", "tokenizer.json"]


def main(folder: Path, lines, say) -> None:
    """Load the model, then answer each line. `say` takes what is to be said, a dict."""
    end_first_when_memory_is_short()
    model = load(folder, say)
    if model is None:
        return
    say({"ready": True})
    for line in lines:
        path = json.loads(line)["sound"]
        try:
            # Silence is left out: where nobody speaks, these models make words up.
            segments, _ = model.transcribe(path, language=LANGUAGE, vad_filter=True)
            for segment in segments:
                say({"start": segment.start, "end": segment.end, "text": segment.text})
        except (OSError, ValueError, EOFError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            say({"error": "The transcriber could not read the sound."})
            return
        say({"done": True})


def load(folder: Path, say):
    """The model; None when there is none, which has been said."""
    if not all((folder / name).is_file() for name in NEEDED):
        say({"error": f"The transcriber’s model was not found, or not all of it. {ASK}"})
        return None
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
    except (OSError, RuntimeError, ValueError) as error:
        print(f"{folder}: {error}", file=sys.stderr)
        say({"error": f"The transcriber’s model could not be loaded. {ASK}"})
        return None


def end_first_when_memory_is_short() -> None:
    """Have Linux end this process rather than the worker or the database."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def say_aloud(words: dict) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin, say_aloud)
