"""The JSON routes under /api: a pipeline in the main app's own order of checks, and a handler per route."""
