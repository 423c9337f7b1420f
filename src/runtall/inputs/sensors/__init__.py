"""Files of body-worn sensors: breathing bands, trunk sensors, watches."""
