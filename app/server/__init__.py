"""How the server process runs: uvicorn and the limits of its protocol."""
