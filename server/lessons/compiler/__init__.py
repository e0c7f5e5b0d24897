"""Pure: Markdown text in, an `Academy` value and a list of diagnostics out. No disk, no clock, no database.

On top lie the way of a compile (`academy`, `lesson`, `body`, `part`), its values (`model`, `diagnostic`) and the files that are no lesson. Below:
`markdown` reads a file, `words` minds its wording, `questions` and `process` read what it says, `edits` tells it from the one before,
`translations` lays it beside other languages.
"""
