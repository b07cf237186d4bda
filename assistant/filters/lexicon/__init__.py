"""Word lists the recognizers read. Lists a city changes are settings; these are their defaults."""
