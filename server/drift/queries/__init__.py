"""Questions of the leader's page. Every answer is a frozen value."""
