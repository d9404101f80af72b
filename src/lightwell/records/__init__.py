"""The clinical record: patients, histories, questionnaires, risk tasks, stored evaluations."""
