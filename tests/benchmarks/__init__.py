"""Measurements that stay: quality, speed, and the calibration made from the development sets."""
