"""What can go wrong in the handshake, in the words of RFC 6749.

    OAuthError                     error code, public description, private detail for the log
    ├── InvalidRequest             400 invalid_request
    ├── InvalidClient              401 invalid_client
    ├── InvalidGrant               400 invalid_grant
    ├── InvalidScope               400 invalid_scope
    ├── InvalidTarget              400 invalid_target (RFC 8707)
    ├── InvalidRedirectUri         400 invalid_redirect_uri (RFC 7591)
    ├── InvalidClientMetadata      400 invalid_client_metadata (RFC 7591)
    ├── InvalidToken               401 invalid_token (RFC 6750)
    ├── UnsupportedGrantType       400 unsupported_grant_type
    ├── UnsupportedResponseType    unsupported_response_type, by redirect only
    ├── AccessDenied               access_denied, by redirect only
    ├── ServerError                server_error, by redirect only
    ├── TooManyFailures            429 RATE_LIMITED
    └── TemporarilyUnavailable     503 temporarily_unavailable
    UnknownClient                  a `client_id` that means nobody, with the setting that would admit it
    RefusedByRedirect              an OAuthError that the client hears of through the browser (4.1.2.1)
    RefusedByPage                  a person reads it, because there is nobody to redirect to

`app.oauth.responses` turns them into answers.
"""

from typing import ClassVar, Literal

PageName = Literal["invalid", "expired", "cookieless", "elsewhere", "stopped", "unavailable", "busy"]


class OAuthError(Exception):
    """A failure with its RFC code; `detail` goes to the log only and holds no secret either."""

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 400

    def __init__(self, description: str, *, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.detail = detail
        self.retry_after = retry_after


class InvalidRequest(OAuthError):
    """Something is missing, repeated or malformed (4.1.2.1, 5.2)."""

    code = "invalid_request"


class InvalidClient(OAuthError):
    """Client authentication failed (5.2)."""

    code = "invalid_client"
    status = 401

    def __init__(self, description: str, *, used_header: bool) -> None:
        super().__init__(description)
        self.used_header = used_header


class InvalidGrant(OAuthError):
    """The code is unknown, over, spent, or not for this request (5.2)."""

    code = "invalid_grant"


class InvalidScope(OAuthError):
    """The scope is malformed (4.1.2.1)."""

    code = "invalid_scope"


class InvalidTarget(OAuthError):
    """The resource is not one of ours (RFC 8707, 2)."""

    code = "invalid_target"


class InvalidRedirectUri(OAuthError):
    """A registration names an address that codes may not go to (RFC 7591, 3.2.2)."""

    code = "invalid_redirect_uri"


class InvalidClientMetadata(OAuthError):
    """A registration cannot be taken (RFC 7591, 3.2.2)."""

    code = "invalid_client_metadata"


class InvalidToken(OAuthError):
    """The bearer token is not valid (RFC 6750, 3.1)."""

    code = "invalid_token"
    status = 401


class UnsupportedGrantType(OAuthError):
    """Only authorization_code is known, and refresh_token for MCP hosts (5.2)."""

    code = "unsupported_grant_type"


class UnsupportedResponseType(OAuthError):
    """Only code is known (4.1.2.1)."""

    code = "unsupported_response_type"


class AccessDenied(OAuthError):
    """The main app refused the code."""

    code = "access_denied"


class ServerError(OAuthError):
    """The main app or the store failed in the middle."""

    code = "server_error"


class TooManyFailures(OAuthError):
    """Too many failed attempts in a minute, or refreshes in a day."""

    code = "RATE_LIMITED"
    status = 429


class TemporarilyUnavailable(OAuthError):
    """Redis or the main app is down; try again (RFC 7009, 2.2.1)."""

    code = "temporarily_unavailable"
    status = 503


class UnknownClient(Exception):
    """Nobody we know; `setting` is the variable that would admit such a client, empty when none would."""

    def __init__(self, reason: str, *, setting: str = "") -> None:
        super().__init__(reason)
        self.setting = setting


class RefusedByRedirect(Exception):
    """Send the browser to `location`, which carries the error."""

    def __init__(self, error: OAuthError, location: str) -> None:
        super().__init__(error.description)
        self.error = error
        self.location = location


class RefusedByPage(Exception):
    """Show a page; `facts` are the values it names."""

    def __init__(self, page: PageName, *, status: int = 400, detail: str = "", **facts: str) -> None:
        super().__init__(page)
        self.page = page
        self.status = status
        self.detail = detail
        self.facts = facts
