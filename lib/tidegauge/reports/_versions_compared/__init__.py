"""What the page Compare is made of: sides matched on traffic, cases paired, intervals that may be looked at any day."""
