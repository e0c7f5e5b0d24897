"""How good the estimates are: the model and simple rivals predict the same answers of a log, and are marked alike.

Needs the extra `evaluate` (numpy, scipy, scikit-learn), so nothing that serves a page imports it.
"""
