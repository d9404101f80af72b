"""What the tests stand on: two databases, a mail server, a browser."""
