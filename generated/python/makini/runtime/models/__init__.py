"""What answers become: typed objects over what the API said."""
