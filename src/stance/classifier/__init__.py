"""Feature steps, calibration, recipes, and the classifier made of them.

This file imports nothing: scikit-learn takes a second to import, and is imported where it is needed.
"""
