"""The design system: page shells, form fields, components and charts; it knows no patient."""
