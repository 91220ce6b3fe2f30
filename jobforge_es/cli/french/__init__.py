"""What commands say in French, by key; loaded only when French is spoken."""
