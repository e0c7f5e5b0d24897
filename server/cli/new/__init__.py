"""`plumbline new`: what each kind of new file begins with; `starter/` is an academy to begin with, as it is written."""
