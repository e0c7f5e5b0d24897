"""Behaviours that a sheet asks about."""

ACCESS, MAP, PLAN = "stakeholder-access", "stakeholders-mapped", "buying-process-mapped"


EARLY = ("next-step-confirmed", "problem-in-buyer-words", "impact-quantified", "why-now-established")
