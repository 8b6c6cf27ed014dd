"""What hosts tell the model beforehand comes from the GPT's instructions, sentence by sentence."""

import re
from pathlib import Path

from app.mcp.factory import read_instructions

GPT = Path("openapi/instructions.md").read_text("utf-8")
# The GPT's sentence speaks of itself; a host has a name and a manner of its own.
DERIVED = {
    "With these tools you read and change the user's own pets on Meo Mai Moi and their health records.": (
        "Through your actions you read and change the user's own pets and their health records."
    ),
    "No diagnosis, no doses, no choice of medicine or vaccine.": (
        "No diagnosis, no doses, no choice of medicine or vaccine, "
        "no reading of symptoms or lab results as a vet would."
    ),
    "Answer in the language of the user's last message.": (
        "Answer in the language of the user's last message: English, Vietnamese, Russian, Ukrainian or any other."
    ),
}


def test_every_sentence_is_one_of_the_gpts_or_comes_from_one() -> None:
    for line in read_instructions().splitlines():
        for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z])", line.removeprefix("- ")):
            assert DERIVED.get(sentence, sentence) in GPT, sentence


def test_it_is_short_enough_to_be_read() -> None:
    assert 500 < len(read_instructions()) <= 2_000


def test_it_names_no_host() -> None:
    assert "ChatGPT" not in read_instructions()
    assert "GPT" not in read_instructions()
