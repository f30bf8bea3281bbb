"""What pages about an API say: one view of the model, whatever markup the pages are in."""
