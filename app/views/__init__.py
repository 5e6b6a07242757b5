"""The pages: file = page, folder = section of the menu."""
