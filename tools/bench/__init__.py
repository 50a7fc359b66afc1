"""Measures grading and the tests of notebooks against the tools that others use for them."""
