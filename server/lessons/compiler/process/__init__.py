"""The files under `process/`: stages, behaviours, clauses and artifacts, and what another version of them does otherwise."""
