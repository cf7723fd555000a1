"""The vendor's query language: conditions, orderBy, fields, pages."""
