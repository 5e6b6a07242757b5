"""Small workflows of people who look at outputs."""
