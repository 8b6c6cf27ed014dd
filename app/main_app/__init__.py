"""The main app (Meo Mai Moi) as this connector sees it: the only place that speaks HTTP to it.

A call's way: `account` (one method per route) builds a `Call`, `calls` sends it within the budget and
retries what may be retried, `wire` does one exchange with a size limit over `transport`'s pooled client,
`failures` turns what went wrong into an `AppError`, `decoding` turns what went well into `records`.
`creation` saves things once under `idempotency` keys. `bridge` is the server-to-server half of the sign-in.
"""
