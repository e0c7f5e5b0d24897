"""The program git, and what it brings to this machine's disk."""

from server.integrations.git.outside.keep import Keep
from server.integrations.git.outside.program import Git, Limits
from server.integrations.git.outside.reading import Read, commit_in, read

__all__ = ["Git", "Keep", "Limits", "Read", "commit_in", "read"]
