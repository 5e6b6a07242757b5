"""Texts as numbers: their words, their vectors, what words give a difference away, and how alike two of them are."""
