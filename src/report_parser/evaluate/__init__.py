"""How right the parser is: scores on annotated texts."""
