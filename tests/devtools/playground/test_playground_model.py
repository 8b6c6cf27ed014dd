"""Sentences of one's own, answered by a language model: a stand-in endpoint that plays written answers."""

import json
from typing import Any

import httpx
import pytest

from app.devtools.playground import PlaygroundConfig
from app.devtools.playground.model.chat import Endpoint, WrongEndpoint, endpoint_of
from app.devtools.playground.model.talk import MAX_CALLS, MAX_ROUNDS
from app.devtools.sandbox import World
from tests.devtools.playground.conftest import CONNECTOR, MAIN_APP, OWN, ByAddress, Person

KEY = "sk-key-of-the-model-0123456789"
URL = "http://model.test/v1"
WEIGHT = {"pet_id": "Oliver", "weight_kg": 6.1}


def says(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def calls(*wanted: tuple[str, Any]) -> dict[str, Any]:
    made = [
        {"id": f"call-{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, given) in enumerate(wanted)
        for arguments in [given if isinstance(given, str) else json.dumps(given)]
    ]
    return {"role": "assistant", "content": None, "tool_calls": made}


class StandInModel(httpx.AsyncBaseTransport):
    """Plays what is written, the last thing again and again; keeps what it was asked."""

    def __init__(self) -> None:
        self.written: list[Any] = []
        self.asked: list[Any] = []
        self.keys: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(await request.aread()))
        self.keys.append(request.headers.get("authorization", ""))
        answer = self.written.pop(0) if len(self.written) > 1 else self.written[0]
        if isinstance(answer, httpx.Response | Exception):
            if isinstance(answer, Exception):
                raise answer
            return answer
        return httpx.Response(200, json={"choices": [{"message": answer}]})

    @property
    def told(self) -> list[str]:
        """What the tools' answers in the last request were."""
        return [message["content"] for message in self.asked[-1]["messages"] if message["role"] == "tool"]


@pytest.fixture
def model(network: ByAddress) -> StandInModel:
    stand_in = StandInModel()
    network.apps["model.test"] = stand_in
    return stand_in


@pytest.fixture
def config() -> PlaygroundConfig:
    return PlaygroundConfig(
        own_url=OWN,
        connector_url=CONNECTOR,
        main_app_url=MAIN_APP,
        client_id="meo-gpt",
        client_secret="client-secret-of-the-tests-0123456789",
        model=Endpoint(URL, KEY, "small-model"),
        instructions="You help with pets.",
    )


async def say(person: Person, sentence: str, **fields: str) -> str:
    return await person.submit("/say", {"sentence": sentence, **fields})


async def press(person: Person, choice: str) -> str:
    return await person.submit("/say/answer", {"turn": person.hidden("turn"), "choice": choice})


def weights_of(world: World, name: str) -> list[str]:
    pet = next(pet for pet in world.pets.values() if pet.name == name)
    return sorted(str(weight.weight_kg) for weight in pet.weights.values())


async def test_a_question_becomes_calls_and_an_answer(connected: Person, model: StandInModel) -> None:
    model.written = [calls(("find_pet", {"name": "Oliver"})), says("Oliver is about seven <b>years</b> old.")]

    text = await say(connected, "How old is Oliver?")

    assert "Oliver is about seven &lt;b&gt;years&lt;/b&gt; old." in text
    assert "small-model calls" in " ".join(text.replace("</span>", "").split())
    assert '"match":"exact"' in model.told[0]
    first = model.asked[0]
    assert first["model"] == "small-model"
    assert first["messages"][0]["content"].startswith("You help with pets.")
    assert {"find_pet", "add_weight"} <= {tool["function"]["name"] for tool in first["tools"]}


async def test_the_page_says_which_model_reads_and_where_the_sentences_go(
    connected: Person, model: StandInModel
) -> None:
    model.written = [says("Hello.")]

    text = await connected.open("/say")

    assert "The model small-model reads this" in text
    assert "MODEL_URL" in text
    assert 'value="rules"' in text


async def test_nothing_is_saved_before_the_person_agrees(
    connected: Person, model: StandInModel, household: World
) -> None:
    before = weights_of(household, "Oliver")
    model.written = [calls(("add_weight", WEIGHT)), says("Noted.")]

    asked = await say(connected, "Oliver weighs 6.1 kg")

    assert "The model wants to save this." in asked
    assert weights_of(household, "Oliver") == before
    assert len(model.asked) == 1

    assert "Noted." in await press(connected, "yes")
    assert len(weights_of(household, "Oliver")) == len(before) + 1
    assert '"weight_kg":6.1' in model.told[-1]


async def test_after_a_no_nothing_is_saved_and_the_model_knows(
    connected: Person, model: StandInModel, household: World
) -> None:
    before = weights_of(household, "Oliver")
    model.written = [calls(("add_weight", WEIGHT)), says("All right.")]
    await say(connected, "Oliver weighs 6.1 kg")

    assert "All right." in await press(connected, "no")
    assert weights_of(household, "Oliver") == before
    assert model.told == ["The person said no. Nothing was saved."]


async def test_another_sentence_is_no_yes(connected: Person, model: StandInModel, household: World) -> None:
    before = weights_of(household, "Oliver")
    model.written = [calls(("add_weight", WEIGHT)), says("What then?")]
    await say(connected, "Oliver weighs 6.1 kg")

    assert "What then?" in await say(connected, "wait")
    assert weights_of(household, "Oliver") == before
    assert "Nothing was saved." in model.told[-1]


async def test_an_old_button_saves_nothing(connected: Person, model: StandInModel, household: World) -> None:
    before = weights_of(household, "Oliver")
    model.written = [calls(("add_weight", WEIGHT)), says("What then?")]
    await say(connected, "Oliver weighs 6.1 kg")
    turn = connected.hidden("turn")
    await say(connected, "wait")

    await connected.submit("/say/answer", {"turn": turn, "choice": "yes"})

    assert weights_of(household, "Oliver") == before


async def test_each_of_several_calls_that_save_is_asked_about(
    connected: Person, model: StandInModel, household: World
) -> None:
    wanted = calls(("list_pets", {}), ("add_weight", WEIGHT), ("add_weight", {**WEIGHT, "pet_id": "Rex"}))
    model.written = [wanted, says("Both noted.")]
    before = len(weights_of(household, "Rex"))

    await say(connected, "Oliver and Rex weigh 6.1 kg")
    first = await press(connected, "yes")
    assert "The model wants to save this." in first
    assert len(weights_of(household, "Rex")) == before

    assert "Both noted." in await press(connected, "yes")
    assert len(weights_of(household, "Rex")) == before + 1


async def test_the_conversation_goes_on(connected: Person, model: StandInModel) -> None:
    model.written = [says("Seven."), says("Five.")]
    await say(connected, "How old is Oliver?")
    await say(connected, "And Rex?")

    spoken = [message["content"] for message in model.asked[-1]["messages"][1:]]
    assert spoken == ["How old is Oliver?", "Seven.", "And Rex?"]


async def test_rules_answer_when_they_are_asked_to(connected: Person, model: StandInModel) -> None:
    model.written = [says("From the model.")]

    text = await say(connected, "Which of my pets has the closest birthday?", by="rules")

    assert "From the model." not in text
    assert model.asked == []


async def test_endless_calls_are_stopped(connected: Person, model: StandInModel) -> None:
    model.written = [calls(("list_pets", {}))]

    text = await say(connected, "Which pets?")

    assert "too many calls" in text
    assert len(model.asked) == MAX_ROUNDS


async def test_a_heap_of_calls_is_stopped(connected: Person, model: StandInModel, network: ByAddress) -> None:
    model.written = [calls(*[("list_pets", {})] * (MAX_CALLS + 5))]

    assert "too many calls" in await say(connected, "Which pets?")
    assert network.asked.count(f"{CONNECTOR}/pets") <= MAX_CALLS


@pytest.mark.parametrize("wrong", [("no_such_tool", {}), ("list_pets", "[1]"), ("list_pets", "{"), ("list_pets", "7")])
async def test_a_call_that_is_none_is_told_to_the_model(
    connected: Person, model: StandInModel, wrong: tuple[str, Any]
) -> None:
    model.written = [calls(wrong), says("Sorry.")]

    assert "Sorry." in await say(connected, "Which pets?")
    assert model.told == ["There is no such tool, or its arguments are no JSON object."]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(401, json={"error": {"message": f"wrong key {KEY}"}}), "HTTP 401"),
        (httpx.Response(500, text="<html>"), "HTTP 500"),
        (httpx.Response(302, headers={"Location": "http://elsewhere.test/"}), "HTTP 302"),
        (httpx.Response(200, text="nonsense"), "unreadable"),
        (httpx.Response(200, json={"choices": []}), "unreadable"),
        (httpx.Response(200, json={"choices": [{"message": {"content": 7}}]}), "unreadable"),
        (httpx.Response(200, content=b" " * 1_000_001), "too long"),
        (httpx.ConnectError("refused"), "no answer"),
        (httpx.ReadTimeout("slow"), "no answer"),
    ],
)
async def test_a_model_that_fails_is_said_so_without_its_words(
    connected: Person, model: StandInModel, answer: Any, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model.written = [answer]

    text = await say(connected, "Which pets?")

    assert f"The model gave no usable answer: {reason}." in text
    assert KEY not in text
    printed = capsys.readouterr()
    assert KEY not in printed.out + printed.err


async def test_the_key_goes_to_the_model_only(connected: Person, model: StandInModel) -> None:
    model.written = [says("Hello.")]

    text = await say(connected, "Hello")

    assert model.keys == [f"Bearer {KEY}"]
    assert KEY not in text
    assert KEY not in repr(Endpoint(URL, KEY, "m"))


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "host/v1", "https://user:password@host/v1", "https://host/v1?key=1", "http://"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(WrongEndpoint, match="MODEL_URL"):
        endpoint_of({"MODEL_URL": url, "MODEL_NAME": "m"})


def test_without_address_or_name_there_is_no_model() -> None:
    assert endpoint_of({"MODEL_URL": "https://host/v1"}) is None
    assert endpoint_of({"MODEL_NAME": "m"}) is None
    assert endpoint_of({"MODEL_URL": "https://host/v1/", "MODEL_NAME": "m"}) == Endpoint("https://host/v1", "", "m")
