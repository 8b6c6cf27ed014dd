"""Say it yourself: a box that turns a person's own sentence into a tool call, by word lists and rules, not by a model.

The map:
- `words/*.toml`: the words of each language. `vocabulary` loads them, `tagging` finds them in a sentence.
- `reading`: what the sentence wants, whom it names, which values it gives, and which words were not understood.
- `plans`: the tool calls that a reading becomes. Values stay as said ("4,2 kg"): the connector reads them.
- `exchange`: the conversation with its calls, choices and the question before anything is saved.
- `replies`, with the sentences of `language`: what is said afterwards, in the language of the sentence.
"""
