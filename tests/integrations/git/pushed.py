"""What a host sends when somebody pushed, with its signature."""

SECRET, BODY = "0123456789abcdef" * 4, b'{"ref":"refs/heads/main"}'


# Worked out by `openssl dgst -sha256 -hmac`, so that it does not follow from our own code.
SIGNED = "eb22fb5f9b221d0b3b0ab509ca3fd0a0a3a71acfbdd4efc532edf0615cad09b8"


HEADERS = {"X-Hub-Signature-256": f"sha256={SIGNED}", "Content-Type": "application/json"}
