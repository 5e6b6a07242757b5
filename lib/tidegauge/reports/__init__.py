"""File = page, same name: the only place where queries meet statistics. Each returns one frozen record."""
