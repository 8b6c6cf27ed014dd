"""The MCP face: the same tools over JSON-RPC for every host that speaks the Model Context Protocol.

    endpoint      the route: method, origin, token and size before anything is read
    message       one JSON-RPC message, or why it is none
    revision      which protocol revision a request speaks; the header rules of the modern one
    methods       what each method answers
    tool_list     the lists of tools, written from the published document
    tool_call     one call of a tool: arguments, handler, result
    results       answers as bytes

Stateless: POST only, JSON only, nothing kept between requests. See `docs/mcp.md`.
"""
