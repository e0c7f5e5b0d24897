"""Pure: Markdown text in, an `Academy` value and a list of diagnostics out. No disk, no clock, no database."""
