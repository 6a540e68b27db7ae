"""Tables: CSV, TSV and spreadsheets with a question in each row."""
