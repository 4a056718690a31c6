"""What a person sees of a report: escaped, marked up, in words. Nothing of a report is ever markup."""
