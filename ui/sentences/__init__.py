"""Sentences made from numbers: what a screen says before it shows."""
