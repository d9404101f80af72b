"""The application as it is served: settings, addresses, middleware, styles and scripts."""
