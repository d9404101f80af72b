"""The tablet at the chair: readiness, the dose, the board, the flowsheet, and leaving."""
