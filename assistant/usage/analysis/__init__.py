"""What analysts make of the usage rows: calendar, figures, comparison, report. Knows no quota."""
