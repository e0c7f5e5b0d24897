"""Deals as the CRM tells them by its API: read on a schedule, never written, folded as files are."""
