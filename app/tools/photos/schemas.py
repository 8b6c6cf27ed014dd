"""Attached files as they come, and the pictures that were kept."""

from typing import Annotated, Literal

from msgspec import Meta

from app.errors import ErrorCode
from app.lenient import AttachedFile, LenientBool
from app.tools.schemas import NotOwn, ToolInput, ToolOutput

MAX_FILES = 10


class FilesToKeep(ToolInput, frozen=True, kw_only=True):
    """What the user attached; the name of the field is ChatGPT's."""

    openaiFileIdRefs: Annotated[  # noqa: N815 - as ChatGPT has it
        list[AttachedFile],
        Meta(min_length=1, max_length=MAX_FILES, description="The files that the user attached in this chat, 1 to 10."),
    ]


class FileToKeep(ToolInput, frozen=True, kw_only=True):
    """The one picture of a vaccination."""

    openaiFileIdRefs: Annotated[  # noqa: N815 - as ChatGPT has it
        list[AttachedFile],
        Meta(min_length=1, max_length=MAX_FILES, description="The one file that the user attached in this chat."),
    ]
    replace: (
        Annotated[
            LenientBool, Meta(description="true only on the user's word that the picture there now is to be deleted.")
        ]
        | None
    ) = None


class PhotoFailure(ToolOutput, frozen=True, kw_only=True):
    """Why a file was not kept."""

    error: ErrorCode
    message: str
    hint: str | None = None
    retryable: bool = False


class KeptPhoto(ToolOutput, frozen=True, kw_only=True):
    """What became of one file, or of one page of a PDF."""

    file: Annotated[int, Meta(description="Which of the files, counted from 1.")]
    status: Literal["saved", "already_saved", "failed"]
    photo_id: int | None = None
    photo_url: Annotated[str, Meta(description="Opens in the user's browser, without sign-in.")] | None = None
    done: Annotated[str, Meta(description="What was done to the file: tell the user if not simply kept.")] | None = None
    failure: PhotoFailure | None = None


class KeptPhotos(ToolOutput, frozen=True, kw_only=True):
    """The pictures that were kept, and with what."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    vaccination_id: int | None = None
    vaccine_name: str | None = None
    medical_record_id: int | None = None
    replaced_photo_id: Annotated[int, Meta(description="The picture that was deleted for this one.")] | None = None
    photos: list[KeptPhoto]
    failed: int
