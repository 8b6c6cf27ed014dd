"""The authorization server between ChatGPT and Meo Mai Moi (RFC 6749).

    authorize    ChatGPT sends the browser: check the request, open a session, go on to the main app's consent page
    consent      our own page before that, where the setting asks for it: who asks, where the access goes, yes or no
    callback     the main app sends the browser back with its code: take the session, compare the browser,
                 ask the person if it is another one (confirm page: Continue or Stop)
    handover     trade the main app's code for its token, seal it under a code of ours, send the browser to ChatGPT
    token        a client's server trades our code or a refresh token for tokens (`grants`); a second try ends what
                 the first one got
    revoke       end the main app's token behind an access or refresh token
    leftovers    end tokens that nobody will use

`checks` has one function per rule, `errors` the RFC's codes, `records` what the one-time store holds (sealed, under
hashed names), `pages` what people read, `prefetch` keeps browsers from spending anything ahead of the person,
`rendering` turns whatever was raised into an answer, `controllers` is HTTP, `server` puts the parts together.
"""
