"""The dialog that makes a review batch of what a page shows."""
