"""The leader's page in words and drawings: signals, the forecast, and how a signal is answered."""
