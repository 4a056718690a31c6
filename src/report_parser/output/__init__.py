"""What a report is written as: rows, JSON, CSV, data frames, workbooks, and their schema."""
