"""The text as a coordinate system: the document, its folded copy, its lines and what marks them."""
