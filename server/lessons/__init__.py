"""From Markdown in git to something one can take.

The compiler (pure) turns the files of `lessons/` into one `Academy` value and a list of diagnostics. The loader writes that value into the
database by content hash and moves one row; every process serves what that row names.
"""
