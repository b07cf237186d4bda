"""ja_ginza's own weights run faster: same tokens, same sentence starts, same entities."""
