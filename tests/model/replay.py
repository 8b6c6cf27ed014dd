"""Say every sentence of prompts.jsonl to a model and see which tools it calls.

    MODEL_URL=https://host/v1 MODEL_KEY=... MODEL_NAME=... uv run python -m tests.model.replay [--only vi] [--limit 10]

Any endpoint that speaks OpenAI's chat completions will do. The model gets the GPT's instructions and the published
operations as functions; nothing is called for real, the answers of tools are those of the file. Exit code 1 when the
share of hits is under `--at-least`, 2 when no endpoint is configured.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.model.chat import CalledTool, Endpoint, Reply, completion_request, endpoint_of, read_reply
from tests.model.prompts import FILE, PETS, TODAY, Prompt, differences, read_prompts
from tests.model.tools import functions

INSTRUCTIONS = Path("openapi/instructions.md")
# A model may look the pets up first; that is careful, not wrong.
LOOKUPS = frozenset({"find_pet", "list_pets", "list_pet_types"})
MAX_LOOKUPS = 2
_TIMEOUT_SECONDS = 60.0
Json = dict[str, Any]


class Outcome(Struct, frozen=True):
    """What became of one sentence; no miss means a hit."""

    prompt: Prompt
    miss: str = ""


class Conversation:
    """One sentence, said to the model, with the tools' answers."""

    def __init__(self, http: httpx.Client, endpoint: Endpoint, prompt: Prompt) -> None:
        self._http = http
        self._endpoint = endpoint
        self._prompt = prompt
        system = f"{INSTRUCTIONS.read_text(encoding='utf-8')}\nToday is {TODAY}."
        self._messages: list[Json] = [{"role": "system", "content": system}, {"role": "user", "content": prompt.says}]

    def outcome(self) -> Outcome:
        """Lead it to its end."""
        try:
            return Outcome(self._prompt, self._miss())
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            return Outcome(self._prompt, f"no usable answer: {error}")

    def _miss(self) -> str:
        for step in self._prompt.steps:
            call = self._next_call(step.operation)
            if call is None:
                return f"expected {step.operation}, no call"
            if call.function.name != step.operation:
                return f"expected {step.operation}, called {call.function.name}"
            given = msgspec.json.decode(call.function.arguments or "{}", type=dict[str, Any])
            if wrong := differences(step, given):
                return (
                    f"{step.operation}: {', '.join(wrong)} not as expected in {json.dumps(given, ensure_ascii=False)}"
                )
            self._tell(call, step.answer or {"ok": True})
        if self._prompt.steps:
            return ""
        called = self._next_call("")
        return f"expected no call ({self._prompt.instead}), called {called.function.name}" if called else ""

    def _next_call(self, expected: str) -> CalledTool | None:
        """Return the model's next call, after looking up the pets for it where it wants that first."""
        for _ in range(MAX_LOOKUPS + 1):
            message = self._ask()
            if not message.tool_calls:
                return None
            call = message.tool_calls[0]
            self._messages.append({"role": "assistant", "tool_calls": [call.as_message()]})
            if call.function.name == expected or call.function.name not in LOOKUPS:
                return call
            self._tell(call, {"pets": [{"id": int(number), "name": name} for name, number in PETS.items()]})
        return call

    def _tell(self, call: CalledTool, answer: Json) -> None:
        said = json.dumps(answer, ensure_ascii=False)
        self._messages.append({"role": "tool", "tool_call_id": call.id, "content": said})

    def _ask(self) -> Reply:
        request = completion_request(
            self._endpoint, self._messages, functions().values(), parallel_tool_calls=False, temperature=0
        )
        answer = self._http.send(request)
        answer.raise_for_status()
        return read_reply(answer.content)


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """Write one line per sentence and the shares at the end."""
    lines = [
        f"{'miss' if each.miss else 'hit ':4} {each.prompt.id}  {each.miss or each.prompt.says}" for each in outcomes
    ]
    asked = Counter(each.prompt.language for each in outcomes)
    hits = Counter(each.prompt.language for each in outcomes if not each.miss)
    shares = [f"{language} {hits[language]} of {asked[language]}" for language in asked]
    return [*lines, "", f"{sum(hits.values())} of {len(outcomes)} hits: {', '.join(shares)}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--only", choices=["en", "vi", "ru", "uk"], help="one language")
    parser.add_argument("--limit", type=int, help="only the first sentences")
    parser.add_argument("--at-least", type=float, default=0.9, help="share of hits for exit code 0; default 0.9")
    given = parser.parse_args(arguments)
    endpoint = endpoint_of(os.environ)
    if endpoint is None:
        print("Set MODEL_URL (such as https://host/v1), MODEL_NAME and, if asked for, MODEL_KEY.", file=sys.stderr)
        return 2
    prompts = [prompt for prompt in read_prompts(given.file) if given.only in {None, prompt.language}][: given.limit]
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as http:
        outcomes = [Conversation(http, endpoint, prompt).outcome() for prompt in prompts]
    print("\n".join(report(outcomes)))
    hits = sum(not outcome.miss for outcome in outcomes)
    return 0 if hits >= given.at_least * len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
