"""What keeps an engine process from doing harm. Every measure says whether it holds; none stops the start."""
