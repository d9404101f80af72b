"""Requests for a consultation; later appointments, chairs, staff and the waiting list."""
