"""docs/tools.md shows the tools as they are."""

from tests.tools.tool_document import PAGE, document


async def test_the_page_shows_what_the_tools_really_answer() -> None:
    assert PAGE.read_text() == await document(), "run `uv run python -m tests.tools.tool_document`"
