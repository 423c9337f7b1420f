"""What a sensor on the trunk tells: steps, kinds of movement, inclination, turning, shock."""
