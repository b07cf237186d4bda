"""The database: engine, unit of work, migrations. Knows no table of its own."""
