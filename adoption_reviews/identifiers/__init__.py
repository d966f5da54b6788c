"""What in a text could give a person away: pure functions, texts in and places out."""
