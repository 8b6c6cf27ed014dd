"""Each typical conversation over HTTP on the sandbox, at the cost that docs/tools.md states."""

import pytest

from tests.tools.conversations import CONVERSATIONS, Conversation
from tests.tools.talks import talking


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
async def test_the_conversation_succeeds_at_its_stated_cost(conversation: Conversation) -> None:
    async with talking(conversation.email) as talk:
        await conversation.play(talk)

        assert tuple(talk.tools) == conversation.tools
        assert sum(talk.upstream.values()) == conversation.upstream, talk.upstream


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
async def test_no_conversation_is_refused_by_the_main_app(conversation: Conversation) -> None:
    async with talking(conversation.email) as talk:
        await conversation.play(talk)

        assert all(seen.status < 400 for seen in talk.world.journal.recent)
