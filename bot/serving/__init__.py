"""What all chat platforms share below them: answering, limits, metrics, health, logs."""
