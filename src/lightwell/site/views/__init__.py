"""Pages that belong to no room: where to go after signing in, reports of the browser."""
