"""What a client may trade for tokens: a code once (RFC 6749, 4.1.3), then refresh tokens, each for the next (6)."""
