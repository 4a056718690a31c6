"""Chinese government reports as typed, grounded data."""
