"""The number layer: every number of a text, what it is, and the quantity it states."""
