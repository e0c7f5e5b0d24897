"""What every request passes before a page is asked: who it is, whether it comes from a page of ours, what is counted, and what is left unread."""
