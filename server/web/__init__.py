"""The shell of the product: the door every request passes, and the pages that cross areas."""
