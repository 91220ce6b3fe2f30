"""Business questions: what is expected of their answers, whether it held, and which columns they need."""
