"""What the tests of this folder save: a weight and a checkup of their day, 24 August 2026."""

from datetime import date

from app.main_app.writes import MedicalWrite, WeightWrite

TODAY = date(2026, 8, 24)
WEIGHT = WeightWrite(weight_kg=4.3, record_date=TODAY)
CHECKUP = MedicalWrite(record_type="checkup", record_date=TODAY, description="All well")
