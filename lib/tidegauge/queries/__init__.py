"""A filter and metrics become a Select: a file a subject, a function a question. No database is known here."""
