"""Steps in which a picture is kept; the person was asked, or said so."""

from app.devtools.playground.answers import KeptPhotos, read_answer
from app.devtools.playground.photos import PhotoName, link_of
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.script import Moment, Reply
from app.devtools.playground.wire import Json, Run, ToolCall


def keep(tool: str, photo: PhotoName, arguments: dict[str, Json]) -> ToolCall:
    """Return the call that keeps a photo of this conversation."""
    return ToolCall(operation_id=tool, arguments={**arguments, "openaiFileIdRefs": [link_of(photo)]})


def kept(key: str) -> Reply:
    """Return the reply about a picture that is kept; `key` begins those of its sentences."""

    def reply(run: Run, moment: Moment) -> str:
        if problem_of(run):
            return moment.texts.say("kept.not_fetched")
        again = any(photo.status == "already_saved" for photo in read_answer(run, KeptPhotos).photos)
        return moment.texts.say(f"{key}_before" if again else key)

    return reply


def kept_pictures(run: Run | None) -> list[str]:
    """Return the addresses of the pictures that a call kept."""
    if run is None or not run.ok or not run.call.operation_id.endswith("_photo"):
        return []
    return [photo.photo_url for photo in read_answer(run, KeptPhotos).photos if photo.photo_url]
