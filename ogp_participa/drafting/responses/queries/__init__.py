"""Reading contributions with their answers, the answers themselves, and what is alike."""
