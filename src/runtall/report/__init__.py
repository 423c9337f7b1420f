"""What people read: the HTML and PDF reports, overlay videos, and files for machines."""
