"""A language model with the published tools, behind any endpoint that speaks OpenAI's chat completions.

- `functions`: the published document as functions. `chat`: one request and its answer.
- `talk`: what a person says becomes calls, with a question before anything is saved.
"""
