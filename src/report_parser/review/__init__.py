"""What a person sees: the review page, notebooks, plots, and why a number was read as it was."""
