"""Uploaded pictures as the main app stores them."""

from msgspec import Struct


class Photo(Struct, kw_only=True, eq=False):
    """A picture of a pet or of a record, whose media row leaks into payloads."""

    id: int
    name: str
    extension: str = "jpg"
    mime_type: str = "image/jpeg"
    width: int
    height: int
    size: int
    created_at: str
    updated_at: str
    queued_until: float = 0.0
    """The Unix time at which the queue worker has been through."""
    content: bytes = b""
    """The file as it was uploaded, empty for the pictures that the sandbox draws itself."""

    @property
    def file_name(self) -> str:
        """The name of the original, as the client called it."""
        return f"{self.name}.{self.extension}"

    def __repr__(self) -> str:
        return f"Photo(id={self.id}, file_name={self.file_name!r}, size={self.size})"
