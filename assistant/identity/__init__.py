"""Who may ask: accounts, departments, chat ids, roles, the roster import, pseudonyms."""
