"""Who a `client_id` is: the GPT of the settings, a host we know, a registration sealed into the id, or a document."""

from app.oauth.client import Client
from app.oauth.client_document import ClientDocuments, check_document_url, is_document_url
from app.oauth.errors import RefusedByPage, UnknownClient
from app.oauth.known_clients import find_known_client
from app.oauth.models import OAuthConfig
from app.oauth.registration import PREFIX, Registrations
from app.tokens.audience import GPT_CLIENT_NAME


class ClientLookup:
    """Find clients by id, as far as the settings admit them."""

    def __init__(self, config: OAuthConfig, registrations: Registrations, documents: ClientDocuments) -> None:
        self._config = config
        self._registrations = registrations
        self._documents = documents
        self._gpt = Client(
            id=config.client_id,
            name=GPT_CLIENT_NAME,
            kind="configured",
            secret=config.client_secret,
            audience="gpt",
            is_known=True,
        )

    async def find(self, client_id: str, *, may_fetch: bool = True) -> Client:
        """Return the client.

        Args:
            client_id: as it came.
            may_fetch: whether its document may be read from the network. Without, a client with a document is returned
                by its id alone, without a redirect address: enough where a code or token already names it.

        Raises:
            UnknownClient: nobody we know, with the setting that would admit it, if one would.
        """
        if client_id == self._config.client_id:
            return self._gpt
        is_registration, is_document = client_id.startswith(PREFIX), is_document_url(client_id)
        if not (is_registration or is_document):
            raise UnknownClient("client_id refused", setting="OAUTH_CLIENT_ID")
        if not self._config.mcp:
            raise UnknownClient("MCP is off", setting="MCP")
        known = find_known_client(client_id)
        if known is not None:
            return known
        if self._config.mcp_clients == "known":
            raise UnknownClient("only known clients are admitted", setting="MCP_CLIENTS")
        if is_registration:
            return self._registrations.find(client_id)
        return await self._of_document(client_id, may_fetch=may_fetch)

    async def find_by_id(self, client_id: str) -> Client:
        """Return a client that a code or token is said to be of, without a look at the network.

        Raises:
            RefusedByPage: nobody we know.
        """
        try:
            return await self.find(client_id, may_fetch=False)
        except UnknownClient as error:
            raise RefusedByPage("invalid", detail=str(error)) from error

    async def _of_document(self, url: str, *, may_fetch: bool) -> Client:
        check_document_url(url)
        if not self._config.mcp_fetch_clients:
            raise UnknownClient("documents are not fetched", setting="MCP_FETCH_CLIENTS")
        if may_fetch:
            return await self._documents.find(url)
        return Client(id=url, name="", kind="document", audience="mcp")
