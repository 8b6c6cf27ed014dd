"""Access tokens: signing, encryption of the token inside, verification and its cache, rate limit per caller."""
