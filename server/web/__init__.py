"""The shell of the site and the pages that cross areas."""
