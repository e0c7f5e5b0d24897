"""`plumbline bench`: what is measured, on what, and by which server. `command` runs it all."""
