"""What someone promised to do on one deal, by when, and with which proof."""
