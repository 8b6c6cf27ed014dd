"""Files that people attach become pictures that the main app takes: JPEG, PNG and GIF, without what they tell besides.

`conversion_process` is a program of its own, for what a stranger made is decoded there; `converter` runs it.
"""
