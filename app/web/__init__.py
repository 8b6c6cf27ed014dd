"""The HTTP face: OpenAPI document, bearer authentication, errors, request log, pages, health and metrics."""
