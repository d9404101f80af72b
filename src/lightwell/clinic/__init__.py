"""Pages for staff: requests, risk, histories, determination, audit."""
