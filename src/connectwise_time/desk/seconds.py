"""How a call's 45 seconds are divided where a plan is carried out."""

# A tool call answers within 45 s: the look before it has 10, items are begun until 28 have passed,
# the last of them has 12, and reading back 4.
LOOK_SECONDS = 10.0
BEGIN_SECONDS = 28.0
WRITE_SECONDS = 12.0
READ_BACK_SECONDS = 4.0
# However long the planning took, so much is tried.
LEAST_SECONDS = 1.0
