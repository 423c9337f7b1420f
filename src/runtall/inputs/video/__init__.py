"""From a video file to pictures with their times."""
