"""What a report is and how it is built: page chrome, headings, lists, header fields, citations."""
