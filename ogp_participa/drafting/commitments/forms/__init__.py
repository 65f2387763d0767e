"""Forms of the editor. Each knows which version it was opened on, and asks why only where it must."""
