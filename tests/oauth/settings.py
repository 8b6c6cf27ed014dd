"""The settings that the handshake is tested with."""

ISSUER = "https://gpt.example"
REDIRECT_URI = "https://chatgpt.com/aip/g-0a1b2c3d/oauth/callback"
SECRETS = {
    "CONNECTOR_API_KEY": "api-key-api-key-api-key-api-key-1",
    "OAUTH_CLIENT_SECRET": "client-secret-client-secret-1234",
    "JWT_SECRET": "jwt-secret-jwt-secret-jwt-secret-1",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "hmac-secret-hmac-secret-hmac-sec",
}
ENVIRONMENT = {
    **SECRETS,
    "MAIN_APP_URL": "https://meo.example",
    "CONNECTOR_PUBLIC_URL": ISSUER,
    "OAUTH_CLIENT_ID": "meo-gpt",
    "ENVIRONMENT": "development",
    "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
    "CALL_TIMEOUT": "0.5",
    "CONNECT_TIMEOUT": "0.3",
}
