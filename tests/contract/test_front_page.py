"""The front page and the privacy page speak of other hosts exactly when they may connect."""

import httpx
import pytest

from tests.conftest import ENVIRONMENT

ADDRESS = f"{ENVIRONMENT['CONNECTOR_PUBLIC_URL']}/mcp"


@pytest.mark.parametrize("path", ["/", "/privacy"])
async def test_the_address_for_hosts_is_named(anonymous: httpx.AsyncClient, path: str) -> None:
    page = (await anonymous.get(path)).text
    assert f"<code>{ADDRESS}</code>" in page
    assert "ChatGPT" in page


class TestWithMcpOff:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "MCP": "off", "GPT_URL": "https://chatgpt.com/g/g-123?a=1&b=2"}

    @pytest.mark.parametrize("path", ["/", "/privacy"])
    async def test_nothing_is_said_of_other_hosts(self, anonymous: httpx.AsyncClient, path: str) -> None:
        page = (await anonymous.get(path)).text
        assert "/mcp" not in page
        assert "assistant" not in page

    async def test_the_front_page_links_the_gpt(self, anonymous: httpx.AsyncClient) -> None:
        assert 'href="https://chatgpt.com/g/g-123?a=1&amp;b=2"' in (await anonymous.get("/")).text
