"""alert: folds matches into one alert per rule and story."""
