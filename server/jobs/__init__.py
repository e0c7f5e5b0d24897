"""Work that runs beside the pages, on the clock."""
