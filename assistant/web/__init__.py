"""Pages for admins: server-rendered, in Japanese, in any browser, with nothing from outside."""
