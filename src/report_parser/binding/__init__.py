"""Binding: for every quantity, which indicator it measures, in which role, and how the text says so.

`lexicon` holds the words, `words` cuts text into them, `clauses` lays out a sentence, `names` finds noun phrases,
`rules` is the ordered list of rules that bind, `context` says status, period and scope. `bind` runs them.
"""
