"""A kind of check for Blackstart that is shipped in a package of its own."""
