"""`/api/admin/*`: what the commands and the pages do, for programs."""
