"""What the page Alert rules is made of."""
