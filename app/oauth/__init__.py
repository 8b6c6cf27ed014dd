"""The authorization server between clients (the GPT, MCP hosts) and Meo Mai Moi (RFC 6749).

    discovery_routes  what clients read first: this server (RFC 8414), the MCP endpoint (RFC 9728)
    registration      a client introduces itself (RFC 7591); nothing is stored
    client_lookup     who a `client_id` is: the GPT, a known host, a registration, or a document (`client_document`)
    authorize         a client sends the browser: check the request, open a session, go on to the main app's consent
    consent           our own page before that: who asks, where the access goes, what it may do, yes or no
    callback          the main app sends the browser back with its code: take the session, compare the browser,
                      ask the person if it is another one (confirm page: Continue or Stop)
    code_issuance     trade the main app's code for its token, seal it under a code of ours, send the browser back
    token             the client trades our code or a refresh token for tokens (`grants`); a second try ends what the
                      first one got
    revoke            end the main app's token behind an access or refresh token
    orphaned_tokens   end tokens that nobody will use

`checks` has one function per rule, `errors` the RFC's codes, `models` what the one-time store holds (sealed, under
hashed names), `pages` what people read, `prefetch` keeps browsers from spending anything ahead of the person,
`responses` turns whatever was raised into an answer, `routes` is HTTP, `server` puts the parts together.
"""
