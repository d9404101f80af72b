"""Backups: one encrypted archive of everything in the database, portable between engines.

``keys`` says what opens an archive, ``archive`` is the sealed container, ``tables`` turns rows
into lines and back, ``snapshot`` reads at one moment while the clinic works, ``contents`` is
what an archive says. `access.actions.backups` makes and restores them.
"""
