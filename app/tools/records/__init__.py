"""What holds for records of every kind: taking one back."""
