"""Settings from the environment: values, their validators, the key generator."""
