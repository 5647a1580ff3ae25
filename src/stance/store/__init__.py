"""Saving and loading models: the folder, its manifest and card, and what may be loaded.

This file imports nothing, so that what is light (names, files) can be had without what is heavy (scikit-learn).
"""
