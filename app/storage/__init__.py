"""What may be used once: the store of the OAuth handshake and its twins in Redis and in memory."""
