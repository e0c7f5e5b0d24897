"""Signing in with the company's identity provider, or with a passkey."""
