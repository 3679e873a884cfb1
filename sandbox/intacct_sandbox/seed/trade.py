"""What is sold and bought, as data: account, memo of the line, and the size of its amount in cents."""

from typing import NamedTuple


class Traded(NamedTuple):
    """Something on a document line."""

    account: str
    memo: str
    low: int
    high: int


# How often something stands here is how often it is traded.
SALES = (
    Traded("4000", "Pressure gauge set", 60_000, 900_000),
    Traded("4000", "Digital manometer", 40_000, 700_000),
    Traded("4000", "Flow meter, inline", 90_000, 1_100_000),
    Traded("4000", "Thermocouple array", 30_000, 600_000),
    Traded("4010", "Sensor modules, spare", 15_000, 250_000),
    Traded("4020", "Rental of a test bench", 50_000, 400_000),
    Traded("4100", "Annual calibration", 40_000, 600_000),
    Traded("4100", "Calibration of a gauge set", 20_000, 300_000),
    Traded("4110", "On-site calibration visit", 60_000, 700_000),
    Traded("4120", "Operator training, one day", 80_000, 240_000),
    Traded("2400", "Maintenance contract, twelve months", 240_000, 1_800_000),
    Traded("4210", "Calibration record portal, seats", 30_000, 300_000),
    Traded("4300", "Freight", 4_000, 40_000),
)
PURCHASES = (
    Traded("1400", "Stock for resale", 90_000, 700_000),
    Traded("1400", "Gauge bodies", 90_000, 600_000),
    Traded("1400", "Sensor modules", 60_000, 500_000),
    Traded("5100", "Subcontracted calibration", 40_000, 350_000),
    Traded("5110", "Field technician, agency", 40_000, 300_000),
    Traded("5200", "Freight", 10_000, 120_000),
    Traded("6110", "Electricity and gas", 20_000, 180_000),
    Traded("6120", "Repairs", 10_000, 150_000),
    Traded("6200", "Software subscription", 15_000, 220_000),
    Traded("6210", "Cloud hosting", 20_000, 160_000),
    Traded("6220", "Telephone and internet", 8_000, 60_000),
    Traded("6300", "Travel", 10_000, 220_000),
    Traded("6400", "Advertising", 20_000, 260_000),
    Traded("6410", "Trade fair", 80_000, 600_000),
    Traded("6500", "Professional fees", 50_000, 450_000),
    Traded("6800", "Laboratory supplies", 10_000, 220_000),
    Traded("6810", "Office supplies", 5_000, 60_000),
    Traded("6910", "Bank charges", 2_000, 15_000),
)
