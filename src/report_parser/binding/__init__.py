"""Binding: for every quantity, which indicator it measures, in which role, and how the text says so.

`lexicon` holds the words, `words` cuts text into them, `clauses` lays out a sentence, `names` finds noun phrases,
`rules` are the rules that bind, each with its cost, `reading` takes the cheapest of what they propose, `subjects` finds
whose a number is where its own words do not say. `bind` runs them.
"""
