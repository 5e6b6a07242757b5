"""What the page Scope is made of."""
