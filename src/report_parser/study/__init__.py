"""What a researcher or a clerk does with many reports: inventory, panel, collecting, corrections, coding, runs."""
