"""The token endpoint: which grant a client asks for, and that the resource it names is ours."""

from app.oauth.client import Client
from app.oauth.errors import UnsupportedGrantType
from app.oauth.grants.code import CodeGrant
from app.oauth.grants.refresh import RefreshGrant
from app.oauth.models import TokenResponse
from app.oauth.parameters import Parameters
from app.oauth.resource import check_resource


class TokenStep:
    """Issue tokens to a client that has been authenticated."""

    def __init__(self, codes: CodeGrant, refreshes: RefreshGrant, *, public_url: str) -> None:
        self._codes = codes
        self._refreshes = refreshes
        self._public_url = public_url

    async def exchange(self, form: Parameters, client: Client) -> TokenResponse:
        """Trade a code or a refresh token in (RFC 6749, 4.1.3 and 6).

        Raises:
            OAuthError: as RFC 6749, 5.2 and RFC 8707, 2 say.
            StoreUnavailable: what was sent may be tried again.
        """
        grant_type = form.required("grant_type")
        # The GPT has no refresh token: its access token lives a year.
        if grant_type not in ("authorization_code", "refresh_token") or (
            grant_type == "refresh_token" and client.audience == "gpt"
        ):
            raise UnsupportedGrantType("grant_type is not one of this client's.")
        check_resource(form, client, self._public_url)
        if grant_type == "refresh_token":
            return await self._refreshes.exchange(form, client)
        return await self._codes.exchange(form, client)
